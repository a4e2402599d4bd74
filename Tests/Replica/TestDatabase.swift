import Bytes
import ChangeLog
import Review
import SQLite

@testable import Replica

/// A replica's database in memory that knows the devices of ``World``, without keys or a relay.
struct TestDatabase {
  let database: Connection
  private var number: UInt64 = 0
  private var lamports: [ChangeID: UInt64] = [:]

  init() throws { database = try Self.make() }

  static func make() throws -> Connection {
    let database = try Connection(path: ":memory:")
    try database.execute(Schema.pragmas)
    try database.execute(Schema.script)
    for (number, device) in World.devices.enumerated() {
      let member = World.members[device] ?? World.memberIDs[0]
      try database.run(
        "INSERT INTO device VALUES (?1, ?2, 1, ?3)",
        [.blob(device.bytes), .blob(member.bytes), .integer(number)])
    }
    let meta = Meta(database)
    try meta.set(.workspace, .blob(World.workspace.bytes))
    try meta.set(.database, .blob([UInt8](repeating: 7, count: 16)))
    try meta.set(.device, .blob(World.devices[0].bytes))
    try meta.set(.member, .blob(World.memberIDs[0].bytes))
    return database
  }

  /// Makes a change on device `place` that follows `past`, without admitting it.
  mutating func make(
    on place: Int, after past: [EncodedChange] = [], _ operations: [Operation]
  ) throws -> EncodedChange {
    number += 1
    let named = past.map(\.id) + operations.flatMap(\.references).map(\.change)
    let change = Change(
      replica: ReplicaID(rawValue: UInt64(place)), number: number,
      pastLamport: named.compactMap { lamports[$0] }.max() ?? 0, dependencies: past.map(\.id),
      time: number, author: World.devices[place], operations: operations)
    let encoded = try EncodedChange(change, hash: PlainSHA256.hash)
    lamports[encoded.id] = change.lamport
    return encoded
  }

  /// Admits `changes` in one transaction.
  @discardableResult
  func admit(_ changes: EncodedChange...) throws -> [Admission] {
    try write { transaction in
      try changes.map { try transaction.admit($0, segment: nil) }
    }
  }

  /// Runs `body` in a transaction.
  func write<Result>(_ body: (Transaction) throws -> Result) throws -> Result {
    try database.withTransaction {
      let transaction = try Transaction(database, localMember: World.memberIDs[0])
      let result = try body(transaction)
      try transaction.finish()
      return result
    }
  }

  /// The kinds of the open conflicts, in their order.
  func conflicts() throws -> [ConflictKind] {
    try database.rows("SELECT kind FROM conflict ORDER BY kind") {
      ConflictKind(rawValue: UInt8($0.integer(0)))
    }.compactMap { $0 }
  }
}
