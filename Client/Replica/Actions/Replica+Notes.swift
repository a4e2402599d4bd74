public import Bytes
public import ChangeLog
public import Review
import SQLite

/// Writing, changing and deleting notes.
extension Replica {
  /// Writes a note called `id` on `object`.
  public func addNote(
    _ id: ObjectID, on object: ObjectID, text: String, tags: [String] = [],
    quote: QuoteAnchor? = nil,
    reply: ObjectID? = nil, time: UInt64
  ) throws {
    try edit(time: time) { builder in
      try builder.put(CellKey(id, .noteOn), .bytes(object.bytes))
      if let reply { try builder.put(CellKey(id, .noteReply), .bytes(reply.bytes)) }
      if let quote {
        try builder.put(CellKey(id, .noteQuote), quotation(quote, on: object))
      }
      for tag in tags {
        try builder.put(CellKey(id, .noteTag, element: Array(tag.utf8)), .bool(true))
      }
      try builder.edit(
        TextKey(id, .noteText), on: [],
        [TextEdit(position: 0, deleteCount: 0, insert: text)])
    }
  }

  /// What an edit of a note came to.
  public struct NoteEdit: Equatable, Sendable {
    /// The changes made to the text that the editor was opened on.
    public let edits: [TextEdit]
    /// Whether a teammate's edit came in between, and was merged.
    public let wasMerged: Bool
    /// The text as it stands now.
    public let text: String
  }

  /// Records that `new` was written in place of `old`, the note's text at `version`.
  ///
  /// The edit is recorded as made on that version: what came in meanwhile is merged with it.
  /// Whoever edits a note that waited to be read as merged has read it: that is recorded, too.
  public func editNote(
    _ id: ObjectID, from old: String, at version: TextVersion, to new: String,
    message: String = "", time: UInt64
  ) throws -> NoteEdit {
    let key = TextKey(id, .noteText)
    let edits = TextDiff.edits(from: old, to: new)
    let wasMerged = try edit(time: time, message: message) { builder in
      let current = try text(key)
      let conflict = ConflictKey(.bothEdited, CellKey(id, .noteText))
      if !edits.isEmpty, current.version == version, try isOpen(conflict) {
        try builder.put(
          CellKey(id, .noteReviewed), .bool(true), seen: current.version, always: true)
      }
      try builder.edit(key, on: version, edits)
      return current.version != version
    }.result
    return NoteEdit(edits: edits, wasMerged: wasMerged, text: try text(key).content)
  }

  /// Adds and takes away tags of a note.
  public func tagNote(
    _ id: ObjectID, adding: [String], removing: [String], time: UInt64
  ) throws {
    try edit(time: time) { builder in
      for tag in adding {
        try builder.put(CellKey(id, .noteTag, element: Array(tag.utf8)), .bool(true))
      }
      for tag in removing {
        try builder.clear(CellKey(id, .noteTag, element: Array(tag.utf8)))
      }
    }
  }

  /// Moves a note to another recommendation or article.
  public func moveNote(_ id: ObjectID, to object: ObjectID, time: UInt64) throws {
    try edit(time: time) { builder in
      try builder.put(CellKey(id, .noteOn), .bytes(object.bytes))
    }
  }

  /// Deletes an object, having seen everything of it that stands in this replica now.
  ///
  /// What somebody else writes to it without having seen the deletion keeps it visible, and the
  /// pair is listed.
  public func delete(_ id: ObjectID, time: UInt64) throws {
    try edit(time: time) { builder in try delete(id, with: builder) }
  }

  func delete(_ id: ObjectID, with builder: ChangeBuilder) throws {
    let live = try Refresh.liveOperations(of: id, in: database)
    try builder.put(
      CellKey(id, .deleted), .bool(true), seen: try builder.operations(at: live), always: true)
  }

  /// Takes note that a person has read `objects`; costs no write where nothing was unread.
  public func markRead(_ objects: [ObjectID]) throws {
    let unread = try objects.filter { try isUnread($0) }
    guard !unread.isEmpty else { return }
    try write { transaction in
      for object in unread {
        try transaction.database.run(
          "DELETE FROM unread WHERE object = ?1", [.blob(object.bytes)])
      }
    }
  }

  /// Whether a teammate wrote something in `object` that was not shown here since.
  public func isUnread(_ object: ObjectID) throws -> Bool {
    try database.first("SELECT 1 FROM unread WHERE object = ?1", [.blob(object.bytes)]) { _ in
      true
    } ?? false
  }

  /// What teammates wrote and nobody has looked at here, the latest first: at most `limit` objects.
  public func unread(limit: Int) throws -> [(object: ObjectID, author: MemberID)] {
    try database.rows(
      """
      SELECT unread.object, device.member FROM unread JOIN change ON change.row = unread.change
      JOIN device ON device.id = change.author
      ORDER BY unread.change DESC LIMIT ?1
      """, [.integer(limit)]
    ) { (object: ObjectID($0.blob(0)), author: MemberID($0.blob(1))) }
  }

  /// How many objects are unread.
  public func unreadCount() throws -> Int {
    try database.first(
      "SELECT count(*) FROM unread"
    ) { Int($0.integer(0)) } ?? 0
  }
}
