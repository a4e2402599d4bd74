import Bytes
import ChangeLog
import SQLite

/// A text with all its past, and which of it belonged to a point in the history.
struct TextPast {
  /// What the replica knows of a run's change.
  struct Origin {
    let change: ChangeID
    let author: MemberID
    let device: DeviceID
    let time: UInt64
    let row: Int64
    let isSent: Bool
  }

  let history: TextHistory
  /// The changes that edited the text, in the order in which they came here.
  let origins: [Origin]
  private let byChange: [ChangeID: Origin]

  init(_ key: TextKey, in database: Connection) throws {
    history = try TextState.history(key, in: database)
    origins = try database.rows(
      """
      SELECT DISTINCT change.id, device.member, change.time, change.row, change.segment,
        device.id
      FROM run JOIN change ON change.row = run.change JOIN device ON device.id = change.author
      WHERE run.object = ?1 AND run.field = ?2 ORDER BY change.row
      """, key.columns
    ) {
      Origin(
        change: ChangeID($0.blob(0)), author: MemberID($0.blob(1)),
        device: DeviceID($0.blob(5)), time: $0.bits(2), row: $0.integer(3),
        isSent: !$0.isNull(4))
    }
    byChange = Dictionary(uniqueKeysWithValues: origins.map { ($0.change, $0) })
  }

  func origin(of run: OperationID) -> Origin? { byChange[run.change] }

  /// The runs at a point: those that belong to it and whose past does.
  func runs(at filter: PointFilter) -> Set<OperationID> {
    var held: Set<OperationID> = []
    for run in history.runs {
      guard let origin = origin(of: run.id),
        filter.holds(row: origin.row, time: origin.time, isSent: origin.isSent),
        run.version.allSatisfy(held.contains)
      else { continue }
      held.insert(run.id)
    }
    return held
  }

  /// The text that `runs`, whose pasts are among them, come to.
  func text(of runs: Set<OperationID>) -> String {
    history.pieces().filter { Self.stands($0, in: runs) }.map(\.text).joined()
  }

  static func stands(_ piece: TextHistory.Piece, in runs: Set<OperationID>) -> Bool {
    runs.contains(piece.run) && !piece.deleters.contains(where: runs.contains)
  }
}
