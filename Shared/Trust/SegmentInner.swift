public import Bytes

/// What a segment holds for members only: changes, and what its author had seen of the relay.
public struct SegmentInner: Equatable, Sendable {
  /// The generation of the relay's log that the author last pulled.
  public let generation: GenerationID
  /// How far the author had pulled in that generation; zero for nothing.
  public let seenPosition: UInt64
  /// The root of the relay's log at that position: shows when a relay forks.
  public let seenRoot: LogRoot
  /// The number of the first change in its replica; the others follow without gaps.
  public let firstChange: UInt64
  /// The buffer in which ``changes`` lie.
  public let bytes: [UInt8]
  /// Where in ``bytes`` each change lies, in order.
  public let changes: [Range<Int>]

  /// Where in ``bytes`` the encoding of all of this lies.
  let encoding: Range<Int>

  /// Creates the content of a new segment.
  ///
  /// - Throws: a ``FormatError`` when there are no changes, or more than fit.
  public init(
    generation: GenerationID, seenPosition: UInt64, seenRoot: LogRoot, firstChange: UInt64,
    changes: [[UInt8]]
  ) throws(FormatError) {
    var writer = ByteWriter()
    writer.writeBytes(generation.bytes)
    writer.writeInteger(seenPosition)
    writer.writeBytes(seenRoot.bytes)
    writer.writeInteger(firstChange)
    writer.writeInteger(UInt32(clamping: changes.count))
    for change in changes {
      writer.writeInteger(UInt32(clamping: change.count))
      writer.writeBytes(change)
    }
    try self.init(decoding: writer.bytes, in: 0..<writer.bytes.count)
  }

  /// Reads the content of a segment, completely (docs/format.md §8.3).
  init(decoding bytes: [UInt8], in range: Range<Int>) throws(FormatError) {
    guard range.count <= TrustLimits.innerBytesMax else {
      throw FormatError(
        .tooLarge(UInt64(range.count), limit: UInt64(TrustLimits.innerBytesMax)),
        at: range.lowerBound)
    }
    var reader = ByteReader(bytes, in: range)
    generation = try reader.readID16()
    seenPosition = try reader.readInteger()
    guard seenPosition <= TrustLimits.numberMax else {
      throw FormatError(
        .tooLarge(seenPosition, limit: TrustLimits.numberMax), at: reader.offset - 8)
    }
    seenRoot = try reader.readID32()
    guard generation != .none || (seenPosition == 0 && seenRoot == .none) else {
      throw FormatError("a position without a generation", at: range.lowerBound)
    }
    firstChange = try reader.readNumber()
    let count: UInt32 = try reader.readInteger()
    guard (1...UInt32(TrustLimits.changesPerSegmentMax)).contains(count) else {
      throw FormatError("a segment holds 1 to 4,096 changes", at: reader.offset - 4)
    }
    var changes: [Range<Int>] = []
    changes.reserveCapacity(Int(count))
    for _ in 0..<count {
      let byteCount = try reader.readUInt32()
      guard byteCount <= UInt32(TrustLimits.changeBytesMax) else {
        throw FormatError(
          .tooLarge(UInt64(byteCount), limit: UInt64(TrustLimits.changeBytesMax)),
          at: reader.offset - 4)
      }
      changes.append(try reader.take(Int(byteCount)))
    }
    try reader.finish()
    self.bytes = bytes
    self.changes = changes
    encoding = range
  }

  /// Whether both hold the same content, wherever it lies in their buffers.
  public static func == (left: Self, right: Self) -> Bool {
    left.bytes[left.encoding] == right.bytes[right.encoding]
  }
}
