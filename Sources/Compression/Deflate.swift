private import CZlib

/// Raw deflate (RFC 1951), without the frames of zlib or gzip.
public enum Deflate {
  /// Says why bytes are not the deflated form of what they claim to be.
  public enum Failure: Error, Equatable, Sendable {
    /// Not a deflate stream, or one that ends too early.
    case malformed
    /// The content is shorter or longer than declared.
    case otherLength
    /// Bytes follow the stream.
    case trailing
  }

  /// No input byte yields more than this many output bytes (https://zlib.net/zlib_tech.html).
  private static let expansionMax = 1032

  /// zlib's fastest: on a segment of changes, level 6 takes three times as long for 14 % less.
  private static let level: Int32 = 1

  /// Compresses `bytes`.
  ///
  /// The result may differ between versions of zlib: never compress again what was hashed.
  public static func compress(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    precondition(concord_deflate_init_raw(&stream, level) == Z_OK, "zlib has no memory")
    defer { deflateEnd(&stream) }
    let capacity = Int(deflateBound(&stream, uLong(bytes.count)))
    return bytes.withUnsafeBufferPointer { input in
      [UInt8](unsafeUninitializedCapacity: capacity) { output, initialized in
        stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        stream.avail_in = uInt(input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = uInt(capacity)
        precondition(deflate(&stream, Z_FINISH) == Z_STREAM_END, "zlib broke its own bound")
        initialized = capacity - Int(stream.avail_out)
      }
    }
  }

  /// Decompresses `bytes` into exactly `count` bytes.
  ///
  /// Stops one byte after `count`, so that a bomb costs no more than honest content would, and
  /// reserves nothing for a count that so few bytes cannot hold.
  public static func decompress(
    _ bytes: Span<UInt8>, exactly count: Int
  ) throws(Failure) -> [UInt8] {
    guard count >= 0, count / expansionMax <= bytes.count else { throw .otherLength }
    var stream = z_stream()
    precondition(concord_inflate_init_raw(&stream) == Z_OK, "zlib has no memory")
    defer { inflateEnd(&stream) }
    var code = Z_OK
    let content = bytes.withUnsafeBufferPointer { input in
      [UInt8](unsafeUninitializedCapacity: count + 1) { output, initialized in
        stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        stream.avail_in = uInt(input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = uInt(count + 1)
        code = inflate(&stream, Z_FINISH)
        initialized = count + 1 - Int(stream.avail_out)
      }
    }
    if content.count > count { throw .otherLength }
    guard code == Z_STREAM_END else { throw .malformed }
    guard content.count == count else { throw .otherLength }
    guard stream.avail_in == 0 else { throw .trailing }
    return content
  }

  /// Decompresses `bytes` into exactly `count` bytes.
  public static func decompress(_ bytes: [UInt8], exactly count: Int) throws(Failure) -> [UInt8] {
    try decompress(bytes.span, exactly: count)
  }
}
