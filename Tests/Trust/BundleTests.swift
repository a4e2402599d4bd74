import Bytes
import Cryptography
import Foundation
import TestSupport
import Testing

@testable import Trust

@Suite struct BundleTests {
  private let team: Team
  private let lanes: [BundleLane]
  private let segments: [Segment]
  private let bundle: [UInt8]

  init() throws {
    team = try Team()
    var writer = Writer(team.founder, lane: 1, in: team.log.workspace)
    let keys = try team.keys
    let head = team.log.head
    segments = try [[1], [2, 3]].map { try writer.seal([$0], head: head, keys: keys).segment }
    lanes = [
      BundleLane(lane: writer.tip.lane, after: 0, last: 2, id: writer.tip.id)
    ]
    bundle = Self.bundle(team.log, lanes, segments, by: team.founder)
  }

  private static func bundle(
    _ log: MembershipLog, _ lanes: [BundleLane], _ segments: [Segment], by maker: DeviceIdentity
  ) -> [UInt8] {
    var writer = BundleWriter(log, lanes: lanes, time: Team.time)
    var content: [UInt8] = []
    for record in log.records { content += writer.frame(record.bytes) }
    for segment in segments { content += writer.frame(segment.bytes) }
    let count = writer.headByteCount
    let head = writer.head(signedBy: maker)
    precondition(head.count == count, "a head of another length than announced")
    return head + content
  }

  /// What a reader makes of `bytes` that come in pieces of `size`.
  private struct Reading {
    var head: BundleHead?
    var segments: [Segment] = []
    /// Nil for a whole bundle.
    var missing: [BundleLane]?

    init(_ bytes: [UInt8], pieces size: Int = 4_096) throws(BundleFault) {
      var reader = BundleReader()
      for start in stride(from: 0, to: bytes.count, by: size) {
        reader.feed(Array(bytes[start..<min(start + size, bytes.count)]))
        while let item = try reader.next() {
          switch item {
          case .start(let head, _): self.head = head
          case .segment(let segment): segments.append(segment)
          }
        }
      }
      if case .cutOff(let missing) = try reader.finish() { self.missing = missing }
    }
  }

  @Test(arguments: [1, 7, 125, 1_000, 100_000])
  func givesBackWhatWasPutInInPiecesOfAnySize(size: Int) throws {
    let reading = try Reading(bundle, pieces: size)
    let head = try #require(reading.head)
    #expect(reading.missing == nil)
    #expect(reading.segments == segments)
    #expect(head.lanes == lanes)
    #expect(head.segmentCount == 2)
    #expect(head.maker == team.founder.id)
    #expect(head.workspace == team.log.workspace)
    #expect(head.memberHead == team.log.head)
  }

  @Test func aFileThatEndsAnywhereGivesAPrefixAndSaysWhatIsMissing() throws {
    for count in 0..<bundle.count {
      let reading = try Reading(Array(bundle.prefix(count)))
      #expect(reading.segments.elementsEqual(segments.prefix(reading.segments.count)))
      let missing = try #require(reading.missing, "\(count) bytes pass for a whole bundle")
      if reading.head != nil {
        #expect(missing.first?.after == UInt64(reading.segments.count))
        #expect(missing.first?.last == 2)
      }
    }
    #expect(try Reading(Array(bundle.dropLast())).segments.count == 1)
  }

  @Test func noFlippedBitPassesForTheWhole() {
    for bit in 0..<bundle.count * 8 {
      var bytes = bundle
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      let isWhole = (try? Reading(bytes)).map { $0.missing == nil } ?? false
      #expect(!isWhole, "bit \(bit)")
    }
  }

  @Test func refusesWhatIsNoBundleAtTheFirstBytes() {
    for text in ["hello", "CNC1", "C", "\0"] where text != "C" {
      #expect(throws: BundleFault.notABundle) { try Reading(Array(text.utf8)) }
    }
    #expect(throws: BundleFault.needsNewer) { try Reading(Array("CNB2".utf8)) }
    var other = bundle
    other[4] = 2
    #expect(throws: BundleFault.needsNewer) { try Reading(other) }
  }

