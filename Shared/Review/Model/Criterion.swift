public import ChangeLog

/// What recommendations are rated by, and the scale of its values (docs/format.md §10).
public struct Criterion: Equatable, Sendable {
  /// The level of measurement, on which the statistics offered depend.
  public enum Level: Int64, Sendable, CaseIterable {
    /// Values without an order.
    case nominal = 1
    /// Values in an order, without distances.
    case ordinal = 2
    /// Values with distances.
    case interval = 3

    /// The word for it.
    public var name: String {
      switch self {
      case .nominal: "nominal"
      case .ordinal: "ordinal"
      case .interval: "interval"
      }
    }
  }

  /// What one value of a scale means.
  public struct Label: Equatable, Sendable {
    /// The value.
    public let value: Int64
    /// What it means, such as `probably yes`.
    public let text: String

    /// Creates a label.
    public init(_ value: Int64, _ text: String) {
      self.value = value
      self.text = text
    }
  }

  /// The criterion's name, such as `feasibility`.
  public let name: String
  /// Its place among the criteria, from 0.
  public let position: Int64
  /// The lowest value.
  public let lowest: Int64
  /// The highest value.
  public let highest: Int64
  /// The level of measurement.
  public let level: Level
  /// What some of the values mean, ascending by value; none twice, and all on the scale.
  public let labels: [Label]
  /// What is asked, in a sentence; may be empty.
  public let title: String
  /// The group of criteria whose ratings are added up to one score; may be empty.
  public let domain: String

  /// The most labels that one scale can have.
  public static let labelsMax = 100
  /// The least and the greatest value that a scale can have.
  public static let valueRange: ClosedRange<Int64> = -1_000_000...1_000_000

  /// Creates a criterion; `labels` must ascend and lie on the scale.
  public init(
    name: String, position: Int64, lowest: Int64, highest: Int64, level: Level, labels: [Label],
    title: String = "", domain: String = ""
  ) {
    precondition(
      Self.areLabels(labels, from: lowest, to: highest), "labels ascend and lie on the scale")
    self.name = name
    self.position = position
    self.lowest = lowest
    self.highest = highest
    self.level = level
    self.labels = labels
    self.title = title
    self.domain = domain
  }

  /// Creates a criterion of which only the two ends of the scale have labels.
  public init(
    name: String, position: Int64, lowest: Int64, highest: Int64, lowLabel: String,
    highLabel: String, level: Level
  ) {
    self.init(
      name: name, position: position, lowest: lowest, highest: highest, level: level,
      labels: [Label(lowest, lowLabel), Label(highest, highLabel)])
  }

  /// The same criterion in another place.
  public func moved(to position: Int64) -> Criterion {
    Criterion(
      name: name, position: position, lowest: lowest, highest: highest, level: level,
      labels: labels, title: title, domain: domain)
  }

  private static func areLabels(
    _ labels: [Label], from lowest: Int64, to highest: Int64
  ) -> Bool {
    labels.count <= labelsMax
      && labels.allSatisfy { $0.value >= lowest && $0.value <= highest }
      && zip(labels, labels.dropFirst()).allSatisfy { $0.value < $1.value }
  }

  // MARK: The scale

  /// The number of values on the scale.
  public var valueCount: Int64 { highest - lowest + 1 }

  /// Whether the values have an order.
  public var isOrdered: Bool { level != .nominal }

  /// Whether `value` is one of the scale's.
  public func contains(_ value: Int64) -> Bool { value >= lowest && value <= highest }

  /// Whether `other` is measured on the same scale, whatever its values are called.
  public func hasScale(of other: Criterion) -> Bool {
    (lowest, highest, level) == (other.lowest, other.highest, other.level)
  }

  /// What `value` means, or nil where that has no label of its own.
  public func label(of value: Int64) -> String? {
    labels.first { $0.value == value }.flatMap { $0.text.isEmpty ? nil : $0.text }
  }

  /// The value with its meaning: `3 probably yes`, or `3`.
  public func text(of value: Int64) -> String {
    label(of: value).map { "\(value) \($0)" } ?? "\(value)"
  }

  /// The scale in words: `1 = poor, 9 = good`, after the range where an end has no label.
  public var scale: String {
    let meanings = labels.filter { !$0.text.isEmpty }.map { "\($0.value) = \($0.text)" }
      .joined(separator: ", ")
    if label(of: lowest) != nil, label(of: highest) != nil { return meanings }
    return "\(lowest) to \(highest)" + (meanings.isEmpty ? "" : ": \(meanings)")
  }

  // MARK: The cell

  /// The value of the cell; its element is the name.
  public var encoded: Value {
    .list([
      .integer(position), .integer(lowest), .integer(highest), .integer(level.rawValue),
      .list(labels.map { .list([.integer($0.value), .string($0.text)]) }), .string(title),
      .string(domain),
    ])
  }

  /// Reads the value of the cell of the criterion called `name`.
  public init?(name: String, _ encoded: Value) {
    guard let list = encoded.list, list.count == 7, let position = list[0].integer,
      let lowest = list[1].integer, let highest = list[2].integer, lowest < highest,
      Self.valueRange.contains(lowest), Self.valueRange.contains(highest),
      let level = list[3].integer.flatMap(Level.init),
      let labels = list[4].list?.map(Label.init), !labels.contains(nil),
      let title = list[5].string, let domain = list[6].string
    else { return nil }
    let known = labels.compactMap { $0 }
    guard Self.areLabels(known, from: lowest, to: highest) else { return nil }
    self.init(
      name: name, position: position, lowest: lowest, highest: highest, level: level,
      labels: known, title: title, domain: domain)
  }
}

extension Criterion.Label {
  fileprivate init?(_ encoded: Value) {
    guard let list = encoded.list, list.count == 2, let value = list[0].integer,
      let text = list[1].string
    else { return nil }
    self.init(value, text)
  }
}
