public import Bytes
public import SyncProtocol
public import Trust

/// Keeps what a relay may not forget: membership records, segments in order, join requests.
///
/// Synchronous, and used by one thread. All changes happen inside ``withTransaction(_:)`` and are
/// durable when it returns. A store checks no rule of the protocol; ``RelayCore`` does that.
/// Every method throws ``RelayStoreError``.
public protocol RelayStore: AnyObject {
  /// The life of this store: 16 random bytes made with it.
  var generation: GenerationID { get }

  /// Runs `body`: all of its changes are stored and durable if it returns, none if it throws.
  func withTransaction<Result>(_ body: () throws -> Result) throws -> Result

  /// Where the workspace stands, or nil if it was never added.
  func workspace(_ id: WorkspaceID) throws -> StoredWorkspace?
  /// Adds an empty workspace.
  func addWorkspace(_ id: WorkspaceID) throws

  /// The membership records from index `first` on: as many as fit in `byteCount`, and one at least.
  func records(
    of workspace: WorkspaceID, from first: UInt64, byteCount: Int
  ) throws -> [[UInt8]]
  /// Stores the record at `index`, which is the next one.
  func addRecord(_ bytes: [UInt8], at index: UInt64, to workspace: WorkspaceID) throws

  /// The log head right after the segment, or nil if it is not stored.
  func place(of segment: SegmentID, in workspace: WorkspaceID) throws -> LogHead?
  /// The end of the lane, or nil if nothing of it is stored.
  func laneTip(_ lane: Lane, in workspace: WorkspaceID) throws -> LaneTip?
  /// The segment at `sequence` of the lane.
  func segment(at sequence: UInt64, of lane: Lane, in workspace: WorkspaceID) throws -> SegmentID?
  /// The heads of at most `count` lanes behind `lane`, ascending.
  func laneHeads(
    of workspace: WorkspaceID, after lane: Lane?, count: Int
  ) throws -> [LaneHead]
  /// Stores segments of one lane at the next positions.
  func append(_ entries: [LogEntry], to workspace: WorkspaceID) throws
  /// The entries behind `position`: as many as fit in `byteCount`, and one at least, if any.
  ///
  /// - Returns: The entries, and the root after the last one; nil when there are none.
  func page(
    of workspace: WorkspaceID, after position: UInt64, byteCount: Int,
    isKnown: (Lane, UInt64) -> Bool
  ) throws -> (entries: [Reply.Page.Entry], root: LogRoot)?
  /// The bytes that segments of `member` take.
  func byteCount(of member: MemberID, in workspace: WorkspaceID) throws -> UInt64

  /// The join requests that wait, by invite key.
  func joinRequests(of workspace: WorkspaceID) throws -> [(invite: [UInt8], request: [UInt8])]
  /// Stores, or replaces, the join request of an invite key.
  func setJoinRequest(
    _ request: [UInt8], of invite: [UInt8], in workspace: WorkspaceID
  ) throws
  /// Forgets the join request of an invite key.
  func removeJoinRequest(of invite: [UInt8], in workspace: WorkspaceID) throws
}

/// Why a store could not do what it was asked.
public enum RelayStoreError: Error, Equatable {
  /// The disk, or the quota, is full: nothing was changed, and reads go on.
  case full
  /// The store is of no further use; `detail` is safe to log.
  case failed(detail: String)
  /// What is stored is not what was stored; `detail` is safe to log.
  case damaged(detail: String)

  /// What happened, in a few words.
  public var detail: String {
    switch self {
    case .full: "the disk is full"
    case .failed(let detail), .damaged(let detail): detail
    }
  }
}

/// Where a stored workspace stands.
public struct StoredWorkspace: Equatable, Sendable {
  /// The end of the log.
  public var log: LogHead
  /// The number of membership records.
  public var recordCount: UInt64
  /// The bytes that all segments take.
  public var byteCount: UInt64

  /// Creates the state of a workspace.
  public init(log: LogHead, recordCount: UInt64, byteCount: UInt64) {
    self.log = log
    self.recordCount = recordCount
    self.byteCount = byteCount
  }
}

/// A segment with its place in the log and in its lane.
public struct LogEntry: Equatable, Sendable {
  /// The segment's name.
  public var id: SegmentID
  /// Its lane.
  public var lane: Lane
  /// Its place in the lane.
  public var sequence: UInt64
  /// The membership record that it names as its head.
  public var memberHead: RecordID
  /// Whose quota it counts against.
  public var member: MemberID
  /// The log head right after it.
  public var log: LogHead
  /// The segment as it was pushed.
  public var bytes: [UInt8]

  /// Creates a segment in its place.
  public init(
    id: SegmentID, lane: Lane, sequence: UInt64, memberHead: RecordID, member: MemberID,
    log: LogHead, bytes: [UInt8]
  ) {
    self.id = id
    self.lane = lane
    self.sequence = sequence
    self.memberHead = memberHead
    self.member = member
    self.log = log
    self.bytes = bytes
  }
}
