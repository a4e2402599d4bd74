private import COpenSSL

/// ChaCha20-Poly1305 (RFC 8439).
///
/// Constant time in software, and without a bound on messages to reason about at our sizes.
public enum AEAD {
  /// The bytes of a key.
  public static let keyByteCount = 32
  /// The bytes of a nonce.
  public static let nonceByteCount = 12
  /// The bytes by which a ciphertext is longer than its plaintext.
  public static let tagByteCount = 16

  /// Encrypts `plaintext` and authenticates it together with `associated`.
  ///
  /// - Precondition: `key` has 32 bytes, `nonce` has 12, and the pair seals only this plaintext.
  /// - Returns: the ciphertext followed by the tag.
  public static func seal(
    _ plaintext: Span<UInt8>, key: SecretBytes, nonce: [UInt8], associated: Span<UInt8>
  ) -> [UInt8] {
    let context = Context(key: key, nonce: nonce, isSealing: true)
    context.authenticate(associated)
    let count = plaintext.count
    return [UInt8](unsafeUninitializedCapacity: count + tagByteCount) { buffer, initialized in
      context.process(plaintext, into: buffer.baseAddress)
      mustSucceed(context.finish(), "EVP_CipherFinal_ex")
      let tag = buffer.baseAddress.map { $0 + count }
      mustSucceed(
        EVP_CIPHER_CTX_ctrl(context.handle, EVP_CTRL_AEAD_GET_TAG, 16, tag), "GET_TAG")
      initialized = count + tagByteCount
    }
  }

  /// Decrypts what ``seal(_:key:nonce:associated:)-(Span<UInt8>,_,_,_)`` made.
  ///
  /// - Throws: ``CryptographyError/notAuthentic`` if anything differs; no byte is released then.
  public static func open(
    _ ciphertext: Span<UInt8>, key: SecretBytes, nonce: [UInt8], associated: Span<UInt8>
  ) throws(CryptographyError) -> [UInt8] {
    let count = ciphertext.count - tagByteCount
    guard count >= 0 else { throw .notAuthentic }
    let context = Context(key: key, nonce: nonce, isSealing: false)
    context.setTag(ciphertext.extracting(last: tagByteCount))
    context.authenticate(associated)
    var isAuthentic = false
    let plaintext = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      context.process(ciphertext.extracting(first: count), into: buffer.baseAddress)
      isAuthentic = succeeded(context.finish())
      if !isAuthentic { wipe(UnsafeMutableBufferPointer(rebasing: buffer[..<count])) }
      initialized = isAuthentic ? count : 0
    }
    guard isAuthentic else { throw .notAuthentic }
    return plaintext
  }

  /// Encrypts `plaintext` and authenticates it together with `associated`.
  public static func seal(
    _ plaintext: [UInt8], key: SecretBytes, nonce: [UInt8], associated: [UInt8] = []
  ) -> [UInt8] {
    seal(plaintext.span, key: key, nonce: nonce, associated: associated.span)
  }

  /// Decrypts what `seal` made; throws if anything differs.
  public static func open(
    _ ciphertext: [UInt8], key: SecretBytes, nonce: [UInt8], associated: [UInt8] = []
  ) throws(CryptographyError) -> [UInt8] {
    try open(ciphertext.span, key: key, nonce: nonce, associated: associated.span)
  }

  private struct Context: ~Copyable {
    let handle: OpaquePointer

    init(key: SecretBytes, nonce: [UInt8], isSealing: Bool) {
      precondition(key.count == keyByteCount, "a key has 32 bytes")
      precondition(nonce.count == nonceByteCount, "a nonce has 12 bytes")
      let handle = mustExist(EVP_CIPHER_CTX_new(), "EVP_CIPHER_CTX_new")
      key.withBytes { key in
        mustSucceed(
          EVP_CipherInit_ex2(
            handle, Algorithms.chaCha20Poly1305, key.baseAddress, nonce, isSealing ? 1 : 0, nil),
          "EVP_CipherInit_ex2")
      }
      self.handle = handle
    }

    deinit { EVP_CIPHER_CTX_free(handle) }

    func authenticate(_ associated: Span<UInt8>) {
      guard !associated.isEmpty else { return }
      associated.withUnsafeBufferPointer { input in
        update(nil, input)
      }
    }

    func process(_ input: Span<UInt8>, into output: UnsafeMutablePointer<UInt8>?) {
      guard !input.isEmpty else { return }
      input.withUnsafeBufferPointer { update(output, $0) }
    }

    func setTag(_ tag: Span<UInt8>) {
      var copy = (UInt64(0), UInt64(0))
      withUnsafeMutableBytes(of: &copy) { copy in
        tag.withUnsafeBufferPointer { copy.copyBytes(from: $0) }
        mustSucceed(
          EVP_CIPHER_CTX_ctrl(handle, EVP_CTRL_AEAD_SET_TAG, 16, copy.baseAddress), "SET_TAG")
      }
    }

    /// Ends the message: 1 if it is complete and, when opening, authentic; writes no byte.
    func finish() -> Int32 {
      var rest = (UInt64(0), UInt64(0))
      var count: Int32 = 0
      return withUnsafeMutableBytes(of: &rest) { rest in
        EVP_CipherFinal_ex(
          handle, rest.baseAddress?.assumingMemoryBound(to: UInt8.self), &count)
      }
    }

    private func update(
      _ output: UnsafeMutablePointer<UInt8>?, _ input: UnsafeBufferPointer<UInt8>
    ) {
      guard let byteCount = Int32(exactly: input.count) else {
        preconditionFailure("a message has less than 2 GiB")
      }
      var written: Int32 = 0
      mustSucceed(
        EVP_CipherUpdate(handle, output, &written, input.baseAddress, byteCount),
        "EVP_CipherUpdate")
      precondition(written == byteCount, "libcrypto wrote another count")
    }
  }
}
