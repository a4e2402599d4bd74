public import Bytes
public import ChangeLog
public import Review
import SQLite

/// What `status` and `log` tell of a replica.
extension Replica {
  /// The workspace's id as people see it: 26 digits in groups.
  public var workspaceText: String { Self.grouped(workspace.bytes) }

  /// This device's id as people compare it: 26 digits in groups.
  public var deviceText: String { Self.grouped(device.bytes) }

  static func grouped(_ bytes: [UInt8]) -> String {
    let digits = Array(Base32.encode(bytes))
    return stride(from: 0, to: digits.count, by: 5)
      .map { String(digits[$0..<min($0 + 5, digits.count)]) }.joined(separator: "-")
  }

  /// The object that `text` names.
  public func objectID(_ kind: IDKind, _ text: String) throws -> ObjectID {
    ObjectID(try ids.resolve(kind, text))
  }

  /// The spelling of an open conflict's id, or nil when it is not open.
  public func conflictID(_ kind: ConflictKind, _ cell: CellKey) throws -> String? {
    let key = ConflictKey(kind, cell)
    return try isOpen(key) ? try ids.spell(.conflict, key.id(hash: hash).bytes) : nil
  }

  /// How many changes were made here and are not at the relay yet, and when the oldest was made.
  public func toSend() throws -> (count: Int, oldest: UInt64?) {
    // Written so that partial indexes hold all of the answer: each condition is spelled as in the
    // index, and the oldest of the unsealed is the first.
    let unsealed = try database.first("SELECT count(*) FROM change WHERE segment IS NULL") {
      Int($0.integer(0))
    }
    let first = try database.first(
      "SELECT time FROM change WHERE segment IS NULL ORDER BY row LIMIT 1"
    ) { $0.bits(0) }
    let frozen = try database.first(
      "SELECT total(changes), min(since) FROM segment WHERE state != 0 AND state = ?1",
      [.integer(SegmentState.frozen.rawValue)]
    ) { (count: Int($0.integer(0)), oldest: $0.isNull(1) ? nil : $0.bits(1)) }
    let oldest = [first, frozen?.oldest].compactMap { $0 ?? nil }.min()
    return ((unsealed ?? 0) + (frozen?.count ?? 0), oldest)
  }

  /// Until when each other member was heard from: the time of the latest change that came.
  public func heardFrom() throws -> [(member: MemberID, time: UInt64?)] {
    var times: [MemberID: UInt64] = [:]
    try database.query("SELECT member, time FROM heard") {
      times[MemberID($0.blob(0))] = $0.bits(1)
    }
    return try directory().members.filter { $0 != member }.map { ($0, times[$0]) }
  }

  /// How many segments are kept aside because they break a rule, and how many changes wait for
  /// others that have not come.
  public func setAside() throws -> (quarantined: Int, waiting: Int, refused: Int) {
    func count(_ sql: String) throws -> Int {
      try database.first(sql) { Int($0.integer(0)) } ?? 0
    }
    return (
      try count("SELECT count(*) FROM segment WHERE state != 0 AND state = 3"),
      try count("SELECT count(*) FROM pending"), try count("SELECT count(*) FROM refused")
    )
  }

  /// How often the relay or a member was caught breaking a rule.
  public func evidenceCount() throws -> Int {
    try database.first("SELECT count(*) FROM evidence") { Int($0.integer(0)) } ?? 0
  }

  /// What a check of the replica found.
  public struct Diagnosis: Equatable, Sendable {
    /// What is wrong, in words; empty when nothing is.
    public let faults: [String]
    /// How many changes the log holds.
    public let changeCount: Int
    /// Replicas that went on twice under one name; no fault, since all of their changes count.
    public let twins: [Twin]
  }

  /// A replica of which different changes bear one number: its folder was copied or set back, and
  /// the program that went on had no way to notice.
  public struct Twin: Equatable, Sendable {
    /// Whose changes they are.
    public let devices: [DeviceID]
    /// The first number that was given more than once.
    public let number: UInt64
    /// How many numbers were.
    public let count: Int
  }

  /// Checks the file's structure and every change against its name.
  public func diagnose(progress: (Int, Int) -> Void) throws -> Diagnosis {
    var faults = try database.rows("PRAGMA quick_check(20)") { $0.text(0) }.filter { $0 != "ok" }
    let total = Int(try database.first("SELECT count(*) FROM change") { $0.integer(0) } ?? 0)
    var done = 0
    try database.query("SELECT id, bytes FROM change ORDER BY row") { row in
      done += 1
      progress(done, total)
      let name = Base32.encode(row.blob(0)).prefix(8)
      do {
        if try EncodedChange(decoding: row.blob(1), hash: hash).id != ChangeID(row.blob(0)) {
          faults.append("the change \(name) is not what its name says")
        }
      } catch {
        faults.append("the change \(name) cannot be read: \(error)")
      }
    }
    return Diagnosis(faults: faults, changeCount: total, twins: try Self.twins(in: database))
  }

  /// The replicas that gave a number more than once, at most 20.
  static func twins(in database: Connection) throws -> [Twin] {
    let replicas = try database.rows(
      """
      SELECT replica, min(number), count(*) FROM (
        SELECT replica, number FROM change GROUP BY replica, number HAVING count(*) > 1)
      GROUP BY replica ORDER BY replica LIMIT 20
      """
    ) { (replica: $0.integer(0), number: $0.bits(1), count: Int($0.integer(2))) }
    return try replicas.map { twin in
      let devices = try database.rows(
        "SELECT DISTINCT author FROM change WHERE replica = ?1 AND number = ?2 ORDER BY author",
        [.integer(twin.replica), .bits(twin.number)]
      ) { DeviceID($0.blob(0)) }
      return Twin(devices: devices, number: twin.number, count: twin.count)
    }
  }
}

/// What became of a segment in this replica.
enum SegmentState: Int64 {
  /// It is admitted; what it holds is applied, or waits for its past.
  case admitted = 0
  /// It was sealed here, and no relay has acknowledged it yet.
  case frozen = 1
  /// It has no good signature behind it yet.
  case held = 2
  /// It breaks a rule; the reason may change with the membership log or an epoch key.
  case quarantined = 3
}
