internal import COpenSSL

/// The SHA-256 of a certificate's SubjectPublicKeyInfo (RFC 7469 §2.4), or nil without memory.
func publicKeyHash(ofCertificate certificate: OpaquePointer) -> [UInt8]? {
  guard let key = X509_get_X509_PUBKEY(certificate) else { return nil }
  let count = i2d_X509_PUBKEY(key, nil)
  guard count > 0 else { return nil }
  var encoded = [UInt8](repeating: 0, count: Int(count))
  var hash = [UInt8](repeating: 0, count: 32)
  let isDone = encoded.withUnsafeMutableBufferPointer { buffer in
    var end = buffer.baseAddress
    guard i2d_X509_PUBKEY(key, &end) == count else { return false }
    return EVP_Digest(buffer.baseAddress, buffer.count, &hash, nil, EVP_sha256(), nil) == 1
  }
  return isDone ? hash : nil
}
