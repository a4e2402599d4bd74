// What the text was, and what has changed since.
extension TextHistory {
  /// The text at `version`.
  ///
  /// - Throws: `UnknownTextRun` when the version names a run that is not there.
  ///
  /// - Complexity: that of building a history of the version's runs.
  public func text(at version: TextVersion) throws(UnknownTextRun) -> String {
    let indexes = try graph.indexes(of: version)
    if indexes == graph.frontier { return text }
    let members = graph.members(of: indexes)
    return try TextHistory(members.range.filter(members.contains).map { graph.nodes[$0].run }).text
  }

  /// The edits that turn the text at `old` into the text at `new`.
  ///
  /// When `new` holds all of `old`, they are what the runs between do, one after the other;
  /// otherwise they come from comparing the two texts.
  ///
  /// - Throws: `UnknownTextRun` when a version names a run that is not there.
  ///
  /// - Complexity: that of walking the history since the last critical run in `old`.
  public func edits(
    from old: TextVersion, to new: TextVersion
  ) throws(UnknownTextRun) -> [TextEdit] {
    let oldIndexes = try graph.indexes(of: old)
    let newIndexes = try graph.indexes(of: new)
    if oldIndexes == newIndexes { return [] }
    // A critical run that both versions hold: what is before it is the same in both.
    let shared = min(oldIndexes.last ?? -1, newIndexes.last ?? -1)
    let base = checkpoint(at: shared)
    let oldMembers = graph.members(of: oldIndexes, above: base.run)
    let newMembers = graph.members(of: newIndexes, above: base.run)
    guard oldMembers.range.allSatisfy({ !oldMembers.contains($0) || newMembers.contains($0) })
    else { return TextDiff.edits(from: try text(at: old), to: try text(at: new)) }
    var tracker = TextTracker(base: base.run, length: base.length)
    for index in oldMembers.range where oldMembers.contains(index) {
      _ = tracker.walk(index, in: graph)
    }
    var edits: [TextEdit] = []
    for index in newMembers.range where newMembers.contains(index) && !oldMembers.contains(index) {
      edits += tracker.walk(index, in: graph)
    }
    return edits
  }

  /// The edits that bring a copy of the text at `version` up to date.
  ///
  /// - Throws: `UnknownTextRun` when the version names a run that is not there.
  public func edits(from version: TextVersion) throws(UnknownTextRun) -> [TextEdit] {
    try edits(from: version, to: frontier)
  }

  /// Where `position` in the text at `version` is in the text now.
  ///
  /// - Throws: `UnknownTextRun` when the version names a run that is not there.
  public func transform(
    _ position: Int, from version: TextVersion, affinity: TextAffinity
  ) throws(UnknownTextRun) -> Int {
    try edits(from: version).reduce(position) { $1.transform($0, affinity: affinity) }
  }

  /// Where `range` of the text at `version` is in the text now; empty when all of it was deleted.
  ///
  /// What was inserted at either edge stays outside.
  ///
  /// - Throws: `UnknownTextRun` when the version names a run that is not there.
  public func transform(
    _ range: Range<Int>, from version: TextVersion
  ) throws(UnknownTextRun) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    for edit in try edits(from: version) {
      start = edit.transform(start, affinity: .after)
      end = max(start, edit.transform(end, affinity: .before))
    }
    return start..<end
  }

  /// The number of scalars of the text at `version`.
  ///
  /// - Throws: `UnknownTextRun` when the version names a run that is not there.
  public func count(at version: TextVersion) throws(UnknownTextRun) -> Int {
    let indexes = try graph.indexes(of: version)
    if indexes == graph.frontier { return count }
    let base = checkpoint(at: indexes.last ?? -1)
    let members = graph.members(of: indexes, above: base.run)
    var tracker = TextTracker(base: base.run, length: base.length)
    for index in members.range where members.contains(index) {
      _ = tracker.walk(index, in: graph)
    }
    return tracker.count
  }

  /// Refuses a run that the merge would have to bend: for embedders that make runs themselves.
  ///
  /// - Throws: `TextRunError` when the run's version is unknown or the run does not lie inside the
  /// text at that version.
  public func check(_ run: TextRun) throws(TextRunError) {
    let length: Int
    do { length = try count(at: run.version) } catch { throw .unknownRun(error.id) }
    try Self.check(run.position, run.deleteCount, length: length)
  }

  /// Whether the author of run `id` had seen run `earlier`, another run.
  ///
  /// False when one of them is not there.
  public func isAncestor(_ earlier: OperationID, of id: OperationID) -> Bool {
    guard let left = graph.index(of: earlier), let right = graph.index(of: id) else { return false }
    return graph.isAncestor(left, of: right)
  }

  /// Whether both runs are there and neither author had seen the other's.
  public func areConcurrent(_ first: OperationID, _ second: OperationID) -> Bool {
    guard let left = graph.index(of: first), let right = graph.index(of: second), left != right
    else { return false }
    return !graph.isAncestor(min(left, right), of: max(left, right))
  }

  /// The last critical run with an index of at most `index`.
  func checkpoint(at index: Int) -> Checkpoint {
    var (low, high) = (0, checkpoints.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if checkpoints[middle].run <= index { low = middle } else { high = middle }
    }
    return checkpoints[low]
  }
}
