public import Bytes
import Cryptography

/// A run of changes of one replica, sealed and signed: the only thing that leaves a device.
///
/// Parsing checks what needs no key: lengths and reserved bits. Whether a segment is authentic and
/// valid is up to ``LaneVerifier``.
public struct Segment: Hashable, Sendable {
  /// All of it, as it is stored by relays and sent.
  public let bytes: [UInt8]
  /// What everybody may read.
  public let header: SegmentHeader
  /// The segment's name: a hash of header and ciphertext.
  public let id: SegmentID

  /// The smallest and the largest size of a segment.
  public static let byteCountRange =
    overheadByteCount + Padding.byteCountMin...SegmentHeader.byteCount
    + TrustLimits.ciphertextBytesMax + Ed25519.signatureByteCount
  /// What a segment adds to its padded plaintext: header, tag and signature.
  public static let overheadByteCount =
    SegmentHeader.byteCount + AEAD.tagByteCount + Ed25519.signatureByteCount

  /// Reads the header and computes the name.
  public init(parsing bytes: [UInt8]) throws(FormatError) {
    var reader = ByteReader(bytes)
    header = try SegmentHeader(from: &reader)
    _ = try reader.take(header.ciphertextByteCount)
    _ = try reader.take(Ed25519.signatureByteCount)
    try reader.finish()
    self.bytes = bytes
    id = Self.id(of: bytes.span, ciphertextByteCount: header.ciphertextByteCount)
  }

  init(bytes: [UInt8], header: SegmentHeader, id: SegmentID) {
    self.bytes = bytes
    self.header = header
    self.id = id
  }

  /// Whether the signature is by the owner of `key`, who then vouches for the lane behind it, too.
  public func isSigned(by key: DeviceKeys) -> Bool {
    let signature = Array(bytes[(bytes.count - Ed25519.signatureByteCount)...])
    return Ed25519.verify(signature, of: Self.signedMessage(id), by: key.signing)
  }

  /// Whether the bytes are the same, signatures included.
  public static func == (left: Self, right: Self) -> Bool { left.bytes == right.bytes }

  /// Feeds the name to `hasher`.
  public func hash(into hasher: inout Hasher) { hasher.combine(id) }

  static func signedMessage(_ id: SegmentID) -> [UInt8] {
    Array("concord/v1/segment-sig\0".utf8) + id.bytes
  }

  /// The name of the segment that starts with the header and ciphertext in `bytes`.
  static func id(of bytes: Span<UInt8>, ciphertextByteCount: Int) -> SegmentID {
    let end = SegmentHeader.byteCount + ciphertextByteCount
    var hasher = SHA256.Hasher()
    hasher.update(tag: "concord/v1/segment-id")
    hasher.update(bytes.extracting(..<SegmentHeader.byteCount))
    hasher.update(SHA256.hash(bytes.extracting(SegmentHeader.byteCount..<end)))
    return SegmentID(hasher.finalize())
  }
}
