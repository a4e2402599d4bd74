import Bytes
import ChangeLog
import Cryptography
import Foundation
import Relay
import Review
import SQLite
import SyncProtocol
import TestSupport
import Testing
import Trust

@testable import Replica

/// Real replicas, on SQLite, against the relay's state machine in memory: the connection breaks
/// wherever the seed says.
@Suite struct SyncStoreTests {
  /// Method: three members and a second device write at random and sync over a connection that is
  /// cut after a random number of messages.
  ///
  /// In the end everybody syncs undisturbed: all digests must be equal, nothing may wait or be
  /// unsent, and each replica's views must be what its log says.
  @Test(arguments: seeds(6))
  func endAlikeWhereverTheConnectionBreaks(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let office = try Office(seed: seed)
    defer { office.remove() }
    for _ in 0..<60 {
      let replica = try #require(office.replicas.randomElement(using: &random))
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<6: try office.write(in: replica, &random)
      case 6..<9: try office.sync(replica, cutAfter: Int.random(in: 0..<25, using: &random))
      default: try office.sync(replica)
      }
    }
    for _ in 0..<2 { for replica in office.replicas { try office.sync(replica) } }
    let digest = try office.replicas[0].digest()
    for replica in office.replicas {
      #expect(try replica.digest() == digest)
      #expect(try replica.toSend().count == 0)
      #expect(try replica.setAside() == (0, 0, 0))
      let (before, after) = try replica.rebuild { _, _ in }
      #expect(before == after)
    }
    #expect(try office.replicas[0].log(limit: 10_000).count > 20)
  }

  /// The relay comes back with an empty store: the next to sync fill it again, also with what
  /// others wrote.
  @Test func aRelayThatLostItsDataIsFilledAgain() throws {
    var random = SplitMix64(seed: 99)
    let office = try Office(seed: 99)
    defer { office.remove() }
    for replica in office.replicas {
      try office.write(in: replica, &random)
      try office.sync(replica)
    }
    for replica in office.replicas { try office.sync(replica) }
    office.loseRelay()
    // Only one comes back, and brings everybody's work.
    try office.sync(office.replicas[2])
    let late = try office.join("Dora", invitedBy: office.replicas[0])
    try office.sync(late)
    // Whose name is all that the other has not seen.
    try office.sync(office.replicas[2])
    #expect(try late.digest() == office.replicas[2].digest())
  }

  /// Method: of one member, as many changes as the limit says wait in Ana's replica, or one fewer.
  ///
  /// At the limit no more of that member is taken, while the others go on; as soon as there is
  /// room, all comes that was put aside.
  @Test(arguments: [(19_999, false), (20_000, true)])
  func takesNoMoreOfAMemberWhoseChangesWait(count: Int, isPaused: Bool) throws {
    var random = SplitMix64(seed: 11)
    let office = try Office(seed: 11)
    defer { office.remove() }
    let (ana, ben, chloe) = (office.replicas[0], office.replicas[1], office.replicas[2])
    try office.sync(ana)
    let segments = try ana.database.rows(
      """
      SELECT row FROM segment JOIN device ON device.id = segment.device WHERE device.member = ?1
      """, [.blob(ben.member.bytes)]
    ) { $0.integer(0) }
    // Ben's name came in a segment of his.
    let segment = try #require(segments.first)
    try ana.database.run(
      """
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
      INSERT INTO pending SELECT CAST(i AS BLOB), x'', ?2 FROM n
      """, [.integer(count), .integer(segment)])
    for replica in [ben, chloe] {
      try replica.addNote(
        ObjectID(SecureRandom.bytes(16)), on: ObjectID([UInt8](repeating: 1, count: 16)),
        text: "Late", time: 1_795_100_000_000)
      try office.sync(replica)
    }
    try office.sync(ana)
    #expect(try ana.setAside().quarantined == (isPaused ? 1 : 0))
    #expect(
      try ana.notes(on: ObjectID([UInt8](repeating: 1, count: 16))).count == (isPaused ? 1 : 2))

    try ana.database.run("DELETE FROM pending")
    try office.write(in: ben, &random)
    for replica in [ben, chloe, ana, ben, chloe] { try office.sync(replica) }
    #expect(try ana.setAside() == (0, 0, 0))
    #expect(try ana.digest() == ben.digest())
    #expect(try ana.digest() == chloe.digest())
  }

  /// Method: everything that is said to the relay and by it, before any TLS, is searched for words
  /// that each replica holds.
  @Test func noWordOfAReviewIsInAnyMessage() throws {
    let office = try Office(seed: 12)
    defer { office.remove() }
    let ana = office.replicas[0]
    try ana.addNote(
      ObjectID(SecureRandom.bytes(16)), on: ObjectID([UInt8](repeating: 1, count: 16)),
      text: "Marker-note", time: 1_795_100_000_000)
    try office.sync(ana)
    for replica in office.replicas { try office.sync(replica) }
    let path = Replica.databasePath(office.replicas[1].folder)
    let words = ["Marker-note", "Office", "Chloe", "effectiveness"]
    var own = try Data(contentsOf: URL(fileURLWithPath: path))
    own += try Data(contentsOf: URL(fileURLWithPath: path + "-wal"))
    for word in words {
      #expect(own.range(of: Data(word.utf8)) != nil, "\(word) is in no replica")
      #expect(office.wire.range(of: Data(word.utf8)) == nil, "\(word)")
    }
    #expect(office.wire.range(of: Data(ana.workspace.bytes)) != nil)
  }

  /// A copied folder goes on beside the original: nothing is lost, and all end alike.
  @Test func aCopyBesideTheOriginalLosesNothing() throws {
    var random = SplitMix64(seed: 7)
    let office = try Office(seed: 7)
    defer { office.remove() }
    let original = office.replicas[1]
    try office.write(in: original, &random)
    let copyFolder = original.folder + "-copy"
    try FileManager.default.copyItem(atPath: original.folder, toPath: copyFolder)
    let copy = try Replica(openAt: copyFolder)
    for _ in 0..<3 {
      try office.write(in: original, &random)
      try office.write(in: copy, &random)
      try office.sync(original)
      try office.sync(copy)
    }
    for _ in 0..<2 { for replica in office.replicas + [copy] { try office.sync(replica) } }
    let digest = try office.replicas[0].digest()
    #expect(try original.digest() == digest)
    #expect(try copy.digest() == digest)
    #expect(try copy.toSend().count == 0)
  }
}
