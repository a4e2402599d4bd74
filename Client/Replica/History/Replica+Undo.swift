public import Bytes
import ChangeLog
import SQLite

/// Taking changes back, and taking that back (docs/format.md §10.7).
extension Replica {
  /// What undoing the change would do now; nothing when it is undone already.
  ///
  /// - Throws: ``ReplicaError/refused(_:hint:)`` for the change that made the workspace.
  public func undoPlan(_ id: ChangeID) throws -> UndoPlan {
    let log = ChangeReader(database)
    let target = try log.change(id)
    guard target.change.lamport > 1 else {
      throw ReplicaError.refused("this change made the workspace, and nothing came before it")
    }
    var planner = UndoPlanner(target, by: member, log: log)
    return try planner.plan()
  }

  /// Undoes the change, as far as nobody has written over what it did, by a change of one's own.
  ///
  /// - Returns: What was done and what was not, and the name of the change that did it.
  /// - Throws: ``UndoRefused`` when nothing of it can be undone.
  public func undo(
    _ id: ChangeID, message: String = "", time: UInt64
  ) throws -> (plan: UndoPlan, change: ChangeID?) {
    let (plan, changes) = try edit(time: time, message: message, undoing: id) { builder in
      let plan = try undoPlan(id)
      guard !plan.isEmpty else { throw UndoRefused(plan: plan) }
      for step in plan.steps {
        for operation in step.operations { try builder.addCell(operation) }
        if case .text(let key, let edits, _) = step.effect {
          try builder.edit(key, on: step.version, edits)
        }
      }
      return plan
    }
    return (plan, changes.last)
  }

  /// The latest change made on this device that is no undo or redo, and is not undone.
  public func latestToUndo() throws -> ChangeID? {
    let graph = UndoGraph(database)
    return try latestOwn { row, change in
      guard !change.operations.isEmpty, change.lamport > 1 else { return false }
      return try change.undoes == nil && !graph.isUndone(row)
    }
  }

  /// The latest change made on this device that undid something and was not undone itself.
  public func latestToRedo() throws -> ChangeID? {
    let graph = UndoGraph(database)
    return try latestOwn { row, change in
      guard change.undoes != nil else { return false }
      return try graph.isUndo(row) && !graph.isUndone(row)
    }
  }

  /// The change to undo in order to redo `id`: itself if it undid something, else the latest
  /// change that undid it and still stands.
  public func changeToRedo(_ id: ChangeID) throws -> ChangeID? {
    let graph = UndoGraph(database)
    let target = try ChangeReader(database).change(id)
    if try graph.isUndo(target.row) { return id }
    return try graph.standingUndoings(of: target.row).last?.id
  }

  /// Who undid the change and when, as far as that was not undone in turn.
  public func undoings(of id: ChangeID) throws -> [Undoing] {
    let row = try database.first("SELECT row FROM change WHERE id = ?1", [.blob(id.bytes)]) {
      $0.integer(0)
    }
    return try row.map { try UndoGraph(database).standingUndoings(of: $0) } ?? []
  }

  /// The change that `id` does or undoes in the end, and which of the two: an undo undoes it, and
  /// the undo of an undo does it again.
  public func undoOrigin(of id: ChangeID) throws -> (change: ChangeID, isUndo: Bool) {
    let row = try ChangeReader(database).change(id).row
    let origin = try UndoGraph(database).origin(of: row)
    let change = try database.first(
      "SELECT id FROM change WHERE row = ?1", [.integer(origin.row)]
    ) { ChangeID($0.blob(0)) }
    return (change ?? id, origin.isUndo)
  }

  /// The latest change of this device for which `isWanted` holds.
  private func latestOwn(where isWanted: (Int64, Change) throws -> Bool) throws -> ChangeID? {
    let name = try Meta(database).bits(.replica)
    // By its number an index finds each; only a file that was copied has others of this device.
    let byNumber =
      "change.replica = ?1 AND change.number < ?2 ORDER BY change.number DESC"
    let byDevice = "change.author = ?1 AND change.row < ?2 ORDER BY change.row DESC"
    return try latest(byNumber, .bits(name), { Int64(clamping: $0.change.number) }, isWanted)
      ?? latest(byDevice, .blob(device.bytes), { $0.row }, isWanted)
  }

  private func latest(
    _ condition: String, _ value: SQLiteValue, _ key: (StoredChange) -> Int64,
    _ isWanted: (Int64, Change) throws -> Bool
  ) throws -> ChangeID? {
    var end = Int64.max
    while true {
      let page = try database.rows(
        """
        SELECT \(ChangeReader.columns) FROM change JOIN device ON device.id = change.author
        WHERE \(condition) LIMIT 16
        """, [value, .integer(end)]
      ) { try ChangeReader.change($0) }
      if let found = try page.first(where: { try isWanted($0.row, $0.change) }) { return found.id }
      guard let last = page.last else { return nil }
      end = key(last)
    }
  }
}
