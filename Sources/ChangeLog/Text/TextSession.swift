import Bytes

/// One author's edits of a text, made one after the other under names that count on: the fastest
/// way to edit.
///
/// A program has one for each text that somebody is editing. What other replicas send comes in
/// between through ``withHistory(_:)``. Of each edit only the log and the text are written at once;
/// who made it, on what, is written for all of them when somebody asks for the history.
///
/// Invariant: at most the runs of this session are missing in the columns beside the log, and none
/// in those of a history that was handed out.
public struct TextSession: ~Copyable, Sendable {
  private var edited: TextHistory
  private let replica: ReplicaID
  private let change: ChangeID
  /// The index in the name of the next edit, and the first one for which it has to be looked up
  /// whether the edit goes on with the latest run.
  private var index: Int
  private var end: Int

  /// Creates a session that edits `history`.
  ///
  /// - Parameters:
  ///   - history: The text as it is.
  ///   - replica: The replica that makes the edits.
  ///   - name: The name of the first edit; each takes the next index of the same change.
  public init(
    _ history: consuming TextHistory = TextHistory(), by replica: ReplicaID,
    from name: OperationID
  ) {
    edited = history
    self.replica = replica
    change = name.change
    index = name.index
    end = name.index
  }

  /// The name of the next edit.
  public var nextName: OperationID { OperationID(change, index) }

  /// The text.
  ///
  /// - Complexity: O(length of the text).
  public var text: String { edited.text }

  /// The number of scalars of ``text``.
  public var count: Int { edited.count }

  /// The text with its history, as it is now.
  ///
  /// - Complexity: O(1); but the next edit copies the history if somebody still holds it.
  public var history: TextHistory {
    mutating get {
      settle()
      return edited
    }
  }

  /// Makes an edit of the text as it is into a run, and adds it.
  ///
  /// - Throws: `TextRunError` when the edit does not lie inside the text, its name is taken or
  ///   invalid, or the history is full. On an error nothing has changed.
  /// - Complexity: O(length of the edit), as a rule.
  public mutating func edit(_ edit: TextEdit) throws(TextRunError) {
    guard index < end, edited.updateOwn({ $0.goOn(edit) }) else { return try editSlowly(edit) }
    index += 1
  }

  /// Makes an edit of the text as it is, which counts `unit`, into a run, and adds it.
  ///
  /// - Throws: `TextRunError` as ``edit(_:)``, and when an end of the edit lies inside a scalar.
  /// - Complexity: that of ``TextHistory/edit(_:in:id:replica:)``.
  public mutating func edit(_ edit: TextEdit, in unit: TextUnit) throws(TextRunError) {
    try self.edit(edited.scalarEdit(edit, in: unit))
  }

  /// Calls `body` with the history, which it may change: merge into, for one.
  ///
  /// - Throws: whatever `body` throws.
  @discardableResult
  public mutating func withHistory<Result, Failure: Error>(
    _ body: (inout TextHistory) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    settle()
    return try body(&edited)
  }

  /// As `edit`, when more must be looked up than whether the edit lies inside the text.
  private mutating func editSlowly(_ edit: TextEdit) throws(TextRunError) {
    settle()
    try edited.edit(edit, id: nextName, replica: replica)
    index += 1
    end = index + edited.freeNameCount
  }

  /// Brings the history up to date; somebody else may hold it from now on.
  private mutating func settle() {
    guard index < end else { return }
    edited.settle()
    end = index
  }
}
