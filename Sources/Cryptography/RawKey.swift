private import COpenSSL

/// Owns a key of one of the two curves that spell keys as 32 plain bytes.
struct RawKey: ~Copyable {
  enum Curve {
    case ed25519
    case x25519

    var type: Int32 {
      switch self {
      case .ed25519: EVP_PKEY_ED25519
      case .x25519: EVP_PKEY_X25519
      }
    }
  }

  static let byteCount = 32

  let handle: OpaquePointer

  init(_ curve: Curve, secret: SecretBytes) {
    precondition(secret.count == Self.byteCount, "a secret key has 32 bytes")
    handle = secret.withBytes { bytes in
      mustExist(
        EVP_PKEY_new_raw_private_key(curve.type, nil, bytes.baseAddress, bytes.count),
        "EVP_PKEY_new_raw_private_key")
    }
  }

  /// Reads a public key, which may come from outside; nil if it has not 32 bytes.
  init?(_ curve: Curve, publicKey: [UInt8]) {
    guard publicKey.count == Self.byteCount else { return nil }
    handle = mustExist(
      EVP_PKEY_new_raw_public_key(curve.type, nil, publicKey, publicKey.count),
      "EVP_PKEY_new_raw_public_key")
  }

  deinit { EVP_PKEY_free(handle) }

  var publicKey: [UInt8] {
    [UInt8](unsafeUninitializedCapacity: Self.byteCount) { buffer, initialized in
      initialized = Self.byteCount
      mustSucceed(
        EVP_PKEY_get_raw_public_key(handle, buffer.baseAddress, &initialized),
        "EVP_PKEY_get_raw_public_key")
    }
  }
}

/// Whether `key`, a little-endian number of 255 bits, is at least 2^255 - 19.
func exceedsField(_ key: [UInt8]) -> Bool {
  key[0] >= 0xed && key[1..<31].allSatisfy { $0 == 0xff } && key[31] & 0x7f == 0x7f
}
