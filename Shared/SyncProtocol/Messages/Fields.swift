import Bytes
import Trust

// The values that several messages share (docs/protocol.md §2).

extension ByteWriter {
  mutating func write(_ head: LogHead) {
    writeInteger(head.position)
    writeBytes(head.root.bytes)
  }

  mutating func write(_ head: MembershipHead) {
    writeInteger(head.count)
    writeBytes(head.last.bytes)
  }

  mutating func write(_ lane: Lane) {
    writeBytes(lane.device.bytes)
    writeInteger(lane.id.rawValue)
  }

  mutating func writeList(_ items: [[UInt8]]) {
    writeCount(items.count)
    for item in items { writeCountedBytes(item) }
  }

  mutating func writeFlag(_ flag: Bool) { writeByte(flag ? 1 : 0) }
}

extension ByteReader {
  mutating func readLogHead() throws(FormatError) -> LogHead {
    LogHead(position: try readInteger(), root: try readID32())
  }

  mutating func readMembershipHead() throws(FormatError) -> MembershipHead {
    MembershipHead(count: try readInteger(), last: try readID32())
  }

  mutating func readLane() throws(FormatError) -> Lane {
    Lane(device: try readID16(), id: LaneID(rawValue: try readInteger()))
  }

  mutating func readFlag() throws(FormatError) -> Bool {
    let start = offset
    let byte = try readByte()
    guard byte <= 1 else { throw FormatError("a flag is 0 or 1", at: start) }
    return byte == 1
  }

  /// Reads a byte that names a case of `Value`.
  mutating func readCase<Value: RawRepresentable<UInt8>>(
    _ rule: StaticString
  ) throws(FormatError) -> Value {
    let start = offset
    guard let value = Value(rawValue: try readByte()) else { throw FormatError(rule, at: start) }
    return value
  }

  /// Reads a list of at most `count` byte strings of at most `bytes` bytes each.
  mutating func readList(
    count limit: Int, bytes: Int
  ) throws(FormatError) -> [[UInt8]] {
    var items: [[UInt8]] = []
    for _ in 0..<(try readCount(limit: limit)) { items.append(try readCountedBytes(limit: bytes)) }
    return items
  }

  /// Starts reading a message: its kind and number.
  static func open(
    _ bytes: [UInt8]
  ) throws(FormatError) -> (reader: ByteReader, kind: UInt8, number: UInt32) {
    guard bytes.count <= Limits.messageBytes else {
      let limit = UInt64(Limits.messageBytes)
      throw FormatError(.tooLarge(UInt64(bytes.count), limit: limit), at: 0)
    }
    var reader = ByteReader(bytes)
    let kind = try reader.readByte()
    let number: UInt32 = try reader.readInteger()
    return (reader, kind, number)
  }
}
