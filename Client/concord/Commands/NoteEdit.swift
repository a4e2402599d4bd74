import Bytes
import ChangeLog
import Host
import Replica
import Review

enum NoteEditCommand {
  static let command = Command<Session>(
    "edit", "Change a note in $EDITOR; a teammate's edit meanwhile is merged",
    operands: [.required("ID", "The note")],
    options: [
      .value("message", short: "m", "TEXT", "The new text in place of an editor; - reads it"),
      .repeated("tag", "T", "Add a tag"),
      .repeated("untag", "T", "Take a tag away"),
    ],
    examples: ["note edit nk4q"]
  ) { session, arguments in
    let replica = try session.replica()
    let note = try session.note(arguments.operand("ID"))
    let id = try replica.ids.spell(.note, note.id.bytes)
    let tags = try arguments.tags("tag")
    let untags = try arguments.tags("untag")
    if !tags.isEmpty || !untags.isEmpty {
      try replica.tagNote(note.id, adding: tags, removing: untags, time: session.time)
      if !session.wantsJSON { session.console.print("\("Tagged", .green) \(id, .cyan).") }
      if arguments.value("message") == nil {
        if session.wantsJSON {
          let json = try NoteCommand.json(try replica.note(note.id) ?? note, in: session)
          session.console.print(json: json)
        }
        return .done
      }
    }
    let (old, version) = try replica.text(TextKey(note.id, .noteText))
    let draft = "note-\(id)"
    let new = try session.text(arguments, draft: draft, initial: old + "\n")
    let edit = try replica.editNote(
      note.id, from: old, at: version, to: new, time: session.time)
    session.dropDraft(draft)
    try session.show([
      "id": .string(id), "merged": .bool(edit.wasMerged), "text": .string(edit.text),
      "changes": .integer(Int64(edit.edits.count)),
    ]) {
      if edit.edits.isEmpty {
        session.console.print("Nothing was changed in \(id).")
      } else {
        session.console.print(
          "\("Changed", .green) \(id, .cyan): \(WordCount(edit.edits, in: old)).")
        if edit.wasMerged {
          session.console.print("It was merged with what came in while you wrote.")
          session.next("concord note show \(id)")
        }
      }
    }
    return .done
  }
}

/// How many words an edit puts in and takes out.
struct WordCount: CustomStringConvertible {
  private var added = 0
  private var removed = 0

  /// Counts over `edits`, made in order to `text`.
  init(_ edits: [TextEdit], in text: String) {
    var scalars = Array(text.unicodeScalars)
    for edit in edits {
      let start = min(edit.position, scalars.count)
      let end = min(start + edit.deleteCount, scalars.count)
      var deleted = String.UnicodeScalarView()
      deleted.append(contentsOf: scalars[start..<end])
      removed += String(deleted).split(whereSeparator: \.isWhitespace).count
      added += edit.insert.split(whereSeparator: \.isWhitespace).count
      scalars.replaceSubrange(start..<end, with: edit.insert.unicodeScalars)
    }
  }

  var description: String {
    switch (added, removed) {
    case (_, 0): "+\(counted(added, "word"))"
    case (0, _): "-\(counted(removed, "word"))"
    default: "+\(added) -\(counted(removed, "word"))"
    }
  }
}

enum NoteShowCommand {
  static let command = Command<Session>(
    "show", "Show one note with its replies",
    operands: [.required("ID", "The note")],
    options: [.flag("merge", "Mark the passages that two people changed while apart")]
  ) { session, arguments in
    let replica = try session.replica()
    let note = try session.note(arguments.operand("ID"))
    let thread = NoteThread.ordered(try replica.notes(on: note.on))
    let replies = thread.drop { $0.id != note.id }.dropFirst().prefix { $0.reply != nil }
      .filter { $0.reply == note.id }
    try session.show(NoteCommand.json(note, in: session)) {
      let console = session.console
      console.print("\("on", .dim) \(try session.place(of: note))")
      console.print(try NoteCommand.lines(note, in: session))
      if arguments.has("merge") {
        let directory = try replica.directory()
        for (text, authors) in try replica.passages(of: note.id) {
          let names = authors.map(directory.nameOrYou).joined(separator: " and ")
          console.print()
          console.print("\("both edited", .yellow) by \(names):")
          console.print(StyledText.paragraphs(text, width: session.width, indent: 4))
        }
      }
      for reply in replies {
        console.print()
        console.print(try NoteCommand.lines(reply, in: session))
      }
    }
    try session.markRead([note] + replies)
    return .done
  }
}

