import Bytes
import ChangeLog
import Foundation
import Review
import TestSupport
import Testing

@testable import Replica

@Suite struct SearchTests {
  /// One person's replica with a recommendation to write notes on.
  private final class Desk {
    let folder = NSTemporaryDirectory() + "concord-search-\(UUID().uuidString)"
    let replica: Replica
    let recommendation = ObjectID([UInt8](repeating: 9, count: 16))
    private var count: UInt8 = 0

    init() throws {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      replica = try Replica.found(
        in: folder, title: "Desk", name: "Ana", criteria: Template.policy.criteria, time: 1)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    @discardableResult
    func note(_ text: String, tags: [String] = []) throws -> ObjectID {
      count += 1
      let id = ObjectID([UInt8](repeating: count, count: 16))
      try replica.addNote(
        id, on: recommendation, text: text, tags: tags, time: 1_000 + UInt64(count))
      return id
    }

    func find(_ words: String, _ filter: SearchFilter = SearchFilter()) throws -> [ObjectID] {
      try replica.search(SearchQuery(words), filter).map(\.cell.object)
    }
  }

  @Test func findsWordsWhateverTheirCaseAndAccents() throws {
    let desk = try Desk()
    let note = try desk.note("Le PRÉFET de Besançon, Ärger an der Straße")
    for word in ["préfet", "PREFET", "besancon", "arger", "Straße"] {
      #expect(try desk.find(word) == [note], "\(word)")
    }
    #expect(try desk.find("pref").isEmpty)
    #expect(try desk.find("pref*") == [note])
  }

  @Test func findsChineseAndJapaneseInsideSentences() throws {
    let desk = try Desk()
    let port = try desk.note("必须保护港口安全。")
    let japanese = try desk.note("日本海のミナトを守る")
    let apart = try desk.note("口は港")
    #expect(try desk.find("港口") == [port])
    #expect(try desk.find("ミナト") == [japanese])
    #expect(Set(try desk.find("港")) == [port, apart])
    let context = try desk.replica.search(SearchQuery("港口"))[0].context
    #expect(context.map(\.text).joined() == "必须保护港口安全。")
    #expect(context.filter(\.isHit).map(\.text) == ["港口"])
  }

  @Test func takesPhrasesExclusionsAndBeginnings() throws {
    let desk = try Desk()
    let first = try desk.note("shared list of warnings")
    let second = try desk.note("a list of shared warnings, in draft")
    #expect(Set(try desk.find("shared warnings")) == [first, second])
    #expect(try desk.find("\"shared warnings\"") == [second])
    #expect(try desk.find("“shared warnings") == [second])
    #expect(try desk.find("shared -draft") == [first])
    #expect(try desk.find("list -\"shared warnings\"") == [first])
    #expect(try desk.find("warn* -dra*") == [first])
    #expect(try desk.replica.search(SearchQuery("list", without: ["draft"])).count == 1)
  }

  @Test func followsEditsAndDeletions() throws {
    let desk = try Desk()
    let note = try desk.note("harbour")
    #expect(try desk.find("harbour") == [note])
    let (old, version) = try desk.replica.text(TextKey(note, .noteText))
    _ = try desk.replica.editNote(note, from: old, at: version, to: "lighthouse", time: 2_000)
    #expect(try desk.find("harbour").isEmpty)
    #expect(try desk.find("lighthouse") == [note])
    try desk.replica.delete(note, time: 3_000)
    #expect(try desk.find("lighthouse").isEmpty)
  }

  @Test func putsTheRareAndTheCloseFirst() throws {
    let desk = try Desk()
    for number in 0..<20 { try desk.note("common \(number) and more that is beside the point") }
    let best = try desk.note("common rare")
    try desk.note("rare, among many other words that have nothing to do with common things at all")
    #expect(try desk.find("common rare").first == best)
  }

  @Test func filtersByTagMemberAndPlace() throws {
    let desk = try Desk()
    let law = try desk.note("one harbour", tags: ["law"])
    try desk.note("two harbours and a harbour", tags: ["lawyer"])
    var filter = SearchFilter()
    filter.tags = ["law"]
    #expect(try desk.find("harbour", filter) == [law])
    filter = SearchFilter()
    filter.members = [desk.replica.member]
    filter.places = [desk.recommendation]
    filter.kinds = [.notes]
    #expect(try desk.find("harbour", filter).count == 2)
    filter.kinds = [.reasons]
    #expect(try desk.find("harbour", filter).isEmpty)
    filter.kinds = nil
    filter.members = [MemberID([UInt8](repeating: 3, count: 16))]
    #expect(try desk.find("harbour", filter).isEmpty)
  }

  /// Method: text of all that means something to the index, to SQL or to us, and of any scalar.
  @Test(arguments: seeds(10))
  func neverFailsWhateverIsTyped(seed: UInt64) throws {
    let desk = try Desk()
    try desk.note("a* \"b\" (c) OR d NOT e NEAR(f, 3) ^g text:h + 港口 \u{2}i\u{3} \u{200b}")
    var random = SplitMix64(seed: seed)
    let parts = [
      "\"", "*", "-", "(", ")", "AND", "OR", "NOT", "NEAR(a b, 2)", "^", ":", "text:", "{", "}",
      "+", ",", "a", "b", "港口", "é", "e\u{301}", "\0", "\u{1}", "\u{2}", "\u{200b}", "'", ";",
      "--", "%", "_", " ", "\n", "“", "”", "«", "\u{fffd}", "\u{1f600}", "१", "½", "\u{e000}",
    ]
    var found = 0
    for _ in 0..<200 {
      var words = ""
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        if Int.random(in: 0..<4, using: &random) == 0,
          let scalar = Unicode.Scalar(UInt32.random(in: 1...0x1_ffff, using: &random))
        {
          words.unicodeScalars.append(scalar)
        } else {
          words += parts.randomElement(using: &random) ?? ""
        }
      }
      guard let query = try? SearchQuery(words) else { continue }
      found += try desk.replica.search(query).count
    }
    #expect(found > 0, "the seed never finds anything")
  }

  @Test func refusesWhatSaysNothingOrTooMuch() {
    for words in ["", " ", "-law", "!!!", "\"\"", "*", "-", "-\"a b\""] {
      #expect(throws: SearchQuery.Fault.nothingToFind) { try SearchQuery(words) }
    }
    let many = (0..<33).map { "w\($0)" }.joined(separator: " ")
    #expect(throws: SearchQuery.Fault.tooLong) { try SearchQuery(many) }
    #expect(throws: SearchQuery.Fault.tooLong) {
      try SearchQuery(String(repeating: "a", count: 4_097))
    }
  }

  @Test func spellsTagsInOneWay() {
    #expect(Tag.spelling(" #Law ") == "law")
    #expect(Tag.spelling("Sea  of Japan") == "sea-of-japan")
    #expect(Tag.spelling("ÉTÉ") == "été")
    #expect(Tag.spelling("#") == nil)
    #expect(Tag.spelling(String(repeating: "x", count: 65)) == nil)
  }

  @Test func countsTheTagsOfWhatIsToBeSeen() throws {
    let desk = try Desk()
    try desk.note("one", tags: ["law"])
    let note = try desk.note("two", tags: ["cost", "law"])
    #expect(try desk.replica.tags().map { "\($0.tag) \($0.count)" } == ["cost 1", "law 2"])
    try desk.replica.delete(note, time: 3_000)
    #expect(try desk.replica.tags().map { "\($0.tag) \($0.count)" } == ["law 1"])
  }
}
