/// Says when a group's ratings of one criterion are a disagreement (docs/format.md §10.5).
///
/// With two to six raters, the smallest and the largest must disagree by ``PairRule``. With seven
/// or more on a scale with an order, the RAND/UCLA rule decides: the range between the 30th and the
/// 70th percentile is wider than the same range adjusted for symmetry, IPRAS = 2.35 + 1.5 AI, on
/// 1 to 9, to which other scales are stretched. Percentiles by the rule R6 (as in SPSS); integers
/// only. Source: BMJ Open 2012 e001431, table 1.
public struct DisagreementRule: Equatable, Sendable {
  /// From how many raters on the RAND/UCLA rule decides.
  public static let panelMin = 7

  /// The rule for pairs of values.
  public let pair: PairRule

  /// Creates the rule for the scale of `criterion`.
  public init(_ criterion: Criterion) { pair = PairRule(criterion) }

  /// Whether `values`, one a rater and in any order, diverge.
  public func disagree(_ values: [Int64]) -> Bool {
    guard values.count >= Self.panelMin, pair.isOrdered else { return pair.disagree(values) }
    let span = pair.highest - pair.lowest
    // Every figure is an integer: places on the scale are in units of 1 / span of the nine-point
    // scale above its 1, percentiles in tenths of that.
    let places = values.map { 8 * ($0 - pair.lowest) }.sorted()
    let low = Self.tenfoldPercentile(3, of: places)
    let high = Self.tenfoldPercentile(7, of: places)
    let asymmetry = (80 * span - (low + high)).magnitude
    // IPR > 2.35 + 1.5 AI, times 400 span: IPR in units of 1 / (10 span), AI of 1 / (20 span).
    return 40 * (high - low) > 940 * span + 30 * Int64(asymmetry)
  }

  /// Ten times the percentile 10 `tenths` of `sorted` by R6: at place (n + 1) p, interpolated.
  private static func tenfoldPercentile(_ tenths: Int64, of sorted: [Int64]) -> Int64 {
    let place = (Int64(sorted.count) + 1) * tenths
    let below = Int(place / 10)
    guard below >= 1 else { return 10 * sorted[0] }
    guard below < sorted.count else { return 10 * sorted[sorted.count - 1] }
    return 10 * sorted[below - 1] + place % 10 * (sorted[below] - sorted[below - 1])
  }

  /// The rule in words, for `count` raters.
  public func text(count: Int) -> String {
    count >= Self.panelMin && pair.isOrdered
      ? "RAND/UCLA IPRAS, percentiles by R6" : pair.text
  }
}
