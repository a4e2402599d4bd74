import Bytes
import Cryptography
import Host
import Replica

enum NoteAddCommand {
  static let command = Command<Session>(
    "add", "Write a note on a recommendation or an article",
    operands: [.required("Rn|ARTICLE", "What the note is on")],
    options: [
      .value("message", short: "m", "TEXT", "The text; without it $EDITOR opens; - reads it"),
      .value("quote", "Q", "A passage of the article that the note is about"),
      .repeated("tag", "T", "A tag"),
    ],
    examples: ["note add R1 -m 'Needs a vote in the Diet first' --tag law"]
  ) { session, arguments in
    let replica = try session.replica()
    let name = arguments.operand("Rn|ARTICLE")
    let (object, article, label) = try target(name, in: session)
    let quote = try arguments.value("quote").map {
      try Quotation.find($0, in: replica.body(of: article))
    }
    let text = try session.text(arguments, draft: "note-\(label)", initial: "")
    let id = ObjectID(SecureRandom.bytes(16))
    try replica.addNote(
      id, on: object, text: text, tags: try arguments.tags("tag"), quote: quote,
      time: session.time)
    session.dropDraft("note-\(label)")
    guard let note = try replica.note(id) else {
      preconditionFailure("a note vanished as it was written")
    }
    try session.show(NoteCommand.json(note, in: session)) {
      session.console.print(
        "\("Noted", .green) \(try replica.ids.spell(.note, id.bytes), .cyan) on \(label): "
          + StyledText(text.firstLine.trimmed).truncated(to: 50))
    }
    return .done
  }

  private static func target(
    _ name: String, in session: Session
  ) throws -> (object: ObjectID, article: ObjectID, label: String) {
    let replica = try session.replica()
    if try session.namesArticle(name) {
      let article = try session.article(name)
      return (article.id, article.id, article.label)
    }
    let recommendation = try replica.recommendation(named: name)
    return (recommendation.id, recommendation.article, try replica.label(of: recommendation))
  }
}

enum NoteReplyCommand {
  static let command = Command<Session>(
    "reply", "Reply to a note",
    operands: [.required("ID", "The note")],
    options: [
      .value("message", short: "m", "TEXT", "The text; without it $EDITOR opens; - reads it"),
      .repeated("tag", "T", "A tag"),
    ]
  ) { session, arguments in
    let replica = try session.replica()
    let parent = try session.note(arguments.operand("ID"))
    let draft = "reply-\(try replica.ids.spell(.note, parent.id.bytes))"
    let text = try session.text(arguments, draft: draft, initial: "")
    let id = ObjectID(SecureRandom.bytes(16))
    try replica.addNote(
      id, on: parent.on, text: text, tags: try arguments.tags("tag"),
      reply: parent.id, time: session.time)
    session.dropDraft(draft)
    guard let note = try replica.note(id) else {
      preconditionFailure("a note vanished as it was written")
    }
    try session.show(NoteCommand.json(note, in: session)) {
      session.console.print(
        "\("Replied", .green) \(try replica.ids.spell(.note, id.bytes), .cyan) to "
          + "\(try replica.directory().nameOrYou(parent.author)) on "
          + "\(try session.place(of: parent)).")
    }
    return .done
  }
}
