import COpenSSL
import Foundation
import WebSockets

/// A certificate and its key, made for one test.
struct TestIdentity {
  let certificate: [UInt8]
  let key: [UInt8]

  var source: ServerConfiguration.Identity { .pem(certificate: certificate, key: key) }

  /// Makes a certificate that is valid for `days`, counted from 10 days ago.
  ///
  /// - Parameters:
  ///   - names: As in OpenSSL's configuration, for example `DNS:localhost`.
  ///   - issuer: Whoever signs; itself when nil, and then it may sign others.
  init(names: String = "DNS:localhost,IP:127.0.0.1", days: Int = 30, issuer: TestIdentity? = nil) {
    let certificate = X509_new()
    let key = Self.makeKey()
    defer {
      X509_free(certificate)
      EVP_PKEY_free(key)
    }
    X509_set_version(certificate, 2)
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), Int.random(in: 1...Int(Int32.max)))
    let day = 24 * 60 * 60
    X509_gmtime_adj(X509_getm_notBefore(certificate), -10 * day)
    X509_gmtime_adj(X509_getm_notAfter(certificate), (days - 10) * day)
    X509_set_pubkey(certificate, key)
    let name = X509_get_subject_name(certificate)
    let commonName = issuer == nil ? "Test authority" : "Test relay"
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, commonName, -1, -1, 0)
    var extensions = [(NID_subject_alt_name, names)]
    if issuer == nil { extensions.append((NID_basic_constraints, "critical,CA:TRUE")) }
    for (kind, value) in extensions {
      let encoded = X509V3_EXT_conf_nid(nil, nil, kind, value)
      X509_add_ext(certificate, encoded, -1)
      X509_EXTENSION_free(encoded)
    }
    if let issuer {
      issuer.withHandles { issuerCertificate, issuerKey in
        X509_set_issuer_name(certificate, X509_get_subject_name(issuerCertificate))
        X509_sign(certificate, issuerKey, nil)
      }
    } else {
      X509_set_issuer_name(certificate, name)
      X509_sign(certificate, key, nil)
    }
    self.certificate = Self.read { PEM_write_bio_X509($0, certificate) }
    self.key = Self.read { PEM_write_bio_PrivateKey($0, key, nil, nil, 0, nil, nil) }
  }

  private func withHandles(_ body: (OpaquePointer?, OpaquePointer?) -> Void) {
    let certificateReader = BIO_new_mem_buf(certificate, Int32(certificate.count))
    let keyReader = BIO_new_mem_buf(key, Int32(key.count))
    let certificate = PEM_read_bio_X509(certificateReader, nil, nil, nil)
    let key = PEM_read_bio_PrivateKey(keyReader, nil, nil, nil)
    body(certificate, key)
    X509_free(certificate)
    EVP_PKEY_free(key)
    BIO_free(certificateReader)
    BIO_free(keyReader)
  }

  private static func makeKey() -> OpaquePointer? {
    let context = EVP_PKEY_CTX_new_from_name(nil, "ED25519", nil)
    defer { EVP_PKEY_CTX_free(context) }
    var key: OpaquePointer?
    EVP_PKEY_keygen_init(context)
    EVP_PKEY_keygen(context, &key)
    return key
  }

  private static func read(_ write: (OpaquePointer?) -> Int32) -> [UInt8] {
    let memory = BIO_new(BIO_s_mem())
    defer { BIO_free(memory) }
    precondition(write(memory) == 1)
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let count = BIO_read(memory, &bytes, Int32(bytes.count))
    return Array(bytes.prefix(Int(count)))
  }
}

/// A file that is removed with the value's last use.
final class TemporaryFile {
  let path: String

  init(_ bytes: [UInt8]) throws {
    path = NSTemporaryDirectory() + "concord-websockets-\(UUID().uuidString)"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  deinit { unlink(path) }
}
