public import ChangeLog

/// Says when two values of one scale are a disagreement (docs/format.md §10.5).
///
/// On `count` values, the i-th (from 0) lies in third `floor(3 (2 i + 1) / (2 count))`, and two
/// values are far apart from `ceil(3 (count - 1) / 8)` steps on. They disagree when they are far
/// apart and in different thirds; without an order, whenever they differ. On 1 to 9 that is the
/// thirds 1-3, 4-6, 7-9 of the RAND/UCLA method, and at least 3 apart. Integers only.
public struct PairRule: Equatable, Sendable {
  /// The lowest value of the scale.
  public let lowest: Int64
  /// The highest value of the scale.
  public let highest: Int64
  /// Whether the values have an order.
  public let isOrdered: Bool

  /// Creates the rule for the scale of `criterion`.
  public init(_ criterion: Criterion) {
    lowest = criterion.lowest
    highest = criterion.highest
    isOrdered = criterion.level != .nominal
  }

  /// The number of values on the scale.
  private var count: Int64 { highest - lowest + 1 }

  /// From how many steps on two values are far apart.
  public var stepsApart: Int64 { (3 * (count - 1) + 7) / 8 }

  /// The third of the scale that `value` lies in, from 0.
  public func third(of value: Int64) -> Int64 {
    3 * (2 * place(of: value) + 1) / (2 * count)
  }

  /// The place of `value` on the scale, from 0; a value beyond an end counts as that end, since a
  /// decision from outside may hold any integer.
  private func place(of value: Int64) -> Int64 { min(max(value, lowest), highest) - lowest }

  /// Whether the two values disagree.
  public func disagree(_ left: Int64, _ right: Int64) -> Bool {
    guard isOrdered else { return left != right }
    let steps = (place(of: left) - place(of: right)).magnitude
    return third(of: left) != third(of: right) && steps >= stepsApart
  }

  /// Whether any two of `values` disagree: the smallest and the largest do, if any.
  public func disagree(_ values: [Int64]) -> Bool {
    guard let smallest = values.min(), let largest = values.max() else { return false }
    return disagree(smallest, largest)
  }

  /// The rule in words.
  public var text: String {
    isOrdered
      ? "different thirds and at least \(stepsApart) apart" : "any difference"
  }

  /// The rule's name and parameters.
  public var name: NamedRule {
    isOrdered ? NamedRule("pairs", ["far apart from": "\(stepsApart)"]) : NamedRule("pairs")
  }

  /// The rule and its parameters, as they are stored with a decision.
  public var encoded: Value {
    .list([.string("pair"), .integer(lowest), .integer(highest), .bool(isOrdered)])
  }

  /// Reads a stored rule.
  public init?(_ encoded: Value) {
    guard let list = encoded.list, list.count == 4, list[0] == .string("pair"),
      let lowest = list[1].integer, let highest = list[2].integer, lowest < highest,
      Criterion.valueRange.contains(lowest), Criterion.valueRange.contains(highest),
      case .bool(let isOrdered) = list[3]
    else { return nil }
    self.lowest = lowest
    self.highest = highest
    self.isOrdered = isOrdered
  }
}

/// The middle of a group of ratings, in halves so that it is exact.
public struct Median: Equatable, Sendable {
  /// Twice the median.
  public let doubled: Int64

  /// The median of `values`, or nil when there are none.
  public init?(_ values: [Int64]) {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    doubled = sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]
  }

  /// The median, when it is a value of the scale.
  public var whole: Int64? { doubled % 2 == 0 ? doubled / 2 : nil }

  /// The values on either side, when it is not.
  public var neighbours: (Int64, Int64) {
    let below = doubled >= 0 ? doubled / 2 : (doubled - 1) / 2
    return (below, below + 1)
  }

  /// The median in decimal: `5`, `5.5`.
  public var text: String {
    if let whole { return "\(whole)" }
    return "\(doubled < 0 ? "-" : "")\(doubled.magnitude / 2).5"
  }
}
