import Bytes
import ChangeLog
import Review
import SQLite

/// Finds the passages of a note that two people changed while apart (docs/format.md §10.6).
enum BothEdited {
  static func passages(
    _ key: TextKey, in database: Connection
  ) throws -> [BothEditedPassage] {
    let history = try TextState.history(key, in: database)
    var members: [OperationID: MemberID] = [:]
    try database.query(
      """
      SELECT change.id, run.operation, device.member FROM run
      JOIN change ON change.row = run.change JOIN device ON device.id = change.author
      WHERE run.object = ?1 AND run.field = ?2
      """, key.columns
    ) { row in
      members[OperationID(ChangeID(row.blob(0)), Int(row.integer(1)))] = MemberID(row.blob(2))
    }
    let reviewed = try database.rows(
      "SELECT seen FROM cell WHERE object = ?1 AND field = 'note.reviewed'",
      [.blob(key.object.bytes)]
    ) { try References.decode($0.blob(0)) }.map { places in
      try places.map { try operation(at: $0, in: database) }.sorted()
    }
    return history.bothEdited(reviewed: reviewed, memberOf: { members[$0] })
  }

  /// The name of the operation at `place`.
  static func operation(at place: OperationRow, in database: Connection) throws -> OperationID {
    guard
      let id = try database.first(
        "SELECT id FROM change WHERE row = ?1", [.integer(place.change)],
        { ChangeID($0.blob(0)) })
    else { throw ReplicaError.damaged("a write refers to a change that is not there") }
    return OperationID(id, place.index)
  }
}
