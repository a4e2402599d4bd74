import Bytes
import ChangeLog
import Host
import Replica
import Review

enum DiffCommand {
  static let command = Command<Session>(
    "diff", "Show what changed between two points of the history, and who changed it",
    topic: "Read",
    details: "From the last sync to now without points.\n\n" + Session.pointHelp,
    operands: [
      .optional("FROM", "The earlier point; last-sync without it"),
      .optional("TO", "The later point; now without it"),
    ],
    options: [.value("on", "Rn|ID", "Only this recommendation or note")],
    examples: ["diff", "diff yesterday", "diff h3k2 h9wd --on R1", "diff 14:02 --on nk4q"]
  ) { session, arguments in
    let replica = try session.replica()
    let old = try session.point(arguments.optionalOperand("FROM") ?? "last-sync")
    let new = try session.point(arguments.optionalOperand("TO") ?? "now")
    let object = try arguments.value("on").map { try session.object($0) }
    // One state for all that is looked up.
    let difference = try replica.read {
      try replica.difference(from: old, to: new, in: object)
    }
    let screen = try DiffScreen(session)
    try session.show(screen.json(difference)) {
      let lines = try screen.lines(difference)
      session.console.print(lines.isEmpty ? ["Nothing changed."] : lines)
    }
    return .done
  }
}

extension Session {
  /// The recommendation, note or article that `name` means.
  func object(_ name: String) throws -> ObjectID {
    let replica = try replica()
    let notes = try replica.ids.find(.note, name)
    if notes.count == 1 { return ObjectID(notes[0]) }
    if try namesArticle(name) { return try article(name).id }
    return try replica.recommendation(named: name).id
  }
}

/// Shows what differs between two points of the history.
struct DiffScreen {
  private let session: Session
  private let directory: Directory
  private let cells: CellText

  init(_ session: Session) throws {
    self.session = session
    directory = try session.replica().directory()
    cells = try CellText(session)
  }

  func lines(_ difference: Difference) throws -> [StyledText] {
    var lines: [StyledText] = []
    for cell in difference.cells where !cell.key.field.isSilent {
      let authors = names(cell.authors)
      let line: StyledText =
        "\(try cells.place(cell.key), .cyan)  \(words(cell.before, of: cell.key)) → "
        + "\(words(cell.after, of: cell.key), .bold)  \(authors, .dim)"
      lines += line.wrapped(to: session.width, indent: 2)
    }
    for text in difference.texts {
      let place = try cells.place(CellKey(text.key.object, text.key.field))
      lines.append("\(place, .cyan)  \(names(authors(of: text)), .dim)")
      lines += ("  " + PassageText.line(text.stretches)).wrapped(to: session.width, indent: 2)
    }
    return lines
  }

  private func names(_ members: [MemberID]) -> String {
    members.map(directory.nameOrYou).joined(separator: ", ")
  }

  private func authors(of text: Difference.Text) -> [MemberID] {
    var authors: [MemberID] = []
    for stretch in text.stretches {
      if let author = stretch.author, !authors.contains(author) { authors.append(author) }
    }
    return authors
  }

  private func words(_ writes: [Difference.Write], of key: CellKey) -> String {
    if key.field == .deleted { return writes.isEmpty ? "there" : "deleted" }
    var texts: [String] = []
    for write in writes {
      let text = cells.value(write.value, of: key)
      if !texts.contains(text) { texts.append(text) }
    }
    return texts.isEmpty ? "none" : texts.joined(separator: " | ")
  }

  func json(_ difference: Difference) throws -> JSON {
    [
      "cells": .array(
        try difference.cells.map { cell in
          [
            "about": .string(try cells.place(cell.key)), "field": .string(cell.key.field.name),
            "before": .array(cell.before.map { json($0, cell.key) }),
            "after": .array(cell.after.map { json($0, cell.key) }),
            "authors": .array(cell.authors.map { .string(directory.name($0)) }),
          ]
        }),
      "texts": .array(
        try difference.texts.map { text in
          [
            "about": .string(try cells.place(CellKey(text.key.object, text.key.field))),
            "stretches": .array(text.stretches.map(json)),
          ]
        }),
    ]
  }

  private func json(_ write: Difference.Write, _ key: CellKey) -> JSON {
    [
      "value": .string(cells.value(write.value, of: key)),
      "author": .string(directory.name(write.author)),
      "time": .string(TimeFormat.iso8601(Int64(clamping: write.time))),
    ]
  }

  private func json(_ stretch: Difference.Stretch) -> JSON {
    let kind =
      switch stretch.fate {
      case .kept: "kept"
      case .inserted: "inserted"
      case .deleted: "deleted"
      }
    return [
      "kind": .string(kind), "text": .string(stretch.text),
      "by": .string(orNull: stretch.author.map(directory.name)),
    ]
  }
}

extension Difference.Stretch {
  /// Who inserted or deleted it.
  fileprivate var author: MemberID? {
    switch fate {
    case .kept: nil
    case .inserted(let author), .deleted(let author): author
    }
  }
}

extension Field {
  /// Whether the field only says how other things hang together, which screens tell otherwise.
  fileprivate var isSilent: Bool {
    switch self {
    case .articlePiece, .articleSource, .articleAuthors, .articleBody, .recommendationArticle,
      .recommendationNumber, .recommendationSpan, .recommendationPosition, .noteOn, .noteReply,
      .noteQuote, .noteReviewed:
      true
    default: false
    }
  }
}
