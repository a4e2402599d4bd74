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
    var tracker = makeTracker(since: base)
    // Then a piece tells how many runs delete it.
    tracker.prepare(graph.frontier, log: log, graph: graph)
    let traces = tracker.traces(of: runs.sorted().map { log.steps(ofRun: $0) }, log: log)
    var baseText: [Unicode.Scalar]?
    var edits = TextEditList()
    var position = 0
    tracker.pieces.sequence.forEach { number in
      let piece = tracker.pieces.pieces[number]
      let count = Int(piece.count)
      if tracker.isInserted(number, by: traces) {
        if !piece.isDeleted { edits.append(delete: count, at: position) }
      } else if !piece.isDeleted {
        position += count
      } else if traces.deletions[number] == piece.deletions {
        let restored: String
        if piece.operation == 0 {
          let text = baseText ?? scalars(at: base.step)
          baseText = text
          restored = String(scalars: text[Int(piece.id)..<Int(piece.id) + count])
        } else {
          let step = tracker.step(of: piece.id)
          let operation = Int(piece.operation) - 1 + tracker.firstOperation
          restored = log.text(of: step..<step + count, in: operation)
        }
        edits.append(restore: restored, scalars: count, at: position)
        position += count
      }
    }
    return edits.edits
  }

  /// All scalars since a critical step, when everything has been walked.
  func items(since base: (step: Int, length: Int)) -> [TextItem] {
    graph.stepCount > 0 ? makeTracker(since: base).items(log) : []
  }

  /// A tracker that has walked everything since a critical step, behind which there is a step.
  func makeTracker(since base: (step: Int, length: Int)) -> TextTracker {
    var tracker = TextTracker(base: base.step, length: base.length, log: log, graph: graph)
    walk(base.step + 1..<graph.stepCount, with: &tracker)
    return tracker
  }

  /// The text when the critical step `base` had been made.
  private func scalars(at base: Int) -> [Unicode.Scalar] {
    var version = Pool<TextGraph.Place>()
    version.append(graph.place(of: base))
    return Array(text(at: version).unicodeScalars)
  }
}
