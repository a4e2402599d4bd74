private import COpenSSL
private import Synchronization

/// SHA-256 (FIPS 180-4).
public enum SHA256 {
  /// The bytes of a hash.
  public static let byteCount = 32

  /// Hashes `bytes`.
  public static func hash(_ bytes: [UInt8]) -> [UInt8] { hash(bytes.span) }

  /// Hashes `bytes`.
  public static func hash(_ bytes: Span<UInt8>) -> [UInt8] {
    var hasher = Hasher()
    hasher.update(bytes)
    return hasher.finalize()
  }

  /// Hashes bytes that come in pieces.
  public struct Hasher: ~Copyable {
    private let context: OpaquePointer

    /// Creates a hasher that has seen nothing.
    public init() {
      context = IdleContext.take()
      mustSucceed(EVP_DigestInit_ex2(context, Algorithms.sha256, nil), "EVP_DigestInit_ex2")
    }

    deinit { IdleContext.giveBack(context) }

    /// Hashes `bytes` after everything before.
    public mutating func update(_ bytes: Span<UInt8>) {
      bytes.withUnsafeBufferPointer { add($0) }
    }

    /// Hashes `bytes` after everything before.
    public mutating func update(_ bytes: [UInt8]) {
      bytes.withUnsafeBufferPointer { add($0) }
    }

    /// Hashes the length of `tag` in one byte, then `tag`.
    ///
    /// - Precondition: `tag` is a constant of ours with at most 255 bytes.
    public mutating func update(tag: String) {
      var tag = tag
      tag.withUTF8 { text in
        precondition(text.count <= 255, "a tag has at most 255 bytes")
        withUnsafePointer(to: UInt8(text.count)) { length in
          add(UnsafeBufferPointer(start: length, count: 1))
        }
        add(text)
      }
    }

    /// The hash of everything.
    public consuming func finalize() -> [UInt8] {
      [UInt8](unsafeUninitializedCapacity: SHA256.byteCount) { buffer, initialized in
        mustSucceed(
          EVP_DigestFinal_ex(context, buffer.baseAddress, nil), "EVP_DigestFinal_ex")
        initialized = SHA256.byteCount
      }
    }

    private func add(_ bytes: UnsafeBufferPointer<UInt8>) {
      mustSucceed(
        EVP_DigestUpdate(context, bytes.baseAddress, bytes.count), "EVP_DigestUpdate")
    }
  }

  /// Keeps one context between uses: a new one costs twice as much as hashing 64 bytes.
  private enum IdleContext {
    private struct Slot: @unchecked Sendable {
      // Owned by whoever has taken it out of the slot, hence by one thread at a time.
      var context: OpaquePointer?
    }

    private static let slot = Mutex(Slot())

    static func take() -> OpaquePointer {
      let idle = slot.withLockIfAvailable { slot in
        let context = slot.context
        slot.context = nil
        return Slot(context: context)
      }
      return idle?.context ?? mustExist(EVP_MD_CTX_new(), "EVP_MD_CTX_new")
    }

    static func giveBack(_ context: OpaquePointer) {
      let returned = Slot(context: context)
      let isKept = slot.withLockIfAvailable { slot in
        guard slot.context == nil else { return false }
        slot = returned
        return true
      }
      if isKept != true { EVP_MD_CTX_free(context) }
    }
  }
}

/// Hashes `content` for the one purpose that `tag` names: SHA-256(u8(len tag) ‖ tag ‖ content…).
///
/// The tag keeps apart what is hashed for different reasons, so that no record can pass for a
/// segment. The pieces are not separated: their lengths must follow from the tag or from them.
public func taggedHash(_ tag: String, _ content: [UInt8]...) -> [UInt8] {
  var hasher = SHA256.Hasher()
  hasher.update(tag: tag)
  for piece in content { hasher.update(piece) }
  return hasher.finalize()
}
