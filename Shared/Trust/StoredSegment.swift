public import Bytes
import Cryptography

/// A segment as a replica keeps it: header, body, signature (docs/format.md §8.5).
public struct StoredSegment: Sendable {
  /// What everybody may read.
  public let header: SegmentHeader
  private let body: SegmentBody
  private let bytes: [UInt8]

  /// Reads what ``OpenedSegment/stored`` wrote.
  public init(parsing bytes: [UInt8]) throws(FormatError) {
    var reader = ByteReader(bytes)
    header = try SegmentHeader(from: &reader)
    let bodyByteCount = reader.remaining - Ed25519.signatureByteCount
    guard bodyByteCount >= 0 else {
      throw FormatError(.truncated(missing: -bodyByteCount), at: reader.offset)
    }
    body = SegmentBody(bytes: try reader.readBytes(bodyByteCount), isDeflated: header.isDeflated)
    guard body.plaintextByteCount + AEAD.tagByteCount == header.ciphertextByteCount else {
      throw FormatError("a stored segment of another length than sealed", at: reader.offset)
    }
    self.bytes = bytes
  }

  /// The content, without any key.
  public func inner() throws(SegmentFault) -> SegmentInner { try body.inner() }

  /// Seals the segment again, bit for bit, to carry it to somebody else.
  ///
  /// - Throws: ``SegmentFault/notAuthentic`` if the result is not the segment called `id`, that is,
  ///   if the replica's file is damaged: such a segment must not leave.
  public func sealed(with keys: EpochKeys, as id: SegmentID) throws(SegmentFault) -> Segment {
    guard header.epoch == keys.number, header.workspace == keys.workspace else {
      throw .wrongEpoch
    }
    let cipher = SegmentCipher(
      prefix: Array(bytes[..<SegmentHeader.prefixByteCount]), salt: header.salt, keys: keys)
    let sealed =
      cipher.seal(body.plaintext) + bytes[(bytes.count - Ed25519.signatureByteCount)...]
    let found = Segment.id(of: sealed.span, ciphertextByteCount: header.ciphertextByteCount)
    guard found == id else { throw .notAuthentic }
    return Segment(bytes: sealed, header: header, id: id)
  }
}
