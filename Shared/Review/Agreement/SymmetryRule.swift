/// The RAND/UCLA rule: ratings disagree when their middle is wider than symmetry explains.
///
/// On 1 to 9, to which other scales are stretched, with P30 and P70 read by `percentiles`,
/// IPR = P70 - P30 and IPRAS = 2.35 + 1.5 |5 - (P30 + P70) / 2|. It is a disagreement if and only
/// if IPR > IPRAS, compared exactly. Source: BMJ Open 2012 e001431, table 1 (which misprints 2.35
/// as 2.5; only 2.35 gives its 6.1). Which percentiles the method's manual used is not known to us.
public struct SymmetryRule: Equatable, Sendable {
  /// The size of the smallest panel that the method was published for.
  public static let panelMin = 8

  /// How percentiles are read.
  public let percentiles: PercentileRule

  /// Creates the rule.
  public init(percentiles: PercentileRule = .r6) { self.percentiles = percentiles }

  /// The rule's name and parameters.
  public var name: NamedRule {
    NamedRule("RAND/UCLA IPRAS", ["percentiles": percentiles.rawValue])
  }

  /// What the rule compares, on the scale from 1 to 9.
  public struct Measure: Equatable, Sendable {
    /// The 30th percentile.
    public let low: Rational
    /// The 70th percentile.
    public let high: Rational

    /// The interpercentile range, IPR.
    public var range: Rational { high - low }
    /// The central point of that range, IPRCP.
    public var centre: Rational { (low + high) / Rational(2) }
    /// The asymmetry index, AI: how far the centre lies from the middle of the scale.
    public var asymmetry: Rational { (Rational(5) - centre).magnitude }
    /// The range that symmetry explains, IPRAS.
    public var adjustedRange: Rational { Rational(47, 20) + Rational(3, 2) * asymmetry }
    /// The disagreement index, DI = IPR / IPRAS; above 1 in a disagreement.
    public var index: Rational { range / adjustedRange }
    /// Whether it is a disagreement.
    public var isDisagreement: Bool { range > adjustedRange }
  }

  /// What follows for the recommendation.
  public enum Appropriateness: Equatable, Sendable {
    /// The median is in the lower third, without disagreement.
    case inappropriate
    /// The median is in the middle third, or there is disagreement.
    case uncertain
    /// The median is in the upper third, without disagreement.
    case appropriate
  }

  /// What the rule says of a panel.
  public struct Verdict: Equatable, Sendable {
    /// The figures compared.
    public let measure: Measure
    /// The class; a median between two thirds counts as in the higher one.
    public let appropriateness: Appropriateness
  }

  /// Judges a panel; undefined on a nominal scale and without ratings.
  public func judge(_ panel: Panel) -> Figure<Verdict> {
    Figure(
      count: panel.count, rule: name,
      caution: .panel(of: panel.count, publishedFrom: Self.panelMin), verdict(on: panel))
  }

  /// What the rule compares for `sorted`, ascending, not empty, on the scale `lowest` to `highest`.
  func measure(_ sorted: [Int64], lowest: Int64, highest: Int64) -> Measure {
    func stretch(_ value: Rational) -> Rational {
      Rational(1)
        + Rational(8, Int128(highest) - Int128(lowest)) * (value - Rational(lowest))
    }
    return Measure(
      low: stretch(percentiles.percentile(30, of: sorted)),
      high: stretch(percentiles.percentile(70, of: sorted)))
  }

  private func verdict(on panel: Panel) -> Result<Verdict, Undefined> {
    guard panel.isOrdered else { return .failure(.noOrder) }
    guard let third = panel.medianThird else { return .failure(.noRatings) }
    let measure = measure(
      panel.values, lowest: panel.criterion.lowest, highest: panel.criterion.highest)
    guard !measure.isDisagreement else {
      return .success(Verdict(measure: measure, appropriateness: .uncertain))
    }
    let classes: [Appropriateness] = [.inappropriate, .uncertain, .appropriate]
    return .success(Verdict(measure: measure, appropriateness: classes[third]))
  }
}

extension Panel {
  /// The third of the scale, from 0, that holds the median; the higher one of two.
  var medianThird: Int? {
    guard let median = Median(values) else { return nil }
    return Int(PairRule(criterion).third(of: Int64(Rational(median).roundedUp)))
  }
}
