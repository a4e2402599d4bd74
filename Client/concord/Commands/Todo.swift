import Bytes
import ChangeLog
import Host
import Replica
import Review

enum TodoCommand {
  static let command = Command<Session>(
    "todo", "List what waits for you, the most urgent first, each with its command",
    topic: "Read",
    details: """
      First what nobody else can do: values that you alone can settle, and replies to your notes. \
      Then what any writer can settle, the ratings that are missing, and what you have not read.
      """,
    options: [.flag("all", "All of it, where there is more than \(TodoList.shownMax) of a kind")],
    examples: ["todo", "todo --json"]
  ) { session, arguments in
    let replica = try session.replica()
    try replica.bringSearchUpToDate()
    let groups = try replica.read {
      try TodoList(session).groups(
        atMost: arguments.has("all") || session.wantsJSON ? .max : TodoList.shownMax)
    }
    try session.show(["groups": .array(groups.map(\.json))]) {
      let console = session.console
      if groups.isEmpty {
        console.print("Nothing waits for you.")
        session.next("concord status")
      }
      for (place, group) in groups.enumerated() {
        if place > 0 { console.print() }
        console.print(group.lines(width: session.width))
      }
    }
    return .done
  }
}

/// Things of one kind that wait for somebody.
private struct TodoGroup {
  struct Item {
    let about: String
    let next: String
  }

  let kind: String
  let title: String
  let total: Int
  let items: [Item]
  /// What lists all of them.
  let more: String

  func lines(width: Int) -> [StyledText] {
    var lines: [StyledText] = ["\(title, .bold)  \("\(total)", .dim)"]
    for item in items {
      lines += StyledText(item.about).wrapped(to: width - 2).map { "  " + $0 }
      lines.append("      \(item.next, .dim)")
    }
    if total > items.count {
      lines.append("  and \(total - items.count) more: \(more, .dim)")
    }
    return lines
  }

  var json: JSON {
    [
      "kind": .string(kind), "total": .integer(Int64(total)),
      "items": .array(items.map { ["about": .string($0.about), "next": .string($0.next)] }),
    ]
  }
}

/// Gathers what waits for the member at this machine.
private struct TodoList {
  static let shownMax = 5

  private let session: Session
  private let replica: Replica
  private let directory: Directory
  private let cells: CellText

  init(_ session: Session) throws {
    self.session = session
    replica = try session.replica()
    directory = try replica.directory()
    cells = try CellText(session)
  }

  /// The groups in the order of their urgency; a kind of which there is nothing is left out.
  func groups(atMost limit: Int) throws -> [TodoGroup] {
    let conflicts = try replica.conflicts()
    let own = conflicts.filter { $0.owner == replica.member }
    let open = conflicts.filter { $0.owner == nil }
    let merges = open.filter { $0.key.kind == .bothEdited || $0.key.kind == .deletion }
    let others = open.filter { $0.key.kind == .disagreement || $0.key.kind == .collision }
    return try [
      settling("own", "Only you can settle", own, limit),
      replies(limit),
      settling("settle", "To settle", others, limit),
      settling("merged", "To review after a merge", merges, limit),
      passages(limit),
      ratings(limit),
      earlierWords(limit),
      unread(limit),
    ].filter { $0.total > 0 }
  }

  // MARK: Conflicts

  private func settling(
    _ kind: String, _ title: String, _ conflicts: [Conflict], _ limit: Int
  ) throws -> TodoGroup {
    TodoGroup(
      kind: kind, title: title, total: conflicts.count,
      items: try conflicts.prefix(limit).map(item), more: "concord conflicts --all")
  }

  private func item(_ conflict: Conflict) throws -> TodoGroup.Item {
    let id = try replica.ids.spell(.conflict, conflict.id.bytes)
    let cell = conflict.key.cell
    let place = try cells.place(cell)
    switch conflict.key.kind {
    case .collision:
      let what = conflict.owner == nil ? "changed at once by two" : "you wrote it on two devices"
      return .init(about: "\(place): \(what)", next: "concord resolve \(id) --pick N")
    case .disagreement:
      let isRater = try replica.hasRated(cell.object, cell.criterion ?? "")
      return isRater
        ? .init(about: "\(place): disagreement", next: "concord resolve \(id) --median -m WHY")
        : .init(
          about: "\(place): disagreement, and you have not rated: you can adjudicate",
          next: "concord resolve \(id) --value V --adjudicate -m WHY")
    case .deletion:
      return .init(
        about: "\(place): deleted by one, changed or replied to by another",
        next: "concord resolve \(id) --keep")
    case .bothEdited:
      return .init(
        about: "\(place): two people changed one passage", next: "concord resolve \(id) --keep")
    }
  }

