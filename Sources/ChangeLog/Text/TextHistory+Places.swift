// Who wrote what stands in the text now, and where a run shows.
extension TextHistory {
  /// A stretch of the text, and the run that wrote it.
  public struct Authorship: Equatable, Sendable {
    /// Where, in scalars of the text now.
    public let range: Range<Int>
    /// The run that inserted it.
    public let run: OperationID
  }

  /// Who wrote the text, stretch by stretch, without gaps.
  ///
  /// - Complexity: that of walking the whole history, and O(what stands there and was typed scalar
  ///   by scalar).
  public func authors() -> [Authorship] {
    read { state in
      var authors: [Authorship] = []
      var (start, last) = (0, -1)
      state.forEachSurvivor { run, count in
        let end = start + count
        if run == last, let author = authors.popLast() {
          authors.append(
            Authorship(range: author.range.lowerBound..<end, run: author.run))
        } else {
          authors.append(Authorship(range: start..<end, run: state.names.name(of: run)))
        }
        (start, last) = (end, run)
      }
      return authors
    }
  }

  /// Where the run `id` shows in the text now, from left to right; empty when it is not there.
  ///
  /// The stretches of what it inserted that are still there; and for what it deleted, unless that
  /// touches one of those, the empty range where the deleted text would stand.
  ///
  /// - Complexity: that of walking the history since the last critical run before `id`.
  public func places(of id: OperationID) -> [Range<Int>] {
    read { state in
      guard let run = state.names.run(named: id) else { return [] }
      return state.places(of: state.log.steps(ofRun: run))
    }
  }
}

extension TextState {
  /// Where the run with these steps shows.
  fileprivate func places(of steps: Range<Int>) -> [Range<Int>] {
    var tracker = makeTracker(since: base(upTo: steps.lowerBound - 1))
    let traces = tracker.traces(of: [steps], log: log)
    var places: [Range<Int>] = []
    var position = 0
    tracker.pieces.sequence.forEach { number in
      let piece = tracker.pieces.pieces[number]
      let end = position + (piece.isDeleted ? 0 : Int(piece.count))
      let isShown =
        piece.isDeleted
        ? traces.deletions[number] != nil : tracker.isInserted(number, by: traces)
      if isShown {
        if let last = places.last, last.upperBound == position {
          places[places.count - 1] = last.lowerBound..<end
        } else {
          places.append(position..<end)
        }
      }
      position = end
    }
    return places
  }

  /// Calls `body` with the run and the number of scalars of each stretch of the text, from left to
  /// right; who has deleted what is gone is not looked at.
  fileprivate func forEachSurvivor(_ body: (Int, Int) -> Void) {
    guard graph.stepCount > 0 else { return }
    let tracker = makeTracker(since: (-1, 0))
    var number = tracker.pieces.sequence.next(after: TextSequence.none)
    while number != TextSequence.none {
      let piece = tracker.pieces.pieces[number]
      if !piece.isDeleted {
        let run = log.run(of: tracker.step(of: piece.id))
        let operation = log.operations[Int(piece.operation) - 1 + tracker.firstOperation]
        if operation.isTyped {
          for offset in 0..<Int(piece.count) { body(run + offset, 1) }
        } else {
          body(run, Int(piece.count))
        }
      }
      number = tracker.pieces.sequence.next(after: number)
    }
  }

  /// The traces of all runs after the critical step `base`.
  ///
  /// They follow from the runs alone, not from the order in which they came: the tracker keeps
  /// deleted scalars too in the order that all replicas agree on.
  func traces(since base: (step: Int, length: Int)) -> TextTraces {
    var traces = TextTraces(runCount: names.runCount)
    var position = 0
    for item in items(since: base) {
      let end = position + item.survivingCount
      if end > position, item.run >= 0 { traces.append(position..<end, of: item.run) }
      for deleter in item.deleters { traces.append(position..<position, of: deleter) }
      position = end
    }
    return traces
  }
}

/// What runs have left in a text: scalars that they inserted, and the places of deleted ones.
struct TextTraces {
  /// A stretch of the text that a run has left, or an empty one that it has emptied.
  struct Trace {
    let range: Range<Int>
    let run: Int
    /// The place, by its index in `places`, that the trace is a part of.
    let place: Int
  }

  /// From left to right; neither their starts nor their ends ever go back.
  private(set) var traces: [Trace] = []
  /// The traces of each run, those that touch made one.
  private(set) var places: [(run: Int, range: Range<Int>)] = []
  private var lastPlaces: [Int?]

  init(runCount: Int) { lastPlaces = Array(repeating: nil, count: runCount) }

  fileprivate mutating func append(_ range: Range<Int>, of run: Int) {
    if let last = lastPlaces[run], places[last].range.upperBound == range.lowerBound {
      places[last].range = places[last].range.lowerBound..<range.upperBound
    } else {
      lastPlaces[run] = places.count
      places.append((run, range))
    }
    traces.append(Trace(range: range, run: run, place: lastPlaces[run] ?? 0))
  }
}
