import Bytes
import Host
import Replica
import Review

enum ResolveCommand {
  static let command = Command<Session>(
    "resolve", "Settle a conflict; what you had not seen re-opens it", topic: "Settle",
    operands: [.required("ID", "The conflict, as concord conflicts shows it", .conflict)],
    options: [
      .value("pick", "N", "The value listed under N"), .value("value", "V", "Another value"),
      .flag("median", "The median of the ratings"),
      .flag("adjudicate", "With --pick or --value: you decide as a third person, who did not rate"),
      .flag("keep", "Keep it, as it was merged"),
      .flag("delete", "Delete it, and the replies to it"),
      .value("message", short: "m", "WHY", "Why; must be given for a disagreement"),
    ],
    examples: [
      "resolve cm2x --median -m 'Agreed in the call'", "resolve c7tv --pick 1",
      "resolve cm2x --value 6 --adjudicate -m 'Heard both'",
    ]
  ) { session, arguments in
    let replica = try session.replica()
    let text = arguments.operand("ID")
    let id = try replica.objectID(.conflict, text)
    guard let conflict = try replica.conflict(id) else {
      preconditionFailure("a conflict vanished while it was looked up")
    }
    let resolution = try resolution(arguments, of: conflict, in: replica)
    let isAdjudicated = arguments.has("adjudicate")
    switch resolution {
    case .pick, .value: break
    default:
      if isAdjudicated { throw arguments.error("--adjudicate goes with --pick or --value") }
    }
    let reason = try session.message(arguments) ?? ""
    try replica.resolve(
      conflict, resolution, isAdjudicated: isAdjudicated, reason: reason, time: session.time)
    try session.show([
      "id": .string(text), "kind": .string(conflict.key.kind.name), "settled": true,
      "adjudicated": .bool(isAdjudicated),
    ]) {
      let left = try replica.conflictCounts().open
      session.console.print(
        "\("Settled", .green) \(text) (\(conflict.key.kind.name))"
          + (isAdjudicated ? " as a third person, who did not rate. " : ". ")
          + (left == 0 ? "Nothing else to settle." : "\(left) left: concord conflicts"))
    }
    return .done
  }

  private static func resolution(
    _ arguments: Arguments, of conflict: Conflict, in replica: Replica
  ) throws -> Replica.Resolution {
    var given: [Replica.Resolution] = []
    if let place = try arguments.integer("pick", in: 1...1_000) { given.append(.pick(place)) }
    if let text = arguments.value("value") {
      if let name = conflict.key.cell.criterion,
        let criterion = try replica.criteria().first(where: { $0.name == name })
      {
        given.append(.value(try ScaleText.value(text, of: criterion)))
      } else if let value = try arguments.integer("value") {
        given.append(.value(Int64(value)))
      }
    }
    if arguments.has("median") { given.append(.median) }
    if arguments.has("keep") { given.append(.keep) }
    if arguments.has("delete") { given.append(.delete) }
    guard given.count == 1, let resolution = given.first else {
      throw arguments.error("give one of --pick N, --value V, --median, --keep, --delete")
    }
    return resolution
  }
}

