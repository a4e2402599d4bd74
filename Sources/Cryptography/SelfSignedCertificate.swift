private import COpenSSL

/// A TLS certificate that vouches for itself, for servers that clients know by the pin of its key.
public struct SelfSignedCertificate: Sendable {
  /// The certificate, PEM.
  public let certificatePEM: String
  /// The private key, PKCS#8 PEM; whoever writes it to a file lets only the owner read it.
  public let privateKeyPEM: String
  /// The pin: SHA-256 of the DER of the public key (`SubjectPublicKeyInfo`), 32 bytes.
  public let spkiHash: [UInt8]

  /// Makes a certificate with a new ECDSA P-256 key, signed by itself.
  ///
  /// Valid from 2020 until 9999, the year that RFC 5280 §4.1.2.5 gives to certificates without an
  /// end: a pin names the key, and a clock that is off must not keep a team from its relay.
  ///
  /// - Parameter hosts: DNS names and IP addresses, at least one; the first is the subject.
  /// - Throws: ``CryptographyError/unacceptableHost``.
  public static func make(hosts: [String]) throws(CryptographyError) -> SelfSignedCertificate {
    guard let first = hosts.first else { throw .unacceptableHost }
    let names = try hosts.map { host throws(CryptographyError) in try generalName(host) }
    let key = makeKey()
    defer { EVP_PKEY_free(key) }
    let certificate = mustExist(X509_new(), "X509_new")
    defer { X509_free(certificate) }
    mustSucceed(X509_set_version(certificate, Int(X509_VERSION_3)), "X509_set_version")
    setSerial(of: certificate)
    mustSucceed(
      ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate), "20200101000000Z"), "notBefore")
    mustSucceed(
      ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate), "99991231235959Z"), "notAfter")
    setNames(of: certificate, to: first)
    try addExtension(NID_subject_alt_name, names.joined(separator: ","), to: certificate)
    try addExtension(NID_basic_constraints, "critical,CA:FALSE", to: certificate)
    mustSucceed(X509_set_pubkey(certificate, key), "X509_set_pubkey")
    // Gives the length of the signature, not 1.
    precondition(X509_sign(certificate, key, Algorithms.sha256) > 0, "X509_sign")
    return SelfSignedCertificate(
      certificatePEM: withMemoryBIO { PEM_write_bio_X509($0, certificate) },
      privateKeyPEM: withMemoryBIO {
        PEM_write_bio_PKCS8PrivateKey($0, key, nil, nil, 0, nil, nil)
      },
      spkiHash: spkiHash(of: certificate))
  }

  /// The pin of the first certificate in `pem`.
  public static func spkiHash(ofCertificatePEM pem: String) throws(CryptographyError) -> [UInt8] {
    let bytes = Array(pem.utf8)
    guard let count = Int32(exactly: bytes.count) else { throw .malformedCertificate }
    let bio = mustExist(BIO_new_mem_buf(bytes, count), "BIO_new_mem_buf")
    defer { BIO_free(bio) }
    return try spkiHash(ofOwned: PEM_read_bio_X509(bio, nil, nil, nil))
  }

  /// The pin of the certificate `der`.
  public static func spkiHash(ofCertificateDER der: [UInt8]) throws(CryptographyError) -> [UInt8] {
    let certificate = der.withUnsafeBufferPointer { buffer in
      var next = buffer.baseAddress
      guard let certificate = d2i_X509(nil, &next, buffer.count) else { return OpaquePointer?.none }
      guard next == buffer.baseAddress.map({ $0 + buffer.count }) else {
        X509_free(certificate)
        return nil
      }
      return certificate
    }
    return try spkiHash(ofOwned: certificate)
  }

  private static func spkiHash(
    ofOwned certificate: OpaquePointer?
  ) throws(CryptographyError) -> [UInt8] {
    guard let certificate else {
      ERR_clear_error()
      throw .malformedCertificate
    }
    defer { X509_free(certificate) }
    return spkiHash(of: certificate)
  }

  private static func spkiHash(of certificate: OpaquePointer) -> [UInt8] {
    var der: UnsafeMutablePointer<UInt8>?
    let count = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der)
    defer { CRYPTO_free(der, #file, #line) }
    precondition(count > 0, "i2d_X509_PUBKEY")
    return SHA256.hash(Array(UnsafeBufferPointer(start: der, count: Int(count))))
  }

  private static func makeKey() -> OpaquePointer {
    let context = mustExist(
      EVP_PKEY_CTX_new_from_name(nil, "EC", nil), "EVP_PKEY_CTX_new_from_name")
    defer { EVP_PKEY_CTX_free(context) }
    mustSucceed(EVP_PKEY_keygen_init(context), "EVP_PKEY_keygen_init")
    mustSucceed(EVP_PKEY_CTX_set_group_name(context, "P-256"), "EVP_PKEY_CTX_set_group_name")
    var key: OpaquePointer?
    mustSucceed(EVP_PKEY_generate(context, &key), "EVP_PKEY_generate")
    return mustExist(key, "EVP_PKEY_generate")
  }

  private static func setSerial(of certificate: OpaquePointer) {
    // RFC 5280 §4.1.2.2: positive, at most 20 bytes; random, so that no two are the same.
    var bytes = SecureRandom.bytes(16)
    bytes[0] = bytes[0] & 0x3f | 0x40
    let number = mustExist(BN_bin2bn(bytes, Int32(bytes.count), nil), "BN_bin2bn")
    defer { BN_free(number) }
    _ = mustExist(
      BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)), "BN_to_ASN1_INTEGER")
  }

  private static func setNames(of certificate: OpaquePointer, to host: String) {
    let name = mustExist(X509_NAME_new(), "X509_NAME_new")
    defer { X509_NAME_free(name) }
    // A common name has at most 64 characters; clients read the alternative names anyway.
    let text = Array(host.utf8.prefix(64))
    mustSucceed(
      X509_NAME_add_entry_by_NID(
        name, NID_commonName, MBSTRING_ASC, text, Int32(text.count), -1, 0),
      "X509_NAME_add_entry_by_NID")
    mustSucceed(X509_set_subject_name(certificate, name), "X509_set_subject_name")
    mustSucceed(X509_set_issuer_name(certificate, name), "X509_set_issuer_name")
  }

  /// Spells `host` for the list of alternative names, whose syntax gives a meaning to commas.
  private static func generalName(_ host: String) throws(CryptographyError) -> String {
    let isPlain = host.utf8.allSatisfy { character in
      switch character {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
        UInt8(ascii: ":"):
        true
      default: false
      }
    }
    guard isPlain, (1...253).contains(host.utf8.count) else { throw .unacceptableHost }
    if let address = a2i_IPADDRESS(host) {
      ASN1_OCTET_STRING_free(address)
      return "IP:\(host)"
    }
    ERR_clear_error()
    guard !host.utf8.contains(UInt8(ascii: ":")) else { throw .unacceptableHost }
    return "DNS:\(host)"
  }

  private static func addExtension(
    _ identifier: Int32, _ value: String, to certificate: OpaquePointer
  ) throws(CryptographyError) {
    guard let content = X509V3_EXT_conf_nid(nil, nil, identifier, value) else {
      ERR_clear_error()
      throw .unacceptableHost
    }
    defer { X509_EXTENSION_free(content) }
    mustSucceed(X509_add_ext(certificate, content, -1), "X509_add_ext")
  }

  private static func withMemoryBIO(_ write: (OpaquePointer) -> Int32) -> String {
    let bio = mustExist(BIO_new(BIO_s_mem()), "BIO_new")
    defer { BIO_free(bio) }
    mustSucceed(write(bio), "PEM_write_bio")
    let count = BIO_ctrl_pending(bio)
    return String(unsafeUninitializedCapacity: count) { buffer in
      max(0, Int(BIO_read(bio, buffer.baseAddress, Int32(count))))
    }
  }
}
