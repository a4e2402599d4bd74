import Bytes
import ChangeLog
import Testing

@testable import Replica

/// Different changes of one replica that bear one number.
@Suite struct TwinTests {
  private func change(
    _ replica: UInt64, _ number: UInt64, on device: Int = 0, time: UInt64 = 0
  ) throws -> EncodedChange {
    try EncodedChange(
      Change(
        replica: ReplicaID(rawValue: replica), number: number, pastLamport: 0, dependencies: [],
        time: time, author: World.devices[device], operations: []), hash: PlainSHA256.hash)
  }

  @Test func areCountedByReplicaAndNamed() throws {
    let database = try TestDatabase()
    try database.admit(change(1, 1), change(1, 2), change(1, 3), change(2, 1, on: 1))
    #expect(try Replica.twins(in: database.database) == [])
    // The same change again is no other one.
    try database.admit(change(1, 2))
    #expect(try Replica.twins(in: database.database) == [])

    // Names that are negative as SQLite holds them; three changes of one number count as one.
    let large = UInt64.max - 1
    try database.admit(
      change(1, 2, time: 9), change(1, 3, time: 9), change(1, 3, on: 2),
      change(large, 7), change(large, 7, on: 3))
    #expect(
      try Replica.twins(in: database.database) == [
        Replica.Twin(devices: [World.devices[0], World.devices[3]], number: 7, count: 1),
        Replica.Twin(devices: [World.devices[0]], number: 2, count: 2),
      ])
  }
}