enum DecideCommand {
  static let command = Command<Session>(
    "decide", "Record the team's answer for one criterion", topic: "Settle",
    details: """
      --agreed decides every criterion that two or more rated, that nobody disagrees on and that \
      is not decided yet, at its median.
      """,
    operands: [
      .optional("Rn", "The recommendation"), .optional("CRITERION", "The criterion"),
      .optional("VALUE", "The answer"),
    ],
    options: [
      .flag("median", "The median of the ratings"),
      .flag("adjudicate", "You decide as a third person, who did not rate"),
      .value("message", short: "m", "WHY", "Why; must be given, unless with --agreed"),
      .flag("agreed", "Decide what nobody disputes"),
    ],
    examples: [
      "decide R1 feasibility 6 -m 'After the hearing'", "decide --agreed",
      "decide R1 feasibility 6 --adjudicate -m 'Heard both'",
    ]
  ) { session, arguments in
    if arguments.has("agreed") {
      guard arguments.optionalOperand("Rn") == nil else {
        throw arguments.error("--agreed decides by itself what is agreed")
      }
      return try decideAgreed(arguments, in: session)
    }
    let replica = try session.replica()
    guard let name = arguments.optionalOperand("Rn"),
      let word = arguments.optionalOperand("CRITERION")
    else { throw arguments.error("name a recommendation and a criterion, or give --agreed") }
    let recommendation = try replica.recommendation(named: name)
    let criterion = try RateCommand.criterion(word, among: try replica.criteria())
    let reason = try arguments.requiredValue("message").trimmed
    guard !reason.isEmpty else { throw arguments.error("-m takes a reason") }
    let answer: Replica.Answer
    switch (arguments.optionalOperand("VALUE"), arguments.has("median")) {
    case (nil, true): answer = .median
    case (let text?, false):
      answer = .value(try ScaleText.value(text, of: criterion))
    default: throw arguments.error("give either VALUE or --median")
    }
    let isAdjudicated = arguments.has("adjudicate")
    if isAdjudicated, answer == .median {
      throw arguments.error("--adjudicate goes with VALUE, not with --median")
    }
    let decision = try replica.decide(
      recommendation.id, criterion, answer, isAdjudicated: isAdjudicated, reason: reason,
      time: session.time)
    let label = try replica.label(of: recommendation)
    try session.show([
      "recommendation": .string(label), "criterion": .string(criterion.name),
      "value": .integer(decision.value), "kind": .string(decision.kind.name),
    ]) {
      let how = isAdjudicated ? ", as a third person, who did not rate." : "."
      session.console.print(
        "\("Decided", .green) \(label, .cyan) \(criterion.name): "
          + "\(criterion.text(of: decision.value), .bold)\(how)")
    }
    return .done
  }

  private static func decideAgreed(
    _ arguments: Arguments, in session: Session
  ) throws -> ExitCode {
    let replica = try session.replica()
    let reason = try session.message(arguments) ?? "agreed: no ratings diverge"
    var done = 0
    for article in try replica.articles() {
      for recommendation in try replica.recommendations(of: article.id)
      where !recommendation.isVanished {
        for criterion in try replica.criteria() {
          let state = try replica.state(of: recommendation.id, criterion.name)
          guard state.decisions.isEmpty, !state.isOpen, state.values.count >= 2 else { continue }
          let label = "\(try replica.label(of: recommendation)) \(criterion.name)"
          guard let median = Median(state.values)?.whole else {
            let (below, above) = Median(state.values)?.neighbours ?? (0, 0)
            session.console.print("\(label): the median lies between \(below) and \(above)")
            continue
          }
          _ = try replica.decide(
            recommendation.id, criterion, .median, reason: reason, time: session.time)
          session.console.print("\(label): \(median, .bold)")
          done += 1
        }
      }
    }
    session.console.print(done == 0 ? "Nothing to decide." : "\("Decided", .green) \(done).")
    return .done
  }
}

enum DissentCommand {
  static let command = Command<Session>(
    "dissent", "Record that you keep another value than the team's, and why", topic: "Settle",
    operands: [
      .required("Rn", "The recommendation"), .required("CRITERION", "The criterion"),
    ],
    options: [.required("message", short: "m", "WHY", "Why")]
  ) { session, arguments in
    let replica = try session.replica()
    let recommendation = try replica.recommendation(named: arguments.operand("Rn"))
    let criterion = try RateCommand.criterion(
      arguments.operand("CRITERION"), among: try replica.criteria())
    let reason = try arguments.requiredValue("message").trimmed
    guard !reason.isEmpty else { throw arguments.error("-m takes a reason") }
    try replica.dissent(recommendation.id, criterion, reason: reason, time: session.time)
    try session.show([
      "recommendation": .string(try replica.label(of: recommendation)),
      "criterion": .string(criterion.name), "reason": .string(reason),
    ]) {
      session.console.print(
        "\("Recorded", .green) your dissent on \(try replica.label(of: recommendation)) "
          + "\(criterion.name).")
    }
    return .done
  }
}
