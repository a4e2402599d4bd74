import Foundation
import SQLite
import Testing

@Suite final class ConnectionTests {
  private struct Stop: Error {}

  private let folder: String

  init() throws {
    folder =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("concord-sqlite-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private var path: String { folder + "/test.db" }

  private func open() throws -> Connection {
    let database = try Connection(path: path)
    try database.execute("PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS item (value)")
    return database
  }

  private func count(_ database: Connection) throws -> Int64 {
    try database.first("SELECT count(*) FROM item") { $0.integer(0) } ?? -1
  }

  // MARK: Values

  @Test func givesBackWhatWasBound() throws {
    let database = try open()
    let long = String(repeating: "é", count: 100_000)
    for text in ["", "a", "a\0b", "e\u{301}", "👩‍🔬", long] {
      let read = try database.first("SELECT ?1", [.text(text)]) { $0.text(0) }
      #expect(read?.utf8.elementsEqual(text.utf8) == true)
    }
    for bytes in [[], [0], [1, 0, 2], Array(repeating: 7, count: 100_000)] as [[UInt8]] {
      #expect(try database.first("SELECT ?1", [.blob(bytes)]) { $0.blob(0) } == bytes)
      #expect(try database.first("SELECT typeof(?1)", [.blob(bytes)]) { $0.text(0) } == "blob")
    }
    for integer in [0, -1, .min, .max] as [Int64] {
      #expect(try database.first("SELECT ?1", [.integer(integer)]) { $0.integer(0) } == integer)
    }
    for bits in [0, 1 << 63, .max] as [UInt64] {
      #expect(try database.first("SELECT ?1", [.bits(bits)]) { $0.bits(0) } == bits)
    }
    let isNull = try database.first(
      "SELECT ?1, ?2", [.null, .text("")], { ($0.isNull(0), $0.isNull(1)) })
    #expect(isNull ?? (false, true) == (true, false))
  }

  @Test func replacesWhatIsNotUTF8() throws {
    let database = try open()
    let text = try database.first("SELECT CAST(x'61ff62' AS TEXT)") { $0.text(0) }
    #expect(text == "a\u{fffd}b")
  }

  @Test func forgetsTheValuesOfTheLastUse() throws {
    let database = try open()
    try database.run("INSERT INTO item VALUES (?1)", [.text("first")])
    try database.run("INSERT INTO item VALUES (?1)", [.null])
    let nulls = try database.rows("SELECT value FROM item ORDER BY rowid") { $0.isNull(0) }
    #expect(nulls == [false, true])
  }

  // MARK: Statements

  @Test func runsOneStatementInsideItself() throws {
    let database = try open()
    for value in 1...3 { try database.run("INSERT INTO item VALUES (?1)", [.integer(value)]) }
    let sql = "SELECT value FROM item WHERE value >= ?1 ORDER BY value"
    var pairs: [[Int64]] = []
    try database.query(sql, [.integer(1)]) { outer in
      let value = outer.integer(0)
      try database.query(sql, [.integer(value)]) { pairs.append([value, $0.integer(0)]) }
    }
    #expect(pairs == [[1, 1], [1, 2], [1, 3], [2, 2], [2, 3], [3, 3]])
    #expect(try database.rows(sql, [.integer(2)]) { $0.integer(0) } == [2, 3])
  }

  @Test func isUsableAfterABodyThrew() throws {
    let database = try open()
    try database.run("INSERT INTO item VALUES (1)")
    let sql = "SELECT value FROM item"
    #expect(throws: Stop.self) { try database.query(sql) { _ in throw Stop() } }
    #expect(throws: Stop.self) { try database.first(sql) { _ in throw Stop() } }
    #expect(try database.rows(sql) { $0.integer(0) } == [1])
    // No statement is left open that would keep the table locked.
    try database.execute("DROP TABLE item")
  }

  @Test func countsTheRowsThatWereChanged() throws {
    let database = try open()
    try database.execute("INSERT INTO item VALUES (1), (2), (3)")
    #expect(database.lastInsertedRow == 3)
    #expect(try database.run("DELETE FROM item WHERE value > 1") == 2)
    #expect(try database.run("DELETE FROM item WHERE value > 1") == 0)
  }

  @Test func namesTheStatementThatFailed() throws {
    let database = try open()
    let error = #expect(throws: SQLiteError.self) { try database.run("SELECT nothing") }
    #expect(error?.sql == "SELECT nothing")
    #expect(error?.message.contains("nothing") == true)
    #expect(error?.isBusy == false && error?.isDamaged == false && error?.isDiskFull == false)
  }

  // MARK: Transactions

  @Test func storesAllOfATransactionOrNothing() throws {
    let database = try open()
    let result = try database.withTransaction {
      try database.run("INSERT INTO item VALUES (1)")
      return "done"
    }
    #expect(result == "done")
    #expect(throws: Stop.self) {
      try database.withTransaction {
        try database.run("INSERT INTO item VALUES (2)")
        #expect(database.isInTransaction)
        throw Stop()
      }
    }
    #expect(!database.isInTransaction)
    #expect(try count(database) == 1)
  }

  @Test func givesTheFirstErrorOfATransactionInsideATransaction() throws {
    let database = try open()
    let error = #expect(throws: SQLiteError.self) {
      try database.withTransaction { try database.withTransaction {} }
    }
    #expect(error?.sql == "BEGIN IMMEDIATE")
    #expect(!database.isInTransaction)
  }

