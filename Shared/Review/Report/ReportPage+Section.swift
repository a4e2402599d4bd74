/// One recommendation: what it says, how far people agree on it, who said what, what was decided.
extension ReportPage {
  func section(
    _ section: ReviewRecord.Section, in article: ReviewRecord.Article, name: String,
    _ page: inout Markup
  ) {
    page.element("section", [("class", "recommendation"), ("id", name)]) { body in
      body.element("h3", [("dir", "auto")]) { heading in
        heading.element("span", [("class", "number")], text: record.label(of: section, in: article))
        heading.text(" \(section.title)")
      }
      if !section.text.isEmpty {
        body.element("blockquote", [("class", "says"), ("dir", "auto")], text: section.text)
      }
      if !section.items.isEmpty { figures(section, name, &body) }
      ratings(section, &body)
      domains(section, &body)
      decisions(section, &body)
      reasons(section, &body)
      notes(section.notes, &body)
    }
  }

  // MARK: Agreement

  private func figures(
    _ section: ReviewRecord.Section, _ name: String, _ page: inout Markup
  ) {
    Self.table(
      "figures", "Agreement on \(section.label)",
      ["Criterion", "Distribution", "n", "Median", "Quartiles", "A", "Verdict", "Decided"], &page
    ) { rows in
      for (place, item) in section.items.enumerated() {
        rows.element("tr") { row in
          row.element("th", [("scope", "row"), ("dir", "auto")], text: item.criterion.name)
          row.element("td", [("class", "drawing")]) {
            Histogram(item: item, name: "\(name)-\(place + 1)").draw(into: &$0)
          }
          let summary = item.summary.value
          let quartiles = summary.map {
            "\(FigureWords.short($0.lowerQuartile)) – \(FigureWords.short($0.upperQuartile))"
          }
          Self.cell("n", "\(item.panel.count)", &row)
          Self.cell("median", summary.map { FigureWords.short($0.median) } ?? "–", &row)
          Self.cell("quartiles", quartiles ?? "–", &row)
          Self.cell(
            "A", item.consensus.value.map { FigureWords.decimal($0.double) } ?? "–", &row)
          row.element("td", [("data-name", "verdict")]) { Self.verdict(item, &$0) }
          Self.cell("decided", Self.decided(item), &row)
        }
      }
    }
  }

  private static func verdict(_ item: ReviewRecord.Item, _ page: inout Markup) {
    switch item.verdict.outcome {
    case .success(let verdict):
      let isBad = verdict.word == "disagreement" || verdict.word == "no consensus"
      page.element("span", [("class", isBad ? "bad" : "good")], text: verdict.word)
    case .failure(let reason): page.text("– (\(FigureWords.text(reason)))")
    }
  }

  private static func decided(_ item: ReviewRecord.Item) -> String {
    switch item.status {
    case "decided", "re-opened", "collision":
      let values = item.decisions.map { item.criterion.text(of: $0.decision.value) }
        .joined(separator: " or ")
      return item.status == "decided" ? values : "\(values) (\(item.status))"
    case "open": return "open"
    default: return "–"
    }
  }

  private func domains(_ section: ReviewRecord.Section, _ page: inout Markup) {
    let scored = section.domains.filter { $0.score.count > 0 }
    if scored.isEmpty { return }
    page.element("p", [("class", "domains")]) { line in
      line.text("Domain scores: ")
      line.text(
        scored.map { domain in
          let score = domain.score.value.map {
            FigureWords.decimal((Rational(100) * $0).double, places: 0) + " %"
          }
          return "\(domain.name) \(score ?? "–") (n \(domain.score.count))"
        }.joined(separator: "; "))
      line.text(".")
    }
  }

  // MARK: Ratings

  /// Few people stand side by side; many, or many criteria, one below the other.
  private func ratings(_ section: ReviewRecord.Section, _ page: inout Markup) {
    let people = record.people.filter { person in
      section.items.contains { $0.ratings.contains { $0.person.id == person.id } }
    }
    if people.isEmpty { return }
    let isWide = people.count > 8
    let columns = isWide ? section.items.map(\.criterion.name) : people.map(\.name)
    Self.table(
      "who", "Who rated \(section.label)", [isWide ? "Person" : "Criterion"] + columns, &page
    ) { rows in
      if isWide {
        for person in people {
          Self.row(person.name, section.items.map { Self.said(person, on: $0) }, &rows)
        }
      } else {
        for item in section.items {
          Self.row(item.criterion.name, people.map { Self.said($0, on: item) }, &rows)
        }
      }
    }
  }

