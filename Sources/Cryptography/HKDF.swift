/// HKDF with SHA-256 (RFC 5869).
public enum HKDF {
  /// The most bytes that ``expand(_:info:count:)`` gives.
  public static let outputBytesMax = 255 * SHA256.byteCount

  /// Concentrates the randomness of `secret` into 32 bytes.
  public static func extract(salt: [UInt8], secret: SecretBytes) -> SecretBytes {
    salt.withUnsafeBufferPointer { extract(salt: $0, secret: secret) }
  }

  /// Concentrates the randomness of `secret` under a salt that is secret, too.
  static func extract(salt: SecretBytes, secret: SecretBytes) -> SecretBytes {
    salt.withBytes { extract(salt: $0, secret: secret) }
  }

  private static func extract(
    salt: UnsafeBufferPointer<UInt8>, secret: SecretBytes
  ) -> SecretBytes {
    SecretBytes(count: SHA256.byteCount) { output in
      secret.withBytes { HMAC.compute(key: salt, pieces: ($0, .empty, .empty), output) }
    }
  }

  /// Derives `count` bytes for the purpose that `info` names.
  ///
  /// - Precondition: `count` is at most ``outputBytesMax``.
  public static func expand(
    _ pseudorandomKey: SecretBytes, info: [UInt8], count: Int
  ) -> SecretBytes {
    precondition((0...outputBytesMax).contains(count), "HKDF gives at most 8,160 bytes")
    return SecretBytes(count: count) { output in
      pseudorandomKey.withBytes { key in
        info.withUnsafeBufferPointer { info in fill(output, key: key, info: info) }
      }
    }
  }

  private static func fill(
    _ output: UnsafeMutableBufferPointer<UInt8>, key: UnsafeBufferPointer<UInt8>,
    info: UnsafeBufferPointer<UInt8>
  ) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: SHA256.byteCount) { block in
      block.initialize(repeating: 0)
      defer { wipe(block) }
      var previous = UnsafeBufferPointer<UInt8>.empty
      var written = 0
      var counter: UInt8 = 0
      while written < output.count {
        counter += 1
        withUnsafePointer(to: counter) { counter in
          let last = UnsafeBufferPointer(start: counter, count: 1)
          HMAC.compute(key: key, pieces: (previous, info, last), block)
        }
        let count = min(block.count, output.count - written)
        for index in 0..<count { output[written + index] = block[index] }
        written += count
        previous = UnsafeBufferPointer(block)
      }
    }
  }
}
