/// A text file of criteria and their scales, as people write it (docs/scales.md).
///
///     feasibility: 1 to 9 ordinal
///       title: Can it be done?
///       domain: Practice
///       1 = poor
///       9 = good
///
/// A line that starts at the margin begins a criterion; the indented lines after it belong to it.
/// Empty lines, and those whose first mark is `#`, say nothing.
public enum ScaleFile {
  /// The largest file that is read.
  public static let bytesMax = 64 << 10
  /// The most criteria in one file.
  public static let criteriaMax = 100
  /// The longest name of a criterion, in bytes.
  public static let nameBytesMax = 40
  /// The longest label, title or domain, in bytes.
  public static let textBytesMax = 200

  /// Why a file is refused: the line, from 1, and the rule that it breaks.
  public struct Fault: Error, Equatable, Sendable {
    /// The line, from 1.
    public let line: Int
    /// The rule, in words.
    public let rule: String
  }

  /// Reads the criteria of a file; their positions count from 0.
  public static func read(_ bytes: [UInt8]) throws(Fault) -> [Criterion] {
    guard bytes.count <= bytesMax else {
      throw Fault(line: 1, rule: "a file has at most \(bytesMax) bytes")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      let valid = bytes.indices.first { String(validating: bytes[...$0], as: UTF8.self) == nil }
      let line = 1 + bytes[..<(valid ?? 0)].count { $0 == UInt8(ascii: "\n") }
      throw Fault(line: line, rule: "the file is UTF-8 text")
    }
    var drafts: [CriterionDraft] = []
    var number = 0
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      number += 1
      let content = line.drop(while: isBlank)
      guard let first = content.first, first != "#" else { continue }
      if content.startIndex == line.startIndex {
        let draft = try CriterionDraft(heading: trimmed(content), line: number)
        guard !drafts.contains(where: { $0.name == draft.name }) else {
          throw Fault(line: number, rule: "'\(draft.name)' is there already")
        }
        guard drafts.count < criteriaMax else {
          throw Fault(line: number, rule: "a file has at most \(criteriaMax) criteria")
        }
        drafts.append(draft)
      } else {
        guard !drafts.isEmpty else {
          throw Fault(
            line: number, rule: "the first line is at the margin: NAME: LOWEST to HIGHEST LEVEL")
        }
        try drafts[drafts.count - 1].add(trimmed(content), line: number)
      }
    }
    guard !drafts.isEmpty else { throw Fault(line: 1, rule: "a file has at least one criterion") }
    var criteria: [Criterion] = []
    for draft in drafts { criteria.append(try draft.finish(at: Int64(criteria.count))) }
    return criteria
  }

  /// The file that ``read(_:)`` reads as these criteria.
  public static func text(_ criteria: [Criterion]) -> String {
    criteria.map { criterion in
      var lines = [
        "\(criterion.name): \(criterion.lowest) to \(criterion.highest) \(criterion.level.name)"
      ]
      if !criterion.title.isEmpty { lines.append("  title: \(criterion.title)") }
      if !criterion.domain.isEmpty { lines.append("  domain: \(criterion.domain)") }
      lines += criterion.labels.filter { !$0.text.isEmpty }.map { "  \($0.value) = \($0.text)" }
      return lines.joined(separator: "\n") + "\n"
    }.joined(separator: "\n")
  }

  private static func isBlank(_ character: Character) -> Bool {
    character == " " || character == "\t"
  }

  fileprivate static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop(while: isBlank)
    while let last = text.last, isBlank(last) { text.removeLast() }
    return text
  }
}

/// A criterion while its lines are read.
private struct CriterionDraft {
  let name: String
  private let line: Int
  private let lowest: Int64
  private let highest: Int64
  private let level: Criterion.Level
  private var title: String?
  private var domain: String?
  private var labels: [Criterion.Label] = []

