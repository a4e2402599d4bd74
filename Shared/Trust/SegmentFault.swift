/// Says why a segment is kept but not applied.
///
/// The raw values are stored beside quarantined segments and must not change.
public enum SegmentFault: String, Error, CaseIterable, Sendable {
  /// Segments between the accepted tip and this one are missing.
  case gap = "gap"
  /// The author signed two different segments with this number: evidence.
  case equivocation = "equivocation"
  /// Does not continue the lane, and no signature vouches for it.
  case unsigned = "unsigned"
  /// Judged before: the same segment again, or one with a number below the accepted tip.
  case duplicate = "duplicate"
  /// Belongs to another workspace or another lane.
  case elsewhere = "elsewhere"
  /// Of a kind that only a newer version understands.
  case needsNewer = "needs-newer"
  /// By a device that is not on our membership log.
  case unknownDevice = "unknown-device"
  /// Names a membership record that is not on our log.
  case unknownMemberHead = "unknown-member-head"
  /// Names an older membership record than the segment before it.
  case memberHeadWentBack = "member-head-went-back"
  /// By a device that was no writer, or no member, at the record it names.
  case notWriter = "not-writer"
  /// Of another epoch than the one in force at the record it names.
  case wrongEpoch = "wrong-epoch"
  /// Of an epoch whose keys we do not hold.
  case missingEpochKey = "missing-epoch-key"
  /// Does not open under the keys of its epoch.
  case notAuthentic = "not-authentic"
  /// Padded in another way than the one there is.
  case badPadding = "bad-padding"
  /// Not the deflated form of what it declares.
  case badCompression = "bad-compression"
  /// Opens, but is not what a segment holds.
  case badContent = "bad-content"
  /// Stands behind a segment that ended the lane.
  case followsInvalid = "follows-invalid"
  /// Stands behind a segment that is held, or quarantined for a reason that can change.
  case waitsForPredecessor = "waits-for-predecessor"
  /// Its author's changes that wait for others are more than a replica keeps (clients only).
  case tooMuchWaiting = "too-much-waiting"
  /// Pushed by its author under an epoch that is over (relays only).
  case epochNotCurrent = "epoch-not-current"
  /// Pushed by an author who may not write any more (relays only).
  case notWriterNow = "not-writer-now"

  /// Whether the same segment may be accepted later, so that it must be tried again.
  public var isRetriable: Bool {
    switch self {
    case .gap, .needsNewer, .unknownDevice, .unknownMemberHead, .missingEpochKey,
      .waitsForPredecessor, .tooMuchWaiting:
      true
    case .equivocation, .unsigned, .duplicate, .elsewhere, .memberHeadWentBack, .notWriter,
      .wrongEpoch,
      .notAuthentic, .badPadding, .badCompression, .badContent, .followsInvalid,
      .epochNotCurrent, .notWriterNow:
      false
    }
  }
}
