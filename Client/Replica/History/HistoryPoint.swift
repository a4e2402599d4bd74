public import Bytes
import ChangeLog
import SQLite

/// A moment in the history of this replica, to look back to.
public enum HistoryPoint: Equatable, Sendable {
  /// Just after this change was applied here; what came here later is not in it.
  case change(ChangeID)
  /// This time, in milliseconds since 1970, by the clocks of those who wrote.
  case time(UInt64)
  /// The last sync: all that is known elsewhere, without what has only been written here since.
  case lastSync
  /// Now.
  case now
}

/// Tells which changes belong to a point in the history.
struct PointFilter {
  /// The condition on a row of `change` that does not belong, with ?1 for `value`.
  let laterCondition: String
  let value: SQLiteValue
  private let isHeld: (Int64, UInt64, Bool) -> Bool

  init(_ point: HistoryPoint, in database: Connection) throws {
    switch point {
    case .now:
      (laterCondition, value) = ("?1 IS NOT NULL", .null)
      isHeld = { _, _, _ in true }
    case .lastSync:
      (laterCondition, value) = ("change.segment IS NULL AND ?1 IS NULL", .null)
      isHeld = { _, _, isSent in isSent }
    case .time(let time):
      (laterCondition, value) = ("change.time > ?1", .bits(min(time, UInt64(Int64.max))))
      isHeld = { _, written, _ in written <= time }
    case .change(let id):
      let row = try ChangeReader(database).change(id).row
      (laterCondition, value) = ("change.row > ?1", .integer(row))
      isHeld = { other, _, _ in other <= row }
    }
  }

  /// Whether a change belongs, by its row, its time, and whether it is known elsewhere.
  func holds(row: Int64, time: UInt64, isSent: Bool) -> Bool { isHeld(row, time, isSent) }

  func holds(_ change: StoredChange) -> Bool {
    isHeld(change.row, change.change.time, change.isSent)
  }
}
