import Bytes
import Cryptography
import TestSupport
import Testing

@testable import Trust

@Suite struct SegmentTests {
  private let team: Team
  private let sealed: OpenedSegment
  private let keys: EpochKeys

  init() throws {
    team = try Team()
    keys = try team.keys
    var writer = Writer(team.founder, lane: 1, in: team.log.workspace)
    sealed = try writer.seal([Array("hello".utf8)], head: team.log.head, keys: keys)
  }

  @Test func givesBackTheChanges() throws {
    var writer = Writer(team.founder, lane: 1, in: team.log.workspace)
    for changes in [[[]], [[1], [], [2, 3]], [[UInt8](repeating: 7, count: 60_000)]] {
      let segment = try writer.seal(changes, head: team.log.head, keys: keys).segment
      let parsed = try Segment(parsing: segment.bytes)
      #expect(parsed == segment)
      #expect(parsed.id == segment.id)
      #expect(try OpenedSegment(opening: parsed, with: keys).inner.changeBytes == changes)
    }
    #expect(writer.tip.sequence == 3)
  }

  @Test func compressesOnlyWhatGetsSmaller() throws {
    var writer = Writer(team.founder, lane: 1, in: team.log.workspace)
    let words = [UInt8](repeating: 7, count: 60_000)
    #expect(try writer.seal([words], head: team.log.head, keys: keys).segment.bytes.count < 1_000)
    #expect(!sealed.segment.header.isDeflated)
  }

  /// The only bit that may change unnoticed by all of parser, signature and cipher is none.
  @Test func refusesEveryFlippedBit() throws {
    let original = sealed.segment
    for bit in 0..<original.bytes.count * 8 {
      var bytes = original.bytes
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      guard let changed = try? Segment(parsing: bytes) else { continue }
      #expect(!changed.isSigned(by: team.founder.keys), "bit \(bit)")
      let isInSignature = bit / 8 >= bytes.count - Ed25519.signatureByteCount
      #expect((changed.id == original.id) == isInSignature, "bit \(bit)")
      let opened = try? OpenedSegment(opening: changed, with: keys)
      #expect((opened != nil) == isInSignature, "bit \(bit)")
    }
  }

  @Test func refusesEveryTruncationAndAnythingBehind() {
    let bytes = sealed.segment.bytes
    for count in 0..<bytes.count {
      #expect(throws: FormatError.self) { try Segment(parsing: Array(bytes.prefix(count))) }
    }
    #expect(throws: FormatError(.trailing(1), at: bytes.count)) {
      try Segment(parsing: bytes + [0])
    }
  }

  @Test(arguments: [
    (4, 0, "a segment of no kind"), (5, 2, "an unknown flag of a segment"),
    (6, 1, "a segment header of another length"), (0, 0, "not a segment of suite 1"),
  ])
  func refusesAHeaderWithReservedBits(offset: Int, value: UInt8, rule: String) {
    var bytes = sealed.segment.bytes
    bytes[offset] = value
    do {
      _ = try Segment(parsing: bytes)
      Issue.record("parsed")
    } catch {
      #expect(error.description.hasPrefix(rule))
    }
  }

  @Test func refusesNumbersOutOfBounds() {
    let zero = [UInt8](repeating: 0, count: 8)
    let large = [UInt8](repeating: 0xff, count: 8)
    for (offset, value) in [(48, zero), (48, large), (120, Array(zero.prefix(4)))] {
      var bytes = sealed.segment.bytes
      bytes.replaceSubrange(offset..<offset + value.count, with: value)
      #expect(throws: FormatError.self) { try Segment(parsing: bytes) }
    }
    for count in [UInt32(0), 271, UInt32(TrustLimits.ciphertextBytesMax) + 1, .max] {
      var writer = ByteWriter()
      writer.writeInteger(count)
      var bytes = sealed.segment.bytes
      bytes.replaceSubrange(124..<128, with: writer.bytes)
      #expect(throws: FormatError.self) { try Segment(parsing: bytes) }
    }
  }

  @Test func opensUnderItsOwnEpochOnly() {
    for number in [keys.number, keys.number + 1] {
      let other = EpochKeys(number, secret: secret("other"), workspace: team.log.workspace)
      #expect(throws: number == keys.number ? SegmentFault.notAuthentic : .wrongEpoch) {
        try OpenedSegment(opening: sealed.segment, with: other)
      }
    }
    let elsewhere = EpochKeys(
      1, secret: secret("epoch 1"), workspace: WorkspaceID(bytes("elsewhere").prefix(16)))
    #expect(throws: SegmentFault.wrongEpoch) {
      try OpenedSegment(opening: sealed.segment, with: elsewhere)
    }
  }

  @Test func repeatedRandomnessMakesNoRepeatedSalt() throws {
    let tip = LaneTip.start(of: sealed.segment.header.lane, in: team.log.workspace)
    let writer = Writer(team.founder, lane: 1, in: team.log.workspace)
    let salts = try [[UInt8]]([[1], [2]]).map { change in
      try OpenedSegment.seal(
        try writer.inner([change]), after: tip, memberHead: team.log.head, keys: keys,
        identity: team.founder, random: bytes("stuck generator")
      ).segment.header.salt
    }
    #expect(salts[0] != salts[1])
  }

  @Test func splitsNothingByItself() throws {
    var random = SplitMix64(seed: 1)
    let noise = (0..<TrustLimits.changeBytesMax).map { _ in
      UInt8.random(in: 0...255, using: &random)
    }
    var writer = Writer(team.founder, lane: 1, in: team.log.workspace)
    #expect(throws: FormatError.self) {
      try writer.seal([noise, noise], head: team.log.head, keys: keys)
    }
    #expect(try writer.seal([noise], head: team.log.head, keys: keys).inner.changes.count == 1)
  }
}

@Suite struct StoredSegmentTests {
  private let team: Team
  private let keys: EpochKeys

  init() throws {
    team = try Team()
    keys = try team.keys
  }

  @Test(arguments: [false, true])
  func carriesTheSameBytesAgain(isLarge: Bool) throws {
    var writer = Writer(team.founder, lane: 1, in: team.log.workspace)
    let change = [UInt8](repeating: 7, count: isLarge ? 60_000 : 20)
    let sealed = try writer.seal([change], head: team.log.head, keys: keys)
    #expect(sealed.segment.header.isDeflated == isLarge)
    let stored = try StoredSegment(parsing: sealed.stored)
    #expect(stored.header == sealed.segment.header)
    #expect(try stored.inner() == sealed.inner)
    #expect(try stored.sealed(with: keys, as: sealed.segment.id) == sealed.segment)
    let opened = try OpenedSegment(opening: sealed.segment, with: keys)
    #expect(opened.stored == sealed.stored)
  }

  @Test func carriesNothingThatWasDamaged() throws {
    var writer = Writer(team.founder, lane: 1, in: team.log.workspace)
    let sealed = try writer.seal([[1, 2, 3]], head: team.log.head, keys: keys)
    let original = sealed.stored
    let signatureStart = original.count - Ed25519.signatureByteCount
    for bit in 0..<signatureStart * 8 {
      var bytes = original
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      guard let stored = try? StoredSegment(parsing: bytes) else { continue }
      #expect(throws: SegmentFault.self) {
        try stored.sealed(with: keys, as: sealed.segment.id)
      }
    }
    for count in 0..<original.count {
      let stored = try? StoredSegment(parsing: Array(original.prefix(count)))
      #expect((try? stored?.sealed(with: keys, as: sealed.segment.id)) == nil)
    }
  }
}
