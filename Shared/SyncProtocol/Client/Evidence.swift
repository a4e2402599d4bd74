public import Bytes
public import Trust

/// Proof that the relay, or a member, broke a rule; worth an alarm and worth keeping.
public enum Evidence: Equatable, Sendable {
  /// In one generation the relay is behind what this client has read, or was told is durable.
  case wentBack(generation: GenerationID, seen: LogHead, shown: LogHead)
  /// In one generation the relay has two histories of one position.
  case forked(generation: GenerationID, position: UInt64, seen: LogRoot, shown: LogRoot)
  /// Another member saw another history in this generation.
  case contradicted(generation: GenerationID, claimed: LogHead)
  /// A lane has two segments at one place: its device signed both, or was copied.
  case equivocated(held: LaneHead, shown: SegmentID)
}