  // MARK: Replies, ratings, what is unread

  private func replies(_ limit: Int) throws -> TodoGroup {
    let replies = try replica.openReplies()
    let items = try replies.prefix(limit).map { reply in
      let id = try replica.ids.spell(.note, reply.note.bytes)
      let text = try replica.note(reply.note)?.text.firstLine.trimmed ?? ""
      return TodoGroup.Item(
        about: "\(directory.name(reply.author)) replied to you: “\(text)”",
        next: "concord note reply \(id) -m TEXT")
    }
    return TodoGroup(
      kind: "reply", title: "Replies to your notes", total: replies.count, items: Array(items),
      more: "concord todo --all")
  }

  private func ratings(_ limit: Int) throws -> TodoGroup {
    let criteria = try replica.criteria().map(\.name)
    let rated = try replica.ownRatedCriteria()
    var total = 0
    var items: [TodoGroup.Item] = []
    for article in try replica.articles() {
      for recommendation in try replica.recommendations(of: article.id)
      where !recommendation.isVanished {
        let missing = criteria.filter { rated[recommendation.id]?.contains($0) != true }
        guard let first = missing.first else { continue }
        total += 1
        guard items.count < limit else { continue }
        let label = try replica.label(of: recommendation)
        items.append(
          .init(
            about: "\(label) \(recommendation.title): \(missing.joined(separator: ", "))",
            next: "concord rate \(label) \(first)=VALUE"))
      }
    }
    return TodoGroup(
      kind: "rate", title: "To rate", total: total, items: items, more: "concord todo --all")
  }

  // MARK: New versions

  private func passages(_ limit: Int) throws -> TodoGroup {
    let notes = try replica.anchorsToReview()
    let items = try notes.prefix(limit).map { anchored in
      let id = try replica.ids.spell(.note, anchored.note.bytes)
      let quoted = "note \(id) quotes “\(anchored.anchor.exact.firstLine)”"
      return anchored.passage.map {
        TodoGroup.Item(
          about: "\(quoted): now “\($0.firstLine)”?", next: "concord note anchor \(id) --accept")
      }
        ?? TodoGroup.Item(
          about: "\(quoted), which is not there any more",
          next: "concord note anchor \(id) --quote TEXT")
    }
    return TodoGroup(
      kind: "anchor", title: "Quoted passages to find again", total: notes.count,
      items: Array(items), more: "concord anchors")
  }

  private func earlierWords(_ limit: Int) throws -> TodoGroup {
    var total = 0
    var items: [TodoGroup.Item] = []
    for article in try replica.articles() where article.versions.count > 1 {
      for recommendation in try replica.recommendations(of: article.id) {
        let own = try replica.ratingsOnEarlierWords(of: recommendation.id)
          .filter { $0.member == replica.member }
        guard let first = own.first else { continue }
        total += 1
        guard items.count < limit else { continue }
        let label = try replica.label(of: recommendation)
        items.append(
          .init(
            about: "\(label) \(recommendation.title): "
              + own.map(\.criterion).joined(separator: ", "),
            next: "concord rate \(label) \(first.criterion)=VALUE"))
      }
    }
    return TodoGroup(
      kind: "reword", title: "You rated earlier words of", total: total, items: items,
      more: "concord versions")
  }

  private func unread(_ limit: Int) throws -> TodoGroup {
    let items = try replica.unread(limit: limit).compactMap { entry -> TodoGroup.Item? in
      guard let note = try replica.note(entry.object) else { return nil }
      let id = try replica.ids.spell(.note, note.id.bytes)
      let verb = note.author == entry.author ? "wrote" : "edited"
      let whose = note.author == replica.member ? "your note" : "the note"
      return .init(
        about: "\(directory.name(entry.author)) \(verb) \(whose) \(id) on "
          + (try session.place(of: note)),
        next: "concord note show \(id)")
    }
    return TodoGroup(
      kind: "read", title: "Unread", total: try replica.unreadCount(), items: items,
      more: "concord note list --unread")
  }
}
