import Bytes
import ChangeLog
import Host
import Replica
import Review

enum LogCommand {
  static let command = Command<Session>(
    "log", "List the latest changes, whoever made them", topic: "Read",
    options: [.value("limit", short: "n", "N", "How many; 20 without it")]
  ) { session, arguments in
    let replica = try session.replica()
    let directory = try replica.directory()
    let entries = try replica.log(
      limit: try arguments.integer("limit", in: 1...1_000_000) ?? 20)
    try session.show([
      "changes": .array(
        try entries.map { entry in
          [
            "id": .string(try replica.ids.spell(.change, entry.id.bytes)),
            "hash": .string(Hex.encode(entry.id.bytes)),
            "author": .string(directory.name(entry.author)),
            "time": .string(TimeFormat.iso8601(Int64(clamping: entry.time))),
            "sent": .bool(entry.isSent), "lamport": .integer(Int64(entry.change.lamport)),
            "summary": .string(try ChangeSummary(session).text(entry.change)),
          ]
        })
    ]) {
      let summary = try ChangeSummary(session)
      var table = Table([.init(), .init(), .init(), .init()])
      for entry in entries {
        table.add([
          StyledText(try replica.ids.spell(.change, entry.id.bytes), .cyan),
          StyledText(session.moment(entry.time), .dim),
          StyledText(
            directory.nameOrYou(entry.author)
              + (entry.device == directory.localDevice || entry.author != directory.localMember
                ? "" : ", \(directory.deviceLabel(entry.device))")),
          StyledText((entry.isSent ? "" : "(to send) ") + (try summary.text(entry.change))),
        ])
      }
      session.console.print(table.lines(width: session.width))
    }
    return .done
  }
}

/// Says in a few words what a change does.
struct ChangeSummary {
  private let session: Session
  private let replica: Replica

  init(_ session: Session) throws {
    self.session = session
    replica = try session.replica()
  }

  func text(_ change: Change) throws -> String {
    var parts: [String] = []
    for operation in change.operations {
      if let part = try part(operation), !parts.contains(part) { parts.append(part) }
      if parts.count > 4 { break }
    }
    let text = parts.isEmpty ? "joined histories" : parts.joined(separator: "; ")
    return change.message.isEmpty ? text : "\(text): \(change.message)"
  }

  private func part(_ operation: Operation) throws -> String? {
    switch operation {
    case .put(let key, let value, _, _): return try part(key, value)
    case .clear(let key, _): return key.field == .deleted ? "kept what was deleted" : nil
    case .text(let key, _, _, let deleteCount, let insert):
      let place = try note(key.object)
      let words = insert.split(whereSeparator: \.isWhitespace).count
      return deleteCount == 0
        ? "wrote \(counted(words, "word")) in \(place)" : "edited \(place)"
    case .unknown: return "something newer than this Concord"
    }
  }

  private func part(_ key: CellKey, _ value: Value) throws -> String? {
    let criterion = key.criterion ?? ""
    switch key.field {
    case .rating:
      let rating = Rating(value).map(RatingText.short) ?? "?"
      return "rated \(try recommendation(key.object)) \(criterion) \(rating)"
    case .decision:
      return "decided \(try recommendation(key.object)) \(criterion) "
        + (Decision(value).map { "\($0.value)" } ?? "?")
    case .dissent: return "dissented on \(try recommendation(key.object)) \(criterion)"
    case .workspaceTitle: return "named the workspace"
    case .memberName: return "took the name \(value.string ?? "?")"
    case .articleBody: return "imported an article"
    case .recommendationTitle: return "titled \(try recommendation(key.object))"
    case .recommendationText: return "worded \(try recommendation(key.object))"
    case .recommendationPosition: return "moved \(try recommendation(key.object))"
    case .noteReviewed: return "read \(try note(key.object)) as merged"
    case .noteTag: return "tagged \(try note(key.object))"
    case .deleted: return "deleted something"
    default: return nil
    }
  }

  private func recommendation(_ id: ObjectID) throws -> String {
    try replica.recommendation(id, evenHidden: true).map { try replica.label(of: $0) }
      ?? "a recommendation"
  }

  private func note(_ id: ObjectID) throws -> String {
    guard let note = try replica.note(id) else { return "a note" }
    return "\(try replica.ids.spell(.note, id.bytes)) on \(try session.place(of: note))"
  }
}
