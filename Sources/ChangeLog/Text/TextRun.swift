/// A version of one text: the runs that nothing else in it follows, in ascending order.
///
/// Empty is the beginning. A version holds its runs and all that their authors had seen. It is
/// never a vector with one entry per replica, because a replica may be concurrent with itself (two
/// editors open at once, a copied file).
public typealias TextVersion = [OperationID]

/// One edit as its author made it: delete `deleteCount` scalars at `position`, then insert there.
///
/// Position and count are in Unicode scalars of the text at `version`, whatever the text has become
/// since. A position beyond that text's end is taken as its end, and a deletion stops at the end;
/// ``TextHistory/check(_:)`` refuses both instead.
public struct TextRun: Equatable, Sendable {
  /// Names the run.
  public let id: OperationID
  /// The replica that made it, the first key in the order of concurrent insertions at one place.
  public let replica: ReplicaID
  /// What the author saw of this text.
  public let version: TextVersion
  /// Where the edit lies, in scalars.
  public let position: Int
  /// How many scalars it deletes.
  public let deleteCount: Int
  /// What it inserts.
  public let insert: String

  /// Creates a run; `version` may come in any order, and numbers below zero are taken as zero.
  public init(
    id: OperationID, replica: ReplicaID, version: TextVersion, position: Int, deleteCount: Int,
    insert: String
  ) {
    self.id = id
    self.replica = replica
    self.version = version.count > 1 ? version.sorted() : version
    self.position = max(0, position)
    self.deleteCount = max(0, deleteCount)
    self.insert = insert
  }

  /// Whether two runs are the same, scalar for scalar.
  ///
  /// The compiler's version would compare `insert` up to canonical equivalence.
  public static func == (left: Self, right: Self) -> Bool {
    left.id == right.id && left.replica == right.replica && left.version == right.version
      && left.position == right.position && left.deleteCount == right.deleteCount
      && left.insert.utf8.elementsEqual(right.insert.utf8)
  }
}

/// A version names a run that the history does not hold.
public struct UnknownTextRun: Error, Equatable, Sendable {
  /// The run that is missing.
  public let id: OperationID
}

/// Why a history refuses a run, or an edit to be made into one.
///
/// Positions, counts and lengths are in the unit of the edit: scalars, unless it named another.
public enum TextRunError: Error, Equatable, Sendable {
  /// The run's version names a run that the history does not hold.
  case unknownRun(OperationID)
  /// Another run has this name.
  case takenName(OperationID)
  /// The index of the run's name is below zero, or 2⁶³ - 1.
  case invalidName(OperationID)
  /// The history would have more scalars and deletions than it can number, 2³¹.
  case historyFull
  /// The run's position lies beyond the end of the text at its version.
  case positionBeyondEnd(position: Int, length: Int)
  /// The run deletes more than stands behind its position.
  case deletionBeyondEnd(deleteCount: Int, available: Int)
  /// The position, or the end of what is to be deleted, divides a scalar.
  case positionInsideScalar(position: Int)
  /// The position divides a user-perceived character, and is wanted in characters.
  case positionInsideCharacter(position: Int)
}
