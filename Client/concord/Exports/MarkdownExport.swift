import Host
import Review

/// Writes a review in Markdown, for reading.
struct MarkdownExport {
  private let record: ReviewRecord

  init(_ record: ReviewRecord) { self.record = record }

  func text() -> String {
    var lines = ["# " + escaped(record.title), ""]
    lines.append("State \(record.state.name), with changes up to \(record.state.time).")
    lines += ["", "Rated by:", ""]
    for criterion in record.criteria {
      let title = criterion.title.isEmpty ? "" : " (\(criterion.title))"
      lines.append(
        "- "
          + escaped(
            "\(criterion.name)\(title): \(criterion.lowest) to \(criterion.highest), "
              + "\(criterion.level.name), \(criterion.scale)"))
    }
    lines += ["", "Disagreement: " + escaped(record.rule.text) + "."]
    for article in record.articles {
      lines += ["", "## " + escaped(article.title), ""]
      if !article.authors.isEmpty {
        lines += ["by " + escaped(article.authors.joined(separator: ", ")), ""]
      }
      lines += article.notes.flatMap(self.lines)
      for section in article.sections { lines += self.lines(section) }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func lines(_ section: ReviewRecord.Section) -> [String] {
    var lines = ["", "### \(section.label) " + escaped(section.title), ""]
    lines += [escaped(section.text), ""]
    lines.append(
      "| | " + record.people.map { escaped($0.name) }.joined(separator: " | ")
        + " | n | median | decided |")
    lines.append("|" + String(repeating: "---|", count: record.people.count + 4))
    for item in section.items {
      let cells = record.people.map { person in
        item.ratings.filter { $0.person.id == person.id }.map { RatingText.short($0.rating) }
          .joined(separator: " or ")
      }
      let decided = item.decisions.map { "\($0.decision.value)" }.joined(separator: " or ")
      let median = item.summary.value.map { FigureText.short($0.median) } ?? ""
      lines.append(
        "| \(escaped(item.criterion.name)) | " + cells.joined(separator: " | ")
          + " | \(item.panel.count) | \(median) | \(decided) |")
    }
    return lines + [""] + section.items.flatMap(details) + section.notes.flatMap(self.lines)
  }

  private func details(_ item: ReviewRecord.Item) -> [String] {
    let criterion = item.criterion
    func names(_ standing: ReviewRecord.Standing) -> String {
      item.ratings.filter { $0.standing == standing }.map {
        escaped("\($0.person.name) \(RatingText.long($0.rating, criterion))")
      }.joined(separator: ", ")
    }
    let seen = names(.seen)
    var lines = item.decisions.map { decided in
      "- **" + escaped("\(criterion.name) \(criterion.text(of: decided.decision.value))")
        + "**, decided by \(escaped(decided.person.name)) "
        + "(\(decided.decision.kind.name)): " + escaped(decided.decision.reason)
        + (seen.isEmpty ? "" : " (saw \(seen))")
    }
    switch item.status {
    case "open": lines.append("- **\(escaped(criterion.name))**: open, the ratings diverge")
    case "re-opened":
      lines.append("- **\(escaped(criterion.name))**: open again after the decision")
    case "collision": lines.append("- **\(escaped(criterion.name))**: the decisions collide")
    default: break
    }
    for dissent in item.dissents {
      let keeps = dissent.value.map { ", keeping \(criterion.text(of: $0))" } ?? ""
      lines.append(
        "- dissent by " + escaped("\(dissent.person.name) on \(criterion.name)\(keeps): ")
          + escaped(dissent.reason))
    }
    for standing in [ReviewRecord.Standing.later, .against] where !names(standing).isEmpty {
      lines.append("- \(standing.rawValue): " + names(standing))
    }
    for rated in item.ratings where !rated.rating.reason.isEmpty {
      lines.append(
        "- " + escaped("\(rated.person.name) on \(criterion.name) ")
          + "(\(RatingText.short(rated.rating))): " + escaped(rated.rating.reason))
    }
    return lines
  }

  private func lines(_ note: ReviewRecord.Note) -> [String] {
    let margin = note.reply == nil ? "> " : "> > "
    let quote = note.quote.map { ["«\(escaped($0.exact))»", ""] } ?? []
    let tags = note.tags.map { "#" + escaped($0) }.joined(separator: " ")
    let text =
      note.isDeleted
      ? ["(deleted)"]
      : escaped(note.text).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let head =
      "**\(escaped(note.author.name))**, " + note.created + (tags.isEmpty ? "" : ", " + tags)
    return ["", margin + head, margin] + (quote + text).map { margin + $0 }
  }

  /// The text with what Markdown would take for its own marks made plain.
  private func escaped(_ text: String) -> String {
    var result = ""
    for character in Sanitising.lines(text) {
      if "\\`*_[]<>|#".contains(character) { result.append("\\") }
      result.append(character)
    }
    return result
  }
}
