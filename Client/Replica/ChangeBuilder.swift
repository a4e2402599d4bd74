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
  /// The last operation of the last change that was made.
  private var lastMade: OperationID?
  private let commit: ([Operation]) throws -> ChangeID

  /// Bytes from which on a change is full for a new cell operation.
  private static let fullBytes = Limits.changeBytesMax / 2
  /// Bytes from which on it is full for a further run of one edit, which should stay together;
  /// leaves room for a run of the largest size.
  private static let fullBytesWithinEdit = 400 << 10

  /// - Parameter commit: Makes a change of operations and gives its name.
  init(_ transaction: Transaction, commit: @escaping ([Operation]) throws -> ChangeID) {
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
    try addCell(.put(key, value, replaces: live.map(\.id), seen: seen))
  }

  /// Takes every live write of `key` out of the cell.
  public func clear(_ key: CellKey) throws {
    let live = try liveWrites(key).map(\.id)
    if !live.isEmpty { try addCell(.clear(key, replaces: live)) }
  }

  /// Makes `edits` to the text, in order, as made on `version`; the beginning when that is empty.
  public func edit(_ key: TextKey, on version: TextVersion, _ edits: [TextEdit]) throws {
    var isFirst = true
    for edit in edits {
      // Longer than one run may hold: several, each after the one before.
      var position = edit.position
      var deleteCount = edit.deleteCount
      for insert in edit.insert.pieces(of: Limits.insertBytesMax) {
        if byteCount > (isFirst ? Self.fullBytes : Self.fullBytesWithinEdit) { try flush() }
        // An empty version stands for the run before in the same change; one in the change before
        // must be named, or this run would be made on the beginning of the text.
        let followed = operations.isEmpty ? lastMade.map { [$0] } ?? [] : []
        add(
          .text(
            key, version: isFirst ? version : followed, position: position,
            deleteCount: deleteCount, insert: insert))
        isFirst = false
        position += insert.unicodeScalars.count
        deleteCount = 0
      }
    }
  }

  /// Adds a cell operation as it is, whatever stands in the cell.
  func addCell(_ operation: Operation) throws {
    if byteCount + operation.approximateByteCount > Self.fullBytes { try flush() }
    add(operation)
  }

  private func add(_ operation: Operation) {
    operations.append(operation)
    byteCount += operation.approximateByteCount
  }

  /// Makes a change of what was collected, so that what follows can refer to it.
  public func flush() throws {
    guard !operations.isEmpty else { return }
    let batch = operations
    operations = []
    byteCount = 0
    lastMade = OperationID(try commit(batch), batch.count - 1)
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
