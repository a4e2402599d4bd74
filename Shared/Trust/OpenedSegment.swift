public import Bytes
import Cryptography

/// A segment together with its content.
public struct OpenedSegment: Sendable {
  /// The sealed segment.
  public let segment: Segment
  /// Its content.
  public let inner: SegmentInner
  /// What was padded and sealed: the content, compressed if the header says so.
  let body: [UInt8]

  /// The form in which a replica keeps the segment: header, body, signature (docs/format.md §8.5).
  ///
  /// Smaller than the sealed one, and readable without keys.
  public var stored: [UInt8] {
    segment.bytes[..<SegmentHeader.byteCount] + body
      + segment.bytes[(segment.bytes.count - Ed25519.signatureByteCount)...]
  }
}

extension OpenedSegment {
  /// Seals `inner` as the next segment of a lane.
  ///
  /// The bytes must be stored durably before they are first sent, and sent unchanged ever after: a
  /// lane has one segment per number.
  ///
  /// - Parameter random: 32 fresh random bytes; with the hedge key and the plaintext they make a
  ///   salt that does not repeat even if they do.
  /// - Throws: a ``FormatError`` when the content is too large; it must be split then.
  public static func seal(
    _ inner: SegmentInner, after tip: LaneTip, memberHead: RecordID, keys: EpochKeys,
    identity: DeviceIdentity, random: [UInt8]
  ) throws(FormatError) -> OpenedSegment {
    try seal(
      inner, as: SegmentBody(smallest: inner), after: tip, memberHead: memberHead, keys: keys,
      identity: identity, random: random)
  }

  static func seal(
    _ inner: SegmentInner, as body: SegmentBody, after tip: LaneTip, memberHead: RecordID,
    keys: EpochKeys, identity: DeviceIdentity, random: [UInt8]
  ) throws(FormatError) -> OpenedSegment {
    precondition(random.count == 32, "a salt needs 32 random bytes")
    precondition(tip.lane.device == identity.id, "a lane is written by its own device")
    precondition(tip.sequence < TrustLimits.numberMax, "the lane is full")
    let ciphertextByteCount = body.plaintextByteCount + AEAD.tagByteCount
    guard ciphertextByteCount <= TrustLimits.ciphertextBytesMax else {
      throw FormatError(
        .tooLarge(UInt64(ciphertextByteCount), limit: UInt64(TrustLimits.ciphertextBytesMax)),
        at: 0)
    }
    let draft = SegmentHeader(
      kind: .changes, isDeflated: body.isDeflated, workspace: keys.workspace, lane: tip.lane,
      sequence: tip.sequence + 1, previous: tip.id, memberHead: memberHead, epoch: keys.number,
      ciphertextByteCount: ciphertextByteCount, salt: [])
    let prefix = draft.encodedPrefix
    let plaintext = body.plaintext
    let salt = HMAC.authenticate(
      random + SHA256.hash(prefix) + SHA256.hash(plaintext), key: keys.hedge)
    var bytes = SegmentCipher(prefix: prefix, salt: salt, keys: keys).seal(plaintext)
    let id = Segment.id(of: bytes.span, ciphertextByteCount: ciphertextByteCount)
    bytes += identity.sign(Segment.signedMessage(id))
    let segment = Segment(bytes: bytes, header: draft.salted(salt), id: id)
    return OpenedSegment(segment: segment, inner: inner, body: body.bytes)
  }

  /// Opens `segment` with the keys of its epoch; its signature is the caller's business.
  public init(opening segment: Segment, with keys: EpochKeys) throws(SegmentFault) {
    guard segment.header.kind == .changes else { throw .needsNewer }
    guard segment.header.epoch == keys.number, segment.header.workspace == keys.workspace else {
      throw .wrongEpoch
    }
    let cipher = SegmentCipher(
      prefix: Array(segment.bytes[..<SegmentHeader.prefixByteCount]), salt: segment.header.salt,
      keys: keys)
    let plaintext: [UInt8]
    do throws(CryptographyError) {
      plaintext = try cipher.open(segment)
    } catch {
      throw .notAuthentic
    }
    let body = try SegmentBody(plaintext: plaintext, isDeflated: segment.header.isDeflated)
    self.init(segment: segment, inner: try body.inner(), body: body.bytes)
  }
}
