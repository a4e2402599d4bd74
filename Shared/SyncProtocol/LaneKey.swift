public import Bytes

/// Names a lane: the hash chain of segments that one replica file of one device writes.
public struct LaneKey: Hashable, Comparable, Sendable {
  /// The device whose segments these are.
  public var device: DeviceID
  /// 64 random bits, made with the lane.
  public var lane: UInt64

  /// Creates the name of a lane of `device`.
  public init(device: DeviceID, lane: UInt64) {
    self.device = device
    self.lane = lane
  }

  /// Orders lanes by the bytes of their names.
  public static func < (left: Self, right: Self) -> Bool {
    left.device != right.device ? left.device < right.device : left.lane < right.lane
  }
}
