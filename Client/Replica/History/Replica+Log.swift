public import Bytes
public import ChangeLog
import Review
import SQLite

/// The kinds of things that changes do, by which the log can be searched.
public enum LogKind: String, CaseIterable, Sendable {
  /// A rating was given, changed or taken back.
  case rating
  /// A note was written, edited, tagged, moved or read as merged.
  case note
  /// The team's answer was set.
  case decision
  /// A dissent was recorded.
  case dissent
  /// An article was imported.
  case article
  /// A recommendation was added, worded or moved.
  case recommendation
  /// Something was deleted, or brought back.
  case deletion
  /// The workspace or a member was named, or a scale set.
  case workspace
  /// A blind round was opened or closed.
  case round
  /// Another change was undone, or redone.
  case undo

  init?(_ operation: Operation) {
    switch operation {
    case .unknown: return nil
    case .text: self = .note
    case .put(let key, _, _, _), .clear(let key, _):
      switch key.field {
      case .rating: self = .rating
      case .decision: self = .decision
      case .dissent: self = .dissent
      case .deleted: self = .deletion
      default:
        switch key.field.name.prefix(while: { $0 != "." }) {
        case "note": self = .note
        case "rec": self = .recommendation
        case "article": self = .article
        case "round": self = .round
        default: self = .workspace
        }
      }
    }
  }
}

/// Which changes of the log are wanted; what is nil restricts nothing.
public struct LogFilter: Sendable {
  /// Those of these members.
  public var members: Set<MemberID>?
  /// Those that touch one of these objects, or a note that is on one of them.
  public var objects: Set<ObjectID>?
  /// Those that do something of one of these kinds.
  public var kinds: Set<LogKind>?
  /// Those that do not belong to this point of the history yet.
  public var since: HistoryPoint?

  /// Creates a filter that lets everything through.
  public init() {}
}

/// Reading the log.
extension Replica {
  /// An entry of the log.
  public struct LogEntry: Sendable {
    /// The change.
    public let id: ChangeID
    /// Who made it.
    public let author: MemberID
    /// On which device.
    public let device: DeviceID
    /// When, by its author's clock, in milliseconds since 1970.
    public let time: UInt64
    /// Whether it left this machine, or came from elsewhere.
    public let isSent: Bool
    /// The change itself.
    public let change: Change

    init(_ stored: StoredChange) {
      id = stored.id
      author = stored.author
      device = stored.change.author
      time = stored.change.time
      isSent = stored.isSent
      change = stored.change
    }
  }

  /// The latest changes as they were applied here, latest first: at most `limit` that `filter`
  /// lets through.
  ///
  /// - Complexity: O(changes up to the last one that is given).
  public func log(_ filter: LogFilter = LogFilter(), limit: Int) throws -> [LogEntry] {
    let since = try filter.since.map { try PointFilter($0, in: database) }
    var entries: [LogEntry] = []
    var end = Int64.max
    while entries.count < limit {
      let page = try database.rows(
        """
        SELECT \(ChangeReader.columns) FROM change JOIN device ON device.id = change.author
        WHERE change.row < ?1 ORDER BY change.row DESC LIMIT ?2
        """, [.integer(end), .integer(min(max(limit, 16), 512))]
      ) { try ChangeReader.change($0) }
      guard let last = page.last else { break }
      end = last.row
      // What an earlier point holds is not a run of rows when it is a time, so all are looked at.
      for stored in page where since?.holds(stored) != true {
        if try matches(stored, filter), entries.count < limit { entries.append(LogEntry(stored)) }
      }
      if case .change(let id)? = filter.since, page.contains(where: { $0.id == id }) { break }
    }
    return entries
  }

  /// One change of the log.
  public func logEntry(_ id: ChangeID) throws -> LogEntry {
    LogEntry(try ChangeReader(database).change(id))
  }

  private func matches(_ stored: StoredChange, _ filter: LogFilter) throws -> Bool {
    if let members = filter.members, !members.contains(stored.author) { return false }
    if let kinds = filter.kinds {
      let isUndo = stored.change.undoes != nil && kinds.contains(.undo)
      let found = stored.change.operations.lazy.compactMap { LogKind($0) }
      guard isUndo || found.contains(where: kinds.contains) else { return false }
    }
    guard let objects = filter.objects else { return true }
    let touched = Set(stored.change.operations.compactMap(\.object))
    return try touched.contains { object in
      try objects.contains(object) || placeOfNote(object).map(objects.contains) ?? false
    }
  }
}

extension Operation {
  /// The object that the operation is on; nil where only a newer Concord can tell.
  public var object: ObjectID? {
    switch self {
    case .put(let key, _, _, _), .clear(let key, _): key.object
    case .text(let key, _, _, _, _): key.object
    case .unknown: nil
    }
  }
}
