import Bytes
import ChangeLog
import Review
import SQLite

/// What a write that is brought back has seen: what it had seen, and what undos have brought back
/// of that since, which would be new to it otherwise.
struct SeenAgain {
  private let object: ObjectID
  private let log: ChangeReader

  init(_ object: ObjectID, log: ChangeReader) {
    self.object = object
    self.log = log
  }

  func seen(_ seen: [OperationID]) throws -> [OperationID] {
    if seen.isEmpty { return [] }
    let known = Set(seen)
    let again = try restoredWrites().filter { _, restored in
      restored.contains(where: known.contains)
    }.map(\.id)
    return known.union(again).union(try frontiers(reading: known)).sorted()
  }

  /// The live writes of the object that an undo made, with what each brings back.
  private func restoredWrites() throws -> [(id: OperationID, restored: [OperationID])] {
    let writes = try log.database.rows(
      """
      SELECT field, element, change.id, operation FROM cell JOIN change ON change.row = cell.change
      WHERE object = ?1 AND field != 'deleted' AND cell.change IN (SELECT change FROM undoing)
      """, [.blob(object.bytes)]
    ) { row in
      Field(row.text(0)).map { field in
        (
          CellKey(object, field, element: row.blob(1)),
          OperationID(ChangeID(row.blob(2)), Int(row.integer(3)))
        )
      }
    }
    return try writes.compactMap { $0 }.map { key, id in
      (id, try log.restored(by: id, in: key))
    }
  }

  /// The frontiers of the object's texts that read as they did in what was seen.
  private func frontiers(reading seen: Set<OperationID>) throws -> [OperationID] {
    let fields = try log.database.rows(
      "SELECT field FROM text WHERE object = ?1 ORDER BY field", [.blob(object.bytes)]
    ) { Field($0.text(0)) }
    return try fields.compactMap { $0 }.flatMap { field -> [OperationID] in
      let history = try TextState.history(TextKey(object, field), in: log.database)
      let version = seen.filter(history.contains).sorted()
      guard !version.isEmpty,
        try history.text(at: version).utf8.elementsEqual(history.text.utf8)
      else { return [] }
      return history.frontier
    }
  }
}
