private import Bytes

/// Writes the ratings of a review as a table, one rating a row (docs/export.md §3).
///
/// RFC 4180 in UTF-8: a comma between fields, CR LF behind each row, a field in quotation marks
/// where it needs them.
public struct RatingsCSV {
  private let record: ReviewRecord

  /// Creates the writer of `record`.
  public init(_ record: ReviewRecord) { self.record = record }

  /// The names of the columns, in their order.
  public static let columns = [
    "article", "recommendation", "title", "criterion", "lowest", "highest", "level", "member",
    "member_id", "kind", "value", "label", "confidence", "reason", "time", "counted", "collision",
    "decision_status", "decision_value", "decision_kind", "decision_reason", "decision_by",
    "decision_time", "decision_standing", "dissent", "state",
  ]

  /// The table.
  public func text() -> String {
    var text = Self.row(Self.columns)
    for article in record.articles {
      for section in article.sections {
        for item in section.items { text += rows(item, of: section, in: article) }
      }
    }
    return text
  }

  /// The ratings of one item; a dissenter and a decision without a rating get a row too, since
  /// none of them may be lost.
  private func rows(
    _ item: ReviewRecord.Item, of section: ReviewRecord.Section, in article: ReviewRecord.Article
  ) -> String {
    let criterion = item.criterion
    let place =
      [article.title, record.label(of: section, in: article), section.title, criterion.name]
      .map(Self.harmless)
      + ["\(criterion.lowest)", "\(criterion.highest)", criterion.level.name]
    var fields = item.ratings.map { rated in
      (
        rated: Optional(rated), person: Optional(rated.person),
        dissent: item.dissents.first { $0.person.id == rated.person.id }
      )
    }
    for dissent in item.dissents
    where !item.ratings.contains(where: { $0.person.id == dissent.person.id }) {
      fields.append((nil, dissent.person, dissent))
    }
    if fields.isEmpty, !item.decisions.isEmpty { fields.append((nil, nil, nil)) }
    let decision = self.decision(item)
    return fields.map { rated, person, dissent in
      Self.row(
        place + Self.rating(rated, of: person, on: criterion) + decision
          + [
            rated?.standing.rawValue ?? "", Self.harmless(dissent?.reason ?? ""),
            record.state.name,
          ])
    }.joined()
  }

  private static func rating(
    _ rated: ReviewRecord.Rated?, of person: ReviewRecord.Person?, on criterion: Criterion
  ) -> [String] {
    let who = [harmless(person?.name ?? ""), person.map { Hex.encode($0.id.bytes) } ?? ""]
    guard let rated else { return who + ["none", "", "", "", "", "", "FALSE", "FALSE"] }
    let value = rated.rating.counted
    return who + [
      rated.kind, value.map { "\($0)" } ?? "",
      harmless(value.flatMap { criterion.label(of: $0) } ?? ""),
      rated.rating.confidence?.name ?? "", harmless(rated.rating.reason), rated.time,
      rated.isCounted ? "TRUE" : "FALSE", rated.isCollided ? "TRUE" : "FALSE",
    ]
  }

  /// Status, value, kind, reason, who and when; of decisions that collide, each field lists all.
  private func decision(_ item: ReviewRecord.Item) -> [String] {
    let all = item.decisions
    func list(_ text: (ReviewRecord.Decided) -> String) -> String {
      all.map(text).joined(separator: " | ")
    }
    return [
      item.status, list { "\($0.decision.value)" }, list { $0.decision.kind.name },
      Self.harmless(list { $0.decision.reason }), Self.harmless(list { $0.person.name }),
      list { $0.time },
    ]
  }

  // MARK: Fields

  /// Text that people wrote, such that a spreadsheet takes it for text: one that begins like a
  /// formula gets an apostrophe in front.
  static func harmless(_ text: String) -> String {
    switch text.unicodeScalars.first {
    case "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠": "'" + text
    default: text
    }
  }

  static func row(_ fields: [String]) -> String {
    fields.map(quoted).joined(separator: ",") + "\r\n"
  }

  private static func quoted(_ field: String) -> String {
    let needsQuotes = field.utf8.contains { byte in
      byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte < 0x20
    }
    // A space at an end is kept by readers that trim what is not quoted.
    guard needsQuotes || field.utf8.first == 0x20 || field.utf8.last == 0x20 else { return field }
    var result = "\""
    for scalar in field.unicodeScalars {
      // A zero byte ends the file for some readers.
      if scalar == "\0" { continue }
      if scalar == "\"" { result.unicodeScalars.append("\"") }
      result.unicodeScalars.append(scalar)
    }
    return result + "\""
  }
}
