public import ChangeLog

/// The team's answer for one criterion of one recommendation (docs/format.md §10.4).
///
/// The ratings it took into account are the operations that its write has `seen`.
public struct Decision: Equatable, Sendable {
  /// How the answer came about.
  public enum Kind: Int64, Sendable {
    /// One member's rating was taken.
    case pick = 1
    /// A value of its own.
    case value = 2
    /// The median of the ratings.
    case median = 3
    /// A third person decided.
    case adjudicated = 4

    /// The word for it.
    public var name: String {
      switch self {
      case .pick: "picked"
      case .value: "value"
      case .median: "median"
      case .adjudicated: "adjudicated"
      }
    }
  }

  /// How the answer came about.
  public let kind: Kind
  /// The answer, on the criterion's scale.
  public let value: Int64
  /// Why, in the words of whoever decided.
  public let reason: String
  /// The rule that says which later rating re-opens the decision.
  public let rule: PairRule

  /// Creates a decision.
  public init(kind: Kind, value: Int64, reason: String, rule: PairRule) {
    self.kind = kind
    self.value = value
    self.reason = reason
    self.rule = rule
  }

  /// The value of the cell.
  public var encoded: Value {
    .list([.integer(kind.rawValue), .integer(value), .string(reason), rule.encoded])
  }

  /// Reads the value of a cell; nil when it is not a decision, which then counts for nothing.
  public init?(_ encoded: Value) {
    guard let list = encoded.list, list.count == 4, let kind = list[0].integer.flatMap(Kind.init),
      let value = list[1].integer, let reason = list[2].string, let rule = PairRule(list[3])
    else { return nil }
    self.init(kind: kind, value: value, reason: reason, rule: rule)
  }
}
