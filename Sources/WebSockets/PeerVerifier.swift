internal import COpenSSL

/// Decides in the middle of a TLS handshake whether the server is the one that was meant.
///
/// It takes the place of OpenSSL's chain verification in an `SSL_CTX` of its own, so that nothing
/// libwebsockets does about certificates (its rules changed between versions) has a say.
final class PeerVerifier {
  /// The `SSL_CTX`, for as long as the verifier lives.
  let context: OpaquePointer
  /// The hash of the server's public key, once it was shown.
  private(set) var seen: [UInt8]?
  /// Whether the server was accepted.
  private(set) var isAccepted = false
  /// Why it was not.
  private(set) var refusal: ClientError?
  private let trust: Client.Trust
  private let host: String

  /// Makes the context, or gives nil without memory.
  init?(_ trust: Client.Trust, host: String) {
    guard let context = SSL_CTX_new(TLS_client_method()) else { return nil }
    self.context = context
    self.trust = trust
    self.host = host
    concord_ws_refuse_renegotiation(context)
    guard concord_ws_require_tls12(context) == 1 else { return nil }
    if case .authorities(let file) = trust {
      // Without any authority left, no certificate is trusted: that is told when it is shown.
      if let file {
        SSL_CTX_load_verify_file(context, file)
      } else {
        SSL_CTX_set_default_verify_paths(context)
      }
      ERR_clear_error()
    }
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
    // Alive during every handshake: the client frees the verifier after its loop.
    let pointer = Unmanaged.passUnretained(self).toOpaque()
    SSL_CTX_set_cert_verify_callback(context, verifyCallback, pointer)
  }

  deinit { SSL_CTX_free(context) }

  fileprivate func verify(_ store: OpaquePointer) -> Bool {
    guard let certificate = X509_STORE_CTX_get0_cert(store),
      let hash = publicKeyHash(ofCertificate: certificate)
    else { return false }
    seen = hash
    switch trust {
    case .pin(let expected):
      isAccepted = hash == expected
      if !isAccepted { refusal = .wrongKey(expected: expected, seen: hash) }
    case .authorities:
      isAccepted = setExpectedHost(in: store) && X509_verify_cert(store) == 1
      if !isAccepted { refusal = .notTrusted(code: X509_STORE_CTX_get_error(store)) }
    }
    // libwebsockets asks for this result once more after the handshake.
    X509_STORE_CTX_set_error(store, isAccepted ? X509_V_OK : X509_V_ERR_CERT_REJECTED)
    return isAccepted
  }

  private func setExpectedHost(in store: OpaquePointer) -> Bool {
    // libwebsockets left a callback that looks for its socket in a slot whose number changes with
    // every context of the process.
    X509_STORE_CTX_set_verify_cb(store) { isGood, _ in isGood }
    let parameters = X509_STORE_CTX_get0_param(store)
    X509_VERIFY_PARAM_set_hostflags(parameters, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
    if X509_VERIFY_PARAM_set1_ip_asc(parameters, host) == 1 { return true }
    return !host.isEmpty && X509_VERIFY_PARAM_set1_host(parameters, host, 0) == 1
  }
}

private func verifyCallback(store: OpaquePointer?, verifier: UnsafeMutableRawPointer?) -> Int32 {
  guard let store, let verifier else { return 0 }
  return Unmanaged<PeerVerifier>.fromOpaque(verifier).takeUnretainedValue().verify(store) ? 1 : 0
}
