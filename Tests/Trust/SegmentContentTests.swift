import Bytes
import Compression
import Cryptography
import Testing

@testable import Trust

/// Segments that a member with the keys made by hand, to see what readers do with them.
@Suite struct SegmentContentTests {
  private let team: Team
  private let keys: EpochKeys

  init() throws {
    team = try Team()
    keys = try team.keys
  }

  /// Seals `plaintext` as it is, with a good signature.
  private func segment(_ plaintext: [UInt8], isDeflated: Bool = false) throws -> Segment {
    let tip = LaneTip.start(
      of: Lane(device: team.founder.id, id: LaneID(rawValue: 1)), in: team.log.workspace)
    let draft = SegmentHeader(
      kind: .changes, isDeflated: isDeflated, workspace: team.log.workspace, lane: tip.lane,
      sequence: 1, previous: tip.id, memberHead: team.log.head, epoch: 1,
      ciphertextByteCount: plaintext.count + AEAD.tagByteCount, salt: [])
    let cipher = SegmentCipher(prefix: draft.encodedPrefix, salt: bytes("salt"), keys: keys)
    let sealed = cipher.seal(plaintext)
    let id = Segment.id(of: sealed.span, ciphertextByteCount: draft.ciphertextByteCount)
    return try Segment(
      parsing: sealed + team.founder.sign(Segment.signedMessage(id)))
  }

  private func verdict(_ segment: Segment) -> String {
    let tip = LaneTip.start(of: segment.header.lane, in: team.log.workspace)
    return LaneVerifier(team.log).open([segment], after: tip, with: team.keyring)
      .verdicts[0].summary
  }

  private func padded(_ body: [UInt8]) -> [UInt8] {
    SegmentBody(bytes: body, isDeflated: false).plaintext
  }

  private func inner(count: UInt32 = 1, changes: [UInt8] = [0, 0, 0, 1, 9]) -> [UInt8] {
    var writer = ByteWriter()
    writer.writeBytes([UInt8](repeating: 0, count: 56))
    writer.writeInteger(UInt64(1))
    writer.writeInteger(count)
    writer.writeBytes(changes)
    return writer.bytes
  }

  @Test func takesWhatIsWellMade() throws {
    #expect(verdict(try segment(padded(inner()))) == "accepted")
  }

  @Test func refusesAnotherPadding() throws {
    var dirty = padded(inner())
    dirty[dirty.count - 1] = 1
    #expect(verdict(try segment(dirty)) == "bad-padding")
    let long = padded(inner()) + [UInt8](repeating: 0, count: 16)
    #expect(verdict(try segment(long)) == "bad-padding")
    for claimed in [UInt32(0xffff_ffff), 253, 257] {
      var writer = ByteWriter()
      writer.writeInteger(claimed)
      let plaintext = writer.bytes + [UInt8](repeating: 0, count: 252)
      #expect(verdict(try segment(plaintext)) == "bad-padding")
    }
  }

  @Test func refusesAnotherContent() throws {
    let bad: [[UInt8]] = [
      inner() + [0],
      inner(count: 0, changes: []),
      inner(count: 2),
      inner(count: UInt32.max),
      inner(count: 1, changes: [0xff, 0xff, 0xff, 0xff]),
      Array(inner().dropLast()),
      [],
      inner(count: 4_097, changes: [UInt8](repeating: 0, count: 4 * 4_097)),
    ]
    for body in bad { #expect(verdict(try segment(padded(body))) == "bad-content") }
    let most = inner(count: 4_096, changes: [UInt8](repeating: 0, count: 4 * 4_096))
    #expect(verdict(try segment(padded(most))) == "accepted")
  }

  @Test func refusesNumbersThatCountFromZero() throws {
    var body = inner()
    body[63] = 0
    #expect(verdict(try segment(padded(body))) == "bad-content")
  }

  @Test func refusesAPositionWithoutAGeneration() throws {
    for offset in [23, 55] {
      var body = inner()
      body[offset] = 1
      #expect(verdict(try segment(padded(body))) == "bad-content")
      body[0] = 1
      #expect(verdict(try segment(padded(body))) == "accepted")
    }
  }

  private func deflated(_ content: [UInt8], declared: UInt32? = nil) -> [UInt8] {
    var writer = ByteWriter()
    writer.writeInteger(declared ?? UInt32(content.count))
    writer.writeBytes(Deflate.compress(content))
    return writer.bytes
  }

  @Test func inflatesExactlyWhatIsDeclared() throws {
    let good = deflated(inner())
    #expect(verdict(try segment(padded(good), isDeflated: true)) == "accepted")
    let bad = [
      deflated(inner(), declared: UInt32(inner().count - 1)),
      deflated(inner(), declared: UInt32(inner().count + 1)),
      deflated(inner(), declared: .max), good + [0], Array(good.dropLast()), [], [0, 0],
      inner(),
    ]
    for body in bad {
      #expect(verdict(try segment(padded(body), isDeflated: true)) == "bad-compression")
    }
  }

  @Test func stopsADeflateBomb() throws {
    let zeros = [UInt8](repeating: 0, count: TrustLimits.innerBytesMax + 1)
    for declared in [UInt32(100), UInt32(TrustLimits.innerBytesMax), UInt32(zeros.count)] {
      let bomb = deflated(zeros, declared: declared)
      #expect(bomb.count < 10_000)
      #expect(verdict(try segment(padded(bomb), isDeflated: true)) == "bad-compression")
    }
  }
}
