import Host
import Replica
import Review

enum AgreementCommand {
  static let command = Command<Session>(
    "agreement", "Measure how far the raters agree", topic: "Read",
    details: """
      By recommendation: n, median, range, quartiles, van der Eijk's A, and the verdict of the \
      workspace's rule or another one. Across recommendations: Krippendorff's alpha, Fleiss' \
      kappa, Gwet's AC1, Kendall's W. docs/agreement.md has the formulas.
      """,
    operands: [.optional("Rn", "Only this recommendation")],
    options: [
      .value("rule", "RULE", "Judge by ipras, classic, percent or core, not the workspace's rule"),
      .value("percentiles", "R", "How percentiles are read: R6, R7 or R2"),
      .value("threshold", "N", "With percent: from how many percent on it is consensus"),
      .value("article", "LABEL", "Only this article's"),
    ],
    examples: ["agreement", "agreement R1 --rule ipras --percentiles R7", "agreement --json"]
  ) { session, arguments in
    let replica = try session.replica()
    // Read at one moment, and printed after: whoever reads the screen must not hold the database.
    let report = try replica.read {
      let rule = try rule(arguments, standard: try replica.rule())
      let percentiles = try RuleCommand.percentiles(arguments) ?? replica.rule().percentiles
      return try replica.agreement(
        on: try session.recommendations(arguments), by: rule, percentiles: percentiles ?? .r6)
    }
    let screen = try AgreementScreen(report, in: session)
    try session.show(try screen.json()) { session.console.print(try screen.lines()) }
    return .done
  }

  private static func rule(
    _ arguments: Arguments, standard: DisagreementRule
  ) throws -> VerdictRule {
    let percentiles = try RuleCommand.percentiles(arguments)
    let threshold = try arguments.integer("threshold", in: 1...100)
    let word = try arguments.choice("rule", among: ["ipras", "classic", "percent", "core"])
    if threshold != nil, word != "percent" {
      throw arguments.error("--threshold goes with --rule percent")
    }
    switch word {
    case "ipras": return .symmetry(SymmetryRule(percentiles: percentiles ?? .r6))
    case "classic": return .classic(ClassicRule())
    case "percent": return .percent(PercentAgreement(threshold: threshold ?? 75))
    case "core": return .coreSet(CoreSetRule())
    default: return .workspace(percentiles.flatMap(standard.with) ?? standard)
    }
  }
}

extension Session {
  /// The recommendations that `Rn` or `--article` name; all of them without either.
  func recommendations(_ arguments: Arguments) throws -> [Recommendation] {
    let replica = try replica()
    if let name = arguments.optionalOperand("Rn") {
      return [try replica.recommendation(named: name)]
    }
    if let label = arguments.value("article") {
      return try replica.recommendations(of: article(label).id)
    }
    return try replica.articles().flatMap { try replica.recommendations(of: $0.id) }
  }
}
