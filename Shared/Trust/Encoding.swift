import Bytes

extension ID16 {
  static var byteCount: Int { 16 }
}

extension ID32 {
  static var byteCount: Int { 32 }
}

extension ByteReader {
  /// Reads the four bytes that a format starts with.
  mutating func readMagic(
    _ magic: [UInt8], orThrow rule: StaticString
  ) throws(FormatError) {
    let start = offset
    guard try readBytes(magic.count) == magic else { throw FormatError(rule, at: start) }
  }
}
