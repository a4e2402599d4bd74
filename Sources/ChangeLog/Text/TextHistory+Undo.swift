// Taking runs back, whatever has been edited since and by whom.
extension TextHistory {
  /// The edits to the text now that undo the run `id`; none when it is not there or nothing of it
  /// is left.
  ///
  /// What the run inserted and is still there goes; what it deleted, and nobody else did, comes
  /// back where it stood. All other edits stay.
  ///
  /// - Complexity: that of walking the history since the last critical run before `id`.
  public func edits(undoing id: OperationID) -> [TextEdit] { edits(undoing: [id]) }

  /// The edits to the text now that undo several runs at once, as if none of them had been made.
  ///
  /// What one of them inserted and another deleted does not come back. Runs that are not there are
  /// left out.
  ///
  /// - Complexity: that of walking the history since the last critical run before the earliest.
  public func edits(undoing ids: [OperationID]) -> [TextEdit] {
    read { state in
      let runs = Set(ids.compactMap { state.names.run(named: $0) })
      guard let first = runs.min() else { return [] }
      return state.edits(undoing: runs, since: first)
    }
  }
}

extension TextState {
  fileprivate func edits(undoing runs: Set<Int>, since first: Int) -> [TextEdit] {
    let base = base(upTo: log.steps(ofRun: first).lowerBound - 1)
    let items = items(since: base)
    let baseText = items.contains { $0.run < 0 } ? scalars(at: base.step) : []
    var edits = TextEditList()
    var position = 0
    for item in items {
      let isUndone = runs.contains(item.run)
      if isUndone, item.survivingCount > 0 {
        edits.append(delete: item.count, at: position)
      } else if !isUndone, !item.deleters.isEmpty, item.deleters.allSatisfy(runs.contains) {
        let source = item.run < 0 ? baseText : Array(self.run(item.run).insert.unicodeScalars)
        let restored = source[item.offset..<item.offset + item.count]
        edits.append(
          restore: String(scalars: restored), scalars: item.count, at: position)
        position += item.count
      } else {
        position += item.survivingCount
      }
    }
    return edits.edits
  }

  /// All scalars since a critical step, when everything has been walked.
  func items(since base: (step: Int, length: Int)) -> [TextItem] {
    guard graph.stepCount > 0 else { return [] }
    var tracker = TextTracker(base: base.step, length: base.length, log: log, graph: graph)
    walk(base.step + 1..<graph.stepCount, with: &tracker)
    return tracker.items(log)
  }

  /// The text when the critical step `base` had been made.
  private func scalars(at base: Int) -> [Unicode.Scalar] {
    var version = Pool<TextGraph.Place>()
    version.append(graph.place(of: base))
    return Array(text(at: version).unicodeScalars)
  }
}
