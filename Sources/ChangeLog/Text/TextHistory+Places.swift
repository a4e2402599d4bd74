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
  /// - Complexity: that of walking the history since the last critical run before `id`.
  public func places(of id: OperationID) -> [Range<Int>] {
    guard let index = graph.index(of: id) else { return [] }
    let traces = traces(since: checkpoint(at: index - 1))
    return traces.places.filter { $0.run == index }.map(\.range)
  }

  /// The traces of all runs after `base`.
  ///
  /// They follow from the runs alone, not from the order in which they came: the tracker keeps
  /// deleted scalars too in the order that all replicas agree on.
  func traces(since base: Checkpoint) -> TextTraces {
    var traces = TextTraces(runCount: graph.nodes.count)
    var position = 0
    for item in walked(since: base).items {
      let end = position + item.survivingCount
      if end > position, item.run > base.run { traces.append(position..<end, of: item.run) }
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
    let new = inserted > 0 ? [Piece(run: run, count: inserted)] : []
    pieces.replaceSubrange(start..<end, with: new)
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
    guard index > 0, index < pieces.count, pieces[index - 1].run == pieces[index].run
    else { return }
    pieces[index - 1].count += pieces[index].count
    pieces.remove(at: index)
  }
}
