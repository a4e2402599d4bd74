private import COpenSSL

/// The algorithms of libcrypto, looked up once: a look-up costs more than hashing a short message.
///
/// Immutable and reference-counted inside libcrypto, hence safe to share between threads.
enum Algorithms {
  nonisolated(unsafe) static let sha256: OpaquePointer =
    mustExist(EVP_MD_fetch(nil, "SHA2-256", nil), "EVP_MD_fetch")
  nonisolated(unsafe) static let hmac: OpaquePointer =
    mustExist(EVP_MAC_fetch(nil, "HMAC", nil), "EVP_MAC_fetch")
  nonisolated(unsafe) static let chaCha20Poly1305: OpaquePointer =
    mustExist(EVP_CIPHER_fetch(nil, "ChaCha20-Poly1305", nil), "EVP_CIPHER_fetch")
}
