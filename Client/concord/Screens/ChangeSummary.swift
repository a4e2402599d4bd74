import Bytes
import ChangeLog
import Host
import Replica
import Review

/// Says in a few words what a change does.
struct ChangeSummary {
  private let replica: Replica
  private let session: Session
  private let cells: CellText

  init(_ session: Session) throws {
    self.session = session
    replica = try session.replica()
    cells = try CellText(session)
  }

  /// What `change` does; of an undo, what it undoes: "undid h3k2 (rated R1 feasibility 8)".
  func text(_ change: Change) throws -> String {
    let message = change.message.isEmpty ? "" : ": \(change.message)"
    guard let target = change.undoes else { return try parts(of: change) + message }
    let (origin, isRedo) = try replica.undoOrigin(of: target)
    let id = try replica.ids.spell(.change, origin.bytes)
    let what = try parts(of: replica.logEntry(origin).change)
    return "\(isRedo ? "redid" : "undid") \(id) (\(what))\(message)"
  }

  private func parts(of change: Change) throws -> String {
    // All else in an import is the article.
    let isImport = change.operations.contains { operation in
      if case .put(let key, _, _, _) = operation { key.field == .articleBody } else { false }
    }
    if isImport { return "imported an article" }
    var parts: [String] = []
    for operation in change.operations {
      if let part = try part(operation), !parts.contains(part) { parts.append(part) }
      if parts.count > 4 { break }
    }
    return parts.isEmpty ? "joined histories" : parts.joined(separator: "; ")
  }

  private func part(_ operation: Operation) throws -> String? {
    switch operation {
    case .put(let key, let value, let replaces, _):
      if key.field == .noteOn { return replaces.isEmpty ? nil : "moved \(try note(key.object))" }
      return try part(key, value)
    case .clear(let key, _):
      let place = try cells.place(key)
      return key.field == .deleted ? "kept \(place)" : "took away \(place)"
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
      let rating = Rating(try replica.shown(value, of: key)).map(RatingText.short) ?? "?"
      return "rated \(try recommendation(key.object)) \(criterion) \(rating)"
    case .decision:
      return "decided \(try recommendation(key.object)) \(criterion) "
        + (Decision(value).map { "\($0.value)" } ?? "?")
    case .dissent: return "dissented on \(try recommendation(key.object)) \(criterion)"
    case .workspaceTitle: return "named the workspace"
    case .roundOpening: return "opened \(try cells.place(key))"
    case .roundClosing: return "closed \(try cells.place(key))"
    case .memberName: return "took the name \(value.string ?? "?")"
    case .articleBody: return "imported an article"
    case .recommendationTitle: return "titled \(try recommendation(key.object))"
    case .recommendationText: return "worded \(try recommendation(key.object))"
    case .recommendationPosition: return "moved \(try recommendation(key.object))"
    case .noteReviewed: return "read \(try note(key.object)) as merged"
    case .noteTag: return "tagged \(try note(key.object))"
    case .deleted: return "deleted \(try cells.place(key))"
    default: return nil
    }
  }

  private func recommendation(_ id: ObjectID) throws -> String {
    try replica.recommendation(id, evenHidden: true).map { try replica.label(of: $0) }
      ?? "a recommendation"
  }

  private func note(_ id: ObjectID) throws -> String {
    guard let place = try replica.placeOfNote(id) else { return "a note" }
    return "\(try replica.ids.spell(.note, id.bytes)) on \(try session.label(ofPlace: place))"
  }
}
