public import Bytes
public import Trust

/// What a relay says to a client (docs/protocol.md §4).
public enum Reply: Equatable, Sendable {
  /// Answers `hello` with 32 random bytes to sign.
  case challenge([UInt8])
  /// Answers a good proof.
  case welcome(Welcome)
  /// One page of the log.
  case page(Page)
  /// The push is durable; gives the head right after its last segment.
  case pushed(LogHead)
  /// Nothing of the push was stored.
  case pushRefused(PushRefusal)
  /// Membership records from index `first` on, as many as fit, and where the log ends.
  case records(first: UInt64, head: MembershipHead, records: [[UInt8]])
  /// The records are durable.
  case recorded(MembershipHead)
  /// The record was not stored.
  case recordRefused(RecordRefusal, head: MembershipHead)
  /// The join requests that wait.
  case joins([[UInt8]])
  /// What became of a join request.
  case joinState(JoinState)
  /// Lane heads, ascending by lane key.
  case heads([LaneHead], isLast: Bool)
  /// Something new is there; carries no number.
  case hint(Hint)
  /// The request, or the conversation, failed.
  case error(ErrorCode, text: String)
}

extension Reply {
  /// Where the relay stands, and what it grants.
  public struct Welcome: Equatable, Sendable {
    /// The life of the relay's store.
    public var generation: GenerationID
    /// The end of the log.
    public var log: LogHead
    /// The end of the membership log.
    public var membership: MembershipHead
    /// How many pushes may be in flight.
    public var pushesInFlight: UInt16
    /// How many bytes this member may still push.
    public var bytesLeft: UInt64
    /// The relay's clock, in milliseconds since 1970: for a warning, never for a rule.
    public var time: UInt64

    /// Creates a welcome.
    public init(
      generation: GenerationID, log: LogHead, membership: MembershipHead, pushesInFlight: UInt16,
      bytesLeft: UInt64, time: UInt64
    ) {
      self.generation = generation
      self.log = log
      self.membership = membership
      self.pushesInFlight = pushesInFlight
      self.bytesLeft = bytesLeft
      self.time = time
    }
  }

  /// A run of the log: the n-th entry stands at position `after + n`.
  public struct Page: Equatable, Sendable {
    /// One position of the log.
    public enum Entry: Equatable, Sendable {
      /// A segment that the client said it holds.
      case known(SegmentID)
      /// A whole segment.
      case segment([UInt8])
    }

    /// The position before the first entry.
    public var after: UInt64
    /// The log head after the last entry.
    public var end: LogHead
    /// The last position of the relay.
    public var relayPosition: UInt64
    /// The entries.
    public var entries: [Entry]

    /// Creates a page.
    public init(after: UInt64, end: LogHead, relayPosition: UInt64, entries: [Entry]) {
      self.after = after
      self.end = end
      self.relayPosition = relayPosition
      self.entries = entries
    }
  }

  /// Why a push was refused, with what the relay holds instead.
  public struct PushRefusal: Equatable, Sendable {
    /// The reasons of docs/protocol.md §4.
    public enum Reason: UInt8, CaseIterable, Sendable {
      /// Segments between the relay's head of the lane and the push are missing.
      case gap = 1
      /// The relay holds another segment at this place of the lane.
      case laneConflict
      /// The segment is malformed, out of its chain, or badly signed.
      case invalid
      /// The epoch is not the one in force.
      case staleEpoch
      /// The segment's membership head is not on the relay's log.
      case unknownRecord
      /// The author may not write.
      case notWriter
      /// A removal ended the lane before this segment.
      case beyondCut
      /// The member's, or the workspace's, bytes are used up.
      case quota
    }

    /// The reason.
    public var reason: Reason
    /// The place in the lane that the reason is about.
    public var sequence: UInt64
    /// What the relay holds there; zeros when nothing.
    public var id: SegmentID
    /// The relay's membership head.
    public var membership: MembershipHead

    /// Creates a refusal.
    public init(reason: Reason, sequence: UInt64, id: SegmentID, membership: MembershipHead) {
      self.reason = reason
      self.sequence = sequence
      self.id = id
      self.membership = membership
    }
  }

  /// Why a membership record was refused.
  public enum RecordRefusal: UInt8, CaseIterable, Sendable {
    /// The record does not follow the relay's last one.
    case staleHead = 1
    /// The relay holds segments of the removed devices that the record's cut does not keep.
    case cutBehind
    /// The record is malformed, or its author may not make it.
    case invalid
    /// The relay's records are not a beginning of those offered.
    case diverged
  }

  /// What became of a join request.
  public enum JoinState: UInt8, CaseIterable, Sendable {
    /// None was posted.
    case none = 0
    /// It waits for an admin.
    case waiting
    /// The invite was used or revoked.
    case closed
  }

  /// Says that something new is there, without saying what.
  public struct Hint: Equatable, Sendable {
    /// The last position of the log.
    public var position: UInt64
    /// The number of membership records.
    public var recordCount: UInt64
    /// The number of join requests that wait.
    public var joinCount: UInt64

    /// Creates a hint.
    public init(position: UInt64, recordCount: UInt64, joinCount: UInt64) {
      self.position = position
      self.recordCount = recordCount
      self.joinCount = joinCount
    }
  }

  /// Why a request failed (docs/protocol.md §8).
  public enum ErrorCode: UInt16, CaseIterable, Sendable {
    /// The message cannot be decoded.
    case malformed = 1
    /// The client speaks a version that the relay does not.
    case unsupportedVersion
    /// The connection may not send this request now.
    case outOfOrder
    /// The relay has no such workspace.
    case unknownWorkspace
    /// The relay's membership log has no such live device or open invite.
    case notAMember
    /// The signature, or the key it was made for, is wrong.
    case badProof
    /// The relay's configuration does not let this client create a workspace.
    case mayNotCreate
    /// The request is for others: admins, or invite keys.
    case notAllowed
    /// The relay's disk is full; it still serves reads.
    case storageFull
    /// A rate limit; try later.
    case busy
    /// The relay's store failed.
    case `internal`
  }
}
