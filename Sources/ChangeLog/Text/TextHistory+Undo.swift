// Taking one run back, whatever has been edited since and by whom.
extension TextHistory {
  /// The edits to the text now that undo the run `id`; none when it is not there or nothing of it
  /// is left.
  ///
  /// What the run inserted and is still there goes; what it deleted, and nobody else did, comes
  /// back where it stood. All other edits stay.
  ///
  /// - Complexity: that of walking the history since the last critical run before `id`.
  public func edits(undoing id: OperationID) -> [TextEdit] {
    read { state in
      guard let run = state.names.run(named: id) else { return [] }
      return state.edits(undoing: run)
    }
  }
}

extension TextState {
  fileprivate func edits(undoing run: Int) -> [TextEdit] {
    let base = base(upTo: log.steps(ofRun: run).lowerBound - 1)
    let items = items(since: base)
    let baseText = items.contains { $0.run < 0 } ? scalars(at: base.step) : []
    var edits = TextEditList()
    var position = 0
    for item in items {
      if item.run == run, item.survivingCount > 0 {
        edits.append(delete: item.count, at: position)
      } else if item.deleters == [run], item.run != run {
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
