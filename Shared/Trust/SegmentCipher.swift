import Bytes
import Cryptography

/// The key and nonce of one segment: from its salt and from its whole header.
///
/// They can repeat only where header and plaintext repeat, too, and then the ciphertext is the same
/// one: no counter has to survive a restored backup.
struct SegmentCipher {
  private let header: [UInt8]
  private let key: SecretBytes
  private let nonce: [UInt8]

  init(prefix: [UInt8], salt: [UInt8], keys: EpochKeys) {
    header = prefix + salt
    let material = HKDF.expand(
      HKDF.extract(salt: salt, secret: keys.seal),
      info: Array("concord/v1/segment".utf8) + prefix,
      count: AEAD.keyByteCount + AEAD.nonceByteCount)
    key = material.part(0..<AEAD.keyByteCount)
    nonce = material.part(AEAD.keyByteCount..<material.count).exposed
  }

  /// The header, then the sealed `plaintext`.
  func seal(_ plaintext: [UInt8]) -> [UInt8] {
    header + AEAD.seal(plaintext, key: key, nonce: nonce, associated: header)
  }

  func open(_ segment: Segment) throws(CryptographyError) -> [UInt8] {
    let end = SegmentHeader.byteCount + segment.header.ciphertextByteCount
    return try AEAD.open(
      segment.bytes.span.extracting(SegmentHeader.byteCount..<end), key: key, nonce: nonce,
      associated: header.span)
  }
}
