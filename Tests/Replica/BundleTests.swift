import Bytes
import ChangeLog
import Cryptography
import Foundation
import Review
import SQLite
import SyncProtocol
import TestSupport
import Testing
import Trust

@testable import Replica

/// Replicas that sync through files, through a relay, or through both.
@Suite struct BundleTests {
  /// Method: people write, sync with a relay over a connection that breaks, and hand bundles to
  /// each other, of everything or since an older one.
  ///
  /// Whatever came by a bundle must be at the relay in the end, without that anything waits.
  @Test(arguments: seeds(6))
  func bundlesAndTheRelayInAnyOrderEndAlike(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let office = try Office(seed: seed)
    defer { office.remove() }
    var older: [String] = []
    for _ in 0..<40 {
      let replica = try #require(office.replicas.randomElement(using: &random))
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<5: try office.write(in: replica, &random)
      case 5, 6: try office.sync(replica, cutAfter: Int.random(in: 0..<25, using: &random))
      default:
        let since = Bool.random(using: &random) ? older.randomElement(using: &random) : nil
        let bundle = try Bundled.make(by: replica, since: since, in: office)
        older.append(bundle)
        let other = try #require(office.replicas.randomElement(using: &random))
        let outcome = try Bundled.apply(bundle, to: other, &random)
        #expect(outcome.refused == [])
        #expect(outcome.evidence == [])
      }
    }
    for _ in 0..<2 { for replica in office.replicas { try office.sync(replica) } }
    let digest = try office.replicas[0].digest()
    for replica in office.replicas {
      #expect(try replica.digest() == digest)
      #expect(try replica.toSend().count == 0)
      #expect(try replica.setAside() == (0, 0, 0))
      #expect(try replica.evidenceCount() == 0)
      let (before, after) = try replica.rebuild { _, _ in }
      #expect(before == after)
    }
  }

  @Test func twoWithoutANetworkEndAlikeAndApplyingAgainChangesNothing() throws {
    var random = SplitMix64(seed: 3)
    let office = try Office(seed: 3)
    defer { office.remove() }
    let (ana, ben) = (office.replicas[0], office.replicas[1])
    var last: String?
    for _ in 0..<5 {
      for (writer, reader) in [(ana, ben), (ben, ana)] {
        for _ in 0..<3 { try office.write(in: writer, &random) }
        let bundle = try Bundled.make(by: writer, since: last, in: office)
        last = bundle
        #expect(try Bundled.apply(bundle, to: reader, &random).waiting == 0)
        #expect(try ana.digest() == ben.digest())
        let again = try Bundled.apply(bundle, to: reader, &random)
        #expect(again.added == 0)
        #expect(try ana.digest() == ben.digest())
      }
    }
    let all = try Bundled.make(by: ana, in: office)
    #expect(try Bundled.apply(all, to: ana, &random).added == 0)
    #expect(try ana.setAside() == (0, 0, 0))
  }

  /// Method: what two people wrote on each other's words, in turns, goes to the relay over a
  /// connection that breaks after any number of messages.
  ///
  /// Wherever it breaks, nobody else may get a change whose past the relay lacks.
  @Test(arguments: [4, 6, 7, 8, 9, 10, 11, 12, 14, 16, 18])
  func nothingIsAtTheRelayBeforeWhatItFollows(messageCount: Int) throws {
    var random = SplitMix64(seed: UInt64(messageCount))
    let office = try Office(seed: 5)
    defer { office.remove() }
    let (ana, ben, chloe) = (office.replicas[0], office.replicas[1], office.replicas[2])
    for replica in office.replicas { try office.sync(replica) }
    for _ in 0..<4 {
      for (writer, reader) in [(ana, ben), (ben, ana)] {
        try office.write(in: writer, &random)
        _ = try Bundled.apply(
          try Bundled.make(by: writer, in: office), to: reader, &random)
      }
    }
    try office.write(in: ana, &random)
    try office.sync(ana, cutAfter: messageCount)
    try office.sync(chloe)
    #expect(try chloe.setAside() == (0, 0, 0))
    for replica in [ana, chloe] { try office.sync(replica) }
    #expect(try ana.digest() == chloe.digest())
    #expect(try ana.toSend().count == 0)
  }

  @Test func ofABundleThatBuildsOnMoreWaitsUntilTheRestComes() throws {
    var random = SplitMix64(seed: 8)
    let office = try Office(seed: 8)
    defer { office.remove() }
    let (ana, ben) = (office.replicas[0], office.replicas[1])
    try note(in: ana)
    let first = try Bundled.make(by: ana, in: office)
    try note(in: ana)
    let second = try Bundled.make(by: ana, since: first, in: office)
    let before = try ben.digest()
    #expect(try Bundled.apply(second, to: ben, &random).waiting == 1)
    #expect(try ben.digest() == before)
    #expect(try Bundled.apply(first, to: ben, &random).added >= 2)
    #expect(try ben.digest() == ana.digest())
    #expect(try ben.setAside() == (0, 0, 0))
  }

  @Test func membersWhoJoinedLaterAreInTheBundle() throws {
    var random = SplitMix64(seed: 9)
    let office = try Office(seed: 9)
    defer { office.remove() }
    let ben = office.replicas[1]
    let dora = try office.join("Dora", invitedBy: office.replicas[0])
    try office.write(in: dora, &random)
    let bundle = try Bundled.make(by: dora, in: office)
    #expect(try Bundled.apply(bundle, to: ben, &random).refused == [])
    #expect(try ben.digest() == dora.digest())
    // An older bundle, with fewer records, is still taken.
    let old = try Bundled.make(by: office.replicas[2], in: office)
    #expect(try Bundled.apply(old, to: ben, &random).refused == [])
  }

  /// A copied folder in which somebody set the lane back, so that it signs two segments for one
  /// place: the second one is refused, with proof, and what is here stays.
  @Test func aDeviceThatSignsTwoSegmentsForOnePlaceIsCaught() throws {
    var random = SplitMix64(seed: 10)
    let office = try Office(seed: 10)
    defer { office.remove() }
    let (ana, ben) = (office.replicas[0], office.replicas[1])
    try note(in: ben)
    try office.sync(ben)
    try office.sync(ana)
    let copyFolder = ben.folder + "-copy"
    try FileManager.default.copyItem(atPath: ben.folder, toPath: copyFolder)
    let lane = try Meta(ben.database).bits(.lane)
    let copy = try Replica(openAt: copyFolder)
    try note(in: copy)
    try Meta(copy.database).set(.lane, .bits(lane))
    try note(in: ben)
    _ = try Bundled.apply(try Bundled.make(by: ben, in: office), to: ana, &random)
    let digest = try ana.digest()
    let forked = try Bundled.make(by: copy, in: office)
    let outcome = try Bundled.apply(forked, to: ana, &random)
    #expect(outcome.evidence.count == 1)
    #expect(outcome.refused.count == 1)
    #expect(try ana.digest() == digest)
    #expect(try ana.evidenceCount() == 1)
    #expect(try Bundled.apply(forked, to: ana, &random).refused.count == 1)
    #expect(try ana.evidenceCount() == 1)
  }

  /// A member vouches for a bundle with a segment that its author never signed.
  @Test func aSegmentThatItsAuthorDidNotSignIsNotApplied() throws {
    let office = try Office(seed: 11)
    defer { office.remove() }
    let (ana, ben) = (office.replicas[0], office.replicas[1])
    for replica in [ana, ben] { try office.sync(replica) }
    try note(in: ben)
    let bundle = try Bundled.make(by: ben, in: office)
    let digest = try ana.digest()
    let forged = try Bundled.segments(of: bundle).map { segment in
      guard segment.header.lane.device == ben.device else { return segment }
      var bytes = segment.bytes
      bytes[bytes.count - 1] ^= 1
      return try Segment(parsing: bytes)
    }
    let outcome = try SyncStore(ana).store(bundled: forged)
    #expect(outcome.waiting == 1)
    #expect(outcome.added == 0)
    #expect(try ana.digest() == digest)
  }

  private func note(in replica: Replica) throws {
    try replica.addNote(
      ObjectID(SecureRandom.bytes(16)), on: ObjectID([UInt8](repeating: 1, count: 16)),
      text: "Something", time: 1_795_100_000_000)
  }
}

