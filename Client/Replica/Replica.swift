public import Bytes
import ChangeLog
import Cryptography
import Host
import Review
import SQLite
import Trust

/// One workspace on one device: the change log and what follows from it, in one SQLite file.
///
/// One command is one transaction: the log entry and what it does to the views, never one without
/// the other. Belongs to one thread.
public final class Replica {
  /// The folder that holds the database, the device's keys and the locks.
  public let folder: String
  /// The workspace.
  public let workspace: WorkspaceID
  /// This device.
  public let device: DeviceID
  /// The member at this device.
  public let member: MemberID
  let database: Connection
  let cache: ViewCache
  let hash: HashFunction = { SHA256.hash($0) }

  /// The name of the folder inside a workspace folder.
  public static let folderName = ".concord"

  /// The name of the file in it that is open for as long as somebody writes to the replica.
  public static let writeLockName = "write.lock"

  static func databasePath(_ folder: String) -> String { folder + "/replica.db" }
  static func identityPath(_ folder: String) -> String { folder + "/identity" }

  /// Opens the replica in `folder`.
  ///
  /// - Throws: ``ReplicaError`` when the folder holds none, or one that cannot be read.
  public init(openAt folder: String) throws {
    let path = Self.databasePath(folder)
    let database = try Self.connect(path, mayCreate: false)
    self.folder = folder
    self.database = database
    cache = ViewCache(database)
    let meta = Meta(database)
    do {
      workspace = WorkspaceID(try meta.blob(.workspace, count: 16))
      device = DeviceID(try meta.blob(.device, count: 16))
      if try meta.first(.invite, { _ in true }) ?? false { throw ReplicaError.notJoined }
      member = MemberID(try meta.blob(.member, count: 16))
    } catch let error as SQLiteError {
      throw ReplicaError.database(error, path: path)
    }
  }

  /// Opens the database file at `path` as every connection to a replica must be set up.
  static func connect(_ path: String, mayCreate: Bool) throws -> Connection {
    do {
      let database = try Connection(path: path, mayCreate: mayCreate)
      // Checkpoints happen under the write lock only (docs/storage.md §2).
      database.setCheckpointOnClose(false)
      try database.execute(Schema.pragmas)
      guard !mayCreate else { return database }
      let application = try database.first("PRAGMA application_id") { $0.integer(0) } ?? 0
      let version = try database.first("PRAGMA user_version") { $0.integer(0) } ?? 0
      guard application == Schema.applicationID else {
        throw ReplicaError.notAReplica(path: path, reason: "it is not a Concord replica")
      }
      guard version == Schema.version else {
        throw ReplicaError.notAReplica(
          path: path, reason: "it has version \(version), and this Concord reads \(Schema.version)")
      }
      return database
    } catch let error as SQLiteError {
      throw ReplicaError.database(error, path: path)
    }
  }

  // MARK: Transactions

  /// How long the write-ahead log may be left for the next command, in pages: about 1 MiB.
  static let logPagesMax: Int64 = 256

  /// Runs `body` in one write transaction and brings the views up to date before it commits.
  ///
  /// The write lock is held by every process across each write transaction and each checkpoint,
  /// which keeps a defect of SQLite before 3.51.3 from ever meeting its two processes
  /// (docs/storage.md §2).
  ///
  /// - Parameter logPages: How long the write-ahead log may be left for the next transaction.
  func write<Result>(
    leaving logPages: Int64 = Replica.logPagesMax, _ body: (Transaction) throws -> Result
  ) throws -> Result {
    let lock = try writeLock()
    defer { lock.release() }
    do {
      defer { cache.invalidate() }
      let anchor = Anchor(database, databasePath: Self.databasePath(folder))
      let result = try database.withTransaction {
        try anchor.check()
        let transaction = try Transaction(database, localMember: member)
        let result = try body(transaction)
        try transaction.finish()
        return result
      }
      anchor.write()
      try checkpoint(pagesMin: logPages)
      return result
    } catch let error as SQLiteError {
      throw ReplicaError.database(error, path: Self.databasePath(folder))
    }
  }

