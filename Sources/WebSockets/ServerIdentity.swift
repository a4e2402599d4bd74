internal import COpenSSL

/// The certificates and the private key of a server, read and found to belong together.
final class ServerIdentity {
  let publicKeyHash: [UInt8]
  private let certificates: [OpaquePointer]
  private let key: OpaquePointer

  /// Reads PEM, and gives nil when it is not a certificate and its key.
  init?(_ source: ServerConfiguration.Identity) {
    defer { ERR_clear_error() }
    let certificates = Self.withReaders(of: source, certificate: true, Self.readCertificates)
    let key = Self.withReaders(of: source, certificate: false, Self.readKey)
    guard let key, let first = certificates.first, X509_check_private_key(first, key) == 1,
      let hash = WebSockets.publicKeyHash(ofCertificate: first)
    else {
      for certificate in certificates { X509_free(certificate) }
      EVP_PKEY_free(key)
      return nil
    }
    self.certificates = certificates
    self.key = key
    publicKeyHash = hash
  }

  deinit {
    for certificate in certificates { X509_free(certificate) }
    EVP_PKEY_free(key)
  }

  /// Has `context` present the certificates, over TLS 1.2 or later.
  func install(into context: OpaquePointer) -> Bool {
    concord_ws_refuse_renegotiation(context)
    guard let first = certificates.first, concord_ws_require_tls12(context) == 1,
      SSL_CTX_use_certificate(context, first) == 1, SSL_CTX_use_PrivateKey(context, key) == 1
    else { return false }
    return certificates.dropFirst().allSatisfy { intermediate in
      concord_ws_add_chain_certificate(context, intermediate) == 1
    }
  }

  private static func withReaders<Result>(
    of source: ServerConfiguration.Identity, certificate: Bool, _ read: (OpaquePointer?) -> Result
  ) -> Result {
    switch source {
    case .files(let certificateFile, let keyFile):
      let reader = BIO_new_file(certificate ? certificateFile : keyFile, "r")
      defer { BIO_free(reader) }
      return read(reader)
    case .pem(let certificateBytes, let keyBytes):
      return (certificate ? certificateBytes : keyBytes).withUnsafeBytes { bytes in
        let reader = BIO_new_mem_buf(bytes.baseAddress, Int32(clamping: bytes.count))
        defer { BIO_free(reader) }
        return read(reader)
      }
    }
  }

  private static func readCertificates(_ reader: OpaquePointer?) -> [OpaquePointer] {
    var certificates: [OpaquePointer] = []
    guard let reader else { return certificates }
    while let certificate = PEM_read_bio_X509(reader, nil, noPassword, nil) {
      certificates.append(certificate)
    }
    return certificates
  }

  private static func readKey(_ reader: OpaquePointer?) -> OpaquePointer? {
    guard let reader else { return nil }
    return PEM_read_bio_PrivateKey(reader, nil, noPassword, nil)
  }
}

/// Answers the question for a key file's password; without it OpenSSL would ask on the terminal.
private func noPassword(
  _: UnsafeMutablePointer<CChar>?, _: Int32, _: Int32, _: UnsafeMutableRawPointer?
) -> Int32 { -1 }
