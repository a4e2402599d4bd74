import Bytes
import ChangeLog
import SQLite

/// Which changes undo which; an undo that was undone itself stands no more.
struct UndoGraph {
  private let database: Connection

  init(_ database: Connection) { self.database = database }

  /// The change that the one at `row` does or undoes in the end, and which of the two: an undo
  /// undoes it, and the undo of an undo does it again.
  func origin(of row: Int64) throws -> (row: Int64, isUndo: Bool) {
    var origin = (row: row, isUndo: false)
    while let target = try database.first(
      "SELECT target FROM undoing WHERE change = ?1", [.integer(origin.row)], { $0.integer(0) })
    {
      origin = (target, !origin.isUndo)
    }
    return origin
  }

  /// Whether the change undoes something, rather than doing it.
  func isUndo(_ row: Int64) throws -> Bool { try origin(of: row).isUndo }

  /// Whether some undo of the change stands.
  ///
  /// - Parameter other: A change that is taken to be undone, too.
  func isUndone(_ row: Int64, with other: Int64? = nil) throws -> Bool {
    try !standing(below: row, without: other).contains(row)
  }

  /// The undoings of the change that stand, in the order in which they came here.
  func standingUndoings(of row: Int64) throws -> [Undoing] {
    let standing = try standing(below: row)
    return try undoers(of: row).filter(standing.contains).compactMap { undoer in
      try database.first(
        """
        SELECT change.id, device.member, time FROM change
        JOIN device ON device.id = change.author WHERE change.row = ?1
        """, [.integer(undoer)]
      ) { Undoing(id: ChangeID($0.blob(0)), author: MemberID($0.blob(1)), time: $0.bits(2)) }
    }
  }

  /// The latest standing redo of a change that was undone; nil when it was not, or still is.
  func standIn(for row: Int64) throws -> ChangeID? {
    let standing = try standing(below: row)
    var found: Int64?
    var pending = [row]
    while let next = pending.popLast() {
      for undoer in try undoers(of: next) where !standing.contains(undoer) {
        for redo in try undoers(of: undoer) {
          if standing.contains(redo) { found = max(found ?? redo, redo) }
          pending.append(redo)
        }
      }
    }
    return try found.flatMap { row in
      try database.first("SELECT id FROM change WHERE row = ?1", [.integer(row)]) {
        ChangeID($0.blob(0))
      }
    }
  }

  /// Of the change, all that undoes it, and all that undoes that in turn: what no standing change
  /// undoes.
  ///
  /// A change comes after what it undoes, so the latest are judged first.
  private func standing(below row: Int64, without other: Int64? = nil) throws -> Set<Int64> {
    var children: [Int64: [Int64]] = [:]
    var pending = [row]
    while let next = pending.popLast() {
      let undoers = try undoers(of: next)
      children[next] = undoers
      pending += undoers
    }
    var standing: Set<Int64> = []
    for change in children.keys.sorted(by: >) where change != other {
      if !(children[change] ?? []).contains(where: standing.contains) { standing.insert(change) }
    }
    return standing
  }

  private func undoers(of row: Int64) throws -> [Int64] {
    try database.rows(
      "SELECT change FROM undoing WHERE target = ?1 ORDER BY change", [.integer(row)]
    ) { $0.integer(0) }
  }
}
