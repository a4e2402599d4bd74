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
  /// - Complexity: O(runs x stretches), and that of building the history once more.
  public func authors() -> [Authorship] {
    var replay = TextHistory()
    var pieces = TextPieces()
    for (index, run) in runs.enumerated() {
      guard let edits = try? replay.add(run) else {
        preconditionFailure("a history holds what its runs name")
      }
      for edit in edits { pieces.apply(edit, by: index) }
    }
    var start = 0
    return pieces.pieces.map { piece in
      defer { start += piece.count }
      return Authorship(range: start..<start + piece.count, run: graph.nodes[piece.run].run.id)
    }
  }

  /// Where the run `id` shows in the text now, from left to right; empty when it is not there.
  ///
  /// The stretches of what it inserted that are still there; and for what it deleted, unless that
  /// touches one of those, the empty range where the deleted text would stand.
  ///
  /// - Complexity: O(runs x items) of the history since the last critical run before `id`.
  public func places(of id: OperationID) -> [Range<Int>] {
    guard let index = graph.index(of: id) else { return [] }
    var ranges: [Range<Int>] = []
    for trace in traces(since: checkpoint(at: index - 1)) where trace.run == index {
      if let last = ranges.last, last.upperBound == trace.range.lowerBound {
        ranges[ranges.endIndex - 1] = last.lowerBound..<trace.range.upperBound
      } else {
        ranges.append(trace.range)
      }
    }
    return ranges
  }

  /// What a run has left in the text: scalars that it inserted, or the place of deleted ones.
  struct Trace {
    let range: Range<Int>
    let run: Int
  }

  /// The traces of all runs after `base`, from left to right.
  ///
  /// They follow from the runs alone, not from the order in which they came: the tracker keeps
  /// deleted scalars too in the order that all replicas agree on.
  func traces(since base: Checkpoint) -> [Trace] {
    var tracker = TextTracker(base: base.run, length: base.length)
    for index in base.run + 1..<graph.nodes.count { _ = tracker.walk(index, in: graph) }
    var traces: [Trace] = []
    var position = 0
    for item in tracker.items {
      let end = position + item.survivingCount
      if end > position, item.run > base.run {
        traces.append(Trace(range: position..<end, run: item.run))
      }
      for deleter in item.deleters.sorted() {
        traces.append(Trace(range: position..<position, run: deleter))
      }
      position = end
    }
    return traces
  }
}

/// A text as the list of the runs that its stretches come from.
private struct TextPieces {
  struct Piece {
    let run: Int
    var count: Int
  }

  /// No piece is empty, and neighbours come from different runs.
  private(set) var pieces: [Piece] = []

  mutating func apply(_ edit: TextEdit, by run: Int) {
    let start = cut(at: edit.position)
    let end = cut(at: edit.position + edit.deleteCount)
    let inserted = edit.insert.unicodeScalars.count
    pieces.replaceSubrange(
      start..<end, with: inserted > 0 ? [Piece(run: run, count: inserted)] : [])
    joinNeighbours(at: start + (inserted > 0 ? 1 : 0))
    joinNeighbours(at: start)
  }

  /// The index of the piece that starts at `position`, once one does.
  private mutating func cut(at position: Int) -> Int {
    var index = 0
    var rest = position
    while rest > 0, rest >= pieces[index].count {
      rest -= pieces[index].count
      index += 1
    }
    guard rest > 0 else { return index }
    pieces.insert(Piece(run: pieces[index].run, count: pieces[index].count - rest), at: index + 1)
    pieces[index].count = rest
    return index + 1
  }

  private mutating func joinNeighbours(at index: Int) {
    guard index > 0, index < pieces.count, pieces[index - 1].run == pieces[index].run else {
      return
    }
    pieces[index - 1].count += pieces[index].count
    pieces.remove(at: index)
  }
}
