/// Reads the primitive values of docs/format.md §2 from bytes that anybody may have sent.
///
/// Nothing is reserved for a length that the input only claims: a four-byte message must not make
/// us allocate 4 GiB. Every read either succeeds or throws ``FormatError`` with the offset of the
/// value, after which the reader is of no further use.
public struct ByteReader: Sendable {
  /// The buffer that is read; offsets in errors count from its start.
  public let bytes: [UInt8]
  /// The offset of the next byte.
  public private(set) var offset: Int
  /// The offset after the last byte this reader may touch.
  public let end: Int

  /// Creates a reader of all of `bytes`.
  public init(_ bytes: [UInt8]) { self.init(bytes, in: 0..<bytes.count) }

  /// Creates a reader of `bytes[range]`, which keeps counting offsets from the start of `bytes`.
  public init(_ bytes: [UInt8], in range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "range outside bytes")
    self.bytes = bytes
    self.offset = range.lowerBound
    self.end = range.upperBound
  }

  /// Bytes left to read.
  public var remaining: Int { end - offset }

  /// Whether everything was read.
  public var isAtEnd: Bool { offset == end }

  /// Throws unless everything was read.
  public func finish() throws(FormatError) {
    guard isAtEnd else { throw FormatError(.trailing(remaining), at: offset) }
  }

  /// Reads one byte.
  public mutating func readByte() throws(FormatError) -> UInt8 {
    guard offset < end else { throw FormatError(.truncated(missing: 1), at: offset) }
    defer { offset += 1 }
    return bytes[offset]
  }

  /// Reads a big-endian integer of the width of `Integer`.
  @inlinable
  public mutating func readInteger<Integer: FixedWidthInteger & UnsignedInteger>(
    _ type: Integer.Type = Integer.self
  ) throws(FormatError) -> Integer {
    let range = try take(Integer.bitWidth / 8)
    var value: Integer = 0
    for index in range { value = value << 8 | Integer(bytes[index]) }
    return value
  }

  /// Reads an unsigned LEB128 integer of at most 64 bits (docs/format.md §2.1).
  ///
  /// Refuses padded encodings such as `80 00`: a change is identified by the hash of its bytes,
  /// so two spellings of one value would be two changes.
  public mutating func readVarint() throws(FormatError) -> UInt64 {
    let start = offset
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while offset < end {
      let byte = bytes[offset]
      offset += 1
      // Nine groups fill 63 bits, so the tenth has room for one bit only.
      guard shift < 63 || (shift == 63 && byte <= 1) else {
        throw FormatError(.varintOverflow, at: start)
      }
      value |= UInt64(byte & 0x7f) << shift
      if byte & 0x80 == 0 {
        guard byte != 0 || shift == 0 else { throw FormatError(.varintNotMinimal, at: start) }
        return value
      }
      shift += 7
    }
    throw FormatError(.truncated(missing: 1), at: start)
  }

  /// Reads a varint that is at most `limit`, as an `Int`.
  public mutating func readCount(limit: Int) throws(FormatError) -> Int {
    let start = offset
    let value = try readVarint()
    guard value <= UInt64(limit) else {
      throw FormatError(.tooLarge(value, limit: UInt64(limit)), at: start)
    }
    return Int(value)  // Cannot trap: no greater than `limit`.
  }

  /// Reads a zigzag varint (docs/format.md §2.1).
  public mutating func readSignedVarint() throws(FormatError) -> Int64 {
    let value = try readVarint()
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  /// Reads exactly `count` bytes.
  public mutating func readBytes(_ count: Int) throws(FormatError) -> [UInt8] {
    Array(bytes[try take(count)])
  }

  /// Reads a varint byte count of at most `limit`, then that many bytes.
  public mutating func readCountedBytes(limit: Int) throws(FormatError) -> [UInt8] {
    try readBytes(try readCount(limit: limit))
  }

  /// Reads a varint byte count of at most `limit`, then a reader of that many bytes.
  public mutating func readCounted(limit: Int) throws(FormatError) -> ByteReader {
    ByteReader(bytes, in: try take(try readCount(limit: limit)))
  }

  /// Reads a varint byte count of at most `limit`, then that many bytes of UTF-8.
  public mutating func readString(limit: Int) throws(FormatError) -> String {
    let start = offset
    let content = bytes[try take(try readCount(limit: limit))]
    guard let string = String(validating: content, as: UTF8.self) else {
      throw FormatError(.notUTF8, at: start)
    }
    return string
  }

  /// Skips `count` bytes and gives their place in ``bytes``.
  public mutating func take(_ count: Int) throws(FormatError) -> Range<Int> {
    guard count <= remaining else {
      throw FormatError(.truncated(missing: count - remaining), at: offset)
    }
    defer { offset += count }
    return offset..<offset + count
  }
}
