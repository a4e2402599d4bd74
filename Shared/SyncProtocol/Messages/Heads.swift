public import Bytes
public import Trust

/// The end of a relay's log of a workspace: a position, counted from 1, and the root there.
public struct LogHead: Hashable, Sendable {
  /// The last position; 0 when nothing is stored.
  public var position: UInt64
  /// The log root at ``position``.
  public var root: LogRoot

  /// Creates the head at `position`.
  public init(position: UInt64, root: LogRoot) {
    self.position = position
    self.root = root
  }
}

/// The end of a membership log: how many records it has, and the last one.
public struct MembershipHead: Hashable, Sendable {
  /// The number of records.
  public var count: UInt64
  /// The last record; zeros when there is none.
  public var last: RecordID

  /// Creates the head of a log of `count` records.
  public init(count: UInt64, last: RecordID) {
    self.count = count
    self.last = last
  }

  /// The head of a log without records.
  public static let none = MembershipHead(
    count: 0, last: RecordID([UInt8](repeating: 0, count: 32)))
}

/// The end of a lane: its last segment, and that segment's place in the lane.
public struct LaneHead: Hashable, Sendable {
  /// The lane.
  public var lane: Lane
  /// The place of the last segment, counted from 1.
  public var sequence: UInt64
  /// The last segment.
  public var id: SegmentID

  /// Creates the head of `lane`.
  public init(lane: Lane, sequence: UInt64, id: SegmentID) {
    self.lane = lane
    self.sequence = sequence
    self.id = id
  }
}

/// How far a client holds a lane.
public struct KnownLane: Hashable, Sendable {
  /// The lane.
  public var lane: Lane
  /// The last place that is held, as are all before it.
  public var sequence: UInt64

  /// Creates the statement that `lane` is held up to `sequence`.
  public init(lane: Lane, sequence: UInt64) {
    self.lane = lane
    self.sequence = sequence
  }
}
