extension Connection {
  /// Runs `body` in one write transaction: all of it is stored if it returns, none if it throws.
  ///
  /// Takes the write lock up front. In WAL mode, a deferred transaction that first reads and then
  /// writes fails at once with `SQLITE_BUSY` if another process wrote in between, and no busy
  /// timeout helps it: https://www.sqlite.org/lang_transaction.html.
  ///
  /// - Throws: The first error. An error of the rollback would only hide the one that explains it.
  public func withTransaction<Result>(_ body: () throws -> Result) throws -> Result {
    try transact("BEGIN IMMEDIATE", body)
  }

  /// Runs `body` in one read transaction, so that all its queries see one state.
  public func withSnapshot<Result>(_ body: () throws -> Result) throws -> Result {
    try transact("BEGIN", body)
  }

  private func transact<Result>(_ begin: String, _ body: () throws -> Result) throws -> Result {
    try run(begin)
    do {
      let result = try body()
      try run("COMMIT")
      return result
    } catch {
      // SQLite has rolled back by itself after some errors (disk full, I/O): then nothing is left.
      if isInTransaction { _ = try? run("ROLLBACK") }
      throw error
    }
  }
}
