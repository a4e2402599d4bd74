public import Bytes

/// The 160 bytes before a segment's ciphertext, which everybody may read (docs/format.md §8.1).
public struct SegmentHeader: Hashable, Sendable {
  /// What the ciphertext holds.
  public enum Kind: Hashable, Sendable {
    /// Changes of one replica: all that this version writes.
    case changes
    /// Reserved: snapshots and attestations, or what a later version adds.
    case other(UInt8)
  }

  /// What the ciphertext holds.
  public let kind: Kind
  /// Whether the plaintext is compressed.
  public let isDeflated: Bool
  /// The workspace.
  public let workspace: WorkspaceID
  /// The lane, and with it the device that signs.
  public let lane: Lane
  /// The number in the lane, from 1 without gaps.
  public let sequence: UInt64
  /// The segment before it in the lane; the root of the lane for the first.
  public let previous: SegmentID
  /// The newest membership record that the author had applied.
  public let memberHead: RecordID
  /// The epoch whose keys seal the segment.
  public let epoch: UInt32
  /// The bytes of the ciphertext with its tag.
  public let ciphertextByteCount: Int
  /// 32 bytes that make the key and the nonce of this segment unlike all others.
  public let salt: [UInt8]

  /// The tip of the lane once this segment, called `id`, is accepted.
  public func tip(as id: SegmentID) -> LaneTip {
    LaneTip(lane: lane, sequence: sequence, id: id, memberHead: memberHead)
  }
}

extension SegmentHeader {
  /// The bytes of a header.
  public static let byteCount = 160
  /// The bytes of a header before its salt.
  static let prefixByteCount = 128
  /// The bytes of a salt.
  static let saltByteCount = 32

  private static let magic = Array("CNC1".utf8)
  private static let deflateFlag: UInt8 = 1
  /// The smallest padded plaintext with its tag.
  private static let ciphertextBytesMin = Padding.byteCountMin + 16

  /// The header without its salt, which depends on it.
  var encodedPrefix: [UInt8] {
    var writer = ByteWriter()
    writer.writeBytes(Self.magic)
    writer.writeByte(kind.code)
    writer.writeByte(isDeflated ? Self.deflateFlag : 0)
    writer.writeInteger(UInt16(Self.byteCount))
    writer.writeBytes(workspace.bytes)
    writer.writeBytes(lane.device.bytes)
    writer.writeInteger(lane.id.rawValue)
    writer.writeInteger(sequence)
    writer.writeBytes(previous.bytes)
    writer.writeBytes(memberHead.bytes)
    writer.writeInteger(epoch)
    writer.writeInteger(UInt32(ciphertextByteCount))
    return writer.bytes
  }

  /// The same header with its salt.
  func salted(_ salt: [UInt8]) -> SegmentHeader {
    SegmentHeader(
      kind: kind, isDeflated: isDeflated, workspace: workspace, lane: lane, sequence: sequence,
      previous: previous, memberHead: memberHead, epoch: epoch,
      ciphertextByteCount: ciphertextByteCount, salt: salt)
  }

  /// Reads a header.
  init(from reader: inout ByteReader) throws(FormatError) {
    try reader.readMagic(Self.magic, orThrow: "not a segment of suite 1")
    kind = try Kind(from: &reader)
    let flags = try reader.readByte()
    guard flags & ~Self.deflateFlag == 0 else {
      throw FormatError("an unknown flag of a segment", at: reader.offset - 1)
    }
    isDeflated = flags & Self.deflateFlag != 0
    guard try reader.readInteger(UInt16.self) == UInt16(Self.byteCount) else {
      throw FormatError("a segment header of another length", at: reader.offset - 2)
    }
    workspace = try reader.readID16()
    lane = Lane(
      device: try reader.readID16(), id: LaneID(rawValue: try reader.readInteger()))
    sequence = try reader.readNumber()
    previous = try reader.readID32()
    memberHead = try reader.readID32()
    epoch = try reader.readInteger()
    guard epoch > 0 else { throw FormatError("epochs count from 1", at: reader.offset - 4) }
    let byteCount: UInt32 = try reader.readInteger()
    guard byteCount <= UInt32(TrustLimits.ciphertextBytesMax) else {
      throw FormatError(
        .tooLarge(UInt64(byteCount), limit: UInt64(TrustLimits.ciphertextBytesMax)),
        at: reader.offset - 4)
    }
    guard byteCount >= UInt32(Self.ciphertextBytesMin) else {
      throw FormatError("a ciphertext below the smallest padding", at: reader.offset - 4)
    }
    ciphertextByteCount = Int(byteCount)
    salt = try reader.readBytes(Self.saltByteCount)
  }
}

extension SegmentHeader.Kind {
  var code: UInt8 {
    switch self {
    case .changes: 1
    case .other(let code): code
    }
  }

  init(from reader: inout ByteReader) throws(FormatError) {
    let code = try reader.readByte()
    guard code != 0 else { throw FormatError("a segment of no kind", at: reader.offset - 1) }
    self = code == 1 ? .changes : .other(code)
  }
}

extension ByteReader {
  /// Reads a number that counts from 1 and that SQLite can store.
  mutating func readNumber() throws(FormatError) -> UInt64 {
    let number: UInt64 = try readInteger()
    guard number <= TrustLimits.numberMax else {
      throw FormatError(.tooLarge(number, limit: TrustLimits.numberMax), at: offset - 8)
    }
    guard number > 0 else { throw FormatError("a number that counts from 1 is 0", at: offset - 8) }
    return number
  }
}
