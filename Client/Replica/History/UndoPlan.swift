public import Bytes
public import ChangeLog
import Review

/// What undoing a change does to the workspace as it stands, and what of it cannot be undone
/// (docs/format.md §10.7).
public struct UndoPlan: Sendable {
  /// Something that is taken back.
  public enum Effect: Equatable, Sendable {
    /// A cell's values are replaced by those before; by none where it was empty.
    case values(CellKey, now: [Value], before: [Value])
    /// These edits are made to a text, which reads `text` now.
    case text(TextKey, [TextEdit], on: String)
    /// What the change made is deleted.
    case deletion(ObjectID)
  }

  /// Something that stays as it is.
  public struct Skipped: Equatable, Sendable {
    /// The object it belongs to; nil for an operation that only a newer Concord understands.
    public let object: ObjectID?
    /// The cell, where it is one.
    public let cell: CellKey?
    /// Why it stays.
    public let obstacle: UndoObstacle
  }

  /// An effect, and the operations that bring it about.
  struct Step {
    let effect: Effect
    /// On a cell.
    var operations: [Operation] = []
    /// What the edits of a text are made on.
    var version: TextVersion = []
  }

  /// The change to be undone.
  public let target: ChangeID
  let steps: [Step]
  /// What stays, in the order of the change's operations.
  public let skipped: [Skipped]

  /// What is taken back, in the order of the change's operations.
  public var effects: [Effect] { steps.map(\.effect) }

  /// Whether nothing at all can be taken back.
  public var isEmpty: Bool { steps.isEmpty }
}

/// Why something that a change did cannot be undone.
public enum UndoObstacle: Equatable, Sendable {
  /// It was written anew since; by whom, if that can be told.
  case replaced(by: MemberID?)
  /// What it belongs to was deleted since.
  case deletedSince
  /// The change made it, and somebody wrote in it or on it since.
  case writtenSince(by: MemberID?)
  /// Only this member can say what they meant.
  case belongs(to: MemberID)
  /// Its author was not allowed to write it, so it never took effect.
  case hadNoEffect
  /// It is final by the rules: a round, a commitment, the opening of a rating.
  case final
  /// A blind round is open, in which the rating that comes back would lie open.
  case inOpenRound
  /// There was no value before, and there must be one.
  case firstValue
  /// Nothing of the words is left, or what was deleted was deleted by somebody else, too.
  case nothingLeft
  /// It belongs to an article's text, which never changes.
  case articleText
  /// Only a newer Concord knows what it did.
  case unknown
}

/// An undo that would undo nothing, which is refused; the plan says why.
public struct UndoRefused: Error, Sendable {
  /// What stays, and why.
  public let plan: UndoPlan
}

/// That a change was undone.
public struct Undoing: Equatable, Sendable {
  /// The change that undid it.
  public let id: ChangeID
  /// Who did.
  public let author: MemberID
  /// When, by that person's clock, in milliseconds since 1970.
  public let time: UInt64
}
