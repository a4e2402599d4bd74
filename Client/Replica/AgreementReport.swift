public import Review

/// How far the raters of a workspace agree: every figure with its n, its rule and its caution.
public struct AgreementReport: Sendable {
  /// One criterion of one recommendation.
  public struct Item: Sendable {
    /// The criterion.
    public let criterion: Criterion
    /// Ratings and decision.
    public let state: CriterionState
    /// How many gave each value.
    public let panel: Panel
    /// The median, and how wide the ratings lie.
    public let summary: Figure<Panel.Summary>
    /// The verdict of the rule.
    public let verdict: Figure<Verdict>
    /// Van der Eijk's A.
    public let consensus: Figure<Rational>
  }

  /// The score of one domain of criteria.
  public struct Domain: Sendable {
    /// The domain's name.
    public let name: String
    /// Where its sum lies between the least and the most.
    public let score: Figure<Rational>
  }

  /// One recommendation.
  public struct Section: Sendable {
    /// The recommendation.
    public let recommendation: Recommendation
    /// Its criteria, in their order.
    public let items: [Item]
    /// The scores of the domains, in the order of their first criteria.
    public let domains: [Domain]
  }

  /// One criterion across the recommendations.
  public struct Across: Sendable {
    /// The criterion.
    public let criterion: Criterion
    /// How many recommendations two or more rated.
    public let itemCount: Int
    /// Krippendorff's alpha by the criterion's level of measurement.
    public let alpha: Figure<Double>
    /// Fleiss' kappa.
    public let kappa: Figure<Rational>
    /// Gwet's AC1.
    public let gwet: Figure<Double>
    /// Kendall's W.
    public let concordance: Figure<Rational>
  }

  /// The state that all of it was computed on.
  public let viewpoint: Viewpoint
  /// The rule that gave the verdicts.
  public let rule: VerdictRule
  /// How quartiles were read.
  public let percentiles: PercentileRule
  /// The recommendations.
  public let sections: [Section]
  /// The criteria across recommendations; empty for fewer than two of these.
  public let across: [Across]
}

extension Replica {
  /// Works out how far raters agree on `recommendations`; call within one ``read(_:)``.
  ///
  /// - Complexity: O(ratings) for what is asked about.
  public func agreement(
    on recommendations: [Recommendation], by rule: VerdictRule, percentiles: PercentileRule
  ) throws -> AgreementReport {
    let criteria = try criteria()
    let sections = try recommendations.map { recommendation in
      let items = try criteria.map { criterion in
        item(
          criterion, try state(of: recommendation.id, criterion.name), rule, percentiles)
      }
      return AgreementReport.Section(
        recommendation: recommendation, items: items, domains: Self.domains(of: items))
    }
    let across =
      sections.count < 2
      ? []
      : criteria.enumerated().map { place, criterion in
        Self.across(criterion, sections.map { $0.items[place] })
      }
    return AgreementReport(
      viewpoint: try viewpoint(), rule: rule, percentiles: percentiles, sections: sections,
      across: across)
  }

  private func item(
    _ criterion: Criterion, _ state: CriterionState, _ rule: VerdictRule,
    _ percentiles: PercentileRule
  ) -> AgreementReport.Item {
    let panel = Panel(values: state.values, on: criterion)
    return AgreementReport.Item(
      criterion: criterion, state: state, panel: panel,
      summary: panel.summary(percentiles: percentiles), verdict: rule.judge(panel),
      consensus: ConsensusCoefficient().measure(panel))
  }

  private static func domains(of items: [AgreementReport.Item]) -> [AgreementReport.Domain] {
    var names: [String] = []
    for item in items where !item.criterion.domain.isEmpty {
      // By bytes: two spellings of one name are two domains, as they are two values.
      if !names.contains(where: { $0.utf8.elementsEqual(item.criterion.domain.utf8) }) {
        names.append(item.criterion.domain)
      }
    }
    return names.map { name in
      let panels = items.filter { $0.criterion.domain.utf8.elementsEqual(name.utf8) }.map(\.panel)
      return AgreementReport.Domain(name: name, score: DomainScore().measure(panels))
    }
  }

  private static func across(
    _ criterion: Criterion, _ items: [AgreementReport.Item]
  ) -> AgreementReport.Across {
    let table = RatingTable(items.map(\.panel), on: criterion)
    let values = items.map { item in
      Dictionary(
        item.state.counted.map { ($0.member, $0.rating.counted) }, uniquingKeysWith: { $1 })
    }
    let members = Set(values.flatMap(\.keys)).sorted()
    let rows = members.map { member in values.map { $0[member] ?? nil } }
    return AgreementReport.Across(
      criterion: criterion, itemCount: table.items.count,
      alpha: Alpha(level: criterion.level).measure(table), kappa: FleissKappa().measure(table),
      gwet: GwetCoefficient().measure(table),
      concordance: Concordance().measure(rows, on: criterion))
  }
}
