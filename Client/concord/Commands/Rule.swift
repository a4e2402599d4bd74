import Host
import Replica
import Review

enum RuleCommand {
  static let command = Command<Session>(
    "rule", "Show by which rule ratings disagree", topic: "Read", subcommands: [set],
    examples: ["rule", "rule set ipras --percentiles R7", "rule set percent --threshold 80"]
  ) { session, _ in
    try show(try session.replica().rule(), verb: nil, in: session)
    return .done
  }

  private static let set = Command<Session>(
    "set", "Choose the rule by which ratings disagree, for the whole team",
    details: """
      ipras and classic compare pairs up to six raters; from seven on, ipras is RAND/UCLA IPRAS, \
      and classic is RAND/UCLA by panel size where that has a verdict. percent is Delphi percent \
      agreement. What is decided keeps the rule it was decided by (docs/agreement.md).
      """,
    operands: [.required("RULE", "ipras, classic or percent")],
    options: [
      .value("percentiles", "R", "How percentiles are read: R6 (without it), R7 or R2"),
      .value("threshold", "N", "From how many percent on it is consensus; 75 without it"),
    ],
    examples: ["rule set ipras --percentiles R7", "rule set percent --threshold 80"]
  ) { session, arguments in
    let percentiles = try percentiles(arguments)
    let threshold = try arguments.integer("threshold", in: 1...100)
    let rule: DisagreementRule
    switch arguments.operand("RULE") {
    case "ipras": rule = .symmetry(percentiles ?? .r6)
    case "classic": rule = .classic(percentiles ?? .r6)
    case "percent": rule = .percent(threshold: threshold ?? 75)
    case let other: throw arguments.error("the rules are ipras, classic, percent; not '\(other)'")
    }
    if rule.percentiles == nil, percentiles != nil {
      throw arguments.error("percent reads no percentiles")
    }
    if rule.percentiles != nil, threshold != nil {
      throw arguments.error("--threshold goes with percent")
    }
    try session.replica().setRule(rule, time: session.time)
    try show(rule, verb: "Set", in: session)
    return .done
  }

  /// The percentile rule that was asked for.
  static func percentiles(_ arguments: Arguments) throws -> PercentileRule? {
    let names = PercentileRule.allCases.map(\.rawValue)
    return try arguments.choice("percentiles", among: names).flatMap(PercentileRule.init)
  }

  private static func show(
    _ rule: DisagreementRule, verb: String?, in session: Session
  ) throws {
    try session.show(json(rule)) {
      let head: StyledText = verb.map { "\($0, .green) " } ?? ""
      session.console.print(
        (head + "\(rule.name.description, .bold): \(rule.text).").wrapped(to: session.width))
    }
  }

  static func json(_ rule: DisagreementRule) -> JSON {
    ["rule": ScaleText.json(rule.name), "text": .string(rule.text)]
  }
}
