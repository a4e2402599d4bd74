/// Notes, figures across recommendations, open conflicts, and the tables of all of them.
extension ReportPage {
  // MARK: Notes

  func notes(_ notes: [ReviewRecord.Note], _ page: inout Markup) {
    if notes.isEmpty { return }
    page.element("h4", text: "Notes")
    for note in notes {
      page.element("article", [("class", note.reply == nil ? "note" : "note reply")]) { body in
        body.element("p", [("class", "head"), ("dir", "auto")]) { head in
          head.element("b", text: note.author.name)
          head.text(" \(Self.day(note.created))")
          if note.modified.utf8.elementsEqual(note.created.utf8) == false {
            head.text(", edited \(Self.day(note.modified))")
          }
          for tag in note.tags { head.element("span", [("class", "tag")], text: "#\(tag)") }
        }
        if let quote = note.quote {
          body.element("blockquote", [("dir", "auto")], text: quote.exact)
        }
        if note.isDeleted {
          body.element("p", [("class", "small")], text: "This note was deleted.")
        } else {
          body.element("p", [("class", "text"), ("dir", "auto")], text: note.text)
        }
      }
    }
  }

  // MARK: Across recommendations

  func across(_ page: inout Markup) {
    if record.across.isEmpty { return }
    page.element("h2", [("id", "across")], text: "Agreement across recommendations")
    Self.table(
      "across", "Agreement by criterion",
      [
        "Criterion", "Recommendations", "Ratings", "Krippendorff’s alpha", "Fleiss’ kappa",
        "Gwet’s AC1", "Kendall’s W",
      ], &page
    ) { rows in
      for row in record.across {
        Self.row(
          row.criterion.name,
          [
            "\(row.itemCount)", "\(row.alpha.count)",
            Self.figure(row.alpha) { $0 } + " (\(row.criterion.level.name))",
            Self.figure(row.kappa, \.double), Self.figure(row.gwet) { $0 },
            Self.figure(row.concordance, \.double),
          ], &rows)
      }
    }
  }

  private static func figure<Value>(
    _ figure: Figure<Value>, _ double: (Value) -> Double
  ) -> String {
    switch figure.outcome {
    case .success(let value): FigureWords.decimal(double(value), places: 3)
    case .failure(let reason): "– (\(FigureWords.text(reason)))"
    }
  }

  // MARK: Open conflicts

  func conflicts(_ page: inout Markup) {
    page.element("h2", [("id", "open")], text: "What is still open")
    if record.conflicts.isEmpty {
      page.element("p", text: "Nothing waits for a person.")
      return
    }
    Self.table("open", "Open conflicts", ["Name", "Kind", "About", "Waits for"], &page) { rows in
      for conflict in record.conflicts {
        Self.row(
          conflict.id,
          [conflict.kind.name, conflict.about, conflict.owner?.name ?? "any member"], &rows)
      }
    }
  }

  // MARK: Tables

  /// A table that can be scrolled by itself where the page is narrow.
  static func table(
    _ kind: String, _ caption: String, _ columns: [String], _ page: inout Markup,
    _ rows: (inout Markup) -> Void
  ) {
    page.element(
      "div", [("class", "scroll"), ("role", "region"), ("aria-label", caption), ("tabindex", "0")]
    ) { frame in
      frame.element("table", [("class", kind)]) { table in
        table.element("caption", text: caption)
        table.element("thead") { head in
          head.element("tr") { row in
            for column in columns {
              row.element("th", [("scope", "col"), ("dir", "auto")], text: column)
            }
          }
        }
        table.element("tbody") { rows(&$0) }
      }
    }
  }

  static func row(_ head: String, _ cells: [String], _ page: inout Markup) {
    page.element("tr") { row in
      row.element("th", [("scope", "row"), ("dir", "auto")], text: head)
      for cell in cells { row.element("td", [("dir", "auto")], text: cell) }
    }
  }

  /// A cell that says its column's name where a narrow page has no columns.
  static func cell(_ name: String, _ text: String, _ row: inout Markup) {
    row.element("td", [("data-name", name), ("dir", "auto")], text: text)
  }
}
