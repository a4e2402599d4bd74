/// A statistic together with what it takes to read it: how many, by which rule, with what caution.
public struct Figure<Value: Equatable & Sendable>: Equatable, Sendable {
  /// How many ratings the figure rests on.
  public let count: Int
  /// The rule and its parameters.
  public let rule: NamedRule
  /// What a reader must be told, if anything.
  public let caution: Caution?
  /// The figure, or why there is none.
  public let outcome: Result<Value, Undefined>

  init(
    count: Int, rule: NamedRule, caution: Caution? = nil, _ outcome: Result<Value, Undefined>
  ) {
    self.count = count
    self.rule = rule
    self.caution = caution
    self.outcome = outcome
  }

  /// The figure, when there is one.
  public var value: Value? { try? outcome.get() }
}

/// A rule's name and its parameters, as every report states them.
public struct NamedRule: Equatable, Sendable, CustomStringConvertible {
  /// One parameter of a rule.
  public struct Parameter: Equatable, Sendable {
    /// What it is, such as `percentiles`.
    public let name: String
    /// What it was set to, such as `R6`.
    public let value: String
  }

  /// The rule's name, such as `RAND/UCLA IPRAS`.
  public let name: String
  /// Its parameters, in a fixed order.
  public let parameters: [Parameter]

  init(_ name: String, _ parameters: KeyValuePairs<String, String> = [:]) {
    self.name = name
    self.parameters = parameters.map { Parameter(name: $0.key, value: $0.value) }
  }

  /// The name and the parameters: `RAND/UCLA IPRAS, percentiles R6`.
  public var description: String {
    ([name] + parameters.map { "\($0.name) \($0.value)" }).joined(separator: ", ")
  }
}

/// What a reader must know before trusting a figure; its words belong to the screens.
public enum Caution: Equatable, Sendable {
  /// Fewer raters than the smallest panel that the rule was published for.
  case smallPanel(publishedFrom: Int)

  static func panel(of count: Int, publishedFrom least: Int) -> Caution? {
    count < least ? .smallPanel(publishedFrom: least) : nil
  }
}

/// Why a figure does not exist; never a number that looks like one.
public enum Undefined: Error, Equatable, Sendable {
  /// Nobody has an opinion.
  case noRatings
  /// One rater alone cannot agree or disagree.
  case oneRater
  /// The scale is nominal, and the rule needs an order.
  case noOrder
  /// The rule is stated for the scale from 1 to 9 alone.
  case otherScale
  /// The rule was published for panels of other sizes.
  case panelSize(published: ClosedRange<Int>)
  /// No item has ratings of two raters.
  case nothingComparable
  /// All ratings are equal, so chance would agree as well: not perfect agreement, but unknown.
  case noVariation
  /// An item has another number of ratings than the rest, and the rule allows no gaps.
  case incomplete
  /// The items of one score are not all on one scale.
  case mixedScales
  /// More raters than the rule is computed for exactly.
  case tooManyRaters(most: Int)
}
