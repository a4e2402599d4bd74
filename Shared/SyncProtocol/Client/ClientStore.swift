public import Bytes
public import Trust

/// What a client must not forget, as ``ClientSession`` needs it; the replica implements it.
///
/// Synchronous: a call is durable when it returns, and each one is a transaction of its own. How
/// segments are verified, quarantined and opened is the store's affair; the session only knows the
/// order of things. Whatever a method throws ends the session and reaches the caller unchanged.
public protocol ClientStore: AnyObject {
  /// The workspace that is synced.
  var workspace: WorkspaceID { get }

  /// Signs a login: the challenge, and the relay's key as this client saw it.
  func proof(ofChallenge challenge: [UInt8], spki: [UInt8]) throws -> Request.Proof

  // MARK: The relay, as far as this replica has read it

  /// Where reading goes on, or nil before the first sync.
  func cursor() throws -> Cursor?
  /// Replaces the cursor.
  func setCursor(_ cursor: Cursor) throws
  /// Keeps proof that the relay, or a member, misbehaved.
  func keep(_ evidence: Evidence) throws

  // MARK: The membership log

  /// The end of the log.
  func membershipHead() throws -> MembershipHead
  /// The name of record `count - 1`: the last one of a log of `count` records.
  func lastRecord(ofFirst count: UInt64) throws -> RecordID?
  /// The records from index `first` on: as many as fit in `byteCount`, and one at least.
  func records(from first: UInt64, byteCount: Int) throws -> [[UInt8]]
  /// Verifies and stores records from index `first` on.
  func admit(records: [[UInt8]], from first: UInt64) throws -> RecordAdmission
  /// Takes note of the join requests that wait, and approves those it may.
  func consider(joinRequests: [[UInt8]]) throws
  /// The next record that this device wants to append, made on the current head; nil when none.
  func nextRecord() throws -> [UInt8]?
  /// Drops the record that ``nextRecord()`` gave last, because the relay will never take it.
  func dropRecord(_ reason: Reply.RecordRefusal) throws

  // MARK: Segments

  /// How far the lanes are held, ascending by lane key; at most ``Limits/knownLanes``.
  func knownLanes() throws -> [KnownLane]
  /// Stores a run of the relay's log, and the cursor after it, in one transaction.
  func store(_ page: PulledPage) throws -> PageOutcome
  /// The frozen segments of one lane that follow `last`, or new ones sealed from unsent changes.
  ///
  /// Only what no relay has acknowledged. Sealing takes the membership head and the cursor of this
  /// moment, and freezes the bytes before it returns them: the same place of the lane never has two
  /// contents. At most ``Limits/pushSegments`` segments and `byteCount` bytes; nil when there is
  /// nothing to push.
  ///
  /// - Parameter last: The last segment that is on its way already, nil when none is.
  func nextPush(after last: LaneHead?, byteCount: Int) throws -> SealedRun?
  /// Marks the segments of the lane up to `head` as acknowledged, and replaces the cursor, in one
  /// transaction.
  func acknowledge(_ head: LaneHead, cursor: Cursor) throws
  /// Gives up the lane: what it held unacknowledged is sealed again, in another lane.
  func abandon(_ lane: Lane) throws

  // MARK: Bringing segments back

  /// The segments behind `place` that were pulled, came in a bundle, or were sealed here, in the
  /// order in which that happened: each stands behind what it depends on.
  func held(after place: UInt64, count: Int) throws -> [HeldSegment]
  /// The bytes of a held segment.
  func bytes(of segment: SegmentID) throws -> [UInt8]
}

/// Where a client's reading of a relay goes on.
public struct Cursor: Hashable, Sendable {
  /// The life of the relay's store.
  public var generation: GenerationID
  /// Counts how often this client caught the relay going back within one generation.
  ///
  /// What members saw before is not comparable with what they see after.
  public var restart: UInt32
  /// The last position that was read, and the root there.
  public var log: LogHead
  /// The furthest head that the relay said is durable, and that lies beyond what was read.
  public var promised: LogHead?
  /// Whether the relay may lack segments that are held here, which must then be carried.
  public var owesCarrying: Bool

  /// Creates a cursor.
  public init(
    generation: GenerationID, restart: UInt32, log: LogHead, promised: LogHead?,
    owesCarrying: Bool
  ) {
    self.generation = generation
    self.restart = restart
    self.log = log
    self.promised = promised
    self.owesCarrying = owesCarrying
  }

  /// The cursor before anything of this generation was read.
  static func start(
    of workspace: WorkspaceID, in generation: GenerationID, restart: UInt32
  ) -> Cursor {
    Cursor(
      generation: generation, restart: restart,
      log: LogHead(position: 0, root: .start(of: workspace, in: generation)), promised: nil,
      owesCarrying: true)
  }

  /// Notes what the relay said is durable, unless that was read already.
  mutating func note(_ durable: LogHead) {
    if durable.position > max(log.position, promised?.position ?? 0) { promised = durable }
  }
}

/// What became of offered membership records.
public enum RecordAdmission: Sendable {
  /// They are stored.
  case admitted
  /// They do not continue the log that is stored, or their signatures are bad.
  case rejected
}

/// A run of the relay's log.
public struct PulledPage: Sendable {
  /// One position of the log.
  public struct Entry: Sendable {
    /// The log head right after this segment.
    public var log: LogHead
    /// The segment's name.
    public var id: SegmentID
    /// The segment, or nil when the relay was told that it is held.
    public var bytes: [UInt8]?

    /// Creates the entry of one position.
    public init(log: LogHead, id: SegmentID, bytes: [UInt8]?) {
      self.log = log
      self.id = id
      self.bytes = bytes
    }
  }

  /// The positions, in order and without gaps.
  public var entries: [Entry]
  /// Where reading goes on after them.
  public var cursor: Cursor

  /// Creates a run that ends at `cursor`.
  public init(entries: [Entry], cursor: Cursor) {
    self.entries = entries
    self.cursor = cursor
  }
}

/// What a stored page brought to light.
public struct PageOutcome: Sendable {
  /// A segment that the relay took for held and that is not; nothing was stored then.
  public var missing: SegmentID?
  /// Log heads that other members saw in this generation, and that this client saw otherwise.
  public var contradicted: [LogHead]

  /// Creates the outcome of a page.
  public init(missing: SegmentID? = nil, contradicted: [LogHead] = []) {
    self.missing = missing
    self.contradicted = contradicted
  }
}

/// Sealed segments of one lane that follow each other.
public struct SealedRun: Sendable {
  /// The last of the segments.
  public var last: LaneHead
  /// The segments.
  public var segments: [[UInt8]]

  /// Creates a run that ends with `last`.
  public init(last: LaneHead, segments: [[UInt8]]) {
    self.last = last
    self.segments = segments
  }
}

/// A segment that can be carried to a relay.
public struct HeldSegment: Sendable {
  /// Its place in the order of admission on this replica; grows, with or without gaps.
  public var place: UInt64
  /// Its place in its lane, and its name.
  public var head: LaneHead
  /// The bytes it takes.
  public var byteCount: Int
  /// Whether this device wrote it, and no relay has acknowledged it.
  public var isFresh: Bool

  /// Creates the description of a held segment.
  public init(place: UInt64, head: LaneHead, byteCount: Int, isFresh: Bool = false) {
    self.place = place
    self.head = head
    self.byteCount = byteCount
    self.isFresh = isFresh
  }
}
