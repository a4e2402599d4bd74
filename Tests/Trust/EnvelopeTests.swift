import Bytes
import Cryptography
import Testing

@testable import Trust

private struct EnvelopeVectors: Decodable {
  struct Device: Decodable {
    let pk, ek, id: String
  }

  struct Epoch: Decodable {
    let n: UInt32
    let secret, seal, hedge, wrap_prev, commit, meta: String
  }

  struct Sealed: Decodable {
    let seq: UInt64
    let r, body, envelope, id: String
    let deflate: Bool
  }

  struct Wrap: Decodable {
    let x_seed, info, ikmE, out: String
  }

  let ws, lane, member_head, lane_root: String
  let device: Device
  let epoch: Epoch
  let segments: [Sealed]
  let wrap: Wrap
  let padme: [String: Int]
}

/// Agreement with Vectors/reference.py, which was written from the description alone.
@Suite struct EnvelopeTests {
  private let reference: EnvelopeVectors
  private let keys: EpochKeys

  init() throws {
    reference = try vectors("envelope", of: EnvelopeVectors.self)
    keys = EpochKeys(
      reference.epoch.n, secret: SecretBytes(hex(reference.epoch.secret)),
      workspace: WorkspaceID(hex(reference.ws)))
  }

  @Test func derivesTheSameIdentity() {
    let device = identity("a")
    #expect(device.keys.signing == hex(reference.device.pk))
    #expect(device.keys.agreement == hex(reference.device.ek))
    #expect(device.id.bytes == hex(reference.device.id))
  }

  @Test func derivesTheSameEpochKeys() {
    #expect(keys.seal.exposed == hex(reference.epoch.seal))
    #expect(keys.hedge.exposed == hex(reference.epoch.hedge))
    #expect(keys.wrapPrevious.exposed == hex(reference.epoch.wrap_prev))
    #expect(keys.meta.exposed == hex(reference.epoch.meta))
    #expect(keys.commitment == hex(reference.epoch.commit))
  }

  @Test func padsToTheSameLengths() throws {
    for (count, padded) in reference.padme {
      #expect(Padding.byteCount(for: try #require(Int(count))) == padded)
    }
  }

  @Test func wrapsTheEpochSecretAlike() throws {
    let info = hex(reference.wrap.info)
    let context = EpochWrap.Context(
      workspace: keys.workspace, previous: RecordID(bytes("prev record")), epoch: keys.number)
    #expect(context.info(for: identity("b").id) == info)
    let wrap = try EpochWrap(
      keys.secret, to: identity("b").keys, in: context,
      ephemeralSeed: SecretBytes(hex(reference.wrap.ikmE)))
    #expect(wrap.bytes == hex(reference.wrap.out))
    #expect(try wrap.open(by: identity("b"), in: context) == keys.secret)
  }

  @Test func sealsAndOpensTheSameSegments() throws {
    let device = identity("a")
    let number = try #require(UInt64(reference.lane, radix: 16))
    let lane = Lane(device: device.id, id: LaneID(rawValue: number))
    var tip = LaneTip.start(of: lane, in: keys.workspace)
    #expect(tip.id.bytes == hex(reference.lane_root))
    for vector in reference.segments {
      let body = hex(vector.body)
      let inner = try SegmentInner(decoding: body, in: 0..<body.count)
      let sealed = try OpenedSegment.seal(
        inner, as: SegmentBody(inner, isDeflated: vector.deflate), after: tip,
        memberHead: RecordID(hex(reference.member_head)), keys: keys, identity: device,
        random: hex(vector.r))
      #expect(sealed.segment.bytes == hex(vector.envelope))
      let parsed = try Segment(parsing: hex(vector.envelope))
      #expect(parsed.id.bytes == hex(vector.id))
      #expect(parsed.header.sequence == vector.seq)
      #expect(parsed.isSigned(by: device.keys))
      #expect(try OpenedSegment(opening: parsed, with: keys).inner == inner)
      tip = parsed.header.tip(as: parsed.id)
    }
  }
}
