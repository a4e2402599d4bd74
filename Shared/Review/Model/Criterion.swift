public import ChangeLog

/// What recommendations are rated by, and the scale of its values.
public struct Criterion: Equatable, Sendable {
  /// The level of measurement, on which the statistics offered depend.
  public enum Level: Int64, Sendable {
    /// Values without an order.
    case nominal = 1
    /// Values in an order, without distances.
    case ordinal = 2
    /// Values with distances.
    case interval = 3
  }

  /// The criterion's name, such as `feasibility`.
  public let name: String
  /// Its place among the criteria, from 0.
  public let position: Int64
  /// The lowest value.
  public let lowest: Int64
  /// The highest value.
  public let highest: Int64
  /// What the lowest value means.
  public let lowLabel: String
  /// What the highest value means.
  public let highLabel: String
  /// The level of measurement.
  public let level: Level

  /// Creates a criterion.
  public init(
    name: String, position: Int64, lowest: Int64, highest: Int64, lowLabel: String,
    highLabel: String, level: Level
  ) {
    self.name = name
    self.position = position
    self.lowest = lowest
    self.highest = highest
    self.lowLabel = lowLabel
    self.highLabel = highLabel
    self.level = level
  }

  /// The scale in words: `1 = poor, 9 = good`.
  public var scale: String { "\(lowest) = \(lowLabel), \(highest) = \(highLabel)" }

  /// Whether `value` is one of the scale's.
  public func contains(_ value: Int64) -> Bool { (lowest...highest).contains(value) }

  /// The value of the cell; its element is the name.
  public var encoded: Value {
    .list([
      .integer(position), .integer(lowest), .integer(highest), .string(lowLabel),
      .string(highLabel), .integer(level.rawValue),
    ])
  }

  /// Reads the value of the cell of the criterion called `name`.
  public init?(name: String, _ encoded: Value) {
    guard let list = encoded.list, list.count == 6, let position = list[0].integer,
      let lowest = list[1].integer, let highest = list[2].integer, lowest < highest,
      lowest >= -1_000_000, highest <= 1_000_000,
      let lowLabel = list[3].string, let highLabel = list[4].string,
      let level = list[5].integer.flatMap(Level.init)
    else { return nil }
    self.init(
      name: name, position: position, lowest: lowest, highest: highest, lowLabel: lowLabel,
      highLabel: highLabel, level: level)
  }

  /// The criteria of a new workspace: the template `policy`.
  public static let policyTemplate: [Criterion] =
    ["effectiveness", "feasibility", "acceptability", "affordability"].enumerated().map {
      Criterion(
        name: $1, position: Int64($0), lowest: 1, highest: 9, lowLabel: "poor",
        highLabel: "good", level: .ordinal)
    }
}
