// What single runs have done: found from their own steps, whatever else was deleted and by whom.
extension TextTracker {
  /// What some runs have done to pieces, none of which they did in part only.
  struct Traces {
    /// The steps of the runs.
    var steps: [Range<Int>] = []
    /// By how many of the runs' steps each piece was deleted, if any.
    var deletions: [Int32: Int32] = [:]
  }

  /// Cuts the pieces so that each of some runs inserted or deleted them whole or not at all.
  ///
  /// - Parameter steps: The steps of each run, ascending; all were walked.
  ///
  /// - Complexity: O(log pieces) for each piece that the runs touch.
  mutating func traces(of steps: [Range<Int>], log: borrowing TextLog) -> Traces {
    var traces = Traces(steps: steps)
    // Each cut keeps the number of the piece in front of it, so that all cuts come first.
    for steps in steps { forEachPiece(touchedBy: steps, log: log) { _, _ in } }
    for steps in steps {
      forEachPiece(touchedBy: steps, log: log) { piece, isDeletion in
        if isDeletion { traces.deletions[piece, default: 0] += 1 }
      }
    }
    return traces
  }

  private mutating func forEachPiece(
    touchedBy steps: Range<Int>, log: borrowing TextLog, _ body: (Int32, Bool) -> Void
  ) {
    var operation = log.operation(of: steps.lowerBound)
    while operation < log.operations.count, Int(log.operations[operation].start) < steps.upperBound
    {
      let part = log.steps(of: operation).clamped(to: steps)
      if log.isInsertion(operation) {
        pieces.forEach(
          id(of: part.lowerBound)..<id(of: part.upperBound), of: local(operation),
          start: startID(of: operation, log: log)
        ) { body($1, false) }
      }
      var number = deletions.latest(of: local(operation))
      while number != TextSequence.none {
        let stretch = deletions.stretches[number]
        let targets = stretch.targets(of: part)
        if !targets.isEmpty {
          let target = Int(stretch.targetOperation)
          let start = startID(ofLocal: target, log: log)
          pieces.forEach(targets, of: target, start: start) { body($1, true) }
        }
        number = stretch.next
      }
      operation += 1
    }
  }

  /// Whether one of the runs inserted a piece.
  func isInserted(_ piece: Int32, by traces: Traces) -> Bool {
    guard pieces.pieces[piece].operation > 0 else { return false }
    let step = step(of: pieces.pieces[piece].id)
    let next = traces.steps.partition { $0.lowerBound > step }
    return next > 0 && traces.steps[next - 1].contains(step)
  }
}
