private import CSQLite

/// A failed SQLite call: what SQLite said, and the statement it said it about.
public struct SQLiteError: Error, Equatable, Sendable {
  /// The extended result code, see https://www.sqlite.org/rescode.html.
  public let code: Int32
  /// SQLite's message, which is safe to log: it never contains bound values.
  public let message: String
  /// The SQL text with its placeholders, or nil when no statement was involved.
  public let sql: String?

  init(code: Int32, connection: OpaquePointer?, sql: String? = nil) {
    self.code = code
    self.message = String(cString: connection.map { sqlite3_errmsg($0) } ?? sqlite3_errstr(code))
    self.sql = sql
  }

  /// The result code without its detail.
  private var primary: Int32 { code & 0xff }

  /// Whether the disk, or the quota, is full.
  public var isDiskFull: Bool { primary == SQLITE_FULL }
  /// Whether the disk failed a read, a write or a sync; the connection is then of no further use.
  public var isInputOutput: Bool { primary == SQLITE_IOERR }
  /// Whether another process held the lock for longer than the busy timeout.
  public var isBusy: Bool { primary == SQLITE_BUSY || primary == SQLITE_LOCKED }
  /// Whether the file is damaged, or is not a database.
  public var isDamaged: Bool { primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB }
  /// Whether the file cannot be opened or written, by its permissions or its place.
  public var isNotAccessible: Bool {
    primary == SQLITE_CANTOPEN || primary == SQLITE_READONLY || primary == SQLITE_PERM
      || primary == SQLITE_AUTH
  }
}
