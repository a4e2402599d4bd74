/// The commonest Delphi rule: consensus when enough raters give answers of one kind.
///
/// On a scale with an order, answers of one kind lie in one third of it; on a nominal scale they
/// are equal. Of 100 Delphi studies, 25 used percent agreement; the median threshold was 75 %.
/// Source: Diamond et al. (2014).
public struct PercentAgreement: Equatable, Sendable {
  /// From how many percent on it is consensus, 1 to 100.
  public let threshold: Int

  /// Creates the rule with a threshold in percent, which must be 1 to 100.
  public init(threshold: Int = 75) {
    precondition((1...100).contains(threshold))
    self.threshold = threshold
  }

  /// The rule's name and parameters.
  public var name: NamedRule {
    NamedRule("percent agreement", ["threshold": "\(threshold) %"])
  }

  /// What the rule says of a panel.
  public struct Verdict: Equatable, Sendable {
    /// The share of the largest group of raters, 0 to 1.
    public let share: Rational
    /// Whether the share reaches the threshold.
    public let isConsensus: Bool
  }

  /// Judges a panel; undefined without ratings.
  public func judge(_ panel: Panel) -> Figure<Verdict> {
    Figure(count: panel.count, rule: name, verdict(on: panel))
  }

  private func verdict(on panel: Panel) -> Result<Verdict, Undefined> {
    let groups = panel.isOrdered ? panel.thirds : panel.distribution.map(\.count)
    guard panel.count > 0, let largest = groups.max() else { return .failure(.noRatings) }
    return .success(
      Verdict(
        share: Rational(Int128(largest), Int128(panel.count)),
        isConsensus: 100 * largest >= threshold * panel.count))
  }
}
