private import COpenSSL

/// The operating system's randomness, through libcrypto's generator for private values.
public enum SecureRandom {
  /// Draws `count` bytes.
  ///
  /// Stops the program when there is no randomness: a guessable key cannot be told from a good one.
  public static func bytes(_ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      fill(buffer, count)
      initialized = count
    }
  }

  /// Draws `count` bytes that are wiped after use.
  public static func secret(_ count: Int) -> SecretBytes {
    SecretBytes(count: count) { fill($0, count) }
  }

  private static func fill(_ buffer: UnsafeMutableBufferPointer<UInt8>, _ count: Int) {
    guard let count = Int32(exactly: count) else { preconditionFailure("too many random bytes") }
    if count > 0 { mustSucceed(RAND_priv_bytes(buffer.baseAddress, count), "RAND_priv_bytes") }
  }
}