/// Bundles of an office, on its disk.
private enum Bundled {
  static func make(
    by replica: Replica, since other: String? = nil, in office: Office
  ) throws -> String {
    let path = office.newPath()
    let store = try SyncStore(replica)
    try store.sealAll()
    let known = try other.map { try read($0).head.lanes } ?? []
    var count = 0
    let (lanes, byteCount) = try store.writeBundle(to: path, beyond: known, time: 1) { count = $0 }
    #expect(lanes.reduce(0) { $0 + $1.segmentCount } == UInt64(count))
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count == byteCount)
    return path
  }

  static func segments(of path: String) throws -> [Segment] { try read(path).segments }

  /// Applies the bundle in transactions of random lengths.
  static func apply(
    _ path: String, to replica: Replica, _ random: inout SplitMix64
  ) throws -> SyncStore.BundleOutcome {
    let (_, log, segments) = try read(path)
    let store = try SyncStore(replica)
    #expect(try store.admit(membershipOf: log))
    var outcome = SyncStore.BundleOutcome()
    var rest = segments[...]
    while !rest.isEmpty {
      let count = Int.random(in: 1...8, using: &random)
      outcome += try store.store(bundled: Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
    return outcome
  }

  private static func read(
    _ path: String
  ) throws -> (head: BundleHead, log: MembershipLog, segments: [Segment]) {
    var reader = BundleReader()
    reader.feed(Array(try Data(contentsOf: URL(fileURLWithPath: path))))
    var start: (BundleHead, MembershipLog)?
    var segments: [Segment] = []
    while let item = try reader.next() {
      switch item {
      case .start(let head, let log): start = (head, log)
      case .segment(let segment): segments.append(segment)
      }
    }
    guard case .whole = try reader.finish() else { throw Cut() }
    let (head, log) = try #require(start)
    return (head, log, segments)
  }

  private struct Cut: Error {}
}
