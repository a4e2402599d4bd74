/// The methods appendix, in the order of the ACCORD guideline (Gattrell et al., PLoS Medicine 21
/// (2024) e1004326), with our own words for what each of its 35 items is about.
extension ReportPage {
  /// One item of the guideline: what is known, or what it asks of the authors, or both.
  private struct Topic {
    let name: String
    let about: String
    var known: [String] = []
    /// Whether the authors have more to say than Concord knows.
    var hasGap = true
  }

  func methods(_ page: inout Markup) {
    page.element("section", [("class", "methods")]) { body in
      body.element("h2", [("id", "methods")], text: "Appendix: methods")
      body.element("p") { text in
        text.text("In the order of the items of the ACCORD guideline for reporting consensus ")
        text.text("methods (Gattrell et al., PLoS Medicine 2024, doi:10.1371/journal.pmed.1004326")
        text.text("), whose topics are given here in our own words. What Concord knows stands ")
        text.text("there; the rest is left to the authors.")
      }
      for (heading, topics) in parts {
        body.element("h3", text: heading)
        body.element("dl") { list in
          for topic in topics { Self.add(topic, &list) }
        }
      }
      provenance(&body)
    }
  }

  private static func add(_ topic: Topic, _ page: inout Markup) {
    page.element("dt", text: "\(topic.name)  \(topic.about)")
    for known in topic.known { page.element("dd", [("dir", "auto")], text: known) }
    if topic.hasGap {
      page.element("dd") { entry in
        entry.element(
          "span", [("class", "gap")],
          text: topic.known.isEmpty
            ? "To be stated by the authors." : "More to be stated by the authors.")
      }
    }
  }

  private func provenance(_ page: inout Markup) {
    page.element("h3", text: "The state that this was computed on")
    page.element("p") { text in
      text.text("State \(record.state.name) of the workspace ")
      text.text("“\(record.title)”. Whoever knows the same changes gets this page byte for byte. ")
      text.text("Heads of the changes and of the membership log:")
    }
    page.element(
      "p", [("class", "frontier")],
      text: (record.state.frontier + [record.state.membershipHead]).joined(separator: " "))
  }

  private var parts: [(String, [Topic])] {
    [
      ("Title and introduction", introduction), ("Methods: people and preparation", preparation),
      ("Methods: assessing consensus", assessment), ("Methods: taking part", participation),
      ("Results", results), ("Discussion and other information", discussion),
    ]
  }

  // MARK: The items

  private var introduction: [Topic] {
    [
      Topic(
        name: "T1", about: "A title that names the consensus method",
        known: ["The workspace is called “\(record.title)”."]),
      Topic(name: "I1", about: "Why a consensus method was chosen"),
      Topic(name: "I2", about: "The aim, the audience and the region it is for"),
      Topic(name: "I3", about: "Whether it updates earlier work, and why"),
    ]
  }

  private var preparation: [Topic] {
    [
      Topic(name: "M1", about: "Registration, or where the protocol is"),
      Topic(name: "M2", about: "Who directed the exercise, and their expertise"),
      Topic(
        name: "M3", about: "Who was chosen for the panel, by whom, and why so many",
        known: ["The workspace has \(record.people.count) members: \(names)."]),
      Topic(name: "M4", about: "How the panel was recruited"),
      Topic(name: "M5", about: "What part the public or those concerned had"),
      Topic(
        name: "M6", about: "Where the items came from",
        known: record.articles.map {
          "\($0.sections.count) recommendations of “\($0.title)”"
            + ($0.authors.isEmpty ? "." : " by \($0.authors.joined(separator: ", ")).")
        }),
      Topic(name: "M7", about: "How the literature was searched"),
      Topic(name: "M8", about: "How evidence was summarised and given to the panel"),
    ]
  }

