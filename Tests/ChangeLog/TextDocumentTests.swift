import Bytes
import Foundation
import TestSupport
import Testing
import TextReference

@testable import ChangeLog

/// Documents that are saved, opened, edited and merged.
@Suite struct TextDocumentTests {
  private let ana = ReplicaID(rawValue: 1)

  /// Method: a history that does the same and is never saved, compared after every step.
  @Test(arguments: seeds(30))
  func doesWhatItsHistoryWouldDo(seed: UInt64) throws {
    var workload = TextWorkload(seed: seed)
    let steps = workload.number(0...40)
    var twin = try TextHistory(workload.history(peers: 3, steps: steps))
    var document = TextDocument(twin)
    for step in 0..<60 {
      let action = workload.number(0...9)
      switch action {
      case 9:
        let version = twin.frontier
        let run = workload.run(by: ana, at: version, length: twin.count)
        try document.withHistory { _ = try $0.add(run) }
        try twin.add(run)
      case 0...4:
        let position = workload.number(0...twin.count)
        let edit = TextEdit(
          position: position, deleteCount: workload.number(0...min(4, twin.count - position)),
          insert: workload.text(upTo: 3))
        let id = OperationID(ChangeID(Array(repeating: 0xee, count: 32)), step)
        try document.edit(edit, id: id, replica: ana)
        try twin.edit(edit, id: id, replica: ana)
      case 5:
        var other = try TextHistory(twin.runs.prefix(workload.number(0...twin.runCount)))
        let (replica, version) = (ReplicaID(rawValue: 7), other.frontier)
        for _ in 0..<workload.number(0...3) {
          try other.add(workload.run(by: replica, at: version, length: other.count))
        }
        let update = other.encoded()
        let before = document.text
        let edits = try document.merge(encoded: update)
        try twin.merge(encoded: update)
        try #require(
          TextEdit.applying(edits, to: before).utf8.elementsEqual(document.text.utf8))
      case 6:
        let history = try document.history
        try #require(history.encoded() == twin.encoded())
      default:
        let bytes = try document.saved()
        document = try TextDocument(saved: bytes)
        try #require(try document.saved() == bytes)
      }
      try #require(document.text.utf8.elementsEqual(twin.text.utf8))
      try #require(document.count == twin.count)
      try #require(document.frontier == twin.frontier)
    }
    let history = try document.history
    try #require(history.encoded() == twin.encoded())
  }

  @Test func isEditedAndMergedInTheUnitOfTheEditor() throws {
    var document = try TextDocument(saved: try saved())
    #expect(document.count(in: .utf16) == 5)
    try document.edit(
      TextEdit(position: 2, deleteCount: 3, insert: "!"), in: .utf16, id: name(9), replica: ana)
    #expect(document.text == "𝒳!")
    #expect(try document.offset(4, from: .utf8, to: .utf16) == 2)
    #expect(throws: TextRunError.positionInsideScalar(position: 1)) {
      try document.offset(1, from: .utf16, to: .scalars)
    }
    var other = try document.history
    try other.edit(TextEdit(position: 1, deleteCount: 1, insert: "?"), id: name(10), replica: ana)
    let edits = try document.merge(encoded: other.encoded(), in: .utf8)
    #expect(edits == [TextEdit(position: 4, deleteCount: 1, insert: "?")])
  }

  @Test func copiesGoTheirOwnWay() throws {
    let document = try TextDocument(saved: try saved())
    var copy = document
    try copy.edit(TextEdit(position: 0, deleteCount: 1, insert: ""), id: name(9), replica: ana)
    #expect(document.text == "𝒳abc")
    #expect(document.frontier == [name(2)])
    #expect(copy.text == "abc")
    #expect(copy.frontier == [name(9)])
  }

  // MARK: Damage

  @Test func everyTruncationIsRefused() throws {
    let bytes = try saved()
    for count in 0..<bytes.count {
      #expect(throws: FormatError.self) { try TextDocument(saved: Array(bytes.prefix(count))) }
    }
    #expect(throws: FormatError(.trailing(1), at: bytes.count)) {
      try TextDocument(saved: bytes + [0])
    }
  }

  /// What the first checksum protects is refused at once; a damaged history, when it is needed.
  @Test func everyFlippedBitIsFound() throws {
    let bytes = try saved()
    let historyStart = bytes.count - (try history()).encoded().count
    for bit in 0..<bytes.count * 8 {
      var damaged = bytes
      damaged[bit / 8] ^= 1 << (bit % 8)
      if bit / 8 < historyStart {
        #expect(throws: FormatError.self, "bit \(bit)") { try TextDocument(saved: damaged) }
      } else {
        var document = try TextDocument(saved: damaged)
        #expect(document.text == "𝒳abc")
        #expect(throws: TextDocumentError.self, "bit \(bit)") { try document.history }
      }
    }
  }

  @Test func aTextWithADamagedHistoryCanBeReadAndEdited() throws {
    var bytes = try saved()
    bytes[bytes.count - 1] ^= 1
    var document = try TextDocument(saved: bytes)
    try document.edit(TextEdit(position: 1, deleteCount: 0, insert: "x"), id: name(9), replica: ana)
    let damage = TextDocumentError.damagedHistory(
      FormatError("the checksum of the history is wrong", at: 0))
    #expect(throws: damage) { try document.saved() }
    #expect(throws: damage) { try document.merge(encoded: []) }
    #expect(document.text == "𝒳xabc")
    #expect(document.frontier == [name(9)])
  }

  @Test func aHistoryOfAnotherTextIsFound() throws {
    let history = try history()
    for (text, frontier) in [("𝒳abd", [name(2)]), ("𝒳abc", [name(1)]), ("", [])] {
      var document = try TextDocument(
        saved: forged(text: Array(text.utf8), frontier: frontier, history: history.encoded()))
      #expect(document.text == text)
      #expect(throws: TextDocumentError.otherText) { try document.history }
    }
    var document = try TextDocument(
      saved: forged(text: Array("𝒳abc".utf8), frontier: [name(2)], history: [0xff]))
    #expect(throws: TextDocumentError.self) { try document.history }
    #expect(document.text == "𝒳abc")
  }

  @Test func aNameThatIsTakenIsFoundWithTheHistory() throws {
    var document = try TextDocument(saved: try saved())
    let edit = TextEdit(position: 0, deleteCount: 0, insert: "x")
    try document.edit(edit, id: name(1), replica: ana)
    #expect(throws: TextRunError.takenName(name(1))) {
      try document.edit(edit, id: name(1), replica: ana)
    }
    #expect(throws: TextDocumentError.refusedEdit(.takenName(name(1)))) { try document.history }
    #expect(document.text == "x𝒳abc")
  }

  @Test func theChecksumDependsOnTheOrderAndNumberOfWords() {
    let words: [[UInt8]] = [Array(1...8), Array(2...9), Array(repeating: 0, count: 8)]
    let orders = [[], [2], [2, 2], [0, 1], [1, 0], [0, 0], [0, 2], [2, 0]]
    let sums = orders.map { order in
      let bytes = order.flatMap { words[$0] }
      return SavedText.checksum(bytes.span)
    }
    #expect(Set(sums).count == sums.count)
  }

  // MARK: Hostile bytes

  @Test func wellSignedNonsenseIsRefused() {
    func refusal(_ bytes: [UInt8]) -> FormatError? {
      do throws(FormatError) {
        _ = try TextDocument(saved: bytes)
        return nil
      } catch {
        return error
      }
    }
    #expect(refusal(Array("CtxE".utf8)) == FormatError("no saved text", at: 0))
    #expect(refusal(Array("CtxD".utf8) + [2]) == FormatError(.newer, at: 4))
    #expect(refusal(Array("CtxD".utf8) + [0]) == FormatError("no version 0", at: 4))
    let empty = forged(text: [], frontier: [], history: [])
    #expect(refusal(empty) == nil)
    #expect(
      refusal(forged(text: [0x61, 0xff], frontier: [], history: []))
        == FormatError(.notUTF8, at: 22))
    #expect(
      refusal(forged(text: [], frontier: [name(2), name(1)], history: []))
        == FormatError("the frontier is out of order", at: 56))
    #expect(
      refusal(forged(text: [], frontier: [name(2), name(2)], history: []))
        == FormatError("the frontier is out of order", at: 56))
  }

  @Test func hostileLengthsAreRefusedBeforeAnythingIsReserved() {
    let huge: [UInt8] = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]
    let checksums = Array(repeating: UInt8(0), count: 16)
    let start = Array("CtxD".utf8) + [1] + checksums
    #expect(throws: FormatError(.tooLarge(.max >> 1, limit: UInt64(TextLog.countMax)), at: 21)) {
      try TextDocument(saved: start + huge)
    }
    #expect(throws: FormatError(.truncated(missing: 128), at: 23)) {
      try TextDocument(saved: start + [0x80, 0x01])
    }
    #expect(throws: FormatError(.tooLarge(.max >> 1, limit: 0), at: 22)) {
      try TextDocument(saved: start + [0] + huge)
    }
    #expect(throws: FormatError(.truncated(missing: .max), at: 32)) {
      try TextDocument(saved: start + [0, 0] + huge)
    }
  }

  @Test func isWrittenAsTheDocumentSays() throws {
    var history = TextHistory()
    for (index, (position, insert)) in [(0, "rise"), (4, " 🌊")].enumerated() {
      let edit = TextEdit(position: position, deleteCount: 0, insert: insert)
      try history.edit(edit, id: name(1, index), replica: ana)
    }
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let document = DocumentExamples(
      try String(contentsOf: root.appendingPathComponent("docs/text.md"), encoding: .utf8))
    var saved = TextDocument(history)
    let bytes = Hex.encode(try saved.saved())
    #expect(document["saved document"].map { Hex.encode($0) } == bytes)
    #expect(try TextDocument(saved: document["saved document"] ?? []).text == "rise 🌊")
  }

  // MARK: Samples

  private func history() throws -> TextHistory {
    var history = TextHistory()
    let first = TextEdit(position: 0, deleteCount: 0, insert: "𝒳ac")
    try history.edit(first, id: name(1), replica: ana)
    try history.edit(TextEdit(position: 2, deleteCount: 0, insert: "b"), id: name(2), replica: ana)
    return history
  }

  private func saved() throws -> [UInt8] {
    var document = TextDocument(try history())
    return try document.saved()
  }

  /// Whatever bytes, with the right checksums and lengths.
  private func forged(text: [UInt8], frontier: TextVersion, history: [UInt8]) -> [UInt8] {
    var head = ByteWriter()
    head.writeInteger(SavedText.checksum(history.span))
    head.writeCountedBytes(text)
    head.writeCount(frontier.count)
    for id in frontier {
      head.writeBytes(id.change.bytes)
      head.writeSignedVarint(Int64(id.index))
    }
    head.writeCount(history.count)
    var whole = ByteWriter()
    whole.writeBytes(Array("CtxD".utf8) + [1])
    whole.writeInteger(SavedText.checksum(head.bytes.span))
    whole.writeBytes(head.bytes + history)
    return whole.bytes
  }
}
