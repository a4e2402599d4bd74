public import ChangeLog

/// Says when a group's ratings of one criterion are a disagreement; a workspace has one such rule
/// in force (docs/format.md §10.5).
public enum DisagreementRule: Equatable, Sendable {
  /// Up to six raters, and without an order: ``PairRule``. From seven on: ``SymmetryRule``.
  case symmetry(PercentileRule)
  /// The same, but ``ClassicRule`` for the panels that its table covers.
  case classic(PercentileRule)
  /// No consensus by ``PercentAgreement`` with this threshold in percent, 1 to 100.
  case percent(threshold: Int)

  /// The rule of a workspace that says nothing else.
  public static let standard = DisagreementRule.symmetry(.r6)
  /// From how many raters on one of the RAND/UCLA rules decides.
  public static let panelMin = 7

  /// Whether `values`, one a rater and in any order, diverge on the scale of `criterion`.
  public func disagree(_ values: [Int64], on criterion: Criterion) -> Bool {
    judge(Panel(values: values, on: criterion)).value ?? false
  }

  /// Whether a panel diverges, with the part of this rule that decides it; undefined below two
  /// raters.
  public func judge(_ panel: Panel) -> Figure<Bool> {
    let (part, outcome, isPercent) = verdict(on: panel)
    let caution =
      isPercent ? nil : Caution.panel(of: panel.count, publishedFrom: SymmetryRule.panelMin)
    guard panel.count > 1 else {
      return Figure(
        count: panel.count, rule: part, caution: caution,
        .failure(panel.count == 0 ? .noRatings : .oneRater))
    }
    return Figure(count: panel.count, rule: part, caution: caution, outcome)
  }

  private func verdict(
    on panel: Panel
  ) -> (part: NamedRule, outcome: Result<Bool, Undefined>, isPercent: Bool) {
    if case .percent(let threshold) = self {
      let rule = PercentAgreement(threshold: threshold)
      return (rule.name, rule.judge(panel).outcome.map { !$0.isConsensus }, true)
    }
    guard panel.count >= Self.panelMin, panel.isOrdered else {
      let rule = PairRule(panel.criterion)
      return (rule.name, .success(rule.disagree(panel.values)), false)
    }
    if case .classic = self, panel.hasNinePoints, ClassicRule.panelSizes.contains(panel.count) {
      let rule = ClassicRule()
      return (rule.name, rule.judge(panel).outcome.map { $0 == .disagreement }, false)
    }
    let rule = SymmetryRule(percentiles: percentiles ?? .r6)
    return (rule.name, rule.judge(panel).outcome.map(\.measure.isDisagreement), false)
  }

  /// How percentiles are read, where the rule reads any.
  public var percentiles: PercentileRule? {
    switch self {
    case .symmetry(let percentiles), .classic(let percentiles): percentiles
    case .percent: nil
    }
  }

  /// The same rule with another way to read percentiles; nil where it reads none.
  public func with(_ percentiles: PercentileRule) -> DisagreementRule? {
    switch self {
    case .symmetry: .symmetry(percentiles)
    case .classic: .classic(percentiles)
    case .percent: nil
    }
  }

  // MARK: In words

  /// The word that chooses the rule.
  public var word: String {
    switch self {
    case .symmetry: "ipras"
    case .classic: "classic"
    case .percent: "percent"
    }
  }

  /// The rule's name and parameters.
  public var name: NamedRule {
    switch self {
    case .symmetry(let percentiles):
      NamedRule("ipras", ["pairs up to": "6 raters", "percentiles": percentiles.rawValue])
    case .classic(let percentiles):
      NamedRule("classic", ["pairs up to": "6 raters", "percentiles": percentiles.rawValue])
    case .percent(let threshold): NamedRule("percent", ["threshold": "\(threshold) %"])
    }
  }

  /// The rule in a sentence without a full stop.
  public var text: String {
    let pairs = "to 6 raters, two in different thirds and far apart; from 7, RAND/UCLA "
    return switch self {
    case .symmetry(let percentiles): pairs + "IPRAS, percentiles \(percentiles.rawValue)"
    case .classic(let percentiles):
      pairs + "by panel size, and IPRAS with percentiles \(percentiles.rawValue) where that has "
        + "no verdict"
    case .percent(let threshold):
      "fewer than \(threshold) % in one third, or of one value where there is no order"
    }
  }

  // MARK: The cell

  /// The value of the cell.
  public var encoded: Value {
    switch self {
    case .symmetry(let percentiles), .classic(let percentiles):
      .list([.string(word), .string(percentiles.rawValue)])
    case .percent(let threshold): .list([.string(word), .integer(Int64(threshold))])
    }
  }

  /// Reads the value of a cell; nil when it is no rule that is known here.
  public init?(_ encoded: Value) {
    guard let list = encoded.list, list.count == 2, let word = list[0].string else { return nil }
    switch word {
    case "ipras":
      guard let rule = list[1].string.flatMap(PercentileRule.init) else { return nil }
      self = .symmetry(rule)
    case "classic":
      guard let rule = list[1].string.flatMap(PercentileRule.init) else { return nil }
      self = .classic(rule)
    case "percent":
      guard let threshold = list[1].integer, (1...100).contains(threshold) else { return nil }
      self = .percent(threshold: Int(threshold))
    default: return nil
    }
  }
}
