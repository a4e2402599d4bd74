import Bytes
import ChangeLog
import Foundation
import TestSupport
import Testing

/// Runs the examples of the articles in ChangeLog.docc: each block of Swift in an article is here,
/// between two markers, and prints what its comments say.
@Suite final class ArticleTests {
  private var printed: [String] = []

  /// Stands in for the library's function of that name.
  private func print(_ items: Any...) {
    printed.append(items.map { "\($0)" }.joined(separator: " "))
  }

  @Test func gettingStarted() throws {
    // Article GettingStarted
    var ana = Session(replica: 1)
    var text = TextHistory()
    try text.edit(
      TextEdit(position: 0, deleteCount: 0, insert: "rate low"),
      id: ana.makeName(), replica: ana.replica)
    try text.edit(
      TextEdit(position: 5, deleteCount: 3, insert: "high"),
      id: ana.makeName(), replica: ana.replica)
    print(text.text)  // rate high
    // End

    // Article GettingStarted
    var ben = Session(replica: 2)
    var copy = text
    try copy.edit(
      TextEdit(position: 9, deleteCount: 0, insert: "er"),
      id: ben.makeName(), replica: ben.replica)
    try text.edit(
      TextEdit(position: 5, deleteCount: 0, insert: "very "),
      id: ana.makeName(), replica: ana.replica)
    // End

    // Article GettingStarted
    try text.merge(encoded: copy.encoded())
    try copy.merge(encoded: text.encoded())
    print(text.text)  // rate very higher
    print(copy.text)  // rate very higher
    // End

    // Article GettingStarted
    var session = TextSession(text, by: ana.replica, from: ana.makeName())
    try session.edit(TextEdit(position: 0, deleteCount: 0, insert: "I "))
    try session.edit(TextEdit(position: 16, deleteCount: 2, insert: ""))
    try session.withHistory { history in
      try history.merge(encoded: copy.encoded())
    }
    print(session.text)  // I rate very high
    // End
    try expectAsWritten("GettingStarted")
  }

  @Test func exchangingUpdates() throws {
    var session = Session(replica: 1)
    var (ana, ben) = (TextHistory(), TextHistory())
    func edit(_ text: inout TextHistory, at position: Int, insert: String) throws {
      try text.edit(
        TextEdit(position: position, deleteCount: 0, insert: insert), id: session.makeName(),
        replica: session.replica)
    }
    try edit(&ana, at: 0, insert: "rate high")
    try ben.merge(encoded: ana.encoded())
    try edit(&ana, at: 5, insert: "very ")

    // Article ExchangingUpdates
    let request = ben.frontier
    let answer = try ana.encoded(since: request)
    try ben.merge(encoded: answer)
    print(ben.text)  // rate very high
    // End
    try edit(&ben, at: 14, insert: "er")

    // Article ExchangingUpdates
    func makeAnswer(to request: TextVersion, lastCommon: TextVersion) throws -> [UInt8] {
      do {
        return try ana.encoded(since: request)
      } catch {
        return try ana.encoded(since: lastCommon)
      }
    }
    try ben.merge(encoded: makeAnswer(to: ben.frontier, lastCommon: request))
    try ana.merge(encoded: ben.encoded(since: request))
    print(ana.text)  // rate very higher
    print(ben.text)  // rate very higher
    // End

    // Article ExchangingUpdates
    let edit = TextEdit(position: 0, deleteCount: 4, insert: "Rate")
    let run = try ana.makeRun(edit, id: session.makeName(), replica: session.replica)
    try ana.add(run)
    try ben.add(run)
    print(ben.text)  // Rate very higher
    // End
    try expectAsWritten("ExchangingUpdates")
  }

  @Test func followingInAnEditor() throws {
    var (ana, ben) = (Session(replica: 1), Session(replica: 2))
    var text = TextHistory()
    try text.edit(
      TextEdit(position: 0, deleteCount: 0, insert: "🌊 is rising"), id: ana.makeName(),
      replica: ana.replica)
    var other = text
    for (position, insert) in [(11, " fast"), (0, "The ")] {
      try other.edit(
        TextEdit(position: position, deleteCount: 0, insert: insert), id: ben.makeName(),
        replica: ben.replica)
    }
    let update = other.encoded()

    // Article FollowingInAnEditor
    var buffer = Array("🌊 is rising".utf16)
    var cursor = 2
    buffer.replaceSubrange(cursor..<cursor, with: " level".utf16)
    try text.edit(
      TextEdit(position: cursor, deleteCount: 0, insert: " level"), in: .utf16,
      id: ana.makeName(), replica: ana.replica)
    cursor += " level".utf16.count
    print(text.text)  // 🌊 level is rising
    // End

    // Article FollowingInAnEditor
    let edits = try text.edits(in: .utf16) { try $0.merge(encoded: update) }
    for edit in edits {
      buffer.replaceSubrange(
        edit.position..<edit.position + edit.deleteCount, with: edit.insert.utf16)
      cursor = edit.transform(cursor, affinity: .before, in: .utf16)
    }
    print(String(decoding: buffer, as: UTF16.self))  // The 🌊 level is rising fast
    print(cursor)  // 12
    // End

    // Article FollowingInAnEditor
    let version = text.frontier
    let start = try text.offset(7, from: .utf16, to: .scalars)
    let passage = start..<start + 5
    try text.edit(
      TextEdit(position: 0, deleteCount: 4, insert: ""), id: ana.makeName(), replica: ana.replica)
    let now = try text.transform(passage, from: version)
    print(now)  // 2..<7
    // End

    // Article FollowingInAnEditor
    for edit in TextDiff.edits(from: text.text, to: "🌊 level rises fast") {
      try text.edit(edit, id: ana.makeName(), replica: ana.replica)
    }
    print(text.text)  // 🌊 level rises fast
    // End
    try expectAsWritten("FollowingInAnEditor")
  }

