import Bytes
import ChangeLog
import Host
import Replica
import Review

/// Shows what a new version made of recommendations, quotations and ratings.
struct VersionScreen {
  private let session: Session

  init(_ session: Session) { self.session = session }

  /// One recommendation in two versions.
  struct Row {
    let label: String
    let title: String
    let fate: VersionComparison.Fate
    var before = ""
    var now = ""
    var likeness = Rational(1)
  }

  func lines(_ rows: [Row]) -> [StyledText] {
    let labels = rows.map { $0.label.count }.max() ?? 0
    return rows.flatMap { row -> [StyledText] in
      let likeness = row.fate == .reworded ? "  \(Self.percent(row.likeness)) alike" : ""
      let head: StyledText =
        "\(StyledText(row.label, .cyan).padded(to: labels))  "
        + StyledText(row.fate.name, Self.style(row.fate)).padded(to: 9)
        + "  \(row.title)\(likeness, .dim)"
      guard row.fate == .reworded else { return [head] }
      let (before, now) = (Self.shown(row.before), Self.shown(row.now))
      let edits = TextDiff.edits(from: before, to: now)
      guard !edits.isEmpty else { return [head] }
      return [head]
        + [PassageText.line(edits, on: before)].flatMap {
          $0.wrapped(to: max(20, session.width - 6)).map { "      " + $0 }
        }
    }
  }

  /// How much of a text is compared on a screen: more than a page, and never a whole book.
  private static let shownMax = 20_000

  private static func shown(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.prefix(shownMax)))
  }

  func json(_ row: Row) -> JSON {
    [
      "recommendation": .string(row.label), "title": .string(row.title),
      "fate": .string(row.fate.name),
      "percentAlike": .integer(Self.percentNumber(row.likeness)),
      "before": .string(row.before), "now": .string(row.now),
    ]
  }

  private static func style(_ fate: VersionComparison.Fate) -> Style {
    switch fate {
    case .unchanged, .kept: .dim
    case .moved: .blue
    case .reworded: .yellow
    case .vanished: .red
    case .new: .green
    }
  }

  /// In whole per cent, rounded down: only what is the same is 100 % alike.
  static func percent(_ likeness: Rational) -> String { "\(percentNumber(likeness)) %" }

  static func percentNumber(_ likeness: Rational) -> Int64 {
    Int64(likeness.numerator * 100 / likeness.denominator)
  }

  // MARK: Quotations

  /// How many quotations stand where, in a line; nil when there is none.
  static func summary(_ notes: [Replica.AnchoredNote]) -> String? {
    guard !notes.isEmpty else { return nil }
    func count(_ band: AnchorResolution.Band) -> Int {
      notes.count { ($0.resolution?.band ?? .exact) == band }
    }
    let parts: [(Int, String)] = [
      (count(.exact), "as they were"), (count(.sure), "found again"),
      (count(.needsReview), "to look at"), (count(.orphan), "lost"),
    ]
    return parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }

  /// What is to be said of a note's passage; nil where it stands as it did.
  static func state(_ note: Replica.AnchoredNote) -> String? {
    guard let resolution = note.resolution, resolution.band != .exact else { return nil }
    let score = percent(resolution.score)
    switch resolution.band {
    case .exact: return nil
    case .sure: return "found again, score \(score): “\(note.passage ?? "")”"
    case .needsReview: return "perhaps this, score \(score): “\(note.passage ?? "")”"
    case .orphan:
      return resolution.isGivenUp
        ? "the passage was not found: the search took too long"
        : "the passage is not in the article any more"
    }
  }

  static func json(_ note: Replica.AnchoredNote) -> JSON {
    guard let resolution = note.resolution else {
      return ["state": "original", "percent": 100, "passage": .string(note.anchor.exact)]
    }
    return [
      "state": .string(resolution.band.name),
      "percent": .integer(percentNumber(resolution.score)),
      "passage": .string(orNull: note.passage),
      "start": resolution.range.map { .integer(Int64($0.lowerBound)) } ?? .null,
      "end": resolution.range.map { .integer(Int64($0.upperBound)) } ?? .null,
    ]
  }
}
