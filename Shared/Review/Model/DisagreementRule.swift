/// Says when a group's ratings of one criterion are a disagreement (docs/format.md §10.5).
///
/// With two to six raters, the smallest and the largest must disagree by ``PairRule``. With seven
/// or more on a scale with an order, the RAND/UCLA rule decides, ``SymmetryRule``, with percentiles
/// by R6.
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
    return SymmetryRule().measure(
      values.sorted(), lowest: pair.lowest, highest: pair.highest
    ).isDisagreement
  }

  /// The rule in words, for `count` raters.
  public func text(count: Int) -> String {
    count >= Self.panelMin && pair.isOrdered
      ? "RAND/UCLA IPRAS, percentiles by R6" : pair.text
  }
}