  /// Reads `NAME: LOWEST to HIGHEST LEVEL`.
  init(heading: Substring, line: Int) throws(ScaleFile.Fault) {
    func fault(_ rule: String) -> ScaleFile.Fault { ScaleFile.Fault(line: line, rule: rule) }
    guard let colon = heading.firstIndex(of: ":") else {
      throw fault("a line at the margin is NAME: LOWEST to HIGHEST LEVEL")
    }
    name = String(ScaleFile.trimmed(heading[..<colon]))
    guard let first = name.first, first.isLetter, name.utf8.count <= ScaleFile.nameBytesMax,
      name == name.lowercased(), name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" })
    else {
      throw fault(
        "a name is made of small letters, digits and hyphens, a letter first, and has at most "
          + "\(ScaleFile.nameBytesMax) bytes")
    }
    let words = heading[heading.index(after: colon)...].split(whereSeparator: \.isWhitespace)
    guard words.count == 4, words[1] == "to", let lowest = Int64(words[0]),
      let highest = Int64(words[2])
    else { throw fault("after the name stands LOWEST to HIGHEST LEVEL, such as 1 to 9 ordinal") }
    guard lowest < highest, Criterion.valueRange.contains(lowest),
      Criterion.valueRange.contains(highest)
    else {
      throw fault(
        "LOWEST is less than HIGHEST, and both lie from \(Criterion.valueRange.lowerBound) to "
          + "\(Criterion.valueRange.upperBound)")
    }
    guard let level = Criterion.Level.allCases.first(where: { $0.name == words[3] }) else {
      throw fault("the level is nominal, ordinal or interval, not '\(words[3])'")
    }
    self.line = line
    self.lowest = lowest
    self.highest = highest
    self.level = level
  }

  /// Reads `title: TEXT`, `domain: TEXT` or `VALUE = LABEL`.
  mutating func add(_ content: Substring, line: Int) throws(ScaleFile.Fault) {
    func fault(_ rule: String) -> ScaleFile.Fault { ScaleFile.Fault(line: line, rule: rule) }
    let usage = "an indented line is title: TEXT, domain: TEXT or VALUE = LABEL"
    guard let sign = content.firstIndex(where: { $0 == ":" || $0 == "=" }) else {
      throw fault(usage)
    }
    let word = ScaleFile.trimmed(content[..<sign])
    let text = String(ScaleFile.trimmed(content[content.index(after: sign)...]))
    guard !text.isEmpty, text.utf8.count <= ScaleFile.textBytesMax else {
      throw fault("a text has 1 to \(ScaleFile.textBytesMax) bytes")
    }
    switch (word, content[sign]) {
    case ("title", ":"):
      guard title == nil else { throw fault("a criterion has one title") }
      title = text
    case ("domain", ":"):
      guard domain == nil else { throw fault("a criterion has one domain") }
      domain = text
    case (_, "="):
      guard let value = Int64(word), value >= lowest, value <= highest else {
        throw fault("a label is of a value from \(lowest) to \(highest), not '\(word)'")
      }
      try add(Criterion.Label(value, text), fault)
    default: throw fault(usage)
    }
  }

  private mutating func add(
    _ label: Criterion.Label, _ fault: (String) -> ScaleFile.Fault
  ) throws(ScaleFile.Fault) {
    guard !labels.contains(where: { $0.value == label.value }) else {
      throw fault("\(label.value) has a label already")
    }
    let key = Criterion.key(label.text)
    guard !labels.contains(where: { Criterion.key($0.text) == key }) else {
      throw fault("'\(label.text)' is the label of another value")
    }
    // Typed in place of a value, it would mean something else.
    guard Int64(label.text) == nil, key != Criterion.noOpinionKey else {
      throw fault("'\(label.text)' cannot be a label")
    }
    guard labels.count < Criterion.labelsMax else {
      throw fault("a scale has at most \(Criterion.labelsMax) labels")
    }
    labels.append(label)
  }

  func finish(at position: Int64) throws(ScaleFile.Fault) -> Criterion {
    // Without an order, a value says nothing but what it is called.
    guard level != .nominal || Int64(labels.count) == highest - lowest + 1 else {
      throw ScaleFile.Fault(
        line: line, rule: "every value of a nominal scale has a label: '\(name)'")
    }
    return Criterion(
      name: name, position: position, lowest: lowest, highest: highest, level: level,
      labels: labels.sorted { $0.value < $1.value }, title: title ?? "", domain: domain ?? "")
  }
}

extension Criterion {
  /// The key of what stands for "no opinion" on the command line.
  static let noOpinionKey = "no-opinion"

  /// A label as it is compared: in small letters, with hyphens for spaces.
  static func key(_ label: String) -> String {
    label.lowercased().split { $0 == " " || $0 == "-" }.joined(separator: "-")
  }

  /// The values whose label `text` is or begins; one alone where it is a label in full.
  public func values(labelled text: String) -> [Int64] {
    let key = Self.key(text)
    guard !key.isEmpty else { return [] }
    if let exact = labels.first(where: { Self.key($0.text) == key }) { return [exact.value] }
    return labels.filter { Self.key($0.text).hasPrefix(key) }.map(\.value)
  }
}
