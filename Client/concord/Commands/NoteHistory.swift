import Bytes
import ChangeLog
import Host
import Replica
import Review

enum NoteHistoryCommand {
  static let command = Command<Session>(
    "history", "List who changed a note, show what it said, or bring an earlier text back",
    details: Session.pointHelp + "\n\n" + """
      To restore is an ordinary edit of yours: nothing is lost by it, and what others write \
      meanwhile is merged.
      """,
    operands: [.required("ID", "The note")],
    options: [
      .value("at", "POINT", "Print what it said then"),
      .value("restore", "POINT", "Make it say again what it said then"),
      .value("message", short: "m", "WHY", "Why it is restored, for the log"),
    ],
    examples: [
      "note history nk4q", "note history nk4q --at h3k2", "note history nk4q --restore yesterday",
    ]
  ) { session, arguments in
    let replica = try session.replica()
    let id = try replica.objectID(.note, arguments.operand("ID"))
    switch (arguments.value("at"), arguments.value("restore")) {
    case (nil, nil): try list(id, in: session)
    case (let point?, nil): try show(id, at: point, in: session)
    case (nil, let point?):
      try restore(id, to: point, why: try session.message(arguments) ?? "", in: session)
    default: throw arguments.error("give one of --at and --restore")
    }
    return .done
  }

  private static func list(_ id: ObjectID, in session: Session) throws {
    let replica = try session.replica()
    let directory = try replica.directory()
    let versions = try replica.noteVersions(id)
    try session.show([
      "id": .string(try replica.ids.spell(.note, id.bytes)),
      "versions": .array(
        try versions.map { version in
          [
            "change": .string(try replica.ids.spell(.change, version.change.bytes)),
            "author": .string(directory.name(version.author)),
            "time": .string(TimeFormat.iso8601(Int64(clamping: version.time))),
            "inserted": .array(version.inserted.map { .string($0) }),
            "deleted": .array(version.deleted.map { .string($0) }),
          ]
        }),
    ]) {
      var table = Table([.init(), .init(), .init(), .init(.right), .init(.right), .init()])
      for version in versions.reversed() {
        let undoings = try replica.undoings(of: version.change)
        let words: StyledText = version.deleted.reduce(
          version.inserted.reduce("") { $0 + " " + PassageText.inserted($1) }
        ) { $0 + " " + PassageText.deleted($1) }
        table.add([
          StyledText(try replica.ids.spell(.change, version.change.bytes), .cyan),
          StyledText(session.moment(version.time), .dim),
          StyledText(directory.nameOrYou(version.author)),
          StyledText("+\(wordCount(version.inserted))", .green),
          StyledText("-\(wordCount(version.deleted))", .red),
          (undoings.isEmpty ? "" : StyledText("(undone)", .yellow)) + words,
        ])
      }
      session.console.print(table.lines(width: session.width))
    }
  }

  private static func text(
    of id: ObjectID, at text: String, in session: Session
  ) throws -> String {
    let replica = try session.replica()
    let point = try session.point(text)
    guard try replica.noteExisted(id, at: point) else {
      throw Failure(
        "the note was not written then",
        hint: "concord note history \(try replica.ids.spell(.note, id.bytes)) lists its changes.")
    }
    return try replica.noteText(id, at: point)
  }

  private static func show(_ id: ObjectID, at point: String, in session: Session) throws {
    let text = try text(of: id, at: point, in: session)
    let name = try session.replica().ids.spell(.note, id.bytes)
    try session.show(["id": .string(name), "text": .string(text)]) {
      session.console.print(document: text + "\n")
    }
  }

  private static func restore(
    _ id: ObjectID, to point: String, why: String, in session: Session
  ) throws {
    let replica = try session.replica()
    let name = try replica.ids.spell(.note, id.bytes)
    guard try !replica.isHidden(id) else {
      throw Failure(
        "the note \(name) was deleted",
        hint: "Nothing was changed. concord log --kind deletion shows by which change; "
          + "concord undo ID brings it back.")
    }
    let wanted = try text(of: id, at: point, in: session)
    let (now, version) = try replica.text(TextKey(id, .noteText))
    let edit = try replica.editNote(
      id, from: now, at: version, to: wanted, message: why, time: session.time)
    guard !edit.edits.isEmpty else {
      throw Failure("the note \(name) says that already", hint: "Nothing was changed.")
    }
    try session.show(["id": .string(name), "text": .string(edit.text)]) {
      let words = WordCount(edit.edits, in: now)
      session.console.print("\("Restored", .green) \(name, .cyan): \(words).")
      session.console.print(
        ("  " + PassageText.line(edit.edits, on: now)).wrapped(to: session.width, indent: 2))
    }
  }
}

enum BlameCommand {
  static let command = Command<Session>(
    "blame", "Show who wrote each passage of a note, and when", topic: "Read",
    operands: [.required("ID", "The note")],
    examples: ["blame nk4q"]
  ) { session, arguments in
    let replica = try session.replica()
    let directory = try replica.directory()
    let note = try session.note(arguments.operand("ID"))
    let passages = try replica.blame(note.id)
    try session.show([
      "id": .string(try replica.ids.spell(.note, note.id.bytes)),
      "passages": .array(
        try passages.map { passage in
          [
            "text": .string(passage.text), "author": .string(directory.name(passage.author)),
            "time": .string(TimeFormat.iso8601(Int64(clamping: passage.time))),
            "change": .string(try replica.ids.spell(.change, passage.change.bytes)),
          ]
        }),
    ]) {
      var table = Table([.init(), .init(), .init(), .init(wraps: true)])
      for passage in passages {
        table.add([
          StyledText(try replica.ids.spell(.change, passage.change.bytes), .cyan),
          StyledText(directory.nameOrYou(passage.author), .bold),
          StyledText(session.moment(passage.time), .dim), StyledText(passage.text),
        ])
      }
      session.console.print(table.lines(width: session.width))
    }
    return .done
  }
}
