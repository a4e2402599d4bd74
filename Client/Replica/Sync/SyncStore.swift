public import Bytes
import Cryptography
import Host
import SQLite
public import SyncProtocol
import Trust

/// A replica as a session with the relay sees it: each method is one durable transaction.
///
/// Lives as long as the connection. Holds the membership log and the keys in memory, which no
/// other process changes while this one holds the lock of the sync (``Replica/syncLock()``).
public final class SyncStore {
  let replica: Replica
  let identity: DeviceIdentity
  private(set) var log: MembershipLog
  private(set) var keyring: Keyring
  /// What came from others since ``takeNews()`` was last called.
  private var news: [News] = []
  private var remoteCount = 0
  /// The proposal that the session was given last, until the relay has answered.
  var offered: Int64?

  /// Opens the replica for one session with the relay.
  public init(_ replica: Replica) throws {
    self.replica = replica
    identity = try replica.identity()
    guard let log = try MembershipStore(replica.database).log() else {
      throw ReplicaError.damaged("there are no membership records")
    }
    self.log = log
    keyring = try Self.keyring(log, for: identity)
    // Names are hashes, so a page of changes touches pages all over the file: what does not fit
    // is written and read again several times in one transaction.
    try database.execute("PRAGMA cache_size = -\(Self.cacheKibibytes)")
  }

  /// What SQLite may keep of the file in memory during a sync.
  private static let cacheKibibytes = 40 << 10

  private static func keyring(
    _ log: MembershipLog, for identity: DeviceIdentity
  ) throws -> Keyring {
    do {
      return try log.keyring(for: identity)
    } catch {
      throw ReplicaError.damaged("the workspace's keys do not open for this device: \(error)")
    }
  }

  var database: Connection { replica.database }

  /// How many changes came from elsewhere since ``takeNews()`` was last called.
  public var receivedCount: Int { remoteCount }

  /// What came from teammates since the last call, and how many changes there were in all.
  public func takeNews() throws -> (news: [News], changes: Int) {
    defer { (news, remoteCount) = ([], 0) }
    return (try replica.shown(news), remoteCount)
  }

  /// Runs one transaction and remembers what it brought.
  ///
  /// - Parameter logPages: How long the write-ahead log may be left for the next transaction.
  func write<Result>(
    leaving logPages: Int64 = Replica.logPagesMax, _ body: (Transaction) throws -> Result
  ) throws -> Result {
    let (result, items, count) = try replica.write(leaving: logPages) { transaction in
      let result = try body(transaction)
      return (result, transaction.news, transaction.remoteCount)
    }
    news += items.prefix(max(0, Transaction.newsMax - news.count))
    remoteCount += count
    // It may have brought the end of a round.
    try replica.publishOpenings(time: UInt64(clamping: SystemClock.nowMilliseconds()))
    return result
  }
}

extension SyncStore: ClientStore {
  /// The workspace that is synced.
  public var workspace: WorkspaceID { log.workspace }

  /// Signs a login as this device.
  public func proof(ofChallenge challenge: [UInt8], spki: [UInt8]) -> Request.Proof {
    let statement = LoginStatement(workspace: workspace, challenge: challenge, relayKeyHash: spki)
    return Request.Proof(
      signer: .device(identity.id), spki: spki, signature: statement.signature(by: identity))
  }

  // MARK: The relay, as far as this replica has read it

  /// Where reading goes on.
  public func cursor() throws -> Cursor? {
    guard let bytes = try Meta(database).first(.cursor, { $0.blob(0) }) else { return nil }
    do {
      return try Cursor(decoding: bytes)
    } catch {
      throw ReplicaError.damaged("where the reading of the relay stands cannot be read")
    }
  }

  /// Replaces the cursor.
  public func setCursor(_ cursor: Cursor) throws {
    let before = try self.cursor()
    try write { _ in try put(cursor, before: before) }
  }

  /// Stores the cursor; the caller has a transaction open.
  func put(_ cursor: Cursor, before: Cursor?) throws {
    if before?.generation != cursor.generation || before?.restart != cursor.restart {
      // What was seen in another life of the relay is not comparable.
      try database.run("DELETE FROM position")
      try forgetPositions()
    }
    try Meta(database).set(.cursor, .blob(cursor.encoded))
  }

  /// Keeps proof that the relay, or a member, misbehaved.
  public func keep(_ evidence: Evidence) throws {
    _ = try write { _ in
      try database.run(
        "INSERT INTO evidence (time, text) VALUES (?1, ?2)",
        [.integer(SystemClock.nowMilliseconds()), .text(String(describing: evidence))])
    }
  }

  // MARK: The membership log

  /// The end of the log.
  public func membershipHead() -> MembershipHead {
    MembershipHead(count: UInt64(log.count), last: log.head)
  }

  /// The last record of the first `count`.
  public func lastRecord(ofFirst count: UInt64) -> RecordID? {
    guard count >= 1, count <= UInt64(log.count) else { return nil }
    return log.records[Int(count) - 1].id
  }

  /// The records from index `first` on, as many as fit.
  public func records(from first: UInt64, byteCount: Int) -> [[UInt8]] {
    guard first < UInt64(log.count) else { return [] }
    var records: [[UInt8]] = []
    var left = byteCount
    for record in log.records[Int(first)...] {
      left -= record.bytes.count + 8
      guard records.isEmpty || (left >= 0 && records.count < Limits.records) else { break }
      records.append(record.bytes)
    }
    return records
  }

  /// Verifies and stores records from index `first` on, then tries again what waited for them.
  public func admit(records: [[UInt8]], from first: UInt64) throws -> RecordAdmission {
    guard first == UInt64(log.count) else { return .rejected }
    var next = log
    for record in records {
      do {
        try next.append(record)
      } catch {
        return .rejected
      }
    }
    let keyring = try Self.keyring(next, for: identity)
    try write { transaction in
      try MembershipStore(database).store(records, of: next)
      for member in next.members {
        for device in member.devices { transaction.remember(device, of: member.id) }
      }
      try settle(with: next)
    }
    log = next
    self.keyring = keyring
    try retryQuarantined()
    return .admitted
  }
}

extension Cursor {
  /// The cursor in the replica's own table; never on the wire.
  var encoded: [UInt8] {
    var writer = ByteWriter()
    writer.writeBytes(generation.bytes)
    writer.writeInteger(restart)
    for head in [log, promised ?? log] {
      writer.writeInteger(head.position)
      writer.writeBytes(head.root.bytes)
    }
    writer.writeByte((promised == nil ? 0 : 1) | (owesCarrying ? 2 : 0))
    return writer.bytes
  }

  init(decoding bytes: [UInt8]) throws(FormatError) {
    var reader = ByteReader(bytes)
    let generation: GenerationID = try reader.readID16()
    let restart: UInt32 = try reader.readInteger()
    let log = LogHead(position: try reader.readInteger(), root: try reader.readID32())
    let promised = LogHead(position: try reader.readInteger(), root: try reader.readID32())
    let flags = try reader.readByte()
    try reader.finish()
    self.init(
      generation: generation, restart: restart, log: log,
      promised: flags & 1 == 0 ? nil : promised, owesCarrying: flags & 2 != 0)
  }
}
