import Bytes
import Host
import Replica

enum NoteCommand {
  static let command = Command<Session>(
    group: "note", "Write, change and read notes", topic: "Work",
    subcommands: [
      NoteAddCommand.command, NoteEditCommand.command, NoteShowCommand.command,
      NoteReplyCommand.command, NoteMoveCommand.command, NoteRemoveCommand.command,
      NoteListCommand.command, NoteAnchorCommand.command, NoteHistoryCommand.command,
    ])

  /// A note as screens show it: who and when, the passage, the text or its first lines.
  static func lines(
    _ note: Note, atMost lineCount: Int = .max, in session: Session
  ) throws -> [StyledText] {
    let replica = try session.replica()
    let indent = note.reply == nil ? 2 : 6
    let margin = String(repeating: " ", count: indent - 2)
    let id = try replica.ids.spell(.note, note.id.bytes)
    let author = try replica.directory().nameOrYou(note.author)
    let unread = try replica.isUnread(note.id) ? StyledText("  new", .yellow) : ""
    let tags = note.tags.map { "  #\($0)" }.joined()
    var lines: [StyledText] = [
      "\(margin)\(id, .cyan)  \(author, .bold)  \(session.moment(note.time), .dim)\(tags, .blue)"
        + unread
    ]
    if let quote = note.quote {
      lines += StyledText.paragraphs("> " + quote, .dim, width: session.width, indent: indent)
      if let state = try replica.anchor(of: note).flatMap(VersionScreen.state) {
        lines += StyledText.paragraphs(
          "  (\(state))", .yellow, width: session.width, indent: indent)
      }
    }
    var text = note.isDeleted ? "(deleted; it stands here for its replies)" : note.text
    let room = lineCount == .max ? Int.max : lineCount * max(20, session.width - indent)
    if text.utf8.count > room { text = String(text.prefix(room - 1)) + "…" }
    lines += StyledText.paragraphs(text, width: session.width, indent: indent).prefix(lineCount)
    return lines
  }

  static func json(_ note: Note, in session: Session) throws -> JSON {
    let replica = try session.replica()
    return [
      "id": .string(try replica.ids.spell(.note, note.id.bytes)),
      "author": .string(try replica.directory().name(note.author)),
      "time": .string(TimeFormat.iso8601(Int64(clamping: note.time))),
      "replyTo": .string(orNull: try note.reply.map { try replica.ids.spell(.note, $0.bytes) }),
      "on": .string(orNull: try replica.recommendation(note.on)?.label),
      "quote": .string(orNull: note.quote),
      "anchor": try replica.anchor(of: note).map(VersionScreen.json) ?? .null,
      "tags": .array(note.tags.map { .string($0) }),
      "text": .string(note.text), "deleted": .bool(note.isDeleted),
      "unread": .bool(try replica.isUnread(note.id)),
    ]
  }
}

extension Session {
  /// The note that `text` names.
  func note(_ text: String) throws -> Note {
    let replica = try replica()
    let id = try replica.objectID(.note, text)
    guard let note = try replica.note(id), !note.isDeleted else {
      throw Failure("the note \(text) was deleted", hint: "concord note list shows what is there.")
    }
    return note
  }

  /// How what a note is on is called: `R1`, or `the article`.
  func place(of note: Note) throws -> String { try label(ofPlace: note.on) }

  /// How that is called which a note is on.
  func label(ofPlace place: ObjectID) throws -> String {
    let replica = try replica()
    guard let recommendation = try replica.recommendation(place) else { return "the article" }
    return try replica.label(of: recommendation)
  }
}
