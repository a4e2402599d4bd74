private import Bytes
private import COpenSSL

/// X25519 key agreement (RFC 7748).
public enum X25519 {
  /// The bytes of a secret key, of a public key and of a shared secret.
  public static let keyByteCount = 32

  /// The public key of `secretKey`.
  public static func publicKey(secretKey: SecretBytes) -> [UInt8] {
    RawKey(.x25519, secret: secretKey).publicKey
  }

  /// The secret that the owners of the two keys share.
  ///
  /// - Throws: ``CryptographyError/unacceptableKey`` when the result would be zero, that is, when
  ///   the other side chose a key that lets everyone know it.
  public static func sharedSecret(
    _ secretKey: SecretBytes, with publicKey: [UInt8]
  ) throws(CryptographyError) -> SecretBytes {
    guard let peer = RawKey(.x25519, publicKey: publicKey) else { throw .unacceptableKey }
    let key = RawKey(.x25519, secret: secretKey)
    let context = mustExist(EVP_PKEY_CTX_new(key.handle, nil), "EVP_PKEY_CTX_new")
    defer { EVP_PKEY_CTX_free(context) }
    mustSucceed(EVP_PKEY_derive_init(context), "EVP_PKEY_derive_init")
    guard succeeded(EVP_PKEY_derive_set_peer(context, peer.handle)) else {
      throw .unacceptableKey
    }
    var isGood = false
    let secret = SecretBytes(count: keyByteCount) { buffer in
      var count = keyByteCount
      isGood = succeeded(EVP_PKEY_derive(context, buffer.baseAddress, &count))
    }
    guard isGood else { throw .unacceptableKey }
    return secret
  }

  /// Whether `publicKey` may be admitted: 32 bytes, canonical, and not of small order.
  public static func isAcceptable(_ publicKey: [UInt8]) -> Bool {
    publicKey.count == keyByteCount && publicKey[31] & 0x80 == 0 && !exceedsField(publicKey)
      && !smallOrder.contains(publicKey)
  }

  private static let smallOrder = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  ].compactMap(Hex.decode)
}
