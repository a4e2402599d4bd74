private import COpenSSL

/// Key material: lies outside of Swift arrays, is wiped when its last owner lets go, never printed.
///
/// An array would leave copies behind at every growth and every copy-on-write. Copies of this
/// value share one block of memory, which never changes.
public struct SecretBytes: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
  private let storage: Storage

  /// Copies `bytes`; wiping the array is up to the caller.
  public init(_ bytes: some Collection<UInt8>) {
    self.init(count: bytes.count) { buffer in _ = buffer.initialize(fromContentsOf: bytes) }
  }

  /// Creates `count` bytes that `fill` writes.
  init(count: Int, fill: (UnsafeMutableBufferPointer<UInt8>) -> Void) {
    storage = Storage(count: count)
    fill(storage.buffer)
  }

  /// How many bytes there are.
  public var count: Int { storage.buffer.count }

  /// Copies the bytes into an array, which nobody wipes: for files and tests.
  public var exposed: [UInt8] { Array(storage.buffer) }

  /// Lends the bytes.
  func withBytes<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withExtendedLifetime(storage) { () throws(Failure) in
      try body(UnsafeBufferPointer(storage.buffer))
    }
  }

  /// Copies a part of the bytes into a secret of its own.
  public func part(_ range: Range<Int>) -> SecretBytes {
    withBytes { SecretBytes($0[range]) }
  }

  /// Puts `prefix` before the bytes.
  func prefixed(by prefix: [UInt8]) -> SecretBytes {
    withBytes { bytes in
      SecretBytes(count: prefix.count + bytes.count) { output in
        for (index, byte) in prefix.enumerated() { output[index] = byte }
        for (index, byte) in bytes.enumerated() { output[prefix.count + index] = byte }
      }
    }
  }

  /// Whether the bytes are the same, in a time that depends on the count only.
  public static func == (left: Self, right: Self) -> Bool {
    left.count == right.count
      && left.withBytes { first in
        right.withBytes { CRYPTO_memcmp(first.baseAddress, $0.baseAddress, first.count) == 0 }
      }
  }

  /// The count; never the bytes.
  public var description: String { "\(count) secret bytes" }

  /// Shows nothing to debuggers and dumps.
  public var customMirror: Mirror { Mirror(self, children: []) }

  // Never written after `init`, which is what makes it safe to share between threads.
  private final class Storage: @unchecked Sendable {
    let buffer: UnsafeMutableBufferPointer<UInt8>

    init(count: Int) {
      buffer = .allocate(capacity: count)
      buffer.initialize(repeating: 0)
    }

    deinit {
      OPENSSL_cleanse(buffer.baseAddress, buffer.count)
      buffer.deallocate()
    }
  }
}

/// Compares bytes in a time that depends on their counts only.
public func constantTimeEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
}

/// Overwrites `buffer` in a way that the optimiser keeps.
func wipe(_ buffer: UnsafeMutableBufferPointer<UInt8>) {
  OPENSSL_cleanse(buffer.baseAddress, buffer.count)
}
