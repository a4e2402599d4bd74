/// What the raters of one criterion of one recommendation said, as far as it counts.
///
/// Withdrawn ratings, those of an open blind round, "no opinion", and values that are not on the
/// scale do not count.
public struct Panel: Equatable, Sendable {
  /// How many raters gave one value.
  public struct Tally: Equatable, Sendable {
    /// The value.
    public let value: Int64
    /// How many gave it, at least 1.
    public let count: Int
  }

  /// The criterion, for its scale.
  public let criterion: Criterion
  /// The values that count, ascending.
  public let values: [Int64]

  /// Takes the ratings of one criterion, one a rater and in any order.
  public init(_ ratings: [Rating], on criterion: Criterion) {
    self.init(values: ratings.compactMap(\.counted), on: criterion)
  }

  /// Takes values of one criterion, one a rater and in any order.
  public init(values: [Int64], on criterion: Criterion) {
    self.criterion = criterion
    self.values = values.filter(criterion.contains).sorted()
  }

  /// The number of raters with an opinion.
  public var count: Int { values.count }

  /// How many gave each value, ascending, without the values that nobody gave.
  public var distribution: [Tally] {
    var tallies: [Tally] = []
    var rest = values[...]
    while let value = rest.first {
      let equal = rest.prefix { $0 == value }
      tallies.append(Tally(value: value, count: equal.count))
      rest = rest.dropFirst(equal.count)
    }
    return tallies
  }

  /// How many lie in the lower, the middle and the upper third of the scale, by ``PairRule``.
  public var thirds: [Int] {
    let rule = PairRule(criterion)
    return values.reduce(into: [0, 0, 0]) { $0[Int(rule.third(of: $1))] += 1 }
  }

  /// Whether the values have an order.
  var isOrdered: Bool { criterion.isOrdered }

  /// Whether the scale is 1 to 9, which several rules are stated for.
  var hasNinePoints: Bool { criterion.lowest == 1 && criterion.highest == 9 }
}

extension Panel {
  /// The middle of a panel's values, and how wide they lie.
  public struct Summary: Equatable, Sendable {
    /// The median: a value, or the middle of two.
    public let median: Rational
    /// The smallest value.
    public let least: Int64
    /// The largest value.
    public let greatest: Int64
    /// The 25th percentile.
    public let lowerQuartile: Rational
    /// The 75th percentile.
    public let upperQuartile: Rational

    /// The largest value less the smallest.
    public var range: Int64 { greatest - least }
    /// The upper quartile less the lower one.
    public var interquartileRange: Rational { upperQuartile - lowerQuartile }
  }

  /// Works out median, range and quartiles; undefined on a nominal scale and without ratings.
  public func summary(percentiles rule: PercentileRule = .r6) -> Figure<Summary> {
    Figure(
      count: count, rule: NamedRule("median and quartiles", ["percentiles": rule.rawValue]),
      summarise(by: rule))
  }

  private func summarise(by rule: PercentileRule) -> Result<Summary, Undefined> {
    guard isOrdered else { return .failure(.noOrder) }
    guard let median = Median(values), let least = values.first, let greatest = values.last else {
      return .failure(.noRatings)
    }
    return .success(
      Summary(
        median: Rational(median), least: least, greatest: greatest,
        lowerQuartile: rule.percentile(25, of: values),
        upperQuartile: rule.percentile(75, of: values)))
  }
}

extension Rational {
  /// Creates the median as a fraction.
  public init(_ median: Median) { self.init(Int128(median.doubled), 2) }
}
