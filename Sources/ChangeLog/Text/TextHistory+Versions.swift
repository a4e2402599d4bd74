// What the text was, and what has changed since.
extension TextHistory {
  /// The text at `version`.
  ///
  /// - Throws: `UnknownTextRun` when the version names a run that is not there.
  ///
  /// - Complexity: that of merging the version's runs anew.
  public func text(at version: TextVersion) throws(UnknownTextRun) -> String {
    try read { state throws(UnknownTextRun) in
      let places = try state.places(of: version)
      if places.isEqual(to: state.graph.frontier) { return state.content.text }
      return state.text(at: places)
    }
  }

  /// The text merged again from the runs alone: to check a history, or to measure the merge.
  ///
  /// - Complexity: O(operations) where nothing was concurrent, else that of walking what was.
  public func mergedAnew() -> String { read { $0.text(at: $0.graph.frontier) } }

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
    try read { state throws(UnknownTextRun) in
      let oldPlaces = try state.places(of: old)
      let newPlaces = try state.places(of: new)
      if oldPlaces.isEqual(to: newPlaces) { return [] }
      return state.edits(from: oldPlaces, to: newPlaces)
        ?? TextDiff.edits(from: state.text(at: oldPlaces), to: state.text(at: newPlaces))
    }
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
    try read { state throws(UnknownTextRun) in state.count(at: try state.places(of: version)) }
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
    read { state in
      guard let left = state.names.run(named: earlier), let right = state.names.run(named: id)
      else { return false }
      return state.isAncestor(left, of: right)
    }
  }

  /// Whether both runs are there and neither author had seen the other's.
  public func areConcurrent(_ first: OperationID, _ second: OperationID) -> Bool {
    read { state in
      guard let left = state.names.run(named: first), let right = state.names.run(named: second),
        left != right
      else { return false }
      return !state.isAncestor(min(left, right), of: max(left, right))
    }
  }
}

extension TextState {
  /// The text at a version.
  func text(at version: borrowing Pool<TextGraph.Place>) -> String {
    var replay = TextReplay()
    do {
      try replay.replay(log, graph, names, members: graph.members(of: version))
    } catch {
      preconditionFailure("the history holds a step beyond the end of its text")
    }
    return replay.content.text
  }

  /// The number of scalars of the text at a version.
  func count(at version: borrowing Pool<TextGraph.Place>) -> Int {
    if version.isEqual(to: graph.frontier) { return content.count }
    guard !version.isEmpty else { return 0 }
    let base = base(upTo: Int(version.last.step))
    if version.count == 1, Int(version[0].step) == base.step { return base.length }
    var tracker = TextTracker(base: base.step, length: base.length, log: log, graph: graph)
    walk(members(of: version, behind: base.step), behind: base.step, with: &tracker)
    return tracker.count
  }

  /// What lies between two versions as edits; nil when `new` does not hold all of `old`.
  func edits(
    from old: borrowing Pool<TextGraph.Place>, to new: borrowing Pool<TextGraph.Place>
  ) -> [TextEdit]? {
    var difference = TextDifference()
    graph.find(&difference, from: old, to: new)
    guard difference.onlyOld.isEmpty else { return nil }
    // A critical step that both versions hold: what is before it is the same in both.
    let base = base(upTo: old.isEmpty ? -1 : Int(old.last.step))
    var tracker = TextTracker(base: base.step, length: base.length, log: log, graph: graph)
    walk(members(of: old, behind: base.step), behind: base.step, with: &tracker)
    tracker.isReporting = true
    for index in (0..<difference.onlyNew.count).reversed() {
      let stretch = difference.onlyNew[index]
      walk(Int(stretch.start)..<Int(stretch.end), ofSpan: Int(stretch.span), with: &tracker)
    }
    return edits(of: tracker.reports)
  }

  /// Whether the author of run `right` had seen run `left`, by their numbers.
  func isAncestor(_ left: Int, of right: Int) -> Bool {
    guard left < right else { return false }
    let end = log.steps(ofRun: left).upperBound - 1
    return graph.holds(end, in: parents(of: log.steps(ofRun: right).lowerBound))
  }

  /// What a version holds, from the span on that the first step behind `base` lies in.
  private func members(
    of version: borrowing Pool<TextGraph.Place>, behind base: Int
  ) -> TextMembers {
    graph.members(of: version, from: Int(graph.place(of: base + 1).span))
  }

  /// Walks what `members` hold behind the step `base`, in the order of arrival.
  private func walk(_ members: TextMembers, behind base: Int, with tracker: inout TextTracker) {
    for span in Int(graph.place(of: base + 1).span)..<graph.spans.count {
      let steps = members.steps(ofSpan: span, in: graph)
      let start = max(steps.lowerBound, base + 1)
      if start < steps.upperBound {
        walk(start..<steps.upperBound, ofSpan: span, with: &tracker)
      }
    }
  }
}
