/// A rule that gives a verdict on one panel: the one in force in a workspace, or another one that
/// was asked for.
public enum VerdictRule: Equatable, Sendable {
  /// The workspace's rule: agreement or disagreement.
  case workspace(DisagreementRule)
  /// RAND/UCLA IPRAS: a class of appropriateness, or disagreement.
  case symmetry(SymmetryRule)
  /// RAND/UCLA by panel size.
  case classic(ClassicRule)
  /// Delphi percent agreement.
  case percent(PercentAgreement)
  /// The two-sided rule of core outcome sets.
  case coreSet(CoreSetRule)

  /// The rule's name and parameters.
  public var name: NamedRule {
    switch self {
    case .workspace(let rule): rule.name
    case .symmetry(let rule): rule.name
    case .classic(let rule): rule.name
    case .percent(let rule): rule.name
    case .coreSet(let rule): rule.name
    }
  }

  /// Judges a panel.
  public func judge(_ panel: Panel) -> Figure<Verdict> {
    switch self {
    case .workspace(let rule):
      return rule.judge(panel).map { Verdict($0 ? "disagreement" : "agreement") }
    case .symmetry(let rule): return rule.judge(panel).map(Verdict.init)
    case .classic(let rule): return rule.judge(panel).map { Verdict($0.word) }
    case .percent(let rule):
      return rule.judge(panel).map {
        Verdict(
          $0.isConsensus ? "consensus" : "no consensus", [.init(name: "share", value: $0.share)])
      }
    case .coreSet(let rule): return rule.judge(panel).map { Verdict($0.word) }
    }
  }
}

/// What a rule says of a panel, in a word, with the exact numbers that it compared.
public struct Verdict: Equatable, Sendable {
  /// One of the numbers.
  public struct Detail: Equatable, Sendable {
    /// What it is called, such as `IPRAS`.
    public let name: String
    /// Its value.
    public let value: Rational
  }

  /// The verdict: `agreement`, `disagreement`, `appropriate`, ...
  public let word: String
  /// The numbers compared, in a fixed order.
  public let details: [Detail]

  fileprivate init(_ word: String, _ details: [Detail] = []) {
    self.word = word
    self.details = details
  }

  fileprivate init(_ verdict: SymmetryRule.Verdict) {
    let measure = verdict.measure
    let word =
      switch verdict.appropriateness {
      case .inappropriate: "inappropriate"
      case .uncertain: measure.isDisagreement ? "disagreement" : "uncertain"
      case .appropriate: "appropriate"
      }
    self.init(
      word,
      [
        Detail(name: "P30", value: measure.low), Detail(name: "P70", value: measure.high),
        Detail(name: "IPR", value: measure.range), Detail(name: "AI", value: measure.asymmetry),
        Detail(name: "IPRAS", value: measure.adjustedRange),
        Detail(name: "DI", value: measure.index),
      ])
  }
}

extension ClassicRule.Verdict {
  fileprivate var word: String {
    switch self {
    case .agreement: "agreement"
    case .disagreement: "disagreement"
    case .indeterminate: "indeterminate"
    }
  }
}

extension CoreSetRule.Verdict {
  fileprivate var word: String {
    switch self {
    case .included: "in"
    case .excluded: "out"
    case .noConsensus: "no consensus"
    }
  }
}

extension Figure {
  /// The same figure of another kind.
  func map<Other>(_ transform: (Value) -> Other) -> Figure<Other> {
    Figure<Other>(count: count, rule: rule, caution: caution, outcome.map(transform))
  }
}
