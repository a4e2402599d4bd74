private import COpenSSL

/// HMAC with SHA-256 (RFC 2104).
public enum HMAC {
  /// Authenticates `message` under `key`.
  public static func authenticate(_ message: [UInt8], key: SecretBytes) -> [UInt8] {
    key.withBytes { key in
      [UInt8](unsafeUninitializedCapacity: SHA256.byteCount) { buffer, initialized in
        message.withUnsafeBufferPointer { compute(key: key, pieces: ($0, .empty, .empty), buffer) }
        initialized = SHA256.byteCount
      }
    }
  }

  /// Writes the 32 bytes of the code of the three `pieces`, one after the other, to `output`.
  static func compute(
    key: UnsafeBufferPointer<UInt8>,
    pieces: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>),
    _ output: UnsafeMutableBufferPointer<UInt8>
  ) {
    // A copy of a context that knows its digest saves looking SHA-256 up by name each time.
    let context = mustExist(EVP_MAC_CTX_dup(template), "EVP_MAC_CTX_dup")
    defer { EVP_MAC_CTX_free(context) }
    // The empty key needs an address: without one libcrypto would expect the key to be set already.
    withUnsafePointer(to: UInt8(0)) { none in
      mustSucceed(
        EVP_MAC_init(context, key.baseAddress ?? none, key.count, nil), "EVP_MAC_init")
    }
    for piece in [pieces.0, pieces.1, pieces.2] where !piece.isEmpty {
      mustSucceed(EVP_MAC_update(context, piece.baseAddress, piece.count), "EVP_MAC_update")
    }
    var count = 0
    mustSucceed(
      EVP_MAC_final(context, output.baseAddress, &count, SHA256.byteCount), "EVP_MAC_final")
    precondition(count == SHA256.byteCount, "libcrypto wrote a code of another length")
  }

  // Only ever copied from.
  nonisolated(unsafe) private static let template: OpaquePointer = {
    let context = mustExist(EVP_MAC_CTX_new(Algorithms.hmac), "EVP_MAC_CTX_new")
    var digest = Array("SHA2-256".utf8CString)
    digest.withUnsafeMutableBufferPointer { name in
      let parameters = [
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.baseAddress, 0),
        OSSL_PARAM_construct_end(),
      ]
      mustSucceed(EVP_MAC_CTX_set_params(context, parameters), "EVP_MAC_CTX_set_params")
    }
    return context
  }()
}

extension UnsafeBufferPointer<UInt8> {
  static var empty: Self { Self(start: nil, count: 0) }
}
