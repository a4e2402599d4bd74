import Bytes

extension ID16 {
  static var byteCount: Int { 16 }
}

extension ID32 {
  static var byteCount: Int { 32 }
}

extension ByteReader {
  /// Reads four bytes, in the loop over the changes of a segment.
  ///
  /// `readInteger` is generic and lives in another module, which makes it an order of magnitude
  /// slower than the rest of that loop.
  mutating func readUInt32() throws(FormatError) -> UInt32 {
    let start = try take(4).lowerBound
    return UInt32(bytes[start]) << 24 | UInt32(bytes[start + 1]) << 16
      | UInt32(bytes[start + 2]) << 8 | UInt32(bytes[start + 3])
  }

  /// Reads the four bytes that a format starts with.
  mutating func readMagic(
    _ magic: [UInt8], orThrow rule: StaticString
  ) throws(FormatError) {
    let start = offset
    guard try readBytes(magic.count) == magic else { throw FormatError(rule, at: start) }
  }
}
