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
    let recommendations = try session.recommendations(arguments)
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
      let raters = try mostRaters(recommendations, criteria, in: session)
      console.print(try head(criteria, raters: raters, in: session))
      console.print()
      console.print(try table(recommendations, criteria, in: session))
      if recommendations.count == 1, let only = recommendations.first {
        let decisions = try DecisionScreen(session).lines(only, criteria)
        if !decisions.isEmpty { console.print([""] + decisions) }
      }
      console.print()
      console.print(". not rated   ? no opinion   4|6 two devices, not counted   * hidden")
      let earlier = try recommendations.reduce(0) {
        try $0 + replica.ratingsOnEarlierWords(of: $1.id).count
      }
      if earlier > 0 {
        console.print("\(counted(earlier, "rating")) on earlier words: concord versions")
      }
      try printCautions(raters: raters, in: session)
    }
    return .done
  }

  /// The scales, and the rule by which ratings disagree.
  private static func head(
    _ criteria: [Criterion], raters: Int, in session: Session
  ) throws -> [StyledText] {
    let rule = ScaleText.disagreement(
      try session.replica().rule(), criteria, raters: raters)
    let legend = ScaleText.legend(criteria)
    let lines =
      legend.count == 1
      ? ["\(legend[0]). Disagreement: \(rule)."] : legend + ["Disagreement: \(rule)."]
    return lines.flatMap { StyledText($0).wrapped(to: session.width, indent: 2) }
  }

  /// The raters of what most rated.
  private static func mostRaters(
    _ recommendations: [Recommendation], _ criteria: [Criterion], in session: Session
  ) throws -> Int {
    let replica = try session.replica()
    return try recommendations.flatMap { recommendation in
      try criteria.map { try replica.state(of: recommendation.id, $0.name).values.count }
    }.max() ?? 0
  }

  private static func printCautions(raters: Int, in session: Session) throws {
    let replica = try session.replica()
    if raters < SymmetryRule.panelMin {
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
        + [.init(.right), .init(.right), .init()], folds: true)
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
        case _ where entry.standing == .wrongOpening: "!"
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
      let later = state.laterConsistent.count
      if later > 0 { text += "\(" (\(later) later, consistent)", .dim)" }
      let dissents = try replica.dissents(recommendation.id, criterion.name).count
      if dissents > 0 { text += "\(", \(counted(dissents, "dissent"))", .yellow)" }
      return text
    }
    if state.decisions.count > 1 { return StyledText("decisions collide", .yellow) }
    return id.map { StyledText("disagreement \($0)", .yellow) } ?? ""
  }

  /// What blind rounds make of a rating, in a word for scripts.
  private static func standing(_ entry: RatingEntry) -> String {
    switch entry.standing {
    case .plain: if case .commitment = entry.rating { "hidden" } else { "plain" }
    case .hidden: "hidden"
    case .wrongOpening: "wrong opening"
    }
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
    let record = try DecisionRecord(state, of: recommendation, in: replica)
    return [
      "recommendation": .string(recommendation.label), "criterion": .string(criterion.name),
      "ratings": .array(
        state.ratings.map { entry in
          [
            "member": .string(directory.name(entry.member)),
            "value": RatingText.json(entry.rating),
            "label": .string(orNull: entry.rating.counted.flatMap(criterion.label)),
            "confidence": .string(orNull: entry.rating.confidence?.name),
            "reason": .string(entry.rating.reason),
            "counted": .bool(state.counted.contains(entry)),
            "standing": .string(standing(entry)),
            "time": .string(TimeFormat.iso8601(Int64(clamping: entry.time))),
          ]
        }),
      "n": .integer(Int64(state.values.count)), "median": median,
      "decision": record.json(directory), "dissent": record.dissentJSON(directory),
      "conflict": .string(orNull: conflict),
    ]
  }
}
