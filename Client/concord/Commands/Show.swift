import Bytes
import ChangeLog
import Host
import Replica
import Review

enum ShowCommand {
  static let command = Command<Session>(
    "show", "Show the articles, one article, or one recommendation with its notes",
    topic: "Read",
    operands: [.optional("ARTICLE|Rn", "What to show; everything there is without it")],
    options: [.flag("text", "The article's whole text")],
    examples: ["show", "show R1", "show --text"]
  ) { session, arguments in
    let replica = try session.replica()
    let name = arguments.optionalOperand("ARTICLE|Rn")
    if arguments.has("text") {
      let article = try session.article(name)
      session.console.print(document: try replica.body(of: article.id) + "\n")
    } else if let name, try session.namesArticle(name) {
      try show([try session.article(name)], in: session)
    } else if let name {
      let recommendation = try replica.recommendation(named: name)
      try show(recommendation, in: session)
    } else {
      try show(try replica.articles(), in: session)
    }
    return .done
  }

  // MARK: Articles

  private static func show(_ articles: [Article], in session: Session) throws {
    let replica = try session.replica()
    let lists = try articles.map { try replica.recommendations(of: $0.id) }
    try session.show([
      "workspace": .string(try replica.title()),
      "articles": .array(articles.map(Self.json)),
      "recommendations": .array(
        try lists.joined().map { try Self.json($0, in: replica) }),
    ]) {
      let console = session.console
      console.print(StyledText(try replica.title(), .bold))
      if articles.isEmpty {
        console.print("No article yet.")
        session.next("concord import FILE")
      }
      let criteria = try replica.criteria()
      let noteCounts = try replica.noteCounts()
      let decidedCounts = try replica.decidedCounts()
      for (article, recommendations) in zip(articles, lists) {
        console.print()
        console.print(StyledText(article.title).wrapped(to: session.width))
        let authors = article.authors.isEmpty ? "" : "by \(article.authors.joined(separator: ", "))"
        let version = article.versions.count > 1 ? "  version \(article.number)" : ""
        let label = articles.count > 1 ? "  \(article.label)" : ""
        let about = (authors + label + version).trimmed
        if !about.isEmpty { console.print(StyledText(about, .dim)) }
        if recommendations.isEmpty { console.print("No recommendations.") }
        console.print()
        var table = Table([.init(), .init(wraps: true), .init(), .init()])
        for recommendation in recommendations {
          table.add([
            StyledText(recommendation.label, .cyan),
            StyledText(recommendation.title)
              + StyledText(recommendation.isVanished ? " (vanished)" : "", .yellow),
            StyledText(counted(noteCounts[recommendation.id] ?? 0, "note"), .dim),
            StyledText(
              "\(decidedCounts[recommendation.id] ?? 0) of \(criteria.count) decided", .dim),
          ])
        }
        console.print(table.lines(width: session.width))
      }
    }
  }

  /// Up to how many notes are shown in full.
  private static let readableMax = 12
  /// How many of more notes are listed.
  private static let listedMax = 10

  static func json(_ article: Article) -> JSON {
    [
      "label": .string(article.label), "title": .string(article.title),
      "authors": .array(article.authors.map { .string($0) }),
      "version": .integer(Int64(article.number)),
    ]
  }

  static func json(_ recommendation: Recommendation, in replica: Replica) throws -> JSON {
    [
      "number": .integer(recommendation.number), "label": .string(recommendation.label),
      "title": .string(recommendation.title),
      "text": .string(try replica.text(of: recommendation)),
      "vanished": .bool(recommendation.isVanished),
    ]
  }

  // MARK: One recommendation

  private static func show(_ recommendation: Recommendation, in session: Session) throws {
    let replica = try session.replica()
    let all = try replica.noteCounts()[recommendation.id] ?? 0
    // Few notes are there to be read, many are a list to choose from.
    let isList = all > readableMax && !session.wantsJSON
    let notes = try replica.notes(on: recommendation.id, latest: isList ? listedMax : .max)
    let criteria = try replica.criteria()
    try session.show([
      "recommendations": [try Self.json(recommendation, in: replica)],
      "notes": .array(try notes.map { try NoteCommand.json($0, in: session) }),
      "ratings": .array(
        try criteria.map { try RatingsCommand.json(recommendation, $0, in: session) }),
    ]) {
      let console = session.console
      let label = try replica.label(of: recommendation)
      console.print("\(label, [.cyan, .bold])  \(recommendation.title, .bold)")
      if recommendation.isVanished {
        console.print(StyledText("It is not in the article's current version.", .yellow))
      }
      console.print()
      console.print(
        StyledText.paragraphs(try replica.text(of: recommendation), width: session.width))
      console.print()
      console.print(try RatingsCommand.table([recommendation], criteria, in: session))
      let decisions = try DecisionScreen(session).lines(recommendation, criteria)
      if !decisions.isEmpty { console.print([""] + decisions) }
      // What is rated by few words that stand for numbers cannot be read without them.
      if criteria.contains(where: { $0.labels.count > 2 }) {
        console.print()
        for line in ScaleText.legend(criteria) {
          console.print(StyledText(line, .dim).wrapped(to: session.width, indent: 2))
        }
      }
      for note in NoteThread.ordered(notes) {
        console.print()
        console.print(try NoteCommand.lines(note, atMost: isList ? 2 : .max, in: session))
      }
      if isList {
        console.print()
        console.print("The latest of \(all) notes; all of them: concord note list \(label)")
      }
    }
    if !isList { try session.markRead(notes) }
  }
}

extension Session {
  /// Whether `name` means an article rather than a recommendation.
  func namesArticle(_ name: String) throws -> Bool {
    let lower = name.lowercased()
    return try !lower.contains(":") && replica().articles().contains { $0.label.hasPrefix(lower) }
  }

  /// Takes note that these notes were read, if anybody can have read them.
  func markRead(_ notes: [Note]) throws {
    try replica().markRead(notes.map(\.id))
  }
}

/// Puts notes in an order in which a reply stands below what it replies to.
enum NoteThread {
  /// The notes, oldest first, each followed by its replies.
  static func ordered(_ notes: [Note]) -> [Note] {
    let known = Set(notes.map(\.id))
    let replies = Dictionary(grouping: notes) { note in
      note.reply.flatMap { known.contains($0) ? $0 : nil }
    }
    var result: [Note] = []
    var stack = Array((replies[nil] ?? []).reversed())
    while let note = stack.popLast() {
      result.append(note)
      stack += (replies[note.id] ?? []).reversed()
    }
    // Two notes that reply to each other, made so by two people: they still are to be seen.
    let placed = Set(result.map(\.id))
    return result + notes.filter { !placed.contains($0.id) }
  }
}
