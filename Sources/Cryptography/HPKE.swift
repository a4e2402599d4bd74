/// Seals to a public key: HPKE (RFC 9180), base mode, one message per key encapsulation.
///
/// DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305. Says nothing about the sender: what
/// carries the sealed bytes is signed.
public enum HPKE {
  /// The bytes by which sealed bytes are longer than the plaintext: encapsulated key and tag.
  public static let overheadByteCount = X25519.keyByteCount + AEAD.tagByteCount
  /// The bytes of an ephemeral seed.
  public static let seedByteCount = 32

  /// Seals `plaintext` to the owner of `publicKey`, for the context that `info` names.
  ///
  /// - Parameter ephemeralSeed: 32 fresh random bytes (`ikmE` of the RFC), used for nothing else.
  /// - Returns: the encapsulated key, then the ciphertext with its tag.
  /// - Throws: ``CryptographyError/unacceptableKey`` for a public key of small order.
  public static func seal(
    _ plaintext: [UInt8], to publicKey: [UInt8], info: [UInt8], associated: [UInt8] = [],
    ephemeralSeed: SecretBytes
  ) throws(CryptographyError) -> [UInt8] {
    precondition(ephemeralSeed.count == seedByteCount, "an ephemeral seed has 32 bytes")
    let ephemeral = deriveSecretKey(seed: ephemeralSeed)
    let encapsulated = X25519.publicKey(secretKey: ephemeral)
    let shared = try X25519.sharedSecret(ephemeral, with: publicKey)
    let keys = Keys(
      shared: decapsulated(shared, encapsulated: encapsulated, recipient: publicKey), info: info)
    return encapsulated
      + AEAD.seal(plaintext, key: keys.key, nonce: keys.nonce, associated: associated)
  }

  /// Opens what ``seal(_:to:info:associated:ephemeralSeed:)`` made.
  public static func open(
    _ sealed: [UInt8], secretKey: SecretBytes, info: [UInt8], associated: [UInt8] = []
  ) throws(CryptographyError) -> [UInt8] {
    guard sealed.count >= overheadByteCount else { throw .notAuthentic }
    let encapsulated = Array(sealed[..<X25519.keyByteCount])
    let shared = try X25519.sharedSecret(secretKey, with: encapsulated)
    let recipient = X25519.publicKey(secretKey: secretKey)
    let keys = Keys(
      shared: decapsulated(shared, encapsulated: encapsulated, recipient: recipient), info: info)
    return try AEAD.open(
      sealed.span.extracting(droppingFirst: X25519.keyByteCount), key: keys.key,
      nonce: keys.nonce, associated: associated.span)
  }

  /// `DeriveKeyPair` of RFC 9180 §7.1.3.
  static func deriveSecretKey(seed: SecretBytes) -> SecretBytes {
    kem.expand(kem.extract(salt: none, "dkp_prk", seed), "sk", [], count: X25519.keyByteCount)
  }

  /// `ExtractAndExpand` of RFC 9180 §4.1.
  private static func decapsulated(
    _ shared: SecretBytes, encapsulated: [UInt8], recipient: [UInt8]
  ) -> SecretBytes {
    kem.expand(
      kem.extract(salt: none, "eae_prk", shared), "shared_secret", encapsulated + recipient,
      count: SHA256.byteCount)
  }

  /// `KeySchedule` of RFC 9180 §5.1 for base mode and the first message.
  private struct Keys {
    let key: SecretBytes
    let nonce: [UInt8]

    init(shared: SecretBytes, info: [UInt8]) {
      let context =
        [baseMode] + suite.extract(salt: none, "psk_id_hash", none).exposed
        + suite.extract(salt: none, "info_hash", SecretBytes(info)).exposed
      let secret = suite.extract(salt: shared, "secret", none)
      key = suite.expand(secret, "key", context, count: AEAD.keyByteCount)
      nonce = suite.expand(secret, "base_nonce", context, count: AEAD.nonceByteCount).exposed
    }
  }

  private static let baseMode: UInt8 = 0
  private static let none = SecretBytes([])
  private static let kem = Labelled(suite: Array("KEM".utf8) + [0, 0x20])
  private static let suite = Labelled(suite: Array("HPKE".utf8) + [0, 0x20, 0, 1, 0, 3])

  /// `LabeledExtract` and `LabeledExpand` of RFC 9180 §4.
  private struct Labelled {
    let suite: [UInt8]

    func extract(salt: SecretBytes, _ label: String, _ secret: SecretBytes) -> SecretBytes {
      HKDF.extract(salt: salt, secret: secret.prefixed(by: prefix + suite + Array(label.utf8)))
    }

    func expand(
      _ key: SecretBytes, _ label: String, _ info: [UInt8], count: Int
    ) -> SecretBytes {
      let length = [UInt8(count >> 8), UInt8(count & 0xff)]
      return HKDF.expand(
        key, info: length + prefix + suite + Array(label.utf8) + info, count: count)
    }

    private var prefix: [UInt8] { Array("HPKE-v1".utf8) }
  }
}
