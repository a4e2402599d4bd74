private import CSQLite

/// Owns one SQLite connection and closes it when it is released.
///
/// Not `Sendable`: SQLite is opened in multi-thread mode (no mutexes of its own), so a connection
/// belongs to the one thread that holds it. A class, because its prepared statements are kept and
/// refer back to it.
public final class Connection {
  private let handle: OpaquePointer
  /// Statements that have run before, by their text: compiling one costs more than running it.
  private var prepared: [String: Statement] = [:]
  /// Whether an I/O error was seen, after which nothing this connection says may be trusted.
  public private(set) var isBroken = false

  /// Opens the database file at `path`, or a private one in memory for `":memory:"`.
  ///
  /// - Parameter mayCreate: Whether a missing file is made rather than refused.
  public init(path: String, mayCreate: Bool = true) throws(SQLiteError) {
    var handle: OpaquePointer?
    let create = mayCreate ? SQLITE_OPEN_CREATE : 0
    let flags = SQLITE_OPEN_READWRITE | create | SQLITE_OPEN_NOMUTEX
    let code = sqlite3_open_v2(path, &handle, flags, nil)
    guard code == SQLITE_OK, let handle else {
      let error = SQLiteError(code: code, connection: handle)
      sqlite3_close(handle)  // SQLite hands out a connection even when it fails to open it.
      throw error
    }
    sqlite3_extended_result_codes(handle, 1)
    sqlite3_busy_timeout(handle, 5_000)
    // A database file from elsewhere must not be able to run functions through its schema.
    _ = concord_sqlite_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
    // Without this the planner looks at bound values to choose a partial index, and compiles the
    // statement again whenever another value is bound: a fifth of a large sync.
    _ = concord_sqlite_db_config(handle, SQLITE_DBCONFIG_ENABLE_QPSG, 1)
    self.handle = handle
  }

  deinit {
    prepared = [:]
    let code = sqlite3_close(handle)
    assert(code == SQLITE_OK, "a statement outlived its connection")
  }

  /// Sets whether the last connection to close writes the log back into the database by itself.
  ///
  /// Switched off where checkpoints happen under a lock of ours (docs/storage.md §2).
  public func setCheckpointOnClose(_ isOn: Bool) {
    _ = concord_sqlite_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, isOn ? 0 : 1)
  }

  /// The compiled form of `sql`, kept for the next time.
  private func statement(_ sql: String) throws(SQLiteError) -> Statement {
    // Taken out while it is in use: a nested use of the same text compiles its own.
    if let statement = prepared.removeValue(forKey: sql) { return statement }
    do throws(SQLiteError) {
      return try Statement(sql, on: handle)
    } catch {
      throw note(error)
    }
  }

  /// Runs a query and gives each row to `body`.
  ///
  /// - Parameter values: What is bound to the places `?1`, `?2` and so on.
  public func query(
    _ sql: String, _ values: [SQLiteValue] = [], _ body: (borrowing Row) throws -> Void
  ) throws {
    let statement = try statement(sql)
    defer {
      statement.reset()
      prepared[sql] = statement
    }
    do {
      try statement.bind(values)
      while try statement.step() { try body(statement.row) }
    } catch let error as SQLiteError {
      throw note(error)
    }
  }

  /// Runs `sql` and collects what `body` makes of each row.
  public func rows<Result>(
    _ sql: String, _ values: [SQLiteValue] = [], _ body: (borrowing Row) throws -> Result
  ) throws -> [Result] {
    var results: [Result] = []
    try query(sql, values) { row in results.append(try body(row)) }
    return results
  }

  /// Runs `sql` and gives what `body` makes of its first row, or nil when there is none.
  public func first<Result>(
    _ sql: String, _ values: [SQLiteValue] = [], _ body: (borrowing Row) throws -> Result
  ) throws -> Result? {
    let statement = try statement(sql)
    defer {
      statement.reset()
      prepared[sql] = statement
    }
    do {
      try statement.bind(values)
      guard try statement.step() else { return nil }
      return try body(statement.row)
    } catch let error as SQLiteError {
      throw note(error)
    }
  }

  /// Runs `sql` for what it changes.
  ///
  /// - Returns: How many rows it inserted, updated or deleted.
  @discardableResult
  public func run(_ sql: String, _ values: [SQLiteValue] = []) throws(SQLiteError) -> Int {
    let statement = try statement(sql)
    defer {
      statement.reset()
      prepared[sql] = statement
    }
    do throws(SQLiteError) {
      try statement.bind(values)
      while try statement.step() {}
    } catch {
      throw note(error)
    }
    return Int(sqlite3_changes(handle))
  }

  /// Runs several statements, separated by semicolons, that take no values.
  public func execute(_ script: String) throws(SQLiteError) {
    let code = sqlite3_exec(handle, script, nil, nil, nil)
    guard code == SQLITE_OK else {
      throw note(SQLiteError(code: code, connection: handle, sql: script))
    }
  }

  /// The row id of the latest insert.
  public var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(handle) }

  /// Whether a transaction is open.
  public var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

  private func note(_ error: SQLiteError) -> SQLiteError {
    if error.isInputOutput { isBroken = true }
    return error
  }
}
