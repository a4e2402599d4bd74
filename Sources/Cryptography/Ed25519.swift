private import Bytes
private import COpenSSL

/// Ed25519 signatures (RFC 8032).
public enum Ed25519 {
  /// The bytes of a seed, and of a public key.
  public static let keyByteCount = 32
  /// The bytes of a signature.
  public static let signatureByteCount = 64

  /// The public key of the secret key `seed`.
  public static func publicKey(seed: SecretBytes) -> [UInt8] {
    RawKey(.ed25519, secret: seed).publicKey
  }

  /// Signs `message` with the secret key `seed`.
  public static func sign(_ message: [UInt8], seed: SecretBytes) -> [UInt8] {
    let key = RawKey(.ed25519, secret: seed)
    let context = mustExist(EVP_MD_CTX_new(), "EVP_MD_CTX_new")
    defer { EVP_MD_CTX_free(context) }
    mustSucceed(EVP_DigestSignInit(context, nil, nil, nil, key.handle), "EVP_DigestSignInit")
    return [UInt8](unsafeUninitializedCapacity: signatureByteCount) { buffer, initialized in
      initialized = signatureByteCount
      mustSucceed(
        EVP_DigestSign(context, buffer.baseAddress, &initialized, message, message.count),
        "EVP_DigestSign")
    }
  }

  /// Whether `signature` of `message` is by the owner of `publicKey`.
  ///
  /// False for what is malformed, too. Says nothing about small-order keys, under which one
  /// signature fits several messages: whoever admits a key asks ``isAcceptable(_:)`` first.
  public static func verify(
    _ signature: [UInt8], of message: [UInt8], by publicKey: [UInt8]
  ) -> Bool {
    guard signature.count == signatureByteCount,
      let key = RawKey(.ed25519, publicKey: publicKey)
    else { return false }
    let context = mustExist(EVP_MD_CTX_new(), "EVP_MD_CTX_new")
    defer { EVP_MD_CTX_free(context) }
    mustSucceed(EVP_DigestVerifyInit(context, nil, nil, nil, key.handle), "EVP_DigestVerifyInit")
    return succeeded(
      EVP_DigestVerify(context, signature, signature.count, message, message.count))
  }

  /// Whether `publicKey` may be admitted: 32 bytes, canonical, and not of small order.
  ///
  /// libcrypto takes the keys refused here. That the bytes are a point of the curve shows when the
  /// owner first signs something.
  public static func isAcceptable(_ publicKey: [UInt8]) -> Bool {
    guard publicKey.count == keyByteCount, !exceedsField(publicKey) else { return false }
    var height = publicKey
    height[31] &= 0x7f
    return !smallOrderHeights.contains(height)
  }

  // The y of the points whose order divides 8; both signs of x are refused.
  private static let smallOrderHeights = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  ].compactMap(Hex.decode)
}