enum NoteListCommand {
  static let command = Command<Session>(
    "list", "List notes, one line each",
    operands: [.optional("Rn|ARTICLE", "Only those on this")],
    options: [
      .value("tag", "T", "Only those with this tag, or with one that begins so"),
      .value("by", "NAME", "Only this member's"),
      .flag("unread", "Only those that teammates changed since you read them"),
    ]
  ) { session, arguments in
    let replica = try session.replica()
    let directory = try replica.directory()
    let authors = try arguments.value("by").map { try session.members(named: $0) }
    var notes = try session.objects(arguments.optionalOperand("Rn|ARTICLE"))
      .flatMap { NoteThread.ordered(try replica.notes(on: $0)) }
    if let tags = try arguments.value("tag").map({ try session.tags(named: $0) }) {
      notes.removeAll { !$0.tags.contains(where: tags.contains) }
    }
    if let authors { notes.removeAll { !authors.contains($0.author) } }
    if arguments.has("unread") { try notes.removeAll { try !replica.isUnread($0.id) } }
    try session.show(["notes": .array(try notes.map { try NoteCommand.json($0, in: session) })]) {
      var table = Table([.init(), .init(), .init(), .init(), .init()])
      for note in notes {
        let mark: StyledText = try replica.isUnread(note.id) ? StyledText("new", .yellow) : ""
        let text = note.isDeleted ? "(deleted)" : note.text.firstLine.trimmed
        table.add([
          StyledText(try replica.ids.spell(.note, note.id.bytes), .cyan),
          StyledText(try session.place(of: note)), StyledText(directory.nameOrYou(note.author)),
          mark, StyledText(text),
        ])
      }
      session.console.print(table.lines(width: session.width))
      if notes.isEmpty {
        session.console.print("No notes.")
        session.next("concord note add R1")
      }
    }
    return .done
  }
}

extension Session {
  /// What notes can be on: what `name` names, or all recommendations and articles.
  func objects(_ name: String?) throws -> [ObjectID] {
    let replica = try replica()
    if let name {
      if try namesArticle(name) { return [try article(name).id] }
      return [try replica.recommendation(named: name).id]
    }
    return try replica.articles().flatMap { article in
      try [article.id] + replica.recommendations(of: article.id).map(\.id)
    }
  }
}

enum NoteMoveCommand {
  static let command = Command<Session>(
    "move", "Move a note to another recommendation",
    operands: [.required("ID", "The note"), .required("Rn", "Where it belongs")]
  ) { session, arguments in
    let replica = try session.replica()
    let note = try session.note(arguments.operand("ID"))
    let recommendation = try replica.recommendation(named: arguments.operand("Rn"))
    try replica.moveNote(note.id, to: recommendation.id, time: session.time)
    try session.show(NoteCommand.json(try replica.note(note.id) ?? note, in: session)) {
      session.console.print(
        "\("Moved", .green) \(try replica.ids.spell(.note, note.id.bytes), .cyan) to "
          + "\(try replica.label(of: recommendation)).")
    }
    return .done
  }
}

enum NoteRemoveCommand {
  static let command = Command<Session>(
    "rm", "Delete a note; what a teammate writes to it meanwhile keeps it, as a conflict",
    operands: [.required("ID", "The note")]
  ) { session, arguments in
    let replica = try session.replica()
    let note = try session.note(arguments.operand("ID"))
    let id = try replica.ids.spell(.note, note.id.bytes)
    try replica.delete(note.id, time: session.time)
    let conflict = try replica.conflictID(.deletion, CellKey(note.id, .deleted))
    try session.show([
      "id": .string(id), "deleted": true, "conflict": .string(orNull: conflict),
    ]) {
      session.console.print("\("Deleted", .green) \(id, .cyan).")
      if let conflict {
        session.console.print("There are replies to it, so its place stays until this is settled.")
        session.next("concord resolve \(conflict) --delete deletes them, too")
      }
    }
    return .done
  }
}