  @Test func refusesBytesBehindTheEnd() {
    #expect(throws: BundleFault.damaged(FormatError(.trailing(1), at: bundle.count))) {
      try Reading(bundle + [0])
    }
  }

  /// What a stranger claims makes a reader neither wait for gigabytes nor reserve them.
  @Test func refusesClaimsBeyondTheLimits() {
    let itemStart = bundle.count - segments[1].bytes.count - 4
    for offset in [121, 77, itemStart] {
      var bytes = bundle
      bytes.replaceSubrange(offset..<offset + 4, with: [0xff, 0xff, 0xff, 0xff])
      #expect(throws: BundleFault.self, "offset \(offset)") { try Reading(bytes) }
    }
  }

  @Test func refusesAMakerWhoIsNoDeviceOfTheWorkspace() {
    let forged = Self.bundle(team.log, lanes, segments, by: identity("stranger"))
    #expect(throws: BundleFault.notVouchedFor) { try Reading(forged) }
  }

  @Test func refusesASignatureByAnotherDeviceThanTheMaker() throws {
    var team = try Team()
    try team.admit("b", as: .writer)
    let good = Self.bundle(team.log, lanes, segments, by: team.founder)
    let other = Self.bundle(team.log, lanes, segments, by: identity("b"))
    #expect(try Reading(good).missing == nil)
    #expect(try Reading(other).missing == nil)
    let end = BundleHead.byteCount(laneCount: 1)
    let mixed = good[..<(end - 64)] + other[(end - 64)..<end] + good[end...]
    #expect(throws: BundleFault.notVouchedFor) { try Reading(Array(mixed)) }
  }

  @Test func refusesSegmentsThatTheManifestDoesNotList() throws {
    var elsewhere = Writer(team.founder, lane: 2, in: team.log.workspace)
    let foreign = try elsewhere.seal([[9]], head: team.log.head, keys: try team.keys).segment
    for wrong in [
      [segments[1], segments[0]], [segments[0], foreign], [segments[0], segments[0]],
      segments + [foreign],
    ] {
      let bytes = Self.bundle(team.log, lanes, wrong, by: team.founder)
      #expect(throws: BundleFault.self) { try Reading(bytes) }
    }
    // Another segment than the one that the manifest names at the end of the lane.
    var fork = Writer(team.founder, lane: 1, in: team.log.workspace)
    let keys = try team.keys
    _ = try fork.seal([[1]], head: team.log.head, keys: keys)
    let other = try fork.seal([[7]], head: team.log.head, keys: keys).segment
    let bytes = Self.bundle(team.log, lanes, [segments[0], other], by: team.founder)
    #expect(throws: BundleFault.self) { try Reading(bytes) }
  }

  @Test func refusesTheMembershipRecordsOfAnotherWorkspace() throws {
    let genesis = try MembershipLog.makeGenesis(
      by: identity("z"), member: memberID("z"), secret: secret("other epoch"),
      ephemeralSeed: secret("z seed"), time: Team.time)
    let other = try MembershipLog(genesis: genesis)
    let good = Self.bundle(other, [], [], by: identity("z"))
    #expect(try Reading(good).missing == nil)
    var bytes = good
    bytes.replaceSubrange(5..<21, with: team.log.workspace.bytes)
    #expect(throws: BundleFault.badMembership(.refused(.genesisMatchesWorkspace))) {
      try Reading(bytes)
    }
  }

  @Test func aBundleOfNothingNewIsWhole() throws {
    let held = lanes.map { BundleLane(lane: $0.lane, after: 2, last: 2, id: $0.id) }
    let reading = try Reading(Self.bundle(team.log, held, [], by: team.founder))
    #expect(reading.missing == nil)
    #expect(reading.head?.lanes == held)
  }

  @Test func theHeadIsAsDocumented() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    let text = try String(contentsOf: root.appending(path: "docs/format.md"), encoding: .utf8)
    let expected = try #require(DocumentExamples(text)["bundle head"])
    let made = Self.bundle(team.log, [], [], by: team.founder)
    #expect(Hex.encode(Array(made.prefix(expected.count))) == Hex.encode(expected))
    #expect(expected.count == BundleHead.byteCount(laneCount: 0))
  }
}
