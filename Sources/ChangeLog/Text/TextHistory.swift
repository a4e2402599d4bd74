/// A text that several people edit, apart and together, with all its past.
///
/// Every run is kept as its author made it; the text is what all of them make when merged. Replicas
/// that hold the same runs hold the same text, in whatever causal order the runs came, and the runs
/// of two people at one place never interleave (`docs/text.md`).
///
/// Invariants: a run's ancestors are there before it; `checkpoints` are exactly the critical runs,
/// those that every other run either precedes or has seen, in order, behind the beginning.
public struct TextHistory: Sendable {
  /// A critical run, and the number of scalars of the text when it had been made.
  struct Checkpoint: Sendable {
    let run: Int
    let length: Int
  }

  private(set) var graph = TextGraph()
  private(set) var checkpoints = [Checkpoint(run: -1, length: 0)]
  private var content = TextSegments()
  /// The walk of the latest concurrent stretch, which goes on when more of it arrives.
  private var tracker: TextTracker?
  /// How many runs, counted from the first, `tracker` has behind it.
  private var walked = 0

  /// Creates an empty text without a past.
  public init() {}

  /// Creates the text of `runs`, which stand in a causal order.
  ///
  /// - Throws: `UnknownTextRun` when a run comes before one that it names.
  public init(_ runs: some Sequence<TextRun>) throws(UnknownTextRun) {
    graph.reserveCapacity(runs.underestimatedCount)
    for run in runs { try add(run) }
  }

  /// The version that holds every run.
  public var frontier: TextVersion {
    let version = graph.frontier.map { graph.nodes[$0].run.id }
    return version.count > 1 ? version.sorted() : version
  }

  /// All runs, in the order in which they were added.
  public var runs: [TextRun] { graph.nodes.map(\.run) }

  /// The text that all runs make.
  ///
  /// - Complexity: O(length of the text).
  public var text: String { content.text }

  /// The number of scalars of ``text``.
  public var count: Int { content.count }

  /// Whether the history holds the run `id`.
  public func contains(_ id: OperationID) -> Bool { graph.index(of: id) != nil }

  /// Adds a run; returns the edits that bring a copy of the text before up to date.
  ///
  /// A run that is there already is ignored. On an error nothing has changed.
  ///
  /// - Complexity: for a run that has seen all others, O(edit + length / 16 Ki); else
  ///   O(log pieces) for each piece of text that the run touches, or that the runs touch which
  ///   either its author or that of the run added before it had not seen; and at first the same for
  ///   each run since the last critical one.
  @discardableResult
  public mutating func add(_ run: TextRun) throws(UnknownTextRun) -> [TextEdit] {
    let parents: [Int]
    do { parents = try graph.indexes(of: run.version) } catch {
      if contains(run.id) { return [] }
      throw error
    }
    let hasSeenAll = parents == graph.frontier
    guard let index = graph.append(run, parents: parents) else { return [] }
    // Every later run has seen the critical ones, so one comparison tells whether this has.
    let last = parents.last ?? -1
    while let checkpoint = checkpoints.last, checkpoint.run > last { checkpoints.removeLast() }
    let edits = hasSeenAll ? directEdits(of: run) : walk(to: index)
    for edit in edits { content.apply(edit) }
    if hasSeenAll { checkpoints.append(Checkpoint(run: index, length: count)) }
    return edits
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

  /// The edits of a run whose author saw the text as it is: nothing needs to be merged.
  private func directEdits(of run: TextRun) -> [TextEdit] {
    let position = min(run.position, count)
    let deleteCount = min(run.deleteCount, count - position)
    guard deleteCount > 0 || !run.insert.isEmpty else { return [] }
    return [TextEdit(position: position, deleteCount: deleteCount, insert: run.insert)]
  }

  private mutating func walk(to index: Int) -> [TextEdit] {
    guard let base = checkpoints.last else { preconditionFailure("the beginning is critical") }
    var walker: TextTracker
    if let tracker, tracker.base == base.run {
      walker = tracker
    } else {
      walker = TextTracker(base: base.run, length: base.length)
      walked = base.run + 1
    }
    // Without this the tracker would be shared with `walker`, and copied at the first change.
    tracker = nil
    for earlier in walked..<index { _ = walker.walk(earlier, in: graph) }
    let edits = walker.walk(index, in: graph)
    walked = index + 1
    tracker = walker
    return edits
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
