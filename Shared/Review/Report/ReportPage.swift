/// Writes a review as one page of HTML that needs neither a network nor a script
/// (docs/export.md §6).
public struct ReportPage {
  let record: ReviewRecord

  /// Creates the page of `record`.
  public init(_ record: ReviewRecord) { self.record = record }

  /// Hands the page to `write`, part after part.
  ///
  /// - Complexity: O(record) in time; in memory the longest recommendation.
  public func write(_ write: (String) throws -> Void) rethrows {
    var page = Markup()
    page.literal("<!DOCTYPE html>\n<html lang=\"en\">")
    head(&page)
    page.literal("<body>")
    page.element("header", [("class", "cover")], cover)
    contents(&page)
    page.literal("<main>")
    summary(&page)
    try write(page.take())
    for (place, article) in record.articles.enumerated() {
      page.element("h2", [("id", "a\(place + 1)"), ("dir", "auto")], text: article.title)
      if !article.authors.isEmpty {
        page.element(
          "p", [("class", "by"), ("dir", "auto")],
          text: "by \(article.authors.joined(separator: ", "))")
      }
      notes(article.notes, &page)
      for (number, section) in article.sections.enumerated() {
        self.section(section, in: article, name: Self.name(place, number), &page)
        try write(page.take())
      }
    }
    across(&page)
    conflicts(&page)
    methods(&page)
    page.literal("</main></body></html>\n")
    try write(page.take())
  }

  /// The anchor of a recommendation.
  static func name(_ article: Int, _ section: Int) -> String { "r\(article + 1)-\(section + 1)" }

  // MARK: Before the articles

  private func head(_ page: inout Markup) {
    page.element("head") { head in
      head.void("meta", [("charset", "utf-8")])
      // Nothing is loaded from anywhere, and no script runs, whatever somebody wrote in a note.
      head.void(
        "meta",
        [
          ("http-equiv", "Content-Security-Policy"),
          (
            "content",
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
          ),
        ])
      head.void("meta", [("name", "viewport"), ("content", "width=device-width, initial-scale=1")])
      head.void("meta", [("name", "referrer"), ("content", "no-referrer")])
      head.void("meta", [("name", "color-scheme"), ("content", "light dark")])
      head.void("meta", [("name", "generator"), ("content", "Concord")])
      head.element("title", text: record.title)
      head.literal("<style>")
      head.literal(reportStyle)
      head.literal("</style>")
    }
  }

  private func cover(_ page: inout Markup) {
    page.element("p", [("class", "kind")], text: "Joint review")
    page.element("h1", [("dir", "auto")], text: record.title)
    page.element("dl", [("class", "facts")]) { list in
      fact("Members", record.people.map(\.name).joined(separator: ", "), &list)
      fact("Latest change", Self.day(record.state.time), &list)
      fact("State", record.state.name, &list)
    }
  }

  func fact(_ name: String, _ value: String, _ page: inout Markup) {
    page.element("div") { row in
      row.element("dt", text: name)
      row.element("dd", [("dir", "auto")], text: value)
    }
  }

  private func contents(_ page: inout Markup) {
    page.element("nav", [("aria-label", "Contents")]) { nav in
      nav.element("h2", text: "Contents")
      nav.element("ol") { list in
        Self.entry("summary", "Summary", &list)
        for (place, article) in record.articles.enumerated() {
          list.element("li") { item in
            item.element("a", [("href", "#a\(place + 1)"), ("dir", "auto")], text: article.title)
            item.element("ol", [("class", "recommendations")]) { inner in
              for (number, section) in article.sections.enumerated() {
                Self.entry(
                  Self.name(place, number), "\(section.label)  \(section.title)", &inner)
              }
            }
          }
        }
        if !record.across.isEmpty {
          Self.entry("across", "Agreement across recommendations", &list)
        }
        Self.entry("open", "What is still open", &list)
        Self.entry("methods", "Appendix: methods", &list)
      }
    }
  }

  private static func entry(_ name: String, _ text: String, _ page: inout Markup) {
    page.element("li") { $0.element("a", [("href", "#\(name)"), ("dir", "auto")], text: text) }
  }

  private func summary(_ page: inout Markup) {
    let items = record.sections.flatMap(\.items)
    page.element("h2", [("id", "summary")], text: "Summary")
    page.element("dl", [("class", "tiles")]) { tiles in
      fact("recommendations", "\(record.sections.count)", &tiles)
      fact("criteria", "\(record.criteria.count)", &tiles)
      fact("ratings that count", "\(items.reduce(0) { $0 + $1.panel.count })", &tiles)
      fact("decided", "\(items.count { $0.status == "decided" }) of \(items.count)", &tiles)
      fact("open", "\(items.count { $0.status == "open" || $0.status == "re-opened" })", &tiles)
      fact("dissents", "\(items.reduce(0) { $0 + $1.dissents.count })", &tiles)
    }
    page.element("p") { paragraph in
      paragraph.text("Disagreement: \(record.rule.text). Quartiles by ")
      paragraph.text("\(record.percentiles.rawValue). Figures without a value say why. ")
      paragraph.text("In the plots ")
      paragraph.element("span", [("class", "median-key")], text: "▼")
      paragraph.text(" is the median and ")
      paragraph.element("span", [("class", "decided-key")], text: "▲")
      paragraph.text(" the decided value. All times are in UTC.")
    }
    let cautions = items.compactMap { $0.panel.count > 0 ? $0.verdict.caution : nil }
    if let caution = cautions.first {
      page.element(
        "p", [("class", "caution")],
        text: "Caution: \(cautions.count) of \(items.count { $0.panel.count > 0 }) panels have "
          + "\(FigureWords.text(caution)).")
    }
  }

  /// The date and the minute of a moment in ISO 8601.
  static func day(_ time: String) -> String {
    time.count >= 24 && time.first != "+" && time.first != "-"
      ? time.prefix(10) + " " + time.dropFirst(11).prefix(5) : time
  }
}
