import Bytes
public import ChangeLog
import Review
import SQLite

/// Collects what one command does, inside the transaction that will store it.
///
/// Writes replace exactly the live writes that stand in the replica now, which is what the person
/// at the keyboard has seen.
public final class ChangeBuilder {
  let transaction: Transaction
  private(set) var operations: [Operation] = []
  private var byteCount = 0
  private let commit: ([Operation]) throws -> Void

  init(_ transaction: Transaction, commit: @escaping ([Operation]) throws -> Void) {
    self.transaction = transaction
    self.commit = commit
  }

  /// Writes `value` in place of every live write of `key`; a write that changes nothing is left
  /// out unless `always` is set.
  ///
  /// - Parameter seen: What the writer had in view without replacing it.
  public func put(
    _ key: CellKey, _ value: Value, seen: [OperationID] = [], always: Bool = false
  ) throws {
    let live = try liveWrites(key)
    if !always, live.count == 1, live[0].value == value { return }
    try add(.put(key, value, replaces: live.map(\.id), seen: seen))
  }

  /// Takes every live write of `key` out of the cell.
  public func clear(_ key: CellKey) throws {
    let live = try liveWrites(key).map(\.id)
    if !live.isEmpty { try add(.clear(key, replaces: live)) }
  }

  /// Makes `edits` to the text, in order, as made on `version`; the beginning when that is empty.
  public func edit(_ key: TextKey, on version: TextVersion, _ edits: [TextEdit]) throws {
    for (index, edit) in edits.enumerated() {
      // Longer than one run may hold: several, each after the one before.
      var position = edit.position
      var deleteCount = edit.deleteCount
      for (piece, insert) in edit.insert.pieces(of: Limits.insertBytesMax).enumerated() {
        try add(
          .text(
            key, version: index == 0 && piece == 0 ? version : [], position: position,
            deleteCount: deleteCount, insert: insert), keepingTogether: true)
        position += insert.unicodeScalars.count
        deleteCount = 0
      }
    }
  }

  private func add(_ operation: Operation, keepingTogether: Bool = false) throws {
    let size = operation.approximateByteCount
    if byteCount + size > Limits.changeBytesMax / 2, !keepingTogether || byteCount > 400 << 10 {
      try flush()
    }
    operations.append(operation)
    byteCount += size
  }

  /// Makes a change of what was collected, so that what follows can refer to it.
  public func flush() throws {
    guard !operations.isEmpty else { return }
    let batch = operations
    operations = []
    byteCount = 0
    try commit(batch)
  }

  // MARK: What stands in the replica

  /// A live write of a cell.
  struct LiveWrite {
    let id: OperationID
    let value: Value
  }

  func liveWrites(_ key: CellKey) throws -> [LiveWrite] {
    try transaction.database.rows(
      """
      SELECT change.id, operation, value FROM cell JOIN change ON change.row = cell.change
      WHERE object = ?1 AND field = ?2 AND element = ?3
      """, key.columns
    ) {
      LiveWrite(
        id: OperationID(ChangeID($0.blob(0)), Int($0.integer(1))),
        value: try Value(encoded: $0.blob(2)))
    }
  }

  /// The names of the operations at `places`.
  func operations(at places: [OperationRow]) throws -> [OperationID] {
    try places.map { try BothEdited.operation(at: $0, in: transaction.database) }
  }
}

extension Operation {
  /// Enough bytes for the operation, to tell when a change is full.
  fileprivate var approximateByteCount: Int {
    switch self {
    case .put(let key, let value, let replaces, let seen):
      key.element.count + value.encoded.count + 38 * (replaces.count + seen.count) + 64
    case .clear(let key, let replaces): key.element.count + 38 * replaces.count + 64
    case .text(_, let version, _, _, let insert): insert.utf8.count + 38 * version.count + 80
    case .unknown(_, let bytes): bytes.count + 16
    }
  }
}

extension String {
  /// The text in pieces of at most `limit` UTF-8 bytes, cut between scalars; one empty piece for
  /// an empty text.
  func pieces(of limit: Int) -> [String] {
    if utf8.count <= limit { return [self] }
    var pieces: [String] = []
    var piece = String.UnicodeScalarView()
    var count = 0
    for scalar in unicodeScalars {
      let width = UTF8.width(scalar)
      if count + width > limit {
        pieces.append(String(piece))
        piece = String.UnicodeScalarView()
        count = 0
      }
      piece.append(scalar)
      count += width
    }
    pieces.append(String(piece))
    return pieces
  }
}