  @Test func refusesASecondWriterAtOnce() throws {
    let (first, second) = (try open(), try open())
    try second.execute("PRAGMA busy_timeout = 0")
    try first.withTransaction {
      // Before it has read anything: later it would be too late to wait.
      let error = #expect(throws: SQLiteError.self) { try second.withTransaction {} }
      #expect(error?.isBusy == true)
      #expect(error?.sql == "BEGIN IMMEDIATE")
      try first.run("INSERT INTO item VALUES (1)")
      #expect(try count(second) == 0, "a reader is neither kept waiting nor shown half of it")
    }
    try second.withTransaction { _ = try second.run("INSERT INTO item VALUES (2)") }
    #expect(try count(first) == 2)
  }

  @Test func showsASnapshotOneState() throws {
    let (first, second) = (try open(), try open())
    try first.withSnapshot {
      #expect(try count(first) == 0)
      try second.run("INSERT INTO item VALUES (1)")
      #expect(try count(first) == 0)
    }
    #expect(try count(first) == 1)
  }

  // MARK: Failures

  @Test func tellsAFullDisk() throws {
    let database = try open()
    try database.execute("PRAGMA max_page_count = 10")
    let error = #expect(throws: SQLiteError.self) {
      try database.withTransaction {
        try database.run("INSERT INTO item VALUES (1)")
        try database.run("INSERT INTO item VALUES (zeroblob(200000))")
      }
    }
    #expect(error?.isDiskFull == true)
    #expect(!database.isBroken && !database.isInTransaction)
    #expect(try count(database) == 0)
  }

  @Test func tellsAFileThatIsNoDatabase() throws {
    try Data(repeating: 0x41, count: 8_192).write(to: URL(fileURLWithPath: path))
    let database = try Connection(path: path, mayCreate: false)
    let error = #expect(throws: SQLiteError.self) { try database.run("SELECT * FROM item") }
    #expect(error?.isDamaged == true)
  }

  @Test func tellsADamagedFile() throws {
    do {
      let database = try open()
      try database.run("INSERT INTO item VALUES (zeroblob(50000))")
      try database.run("PRAGMA wal_checkpoint(TRUNCATE)")
    }
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    // All but the first page, which holds the header and the table of tables.
    try file.seek(toOffset: 4_096)
    try file.write(contentsOf: Data(repeating: 0xff, count: 40_000))
    try file.close()
    let database = try Connection(path: path, mayCreate: false)
    let error = #expect(throws: SQLiteError.self) {
      try database.query("SELECT value FROM item") { _ = $0.blob(0) }
    }
    #expect(error?.isDamaged == true)
  }

  @Test func tellsAFileThatIsNotThere() {
    let error = #expect(throws: SQLiteError.self) {
      try Connection(path: folder + "/none.db", mayCreate: false)
    }
    #expect(error?.isNotAccessible == true)
  }

  @Test func keepsTheLogWhenTheLastConnectionClosesUnlessTold() throws {
    do {
      let database = try open()
      database.setCheckpointOnClose(false)
      try database.run("INSERT INTO item VALUES (1)")
    }
    #expect(FileManager.default.fileExists(atPath: path + "-wal"))
    do { #expect(try count(try open()) == 1) }
    #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
  }
}
