public import Bytes
import SQLite
import SyncProtocol
public import Trust

/// A store in one SQLite database, for one relay process.
///
/// Nothing in it can be read by whoever copies the file: ids, sealed segments, signed records.
/// The write-ahead log is synced before a transaction returns, so a power cut loses nothing that a
/// client was told; the log is written back at moments of our choosing, never by SQLite's.
public final class SQLiteStore: RelayStore {
  /// The life of this store.
  public let generation: GenerationID
  let connection: Connection
  /// Bytes written since the last checkpoint.
  private var uncheckpointedByteCount = 0

  /// Opens the database at `path`; a new one gets the generation `fresh`, which must be random.
  ///
  /// - Throws: ``RelayStoreError`` when the file is no relay store, or is one of another version.
  public init(path: String, fresh: GenerationID) throws {
    (connection, generation) = try translating {
      let connection = try Connection(path: path)
      connection.setCheckpointOnClose(false)
      try connection.execute(
        """
        PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
        PRAGMA wal_autocheckpoint = 0; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0;
        """)
      let generation = try connection.withTransaction {
        try Schema.prepare(connection, fresh: fresh)
      }
      return (connection, generation)
    }
  }

  /// Runs `body` in one transaction that is on the disk when this returns.
  public func withTransaction<Result>(_ body: () throws -> Result) throws -> Result {
    try translating { try connection.withTransaction(body) }
  }

  /// Writes the log back into the database once it has grown past `byteCount`.
  ///
  /// Between rounds, when no transaction is open.
  public func checkpoint(above byteCount: Int = 4 << 20) throws {
    guard uncheckpointedByteCount > byteCount else { return }
    try translating { try connection.execute("PRAGMA wal_checkpoint(PASSIVE)") }
    uncheckpointedByteCount = 0
  }

  /// Writes the whole log back and empties it, for a clean end.
  public func close() throws {
    try translating { try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)") }
  }

  func noteWrite(_ byteCount: Int) { uncheckpointedByteCount += byteCount }

  /// The row of a workspace, which every other table refers to.
  func row(of workspace: WorkspaceID) throws -> Int64? {
    try connection.first("SELECT row FROM workspace WHERE id = ?1", [.blob(workspace.bytes)]) {
      $0.integer(0)
    }
  }

  /// The row of a workspace that must be there.
  func knownRow(of workspace: WorkspaceID) throws -> Int64 {
    guard let row = try row(of: workspace) else { preconditionFailure("no such workspace") }
    return row
  }
}

/// Runs `body`, and tells a full disk from a store that is of no further use.
@discardableResult
func translating<Result>(_ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let error as SQLiteError {
    if error.isDiskFull { throw RelayStoreError.full }
    let detail = "\(error.message) (\(error.code))"
    throw error.isDamaged
      ? RelayStoreError.damaged(detail: detail) : RelayStoreError.failed(detail: detail)
  }
}
