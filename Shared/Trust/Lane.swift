public import Bytes
import Cryptography

/// Names the hash chain of segments that one run of one replica file writes.
public struct LaneID: Hashable, Comparable, Sendable {
  /// 64 random bits.
  public let rawValue: UInt64

  /// Creates the name from random bits.
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// Orders names by their bytes.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A lane of a device: two devices may draw the same ``LaneID``.
public struct Lane: Hashable, Comparable, Sendable {
  /// The device that writes the lane.
  public let device: DeviceID
  /// Which of its lanes.
  public let id: LaneID

  /// Creates the name of a lane.
  public init(device: DeviceID, id: LaneID) {
    self.device = device
    self.id = id
  }

  /// Orders lanes by device, then by name.
  public static func < (left: Self, right: Self) -> Bool {
    left.device != right.device ? left.device < right.device : left.id < right.id
  }
}

/// How far a lane is accepted: what the next segment of it must chain to.
public struct LaneTip: Hashable, Sendable {
  /// The lane.
  public let lane: Lane
  /// The number of the last accepted segment; zero for none.
  public let sequence: UInt64
  /// The name of the last accepted segment; the lane's own root for none.
  public let id: SegmentID
  /// The membership record that the last accepted segment names; nil for none.
  public let memberHead: RecordID?

  /// Creates the tip that was stored.
  public init(lane: Lane, sequence: UInt64, id: SegmentID, memberHead: RecordID?) {
    self.lane = lane
    self.sequence = sequence
    self.id = id
    self.memberHead = memberHead
  }

  /// The tip of a lane without segments (docs/format.md §8.1).
  public static func start(of lane: Lane, in workspace: WorkspaceID) -> LaneTip {
    var content = ByteWriter()
    content.writeBytes(workspace.bytes)
    content.writeBytes(lane.device.bytes)
    content.writeInteger(lane.id.rawValue)
    let root = taggedHash("concord/v1/lane", content.bytes)
    return LaneTip(lane: lane, sequence: 0, id: SegmentID(root), memberHead: nil)
  }
}
