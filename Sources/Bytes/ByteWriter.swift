/// Appends the primitive values of docs/format.md §2 to a growing buffer.
public struct ByteWriter: Sendable {
  /// Everything written so far.
  public private(set) var bytes: [UInt8] = []

  /// Creates an empty buffer.
  public init() {}

  /// Writes one byte.
  public mutating func writeByte(_ byte: UInt8) { bytes.append(byte) }

  /// Writes a big-endian integer of the width of `Integer`.
  @inlinable
  public mutating func writeInteger<Integer: FixedWidthInteger & UnsignedInteger>(
    _ value: Integer
  ) {
    for shift in stride(from: Integer.bitWidth - 8, through: 0, by: -8) {
      writeByte(UInt8(truncatingIfNeeded: value >> Integer(shift)))
    }
  }

  /// Writes an unsigned LEB128 integer in its only valid form (docs/format.md §2.1).
  public mutating func writeVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// Writes a count, which is never negative, as a varint.
  public mutating func writeCount(_ value: Int) { writeVarint(UInt64(value)) }

  /// Writes a zigzag varint (docs/format.md §2.1).
  public mutating func writeSignedVarint(_ value: Int64) {
    writeVarint(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
  }

  /// Writes bytes as they are.
  public mutating func writeBytes(_ content: some Sequence<UInt8>) {
    bytes.append(contentsOf: content)
  }

  /// Writes a varint byte count, then the bytes.
  public mutating func writeCountedBytes(_ content: some Collection<UInt8>) {
    writeCount(content.count)
    bytes.append(contentsOf: content)
  }

  /// Writes a varint byte count, then the UTF-8 of `string`.
  public mutating func writeString(_ string: String) { writeCountedBytes(string.utf8) }
}
