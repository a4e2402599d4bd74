import Bytes
import ChangeLog
import Foundation
import Review
import SQLite
import TestSupport
import Testing

@testable import Replica

/// Holds the worked examples of docs/format.md §10 and §11 against the code.
@Suite struct FormatExampleTests {
  private let document: DocumentExamples
  private let object = ObjectID(Array(repeating: 0x0b, count: 16))
  private let member = MemberID(Array(repeating: 0x11, count: 16))

  init() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    document = DocumentExamples(
      try String(contentsOf: root.appendingPathComponent("docs/format.md"), encoding: .utf8))
  }

  private func expect(
    _ name: String, is bytes: [UInt8], _ location: SourceLocation = #_sourceLocation
  ) {
    #expect(
      document[name].map(Hex.encode) == Hex.encode(bytes), "example \(name)",
      sourceLocation: location)
  }

  private func scale(_ lowest: Int64, _ highest: Int64) -> Criterion {
    Criterion(
      name: "cost", position: 1, lowest: lowest, highest: highest, lowLabel: "poor",
      highLabel: "good", level: .ordinal)
  }

  @Test func namesImportsAndConflictsAsTheDocumentSays() {
    let article = ImportedID.article(
      WorkspaceID(Array(repeating: 0xee, count: 16)), body: "Talk.", hash: PlainSHA256.hash)
    expect("article id", is: article.bytes)
    let recommendation = ImportedID.recommendation(object, span: 0..<5, hash: PlainSHA256.hash)
    expect("recommendation id", is: recommendation.bytes)
    let conflict = ConflictKey(.disagreement, .decision(object, "cost"))
    expect("conflict id", is: conflict.id(hash: PlainSHA256.hash).bytes)
  }

  @Test func hashesWhatTheDocumentSaysForNames() throws {
    for name in ["article", "recommendation", "conflict", "round"] {
      let input = try #require(document["\(name) id input"])
      expect("\(name) id", is: Array(PlainSHA256.hash(input).prefix(16)))
    }
  }

  @Test func writesReviewValuesAsTheDocumentSays() {
    expect("rating key", is: CellKey.rating(object, "cost", of: member).element)
    expect("criterion", is: scale(1, 9).encoded.encoded)
    expect("rule", is: DisagreementRule.standard.encoded.encoded)
    let ratings: [(String, Rating)] = [
      ("rating value", .value(7, confidence: .high, reason: "Cheap")),
      ("rating no opinion", .noOpinion(confidence: nil, reason: "")),
      ("rating withdrawn", .withdrawn),
      (
        "rating commitment",
        .commitment(round: object, digest: Array(repeating: 0xc0, count: 32))
      ),
      (
        "rating opening",
        .opening(7, confidence: .low, reason: "", salt: Array(repeating: 0x5a, count: 32))
      ),
    ]
    for (name, rating) in ratings {
      expect(name, is: rating.encoded.encoded)
      #expect(Rating(rating.encoded) == rating)
    }
    let decision = Decision(kind: .median, value: 5, reason: "Why", rule: PairRule(scale(1, 9)))
    expect("decision", is: decision.encoded.encoded)
  }

  @Test func namesRoundsAndSealsRatingsAsTheDocumentSays() throws {
    let round = Round(
      opener: member, title: "First", recommendations: [object], criteria: ["cost"],
      closers: [member], nonce: Array(repeating: 0x5a, count: 16), hash: PlainSHA256.hash)
    expect("round opening", is: round.encoded.encoded)
    expect("round id", is: round.id.bytes)
    let read = Round(id: round.id, opener: member, round.encoded, hash: PlainSHA256.hash)
    #expect(read == round)
    let key = CellKey.rating(object, "cost", of: member)
    let workspace = WorkspaceID(Array(repeating: 0xee, count: 16))
    let seal = try #require(RatingSeal(workspace, round: object, key))
    let opening = Rating.opening(
      7, confidence: .low, reason: "", salt: Array(repeating: 0x5a, count: 32))
    expect("commitment", is: try #require(seal.digest(of: opening, hash: PlainSHA256.hash)))
    expect("commitment", is: PlainSHA256.hash(try #require(document["commitment input"])))
  }

  /// Method: every row of the table of scales is worked out again.
  @Test func givesTheThirdsOfTheDocument() {
    for (lowest, highest) in [(1, 3), (1, 5), (1, 7), (1, 9), (0, 10), (0, 100)] as [(Int64, Int64)]
    {
      let rule = PairRule(scale(lowest, highest))
      let thirds = (0...2).map { third in
        let values = (lowest...highest).filter { rule.third(of: $0) == third }
        let (first, last) = (values.first ?? 0, values.last ?? 0)
        return first == last ? "\(first)" : "\(first) to \(last)"
      }
      let row =
        "| \(lowest) to \(highest) | " + thirds.joined(separator: " | ")
        + " | \(rule.stepsApart) |"
      #expect(document.hasRow(startingWith: row), "\(row)")
    }
  }

  @Test(arguments: [
    ("3, 6", true), ("1, 3", false), ("3, 5", false), ("4, 6", false), ("6, 9", true),
    ("3, 5, 8", true), ("5, 7, 7, 8, 8, 9", true), ("5, 7, 7, 8, 8, 9, 9", false),
    ("1, 1, 2, 5, 8, 9, 9", true), ("2, 2, 3, 5, 6, 7, 8", true), ("3, 3, 4, 5, 5, 6, 6", false),
  ])
  func judgesTheGroupsOfTheDocument(values: String, disagrees: Bool) {
    let ratings = values.split(separator: ", ").compactMap { Int64($0) }
    #expect(DisagreementRule.standard.disagree(ratings, on: scale(1, 9)) == disagrees)
    #expect(document.hasRow(startingWith: "| \(values) | \(disagrees ? "yes" : "no") |"))
  }

  @Test func listsEveryField() {
    let fields: [Field] = [
      .workspaceTitle, .workspaceRule, .criterion, .memberName, .articleTitle, .articleAuthors,
      .articleSource, .articleBody, .articlePiece, .articleOf, .articleCurrent,
      .recommendationArticle, .recommendationNumber,
      .recommendationTitle, .recommendationText, .recommendationSpan, .recommendationPosition,
      .noteOn, .noteQuote, .noteReply, .noteTag, .noteText, .noteReviewed, .rating, .decision,
      .dissent, .roundOpening, .roundClosing, .deleted,
    ]
    for field in fields {
      #expect(document.hasRow(startingWith: "| `\(field.name)` |"), "field \(field.name)")
    }
  }

  /// Method: a title and a note written on one replica, and the digest of both.
  @Test func digestsAsTheDocumentSays() throws {
    var replica = try TestDatabase()
    let change = try replica.make(
      on: 0,
      [
        .put(
          CellKey(object, .recommendationTitle), .string("Talk first"), replaces: [], seen: []),
        .text(
          TextKey(object, .noteText), version: [], position: 0, deleteCount: 0, insert: "Ok"),
      ])
    try replica.admit(change)
    let input = try #require(document["digest input"])
    let digest = try Replica.digest(of: replica.database)
    #expect(Hex.encode(PlainSHA256.hash(input)) == Hex.encode(digest), "\(change.id.bytes)")
    expect("digest", is: digest)
  }
}
