import Bytes
import Host
import Replica
import Review

enum ExportCommand {
  static let command = Command<Session>(
    "export", "Write the whole review as a document", topic: "Read",
    options: [
      .value("format", "F", "The format: md", .words(["md"])),
      .value("output", short: "o", "FILE", "Write to FILE instead of standard output"),
    ],
    examples: ["export --format md -o review.md"]
  ) { session, arguments in
    _ = try arguments.choice("format", among: ["md"])
    let text = try MarkdownExport(session).text()
    if let path = arguments.value("output") {
      try File.write(Array(text.utf8), to: path)
      session.console.print("\("Wrote", .green) \(path).")
    } else {
      session.console.print(document: text)
    }
    return .done
  }
}

/// The review in Markdown: recommendations, ratings, decisions with reasons and dissent, notes.
private struct MarkdownExport {
  private let session: Session
  private let replica: Replica
  private let directory: Directory
  private let criteria: [Criterion]

  init(_ session: Session) throws {
    self.session = session
    replica = try session.replica()
    directory = try replica.directory()
    criteria = try replica.criteria()
  }

  func text() throws -> String {
    var lines = ["# " + escaped(try replica.title()), ""]
    lines.append(
      "As known at \(session.times.full(session.now)) to \(directory.name(directory.localMember)).")
    lines += ["", "Rated by:", ""]
    for criterion in criteria {
      let title = criterion.title.isEmpty ? "" : " (\(criterion.title))"
      lines.append(
        "- "
          + escaped(
            "\(criterion.name)\(title): \(criterion.lowest) to \(criterion.highest), "
              + "\(criterion.level.name), \(criterion.scale)"))
    }
    lines += ["", "Disagreement: " + escaped(try replica.rule().text) + "."]
    for article in try replica.articles() {
      lines += ["", "## " + escaped(article.title), ""]
      if !article.authors.isEmpty {
        lines += ["by " + escaped(article.authors.joined(separator: ", ")), ""]
      }
      lines += try notes(on: article.id)
      for recommendation in try replica.recommendations(of: article.id) {
        lines += try section(recommendation)
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func section(_ recommendation: Recommendation) throws -> [String] {
    var lines = ["", "### \(recommendation.label) " + escaped(recommendation.title), ""]
    if recommendation.isVanished { lines += ["*Not in the article's current version.*", ""] }
    lines += [escaped(try replica.text(of: recommendation)), ""]
    let members = directory.members
    lines.append(
      "| | " + members.map { escaped(directory.name($0)) }.joined(separator: " | ")
        + " | n | median | decided |")
    lines.append("|" + String(repeating: "---|", count: members.count + 4))
    var details: [String] = []
    for criterion in criteria {
      let state = try replica.state(of: recommendation.id, criterion.name)
      let byMember = Dictionary(grouping: state.ratings, by: \.member)
      let cells = members.map { member in
        var texts: [String] = []
        for entry in byMember[member] ?? [] where !texts.contains(RatingText.short(entry.rating)) {
          texts.append(RatingText.short(entry.rating))
        }
        return texts.joined(separator: " or ")
      }
      let decided = state.decision.map { "\($0.decision.value)" } ?? ""
      lines.append(
        "| \(criterion.name) | " + cells.joined(separator: " | ")
          + " | \(state.values.count) | \(Median(state.values)?.text ?? "") | \(decided) |")
      details += try self.details(recommendation, criterion, state)
    }
    return lines + [""] + details + (try notes(on: recommendation.id))
  }

  private func details(
    _ recommendation: Recommendation, _ criterion: Criterion, _ state: CriterionState
  ) throws -> [String] {
    var lines: [String] = []
    let record = try DecisionRecord(state, of: recommendation, in: replica)
    func names(_ entries: [RatingEntry]) -> String {
      entries.map {
        escaped("\(directory.name($0.member)) \(RatingText.long($0.rating, criterion))")
      }.joined(separator: ", ")
    }
    if let entry = record.decision {
      let seen = record.seen.isEmpty ? "" : " (saw \(names(record.seen)))"
      lines.append(
        "- **" + escaped("\(criterion.name) \(criterion.text(of: entry.decision.value))")
          + "**, decided by \(escaped(directory.name(entry.author))) "
          + "(\(entry.decision.kind.name)): " + escaped(entry.decision.reason) + seen)
    }
    if state.isOpen {
      lines.append("- **\(escaped(criterion.name))**: open, the ratings diverge")
    }
    for dissent in record.dissents {
      let keeps = dissent.value.map { ", keeping \(criterion.text(of: $0))" } ?? ""
      lines.append(
        "- dissent by "
          + escaped("\(directory.name(dissent.member)) on \(criterion.name)\(keeps): ")
          + escaped(dissent.reason))
    }
    if !record.later.isEmpty { lines.append("- later, consistent: " + names(record.later)) }
    if !record.against.isEmpty { lines.append("- later, against it: " + names(record.against)) }
    for entry in state.ratings where !entry.rating.reason.isEmpty {
      lines.append(
        "- \(escaped(directory.name(entry.member))) on \(criterion.name) "
          + "(\(RatingText.short(entry.rating))): " + escaped(entry.rating.reason))
    }
    return lines
  }

  private func notes(on object: ObjectID) throws -> [String] {
    NoteThread.ordered(try replica.notes(on: object)).flatMap { note -> [String] in
      let margin = note.reply == nil ? "> " : "> > "
      let quote = note.quote.map { ["«\(escaped($0))»", ""] } ?? []
      let tags =
        note.tags.isEmpty
        ? ""
        : ", "
          + note.tags.map { "#" + escaped($0) }
          .joined(separator: " ")
      let text =
        note.isDeleted
        ? ["(deleted)"]
        : escaped(note.text).split(
          separator: "\n", omittingEmptySubsequences: false
        ).map(String.init)
      let head =
        "**\(escaped(directory.name(note.author)))**, "
        + session.times.full(Int64(clamping: note.time)) + tags
      return ["", margin + head, margin] + (quote + text).map { margin + $0 }
    }
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
