import Bytes

/// Runs in the order in which they are written: a whole history, or what one has and another lacks.
///
/// Everything that could be joined is joined, so that equal sets of runs have equal columns. A step
/// below zero, -1 - i, is the last one of `externals[i]`: of a run that is not among them.
struct TextColumns: ~Copyable {
  var log = TextLog()
  var graph = TextGraph()
  var names = TextNames()
  /// The runs outside that those inside were made on, ascending.
  var externals: ContiguousArray<OperationID> = []

  init() {}

  /// Takes the runs that `members` does not hold out of `state`.
  ///
  /// - Complexity: O(size + spans log spans)
  init(_ state: borrowing TextState, without members: TextMembers?) {
    self.init(
      state, TextOrder(state.log, state.graph, state.names, without: members))
  }

  /// Takes the runs that `order` puts in order out of `state`.
  init(_ state: borrowing TextState, _ order: consuming TextOrder) {
    var numbers: [OperationID: Int] = [:]
    findExternals(state, order, &numbers)
    /// The last step of each piece, as it is numbered here.
    var ends = Pool(
      repeating: TextGraph.Place(step: 0, span: 0), count: order.pieces.count)
    var version = Pool<TextGraph.Place>()
    for index in 0..<order.order.count {
      let number = Int(order.order[index])
      let piece = order.pieces[number]
      version.removeAll()
      state.forEachParent(of: piece) { parent in
        if let piece = order.piece(endingWith: parent) {
          version.append(ends[piece])
        } else {
          let external = Int32(-1 - (numbers[state.name(ofRunEndingWith: parent)] ?? 0))
          version.append(TextGraph.Place(step: external, span: external))
        }
      }
      version.sort()
      append(
        Int(piece.start)..<Int(piece.end), of: state.log, state.names,
        from: state.log.operation(of: Int(piece.start)), after: version)
      ends[number] = TextGraph.Place(
        step: Int32(graph.stepCount - 1), span: Int32(graph.spans.count - 1))
    }
  }

  private mutating func findExternals(
    _ state: borrowing TextState, _ order: borrowing TextOrder,
    _ numbers: inout [OperationID: Int]
  ) {
    for index in 0..<order.pieces.count {
      state.forEachParent(of: order.pieces[index]) { parent in
        if order.piece(endingWith: parent) == nil {
          externals.append(state.name(ofRunEndingWith: parent))
        }
      }
    }
    externals.sort()
    var kept: ContiguousArray<OperationID> = []
    for id in externals where kept.last != id {
      numbers[id] = kept.count
      kept.append(id)
    }
    externals = kept
  }

  private mutating func append(
    _ steps: Range<Int>, of log: borrowing TextLog, _ names: TextNames, from operation: Int,
    after version: borrowing Pool<TextGraph.Place>
  ) {
    let continues = graph.continuesLastSpan(version)
    let firstOperation = self.log.operations.count
    let runs = log.run(of: steps.lowerBound)..<log.run(of: steps.upperBound - 1) + 1
    self.log.append(steps, of: log, from: operation, continues: continues)
    graph.append(steps.count, after: version, operation: firstOperation)
    self.names.append(runs, of: names)
  }
}

extension TextState {
  /// Calls `body` with the places that the first step of a piece follows.
  func forEachParent(of piece: TextOrder.Piece, _ body: (TextGraph.Place) -> Void) {
    if piece.start > graph.spans[piece.span].start {
      return body(TextGraph.Place(step: piece.start - 1, span: piece.span))
    }
    for index in graph.parentRange(of: Int(piece.span)) { body(graph.parents[index]) }
  }

  func name(ofRunEndingWith place: TextGraph.Place) -> OperationID {
    names.name(of: log.run(of: Int(place.step)))
  }
}