  @Test func lookingIntoThePast() throws {
    var (ana, ben) = (Session(replica: 1), Session(replica: 2))
    var text = TextHistory()
    let first = ana.makeName()
    try text.edit(
      TextEdit(position: 0, deleteCount: 0, insert: "rate low"), id: first, replica: ana.replica)
    let replacement = ben.makeName()

    // Article LookingIntoThePast
    let draft = text.frontier
    try text.edit(
      TextEdit(position: 5, deleteCount: 3, insert: "high"), id: replacement, replica: ben.replica)
    print(text.text)  // rate high
    print(try text.text(at: draft))  // rate low
    // End

    // Article LookingIntoThePast
    let back = try text.edits(from: text.frontier, to: draft)
    print(TextEdit.applying(back, to: text.text))  // rate low
    // End

    // Article LookingIntoThePast
    let scalars = Array(text.text.unicodeScalars)
    for stretch in text.authors() {
      var part = String.UnicodeScalarView()
      part.append(contentsOf: scalars[stretch.range])
      print(stretch.run == first ? "Ana:" : "Ben:", String(part))  // Ana: rate / Ben: high
    }
    // End

    // Article LookingIntoThePast
    for edit in text.edits(undoing: replacement) {
      try text.edit(edit, id: ben.makeName(), replica: ben.replica)
    }
    print(text.text)  // rate low
    // End

    // Article LookingIntoThePast
    var copy = text
    try text.edit(
      TextEdit(position: 5, deleteCount: 0, insert: "very "), id: ana.makeName(),
      replica: ana.replica)
    try copy.edit(
      TextEdit(position: 8, deleteCount: 0, insert: "er"), id: ben.makeName(),
      replica: ben.replica)
    try text.merge(encoded: copy.encoded())
    let passages = text.bothEdited { $0.change }
    for passage in passages { print(text.text, passage.range) }  // rate very lower 5..<15
    let unread = text.bothEdited(reviewed: [text.frontier]) { $0.change }
    print(unread.count)  // 0
    // End
    try expectAsWritten("LookingIntoThePast")
  }

  @Test func saving() throws {
    var ana = Session(replica: 1)
    var text = TextHistory()
    try text.edit(
      TextEdit(position: 0, deleteCount: 0, insert: "rate low"), id: ana.makeName(),
      replica: ana.replica)
    var other = text
    try other.edit(
      TextEdit(position: 8, deleteCount: 0, insert: "er"), id: ana.makeName(),
      replica: ReplicaID(rawValue: 2))
    let update = other.encoded()

    // Article Saving
    var document = TextDocument(text)
    let file = try document.saved()

    var opened = try TextDocument(saved: file)
    print(opened.text)  // rate low
    // End

    // Article Saving
    try opened.edit(
      TextEdit(position: 5, deleteCount: 3, insert: "high"), id: ana.makeName(),
      replica: ana.replica)
    print(opened.text, opened.count)  // rate high 9
    // End

    // Article Saving
    let edits = try opened.merge(encoded: update)
    print(edits.count, opened.text)  // 1 rate higher
    print(try opened.history.runCount)  // 3
    let newFile = try opened.saved()
    // End
    #expect(try TextDocument(saved: newFile).text == opened.text)

    // Article Saving
    var damaged = file
    damaged[damaged.count - 1] ^= 1
    var rest = try TextDocument(saved: damaged)
    do {
      _ = try rest.history
    } catch {
      print(rest.text)  // rate low
    }
    // End
    try expectAsWritten("Saving")
  }

  // MARK: Comparing

  /// Expects the code between the markers to be that of the article, and to have printed what its
  /// comments say.
  private func expectAsWritten(
    _ article: String, _ location: SourceLocation = #_sourceLocation
  ) throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let sources = try ["ArticleSession.swift", "ArticleTests.swift"].map {
      try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8)
    }
    let root = folder.deletingLastPathComponent().deletingLastPathComponent()
    let page = try String(
      contentsOf: root.appendingPathComponent("Sources/ChangeLog/ChangeLog.docc/\(article).md"),
      encoding: .utf8)
    let written = DocumentExamples(page).blocks(in: "swift")
    #expect(!written.isEmpty, sourceLocation: location)
    #expect(
      sources.flatMap { marked("// Article \(article)", in: $0) } == written,
      sourceLocation: location)
    let expected = written.flatMap { $0.components(separatedBy: "\n") }
      .filter { $0.contains("print(") }
      .flatMap { line in
        line.components(separatedBy: "  // ").dropFirst().joined().components(separatedBy: " / ")
      }
    #expect(printed.map { trimmed($0) } == expected.map { trimmed($0) }, sourceLocation: location)
  }

  /// What stands between each marker and the next end, without the indentation of the marker.
  private func marked(_ marker: String, in source: String) -> [String] {
    var blocks: [String] = []
    var block: [Substring]?
    var indentation = 0
    for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
      if trimmed(line) == marker {
        block = []
        indentation = line.prefix { $0 == " " }.count
      } else if trimmed(line) == "// End", let end = block {
        blocks.append(end.joined(separator: "\n"))
        block = nil
      } else {
        block?.append(line.dropFirst(indentation))
      }
    }
    return blocks
  }

  private func trimmed(_ text: some StringProtocol) -> String {
    text.trimmingCharacters(in: .whitespaces)
  }
}
