import Bytes
import ChangeLog
import Cryptography
import Review
import SQLite

/// A change as it stands in the log.
struct StoredChange {
  let id: ChangeID
  let row: Int64
  let author: MemberID
  /// Whether it left this machine, or came from elsewhere.
  let isSent: Bool
  let change: Change

  /// The value that the operation at `index` writes to `key`; nil when it writes none there.
  func value(at index: Int, of key: CellKey) -> Value? {
    guard index < change.operations.count,
      case .put(key, let value, _, _) = change.operations[index]
    else { return nil }
    return value
  }
}

/// A live write of a cell: what, and by whom.
struct LiveWrite {
  let id: OperationID
  let row: OperationRow
  let value: Value
  let author: MemberID
  let time: UInt64
}

/// A write that an operation names, live or not.
struct EarlierWrite: Equatable {
  let value: Value
  let seen: [OperationID]
}

/// Reads changes of the log by their names, each once.
final class ChangeReader {
  let database: Connection
  private var changes: [ChangeID: StoredChange] = [:]

  init(_ database: Connection) { self.database = database }

  /// The columns that ``change(_:)`` reads, in their order.
  static let columns =
    "change.id, change.row, device.member, change.segment, change.bytes"

  static func change(_ row: borrowing Row) throws -> StoredChange {
    StoredChange(
      id: ChangeID(row.blob(0)), row: row.integer(1), author: MemberID(row.blob(2)),
      isSent: !row.isNull(3),
      change: try EncodedChange(decoding: row.blob(4), hash: { SHA256.hash($0) }).change)
  }

  /// The change with this name.
  func change(_ id: ChangeID) throws -> StoredChange {
    if let change = changes[id] { return change }
    let found = try database.first(
      """
      SELECT \(Self.columns) FROM change JOIN device ON device.id = change.author
      WHERE change.id = ?1
      """, [.blob(id.bytes)]
    ) { try Self.change($0) }
    guard let found else {
      throw ReplicaError.damaged("an operation names a change that is not there")
    }
    // Bounded: what is undone names few changes, unless somebody means harm.
    if changes.count > 10_000 { changes = [:] }
    changes[id] = found
    return found
  }

  /// The change in this row of the log.
  func change(row: Int64) throws -> StoredChange {
    let id = try database.first("SELECT id FROM change WHERE row = ?1", [.integer(row)]) {
      ChangeID($0.blob(0))
    }
    guard let id else { throw ReplicaError.damaged("a row of the log is not there") }
    return try change(id)
  }

  /// The rows of all changes that the one in `row` follows or names.
  func pastRows(of row: Int64) throws -> [Int64] {
    try change(row: row).change.past.compactMap { id in
      try database.first("SELECT row FROM change WHERE id = ?1", [.blob(id.bytes)]) {
        $0.integer(0)
      }
    }
  }

  /// The writes of `key` among `operations` that took effect, equal ones once.
  func writes(_ operations: [OperationID], of key: CellKey) throws -> [EarlierWrite] {
    var writes: [EarlierWrite] = []
    for operation in operations {
      let stored = try change(operation.change)
      guard operation.index < stored.change.operations.count,
        case .put(key, let value, _, let seen) = stored.change.operations[operation.index],
        Authority.mayWrite(key, by: stored.author)
      else { continue }
      let write = EarlierWrite(value: value, seen: seen)
      if !writes.contains(write) { writes.append(write) }
    }
    return writes
  }

  /// The write itself and, where an undo made it, the earlier writes that it brought back.
  ///
  /// A write of an undo brings back what the undone change replaced, if the value is the same.
  func restored(by write: OperationID, in key: CellKey) throws -> [OperationID] {
    var restored = [write]
    while let last = restored.last, restored.count < Self.restoredMax {
      let stored = try change(last.change)
      guard let undone = stored.change.undoes, let value = stored.value(at: last.index, of: key)
      else { break }
      let replaced = try change(undone).change.operations.flatMap { operation in
        operation.cell == key ? operation.replaced : []
      }
      let earlier = try replaced.first { name in
        try change(name.change).value(at: name.index, of: key) == value
      }
      guard let earlier else { break }
      restored.append(earlier)
    }
    return restored
  }

  /// How far back restored writes are followed.
  private static let restoredMax = 1_000

  /// What stands in a cell now.
  func liveWrites(_ key: CellKey) throws -> [LiveWrite] {
    try database.rows(
      """
      SELECT change.id, operation, change.row, value, device.member, cell.time FROM cell
      JOIN change ON change.row = cell.change JOIN device ON device.id = cell.device
      WHERE object = ?1 AND field = ?2 AND element = ?3
      """, key.columns
    ) {
      LiveWrite(
        id: OperationID(ChangeID($0.blob(0)), Int($0.integer(1))),
        row: OperationRow(change: $0.integer(2), index: Int($0.integer(1))),
        value: try Value(encoded: $0.blob(3)), author: MemberID($0.blob(4)), time: $0.bits(5))
    }
  }
}

extension Operation {
  /// The cell that the operation is on; nil for others.
  var cell: CellKey? {
    switch self {
    case .put(let key, _, _, _), .clear(let key, _): key
    case .text, .unknown: nil
    }
  }

  /// The writes that the operation takes the place of.
  var replaced: [OperationID] {
    switch self {
    case .put(_, _, let replaces, _), .clear(_, let replaces): replaces
    case .text, .unknown: []
    }
  }
}
