import Bytes
import Host
import Replica
import Review

enum RatingsCommand {
  static let command = Command<Session>(
    "ratings", "Show who rated what, and where people disagree", topic: "Read",
    operands: [.optional("Rn", "Only this recommendation")],
    options: [.value("article", "LABEL", "Only this article's")]
  ) { session, arguments in
    let replica = try session.replica()
    let criteria = try replica.criteria()
    let recommendations: [Recommendation]
    if let name = arguments.optionalOperand("Rn") {
      recommendations = [try replica.recommendation(named: name)]
    } else if let label = arguments.value("article") {
      recommendations = try replica.recommendations(of: session.article(label).id)
    } else {
      recommendations = try replica.articles().flatMap { try replica.recommendations(of: $0.id) }
    }
    try session.show([
      "ratings": .array(
        try recommendations.flatMap { recommendation in
          try criteria.map { try json(recommendation, $0, in: session) }
        })
    ]) {
      let console = session.console
      if recommendations.isEmpty {
        console.print("There is nothing to rate yet.")
        session.next("concord import FILE")
        return
      }
      if let first = criteria.first {
        console.print("\(first.scale). Disagreement: \(DisagreementRule(first).pair.text).")
        console.print()
      }
      console.print(try table(recommendations, criteria, in: session))
      console.print()
      console.print(". not rated   ? no opinion   4|6 two devices, not counted")
      let earlier = try recommendations.reduce(0) {
        try $0 + replica.ratingsOnEarlierWords(of: $1.id).count
      }
      if earlier > 0 {
        console.print("\(counted(earlier, "rating")) on earlier words: concord versions")
      }
      try printCautions(recommendations, criteria, in: session)
    }
    return .done
  }

  private static func printCautions(
    _ recommendations: [Recommendation], _ criteria: [Criterion], in session: Session
  ) throws {
    let replica = try session.replica()
    let raters =
      try recommendations.flatMap { recommendation in
        try criteria.map { try replica.state(of: recommendation.id, $0.name).values.count }
      }.max() ?? 0
    if raters < 8 {
      session.console.print(
        "\(counted(raters, "rater")): fewer than the 8 for which RAND/UCLA is published.")
    }
    let heard = try replica.heardFrom().sorted { ($0.time ?? 0) < ($1.time ?? 0) }.first
    let oldest = try heard.map { entry in
      let name = try replica.directory().name(entry.member)
      return entry.time.map { "; \(name) was last heard from \(session.moment($0))" }
        ?? "; \(name) was not heard from yet"
    }
    session.console.print(
      "As known here at \(session.moment(session.time))\(oldest ?? "").")
  }

  /// One row a criterion, one column a member.
  static func table(
    _ recommendations: [Recommendation], _ criteria: [Criterion], in session: Session
  ) throws -> [StyledText] {
    let replica = try session.replica()
    let directory = try replica.directory()
    let members = directory.members
    var table = Table(
      [.init(minimum: 14)] + members.map { _ in .init(.right, minimum: 3, maximum: 10) }
        + [.init(.right), .init(.right), .init()])
    table.add(
      [""] + members.map { StyledText(directory.name($0), .dim) }
        + [StyledText("n", .dim), StyledText("median", .dim)])
    for recommendation in recommendations {
      if recommendations.count > 1 {
        table.add(
          spanning: "\(try replica.label(of: recommendation), .cyan) \(recommendation.title)"
            + StyledText(recommendation.isVanished ? " (vanished)" : "", .yellow))
      }
      for criterion in criteria {
        let state = try replica.state(of: recommendation.id, criterion.name)
        let byMember = Dictionary(grouping: state.ratings, by: \.member)
        let cells = members.map { cell(byMember[$0] ?? []) }
        table.add(
          [StyledText("   " + criterion.name)] + cells
            + [
              StyledText("\(state.values.count)"),
              StyledText(Median(state.values)?.text ?? "-"),
              try verdict(recommendation, criterion, state, in: replica),
            ])
      }
    }
    return table.lines(width: session.width)
  }

  private static func cell(_ entries: [RatingEntry]) -> StyledText {
    var texts: [String] = []
    for entry in entries {
      let text =
        switch entry.rating {
        case .noOpinion, .opening(nil, _, _, _): "?"
        case .withdrawn: "."
        case .commitment: "*"
        case .value(let value, _, _), .opening(let value?, _, _, _): "\(value)"
        }
      if !texts.contains(text) { texts.append(text) }
    }
    return StyledText(texts.isEmpty ? "." : texts.sorted().joined(separator: "|"))
  }

  private static func verdict(
    _ recommendation: Recommendation, _ criterion: Criterion, _ state: CriterionState,
    in replica: Replica
  ) throws -> StyledText {
    let id = try replica.conflictID(.disagreement, .decision(recommendation.id, criterion.name))
    if let decided = state.decision?.decision {
      var text: StyledText = "\("decided \(decided.value)", .green)"
      if let id { text += "\(", re-opened \(id)", .yellow)" }
      let later = state.unseen.count - state.contradicting.count
      if later > 0 { text += "\(" (\(later) later, consistent)", .dim)" }
      return text
    }
    if state.decisions.count > 1 { return StyledText("decisions collide", .yellow) }
    return id.map { StyledText("disagreement \($0)", .yellow) } ?? ""
  }

  static func json(
    _ recommendation: Recommendation, _ criterion: Criterion, in session: Session
  ) throws -> JSON {
    let replica = try session.replica()
    let directory = try replica.directory()
    let state = try replica.state(of: recommendation.id, criterion.name)
    let median = Median(state.values).map { JSON.decimal($0.text) } ?? .null
    let conflict = try replica.conflictID(
      .disagreement, .decision(recommendation.id, criterion.name))
    return [
      "recommendation": .string(recommendation.label), "criterion": .string(criterion.name),
      "ratings": .array(
        state.ratings.map { entry in
          [
            "member": .string(directory.name(entry.member)),
            "value": RatingText.json(entry.rating),
            "confidence": .string(orNull: entry.rating.confidence?.name),
            "reason": .string(entry.rating.reason),
            "counted": .bool(state.counted.contains(entry)),
            "time": .string(TimeFormat.iso8601(Int64(clamping: entry.time))),
          ]
        }),
      "n": .integer(Int64(state.values.count)), "median": median,
      "decision": try state.decision.map {
        try json($0, recommendation, criterion, directory, in: replica)
      } ?? .null,
      "conflict": .string(orNull: conflict),
    ]
  }

  private static func json(
    _ entry: DecisionEntry, _ recommendation: Recommendation, _ criterion: Criterion,
    _ directory: Directory, in replica: Replica
  ) throws -> JSON {
    [
      "value": .integer(entry.decision.value), "kind": .string(entry.decision.kind.name),
      "reason": .string(entry.decision.reason), "by": .string(directory.name(entry.author)),
      "rule": .string(entry.decision.rule.text),
      "dissent": .array(
        try replica.dissents(recommendation.id, criterion.name).map {
          ["member": .string(directory.name($0.member)), "reason": .string($0.reason)]
        }),
    ]
  }
}
