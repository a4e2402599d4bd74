import Bytes

/// A text that several people edit, apart and together, with all its past.
///
/// Every run is kept as its author made it; the text is what all of them make when merged. Replicas
/// that hold the same runs hold the same text, in whatever causal order the runs came, and the runs
/// of two people at one place never interleave (`docs/text.md`).
///
/// A copy is made when one of two equal histories changes, and takes O(size).
@safe
public struct TextHistory: @unchecked Sendable {
  private var storage: TextStorage
  /// What `storage` holds: to go through the object would count a reference at every edit.
  private var state: UnsafeMutablePointer<TextState>

  /// Creates an empty text without a past.
  public init() { self.init(TextState()) }

  /// Creates the text of `runs`, which stand in a causal order.
  ///
  /// - Throws: `TextRunError` when a run comes before one that it names, or the history is full.
  public init(_ runs: some Sequence<TextRun>) throws(TextRunError) {
    self.init()
    for run in runs { try add(run) }
  }

  init(_ state: consuming TextState) {
    storage = TextStorage(state)
    unsafe self.state = storage.state
  }

  /// The version that holds every run.
  public var frontier: TextVersion {
    read { state in state.ids(of: state.graph.frontier) }
  }

  /// All runs, in the order in which they were added, each as it lies inside the text at its
  /// version.
  ///
  /// - Complexity: O(runs × log runs).
  public var runs: [TextRun] {
    read { state in (0..<state.names.runCount).map { state.run($0) } }
  }

  /// How many runs there are.
  public var runCount: Int { read { $0.names.runCount } }

  /// The text that all runs make.
  ///
  /// - Complexity: O(length of the text).
  public var text: String { read { $0.content.text } }

  /// The number of scalars of ``text``.
  public var count: Int { read { $0.content.count } }

  /// Whether the history holds the run `id`.
  public func contains(_ id: OperationID) -> Bool { read { $0.names.run(named: id) != nil } }

  /// Adds a run; returns the edits that bring a copy of the text before up to date.
  ///
  /// A run that is there already is ignored. On an error nothing has changed.
  ///
  /// - Throws: `TextRunError` when the run names one that is not there, its own name is invalid, or
  ///   the history is full.
  /// - Complexity: for a run that has seen all others, O(edit + length / 16 Ki); else
  ///   O(log pieces) for each piece of text that the run touches, or that the runs touch which
  ///   either its author or that of the run added before it had not seen; and at first the same for
  ///   each run since the last critical one.
  @discardableResult
  public mutating func add(_ run: TextRun) throws(TextRunError) -> [TextEdit] {
    try update { state throws(TextRunError) in try state.add(run) }
  }

  /// Makes an edit of the text as it is into a run, and adds it.
  ///
  /// Far faster than ``add(_:)``: nothing needs to be looked up. The name `id` should go on from
  /// the run before, with the next index of the same change.
  ///
  /// - Throws: `TextRunError` when the edit does not lie inside the text, the name is taken or
  ///   invalid, or the history is full.
  /// - Complexity: O(length of the edit), as a rule.
  @inline(__always)
  public mutating func edit(
    _ edit: TextEdit, id: OperationID, replica: ReplicaID
  ) throws(TextRunError) {
    try update { state throws(TextRunError) in try state.edit(edit, id: id, replica: replica) }
  }

  /// The run that makes `edit` to the text as it is now; add it to have it take effect.
  ///
  /// - Throws: `TextRunError` when the edit does not lie inside the text.
  public func makeRun(
    _ edit: TextEdit, id: OperationID, replica: ReplicaID
  ) throws(TextRunError) -> TextRun {
    try Self.check(edit.position, edit.deleteCount, length: count)
    return TextRun(
      id: id, replica: replica, version: frontier, position: edit.position,
      deleteCount: edit.deleteCount, insert: edit.insert)
  }

  /// Calls `body` with the state, to look at it.
  @inline(__always)
  func read<Result, Failure: Error>(
    _ body: (borrowing TextState) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(storage) {} }
    return try unsafe body(state.pointee)
  }

  /// Calls `body` with a state of this history's own, to change it.
  @inline(__always)
  mutating func update<Result, Failure: Error>(
    _ body: (inout TextState) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    if !isKnownUniquelyReferenced(&storage) {
      storage = storage.copy()
      unsafe state = storage.state
    }
    return try unsafe body(&state.pointee)
  }

  /// As `update`, where no other history can hold the state.
  @inline(__always)
  mutating func updateOwn<Result>(_ body: (inout TextState) -> Result) -> Result {
    unsafe body(&state.pointee)
  }

  /// Completes what a session left behind; no other history can hold the state.
  mutating func settle() { updateOwn { $0.settle() } }

  /// How many names that follow the latest one are free, where a run by its author goes on from it.
  var freeNameCount: Int {
    read { $0.graph.isLinearAtEnd ? $0.names.freeCount : 0 }
  }

  static func check(
    _ position: Int, _ deleteCount: Int, length: Int
  ) throws(TextRunError) {
    guard 0...length ~= position else {
      throw .positionBeyondEnd(position: position, length: length)
    }
    guard 0...length - position ~= deleteCount else {
      throw .deletionBeyondEnd(deleteCount: deleteCount, available: length - position)
    }
  }
}

/// Holds a state that equal histories share until one of them changes.
@safe
private final class TextStorage: @unchecked Sendable {
  // A plain property would be checked for overlapping access at every edit.
  let state: UnsafeMutablePointer<TextState>

  init(_ state: consuming TextState) {
    unsafe self.state = .allocate(capacity: 1)
    unsafe self.state.initialize(to: state)
  }

  deinit {
    unsafe state.deinitialize(count: 1)
    unsafe state.deallocate()
  }

  func copy() -> TextStorage { unsafe TextStorage(state.pointee.copy()) }
}