  /// Runs queries that must all see one state.
  public func read<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try database.withSnapshot(body)
    } catch let error as SQLiteError {
      throw ReplicaError.database(error, path: Self.databasePath(folder))
    }
  }

  private func writeLock() throws -> HeldLock {
    let path = folder + "/" + Self.writeLockName
    do {
      if let lock = try FileLock.acquire(path, waitingMilliseconds: 5_000) {
        return HeldLock(lock)
      }
    } catch {
      throw ReplicaError.file(path: path, reason: error.description)
    }
    throw ReplicaError.busy("another command has been writing to this replica for 5 seconds")
  }

  /// Moves what the write-ahead log holds into the database, once it is long enough to slow down
  /// the next command; the caller holds the write lock.
  ///
  /// A reader in the way makes it wait for the next time. An I/O error loses nothing, since all of
  /// it was synced before, but must be told: the disk is failing.
  func checkpoint(pagesMin: Int64) throws(SQLiteError) {
    let pageBytes: Int64 = 4_120
    guard let status = try? File.status(Self.databasePath(folder) + "-wal"),
      status.byteCount >= pagesMin * pageBytes
    else { return }
    do throws(SQLiteError) {
      try database.run("PRAGMA wal_checkpoint(TRUNCATE)")
    } catch {
      guard error.isBusy else { throw error }
    }
  }

  // MARK: Edits

  /// Stores what `body` does as one change, or as several when one cannot hold it.
  ///
  /// - Parameters:
  ///   - time: Milliseconds since 1970, for display.
  ///   - message: Why, in the words of whoever does it; may be empty.
  ///   - target: The change that this one undoes.
  /// - Returns: What `body` returns, and the names of the changes; none when it did nothing.
  @discardableResult
  public func edit<Result>(
    time: UInt64, message: String = "", undoing target: ChangeID? = nil,
    _ body: (ChangeBuilder) throws -> Result
  ) throws -> (result: Result, changes: [ChangeID]) {
    try write { transaction in
      let role = try database.first("SELECT role FROM device WHERE id = ?1", [.blob(device.bytes)])
      {
        Role(rawValue: UInt8(truncatingIfNeeded: $0.integer(0)))
      }
      guard let role = role ?? nil, role >= .writer else {
        throw ReplicaError.refused("you may read this workspace, and not write in it")
      }
      var changes: [ChangeID] = []
      let builder = ChangeBuilder(transaction) { operations in
        let id = try self.commit(
          operations, time: time, message: message, undoing: target, in: transaction)
        changes.append(id)
        return id
      }
      let result = try body(builder)
      try builder.flush()
      return (result, changes)
    }
  }

  private func commit(
    _ operations: [Operation], time: UInt64, message: String, undoing target: ChangeID?,
    in transaction: Transaction
  ) throws -> ChangeID {
    let meta = Meta(database)
    let replica = ReplicaID(rawValue: try meta.bits(.replica))
    func make(
      _ operations: [Operation], on past: [ChangeID], undoing undoes: ChangeID? = nil
    ) throws -> ChangeID {
      let number = try meta.bits(.number) + 1
      let named =
        past + operations.flatMap(\.references).map(\.change) + [undoes].compactMap { $0 }
      let lamport = try named.map { try transaction.info($0)?.lamport ?? 0 }.max() ?? 0
      let change = Change(
        replica: replica, number: number, pastLamport: lamport, dependencies: past, time: time,
        author: device, undoes: undoes, message: message, operations: operations)
      let encoded: EncodedChange
      do {
        encoded = try EncodedChange(change, hash: hash)
      } catch {
        throw ReplicaError.refused("this is more than one change can hold: \(error)")
      }
      guard try transaction.admit(encoded, segment: nil) == .applied else {
        preconditionFailure("a change made here was not applied")
      }
      try meta.set(.number, .bits(number))
      return encoded.id
    }
    var frontier = try transaction.frontier().map(\.id)
    // A frontier wider than a change can follow is first joined by changes that do nothing.
    while frontier.count > Limits.dependenciesMax {
      _ = try make([], on: Array(frontier.prefix(Limits.dependenciesMax)))
      frontier = try transaction.frontier().map(\.id)
    }
    return try make(operations, on: frontier, undoing: target)
  }
}

/// A lock in a class, so that it can be held across a throwing closure.
private final class HeldLock {
  private var lock: FileLock?

  init(_ lock: consuming FileLock) { self.lock = consume lock }

  func release() { lock = nil }
}

/// The replica's own facts, one row each.
struct Meta {
  /// What is kept.
  enum Key: String {
    case workspace, device, member, replica, number
    case database, lane, relay, pin, token
    case cursor, reached
    case invite, name, epoch
    case fingerprint
  }

  let database: Connection

  init(_ database: Connection) { self.database = database }

  func first<Result>(_ key: Key, _ body: (borrowing Row) throws -> Result) throws -> Result? {
    try database.first("SELECT value FROM meta WHERE key = ?1", [.text(key.rawValue)], body)
  }

  func bits(_ key: Key) throws -> UInt64 { try first(key) { $0.bits(0) } ?? 0 }

  func blob(_ key: Key, count: Int) throws -> [UInt8] {
    guard let value = try first(key, { $0.blob(0) }), value.count == count else {
      throw ReplicaError.damaged("the replica does not know its \(key.rawValue)")
    }
    return value
  }

  func set(_ key: Key, _ value: SQLiteValue) throws {
    _ = try database.run(
      "INSERT OR REPLACE INTO meta VALUES (?1, ?2)", [.text(key.rawValue), value])
  }

  func remove(_ key: Key) throws {
    _ = try database.run("DELETE FROM meta WHERE key = ?1", [.text(key.rawValue)])
  }
}
