/// A set of criteria that a workspace can be made with.
public struct Template: Sendable {
  /// The name to ask for it by.
  public let name: String
  /// What it is for, in a few words.
  public let summary: String
  /// Its criteria, in their order.
  public let criteria: [Criterion]

  /// All templates; the first is the usual one.
  public static let all = [policy, appropriateness, guideline, evidenceToDecision]

  /// The template called `name`, or nil.
  public static func named(_ name: String) -> Template? { all.first { $0.name == name } }

  /// What a brief to a government is weighed by.
  public static let policy = Template(
    name: "policy", summary: "effectiveness, feasibility, acceptability, affordability, 1 to 9",
    criteria: ["effectiveness", "feasibility", "acceptability", "affordability"].enumerated().map {
      Criterion(
        name: $1, position: Int64($0), lowest: 1, highest: 9, lowLabel: "poor",
        highLabel: "good", level: .ordinal)
    })

  /// The one question of the RAND/UCLA appropriateness method.
  static let appropriateness = Template(
    name: "ram", summary: "appropriateness, 1 to 9, as in the RAND/UCLA method",
    criteria: [
      Criterion(
        name: "appropriateness", position: 0, lowest: 1, highest: 9,
        lowLabel: "extremely inappropriate", highLabel: "extremely appropriate", level: .ordinal)
    ])

  /// The 23 items of AGREE II in their six domains, in our own short words.
  static let guideline = Template(
    name: "agree2", summary: "the 23 items of AGREE II in six domains, 1 to 7",
    criteria: guidelineDomains.flatMap { domain, items in items.map { (domain, $0) } }
      .enumerated().map { position, entry in
        let (domain, item) = entry
        return Criterion(
          name: item.0, position: Int64(position), lowest: 1, highest: 7, level: .ordinal,
          labels: [.init(1, "strongly disagree"), .init(7, "strongly agree")],
          title: item.1, domain: domain)
      })

  private static let guidelineDomains: [(String, [(String, String)])] = [
    (
      "Scope and purpose",
      [
        ("objectives", "The overall objectives are described"),
        ("questions", "The questions that are covered are described"),
        ("population", "The people it is meant to apply to are described"),
      ]
    ),
    (
      "Stakeholder involvement",
      [
        ("developers", "The group that made it holds all relevant professions"),
        ("preferences", "The views of the people concerned were sought"),
        ("users", "Its intended users are defined"),
      ]
    ),
    (
      "Rigour of development",
      [
        ("search", "Evidence was searched for systematically"),
        ("selection", "How evidence was selected is described"),
        ("strength", "Strengths and limits of the evidence are described"),
        ("formulation", "How the recommendations were arrived at is described"),
        ("benefits", "Benefits, side effects and risks were considered"),
        ("link", "Recommendations are linked to their evidence"),
        ("external-review", "Experts from outside reviewed it before publication"),
        ("updating", "It says how it will be updated"),
      ]
    ),
    (
      "Clarity of presentation",
      [
        ("specific", "The recommendations are specific and unambiguous"),
        ("options", "The different options are presented"),
        ("identifiable", "The key recommendations are easy to find"),
      ]
    ),
    (
      "Applicability",
      [
        ("barriers", "What helps and hinders its application is described"),
        ("tools", "It comes with advice or tools for putting it into practice"),
        ("resources", "What its application costs was considered"),
        ("monitoring", "It gives criteria for monitoring"),
      ]
    ),
    (
      "Editorial independence",
      [
        ("funding", "Whoever paid for it did not influence its content"),
        ("interests", "Competing interests were recorded and dealt with"),
      ]
    ),
  ]

  /// The ten judgements of GRADE's Evidence to Decision, each from least to most in favour.
  static let evidenceToDecision = Template(
    name: "grade-etd", summary: "the ten judgements of GRADE Evidence to Decision, with labels",
    criteria: judgements.enumerated().map { position, judgement in
      Criterion(
        name: judgement.name, position: Int64(position), lowest: 1,
        highest: Int64(judgement.labels.count), level: .ordinal,
        labels: judgement.labels.enumerated().map { .init(Int64($0 + 1), $1) },
        title: judgement.title)
    })

  private static let likelihood = ["no", "probably no", "probably yes", "yes"]

  private static let judgements: [(name: String, title: String, labels: [String])] = [
    ("priority", "Is the problem a priority?", likelihood),
    (
      "desirable", "How substantial are the desirable effects?",
      ["trivial", "small", "moderate", "large"]
    ),
    (
      "undesirable", "How substantial are the undesirable effects?",
      ["large", "moderate", "small", "trivial"]
    ),
    (
      "certainty", "How certain is the evidence of the effects?",
      ["very low", "low", "moderate", "high"]
    ),
    (
      "values", "How much do people differ in how they value the outcomes?",
      ["important", "possibly important", "probably not important", "not important"]
    ),
    (
      "balance", "Does the balance of effects favour the recommendation?",
      [
        "favours the alternative", "probably favours the alternative", "favours neither",
        "probably favours it", "favours it",
      ]
    ),
    (
      "resources", "How large are the costs and the savings?",
      [
        "large costs", "moderate costs", "negligible", "moderate savings", "large savings",
      ]
    ),
    (
      "equity", "What happens to equity?",
      [
        "reduced", "probably reduced", "probably no change", "probably increased", "increased",
      ]
    ),
    ("acceptability", "Is it acceptable to those who matter?", likelihood),
    ("feasibility", "Can it be carried out?", likelihood),
  ]
}
