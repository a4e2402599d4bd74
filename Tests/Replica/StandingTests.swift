import Bytes
import Cryptography
import Review
import Testing

@testable import Replica

/// What a replica knows of what the others have seen.
@Suite struct StandingTests {
  private func write(_ count: Int, in replica: Replica) throws {
    for place in 0..<count {
      try replica.addNote(
        ObjectID(SecureRandom.bytes(16)), on: ObjectID([UInt8](repeating: 1, count: 16)),
        text: "note", time: 1_795_000_100_000 + UInt64(place))
    }
  }

  @Test func aMemberIsBehindUntilTheyWriteHavingSeen() throws {
    let office = try Office(seed: 4)
    defer { office.remove() }
    let (ana, ben) = (office.replicas[0], office.replicas[1])
    for _ in 0..<2 { for replica in office.replicas { try office.sync(replica) } }
    try write(1, in: ben)
    try office.sync(ben)
    try office.sync(ana)
    #expect(try ana.unseenChanges()[ben.member] == 0)
    // What is not sent yet cannot have been seen by anybody, and is told apart.
    try write(3, in: ana)
    #expect(try ana.unseenChanges()[ben.member] == 0)
    try office.sync(ana)
    #expect(try ana.unseenChanges()[ben.member] == 3)
    // Ben sends what he wrote before he read.
    try write(1, in: ben)
    try office.sync(ben)
    try write(1, in: ben)
    try office.sync(ben)
    try office.sync(ana)
    #expect(try ana.unseenChanges()[ben.member] == 0)
    #expect(try ana.unseenChanges()[ana.member] == nil)
  }

  @Test func nothingIsKnownWhenTheRelayLostItsLog() throws {
    let office = try Office(seed: 5)
    defer { office.remove() }
    let (ana, ben) = (office.replicas[0], office.replicas[1])
    for _ in 0..<2 { for replica in office.replicas { try office.sync(replica) } }
    try write(1, in: ben)
    try office.sync(ben)
    try office.sync(ana)
    #expect(try ana.unseenChanges()[ben.member] != nil)
    office.loseRelay()
    try office.sync(ana)
    #expect(try ana.unseenChanges().isEmpty)
  }
}
