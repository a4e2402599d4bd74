public import Bytes
import Cryptography

/// How far the maker of a bundle holds a lane, and what of it stands in the bundle.
public struct BundleLane: Hashable, Sendable {
  /// The lane.
  public let lane: Lane
  /// The bundle has what follows this place; whoever applies it needs all before.
  public let after: UInt64
  /// The last place of the lane that the maker holds; ``after`` when the bundle has nothing of it.
  public let last: UInt64
  /// The segment at ``last``.
  public let id: SegmentID

  /// Creates the description of a lane that the maker holds up to `last`.
  ///
  /// - Precondition: `last` is at least 1 and not before `after`.
  public init(lane: Lane, after: UInt64, last: UInt64, id: SegmentID) {
    precondition(last >= 1 && after <= last, "a range that ends before it starts")
    self.lane = lane
    self.after = after
    self.last = last
    self.id = id
  }

  /// How many segments of the lane the bundle has.
  public var segmentCount: UInt64 { last - after }
}

/// The start of a bundle: who made it, of what, and what its maker held (docs/format.md §8.7).
///
/// Signed by the device that made it. Nothing here needs a key to be read, and nothing says more
/// than a relay sees.
public struct BundleHead: Hashable, Sendable {
  /// The workspace.
  public let workspace: WorkspaceID
  /// The device that made the bundle and vouches for it.
  public let maker: DeviceID
  /// When, in milliseconds since 1970 by the maker's clock: for display only.
  public let time: UInt64
  /// How many membership records follow: all that the maker held.
  public let recordCount: Int
  /// The last of them.
  public let memberHead: RecordID
  /// The lanes that the maker held, ascending.
  public let lanes: [BundleLane]
  /// The bytes behind the head.
  public let contentByteCount: UInt64
  /// The SHA-256 of the bytes behind the head.
  public let contentHash: [UInt8]

  /// How many segments the bundle has.
  public var segmentCount: UInt64 { lanes.reduce(0) { $0 + $1.segmentCount } }
}

extension BundleHead {
  static let magic = Array("CNB1".utf8)
  /// The kind of bundle that there is; others are for later versions.
  private static let changesKind: UInt8 = 1
  /// The bytes before the lanes.
  static let fixedByteCount = 125
  static let laneByteCount = 72

  /// The bytes of a head that lists so many lanes, with its signature.
  static func byteCount(laneCount: Int) -> Int {
    fixedByteCount + laneCount * laneByteCount + Ed25519.signatureByteCount
  }

  /// The bytes of the head, signed by its maker.
  func signed(by identity: DeviceIdentity) -> [UInt8] {
    precondition(identity.id == maker, "a bundle is signed by its maker")
    var writer = ByteWriter()
    writer.writeBytes(Self.magic)
    writer.writeByte(Self.changesKind)
    writer.writeBytes(workspace.bytes)
    writer.writeBytes(maker.bytes)
    writer.writeInteger(time)
    writer.writeInteger(UInt32(recordCount))
    writer.writeBytes(memberHead.bytes)
    writer.writeInteger(contentByteCount)
    writer.writeBytes(contentHash)
    writer.writeInteger(UInt32(lanes.count))
    for lane in lanes {
      writer.writeBytes(lane.lane.device.bytes)
      writer.writeInteger(lane.lane.id.rawValue)
      writer.writeInteger(lane.after)
      writer.writeInteger(lane.last)
      writer.writeBytes(lane.id.bytes)
    }
    return writer.bytes + identity.sign(Self.signedMessage(writer.bytes))
  }

  static func signedMessage(_ content: [UInt8]) -> [UInt8] {
    Array("concord/v1/bundle-sig\0".utf8) + taggedHash("concord/v1/bundle", content)
  }

  /// How many bytes the head has whose fixed part starts `bytes`.
  static func byteCount(from bytes: [UInt8]) throws(FormatError) -> Int {
    let start = fixedByteCount - 4
    var reader = ByteReader(bytes, in: start..<fixedByteCount)
    let count: UInt32 = try reader.readInteger()
    guard count <= UInt32(TrustLimits.bundleLanesMax) else {
      throw FormatError(
        .tooLarge(UInt64(count), limit: UInt64(TrustLimits.bundleLanesMax)), at: start)
    }
    return byteCount(laneCount: Int(count))
  }

  /// Reads a head without its signature.
  init(from reader: inout ByteReader) throws(FormatError) {
    let start = reader.offset
    try reader.readMagic(Self.magic, orThrow: "not a bundle")
    guard try reader.readByte() == Self.changesKind else { throw FormatError(.newer, at: start) }
    workspace = try reader.readID16()
    maker = try reader.readID16()
    time = try reader.readInteger()
    let recordCount: UInt32 = try reader.readInteger()
    guard recordCount >= 1, recordCount <= UInt32(TrustLimits.recordsMax) else {
      throw FormatError(
        "a bundle without membership records, or with more than there can be", at: reader.offset - 4
      )
    }
    self.recordCount = Int(recordCount)
    memberHead = try reader.readID32()
    contentByteCount = try reader.readInteger()
    guard contentByteCount <= TrustLimits.numberMax else {
      throw FormatError(
        .tooLarge(contentByteCount, limit: TrustLimits.numberMax), at: reader.offset - 8)
    }
    contentHash = try reader.readBytes(SHA256.byteCount)
    let laneCount: UInt32 = try reader.readInteger()
    var lanes: [BundleLane] = []
    var segmentCount: UInt64 = 0
    for _ in 0..<laneCount {
      let lane = try BundleLane(from: &reader)
      guard lanes.last.map({ $0.lane < lane.lane }) ?? true else {
        throw FormatError("the lanes of a bundle ascend", at: reader.offset - Self.laneByteCount)
      }
      segmentCount += lane.segmentCount
      // Each takes more than a byte, so this also keeps the sum from overflowing.
      guard segmentCount <= contentByteCount else {
        throw FormatError("more segments than bytes", at: reader.offset - Self.laneByteCount)
      }
      lanes.append(lane)
    }
    self.lanes = lanes
  }
}

extension BundleLane {
  fileprivate init(from reader: inout ByteReader) throws(FormatError) {
    let start = reader.offset
    lane = Lane(device: try reader.readID16(), id: LaneID(rawValue: try reader.readInteger()))
    after = try reader.readInteger()
    last = try reader.readNumber()
    id = try reader.readID32()
    guard after <= last else { throw FormatError("a range that ends before it starts", at: start) }
  }
}