  private var assessment: [Topic] {
    [
      Topic(
        name: "M9", about: "How opinions were gathered and consensus reached",
        known: [
          "Each member rated each recommendation by \(record.criteria.count) criteria in Concord, "
            + "on their own devices; where ratings disagreed, the team recorded a decision."
        ]),
      Topic(
        name: "M10", about: "How items and answers were presented, and what could be said",
        known: record.criteria.map(scale) + [
          "“No opinion” could be chosen. A reason, and a confidence from low to high, could be "
            + "given with each rating; notes and replies to any item."
        ]),
      Topic(name: "M11", about: "The objective of each step"),
      Topic(
        name: "M12", about: "What counted as consensus, and why",
        known: [
          "Disagreement: \(record.rule.text).",
          "Quartiles are read by \(record.percentiles.rawValue).",
        ] + cautions),
      Topic(name: "M13", about: "What became of items that had reached consensus"),
      Topic(
        name: "M14", about: "How answers were collected, alone or in a group",
        known: ["Each member's ratings were written on that member's own devices."]),
      Topic(
        name: "M15", about: "How answers were processed",
        known: [
          "Median, quartiles and van der Eijk's A for each item; Krippendorff's alpha, Fleiss' "
            + "kappa, Gwet's AC1 and Kendall's W across items. “No opinion”, withdrawn ratings, and "
            + "those of a member with several unsettled values do not count."
        ]),
      Topic(name: "M16", about: "Whether the material was piloted"),
      Topic(name: "M17", about: "What feedback the panel got between steps"),
      Topic(
        name: "M18", about: "Anonymity: planned for whom, and kept how", known: [anonymity]),
      Topic(
        name: "M19", about: "Whether those who directed it took part in the decisions",
        known: deciders.isEmpty ? [] : ["Decisions were recorded by \(deciders)."]),
    ]
  }

  private var participation: [Topic] {
    [
      Topic(name: "M20", about: "Incentives to take part"),
      Topic(name: "M21", about: "What was done to make taking part easier"),
    ]
  }

  private var results: [Topic] {
    [
      Topic(name: "R1", about: "When each step took place", known: period),
      Topic(name: "R2", about: "Departures from the protocol"),
      Topic(
        name: "R3", about: "How many took part in each step, and who they are",
        known: record.people.map(share)),
      Topic(
        name: "R4", about: "The outcome, in words and numbers",
        known: ["See the sections on the recommendations."], hasGap: false),
      Topic(name: "R5", about: "Items changed or removed on the way, when and why"),
    ]
  }

  private var discussion: [Topic] {
    [
      Topic(name: "D1", about: "Strengths and limits of the method", known: cautions),
      Topic(name: "D2", about: "How the outcome compares with what was published before"),
      Topic(name: "O1", about: "Organisations that endorse it, and their part"),
      Topic(name: "O2", about: "Conflicts of interest of all who took part"),
      Topic(name: "O3", about: "Funding, and the part of whoever funded it"),
    ]
  }

  // MARK: What is known

  private var names: String { record.people.map(\.name).joined(separator: ", ") }

  private func scale(_ criterion: Criterion) -> String {
    let title = criterion.title.isEmpty ? "" : ", “\(criterion.title)”"
    return "\(criterion.name)\(title): \(criterion.lowest) to \(criterion.highest), "
      + "\(criterion.level.name); \(criterion.scale)."
  }

  private var items: [ReviewRecord.Item] { record.sections.flatMap(\.items) }

  private var cautions: [String] {
    let rated = items.filter { $0.panel.count > 0 }
    let small = rated.compactMap(\.verdict.caution)
    let most = rated.map(\.panel.count).max() ?? 0
    return small.first.map {
      [
        "\(small.count) of \(rated.count) panels have \(FigureWords.text($0)); "
          + "the largest has \(most)."
      ]
    } ?? []
  }

  private var anonymity: String {
    let all = items.flatMap(\.ratings)
    let blind = all.count { rated in
      switch rated.rating {
      case .opening, .commitment: true
      default: false
      }
    }
    return
      "Ratings carry their authors' names within the team. \(blind) of \(all.count) were given "
      + "in blind rounds, hidden until the round closed."
  }

  private var deciders: String {
    let decided = Set(items.flatMap(\.decisions).map(\.person))
    return record.people.filter(decided.contains).map(\.name).joined(separator: ", ")
  }

  private var period: [String] {
    let times = items.flatMap { $0.ratings.map(\.time) + $0.decisions.map(\.time) }
    guard let first = times.min(), let last = times.max() else { return [] }
    return [
      "The ratings and decisions that stand were made from \(Self.day(first)) to \(Self.day(last)) "
        + "UTC, by the clocks of their authors."
    ]
  }

  private func share(_ person: ReviewRecord.Person) -> String {
    let rated = items.count { item in
      item.ratings.contains { $0.person.id == person.id && $0.isCounted }
    }
    return "\(person.name): ratings that count on \(rated) of \(items.count) items."
  }
}