  private static func said(
    _ person: ReviewRecord.Person, on item: ReviewRecord.Item
  ) -> String {
    let own = item.ratings.filter { $0.person.id == person.id }
    if own.isEmpty { return "·" }
    let text = own.map(word).joined(separator: " or ")
    return own.count > 1 ? "\(text) (not settled)" : text
  }

  /// What was said, in a word.
  static func word(_ rated: ReviewRecord.Rated) -> String {
    switch rated.kind {
    case "value": rated.rating.counted.map { "\($0)" } ?? "no opinion"
    default: rated.kind
    }
  }

  private func reasons(_ section: ReviewRecord.Section, _ page: inout Markup) {
    let given = section.items.flatMap { item in
      item.ratings.filter { !$0.rating.reason.isEmpty || $0.rating.confidence != nil }
        .map { (item.criterion, $0) }
    }
    if given.isEmpty { return }
    page.element("h4", text: "Reasons for ratings")
    page.element("ul", [("class", "reasons")]) { list in
      for (criterion, rated) in given {
        list.element("li", [("dir", "auto")]) { entry in
          entry.element("b", text: rated.person.name)
          let sure = rated.rating.confidence.map { ", confidence \($0.name)" } ?? ""
          entry.text(" on \(criterion.name) (\(Self.word(rated))\(sure))")
          entry.text(rated.rating.reason.isEmpty ? "" : ": \(rated.rating.reason)")
        }
      }
    }
  }

  // MARK: Decisions

  private func decisions(_ section: ReviewRecord.Section, _ page: inout Markup) {
    let told = section.items.filter { !$0.decisions.isEmpty || !$0.dissents.isEmpty }
    if told.isEmpty { return }
    page.element("h4", text: "Decisions")
    for item in told {
      page.element("div", [("class", "decision")]) { block in
        for decided in item.decisions { decision(decided, on: item, &block) }
        if item.decisions.isEmpty {
          block.element("p", text: "\(item.criterion.name): not decided.")
        }
        if item.status == "re-opened" {
          block.element(
            "p", [("class", "bad")], text: "Open again: a later rating contradicts the decision.")
        }
        if item.status == "collision" {
          block.element(
            "p", [("class", "bad")], text: "These decisions were made apart; one has to be chosen.")
        }
        if !item.decisions.isEmpty { standings(item, &block) }
        for dissent in item.dissents { self.dissent(dissent, on: item, &block) }
      }
    }
  }

  private func decision(
    _ decided: ReviewRecord.Decided, on item: ReviewRecord.Item, _ page: inout Markup
  ) {
    page.element("p", [("dir", "auto")]) { line in
      line.element(
        "b", text: "\(item.criterion.name): \(item.criterion.text(of: decided.decision.value))")
      line.text(
        ", \(Self.kind(decided.decision.kind)), by \(decided.person.name), "
          + Self.day(decided.time))
    }
    page.element("p", [("class", "reason"), ("dir", "auto")], text: decided.decision.reason)
    page.element(
      "p", [("class", "small")],
      text: "Re-opened by a later rating when: \(decided.decision.rule.text).")
  }

  static func kind(_ kind: Decision.Kind) -> String {
    switch kind {
    case .pick: "one member's rating"
    case .value: "a value of its own"
    case .median: "the median"
    case .adjudicated: "adjudicated by a third person"
    }
  }

  private func standings(_ item: ReviewRecord.Item, _ page: inout Markup) {
    let kinds: [(ReviewRecord.Standing, String)] = [
      (.seen, "It saw"), (.later, "Later, consistent"), (.against, "Later, against it"),
    ]
    for (standing, words) in kinds {
      let names = item.ratings.filter { $0.standing == standing }
        .map { "\($0.person.name) \(Self.word($0))" }
      if names.isEmpty { continue }
      page.element(
        "p", [("class", "small"), ("dir", "auto")],
        text: "\(words): \(names.joined(separator: ", ")).")
    }
  }

  private func dissent(
    _ dissent: ReviewRecord.Dissent, on item: ReviewRecord.Item, _ page: inout Markup
  ) {
    page.element("p", [("class", "dissent"), ("dir", "auto")]) { line in
      line.element("b", text: "Dissent of \(dissent.person.name)")
      line.text(dissent.value.map { ", who keeps \(item.criterion.text(of: $0))" } ?? "")
      line.text(": \(dissent.reason)")
    }
  }
}
