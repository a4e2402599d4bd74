/// The one order in which a set of runs is written, whatever the order in which they arrived.
///
/// It is a causal one, and takes each branch as far as it goes. There is a stack, at first of the
/// runs whose versions hold none of the set. The uppermost is taken off and placed; then the runs
/// whose versions name it and are now placed in full go onto the stack. Of several at once, those
/// that name one run come to lie above those that name several, so that a stretch is broken off as
/// seldom as can be; then the one that the fewest runs can still follow one after the other, so
/// that of two branches the shorter one is prepared again where they meet; then the first by
/// replica, then by name.
///
/// A run that only one other names, which names nothing else, is followed by that one. So the order
/// is found for *pieces*: spans, cut behind the steps that other spans name.
struct TextOrder: ~Copyable {
  struct Piece: BitwiseCopyable {
    let span: Int32
    let start: Int32
    let end: Int32
  }

  private struct Link: BitwiseCopyable {
    let parent: Int32
    let child: Int32
  }

  /// In the order of arrival.
  private(set) var pieces = Pool<Piece>()
  /// Pieces by number, as they are to be written.
  private(set) var order = Pool<Int32>()
  /// The first piece of each span, and of the one behind the last.
  private var firsts = Pool<Int32>()

  /// Finds the order of all steps, or of those that are not in one set, or of those in another.
  ///
  /// - Complexity: O(spans log spans).
  init(
    _ log: borrowing TextLog, _ graph: borrowing TextGraph, _ names: TextNames,
    without held: TextMembers? = nil, within members: TextMembers? = nil
  ) {
    cut(graph, without: held, within: members)
    sort(log, graph, names)
  }

  /// Whether the runs have arrived in this order.
  var isOrderOfArrival: Bool {
    for index in 0..<order.count where order[index] != Int32(index) { return false }
    return true
  }

  /// The piece that ends with a step; nil when the step is not among those to be ordered.
  func piece(endingWith place: TextGraph.Place) -> Int? {
    guard place.step >= 0 else { return nil }
    var (low, high) = (Int(firsts[Int(place.span)]), Int(firsts[Int(place.span) + 1]))
    guard low < high, place.step >= pieces[low].start else { return nil }
    if pieces[high - 1].end == place.step + 1 { return high - 1 }
    while high - low > 1 {
      let middle = (low + high) / 2
      if pieces[middle].start <= place.step { low = middle } else { high = middle }
    }
    return low
  }

  private mutating func cut(
    _ graph: borrowing TextGraph, without held: TextMembers?, within members: TextMembers?
  ) {
    func steps(of span: Int) -> Range<Int> {
      if let members { return members.steps(ofSpan: span, in: graph) }
      let steps = graph.steps(of: span)
      guard let held else { return steps }
      return held.steps(ofSpan: span, in: graph).upperBound..<steps.upperBound
    }
    var cuts = ContiguousArray<Int32>()
    for span in 0..<graph.spans.count {
      guard steps(of: span).lowerBound == Int(graph.spans[span].start) else { continue }
      for index in graph.parentRange(of: span) {
        let parent = graph.parents[index]
        if parent.step >= 0, steps(of: Int(parent.span)).dropLast().contains(Int(parent.step)) {
          cuts.append(parent.step)
        }
      }
    }
    cuts.sort()
    var cut = 0
    for span in 0..<graph.spans.count {
      firsts.append(Int32(pieces.count))
      let steps = steps(of: span)
      var start = Int32(steps.lowerBound)
      while cut < cuts.count, cuts[cut] < Int32(steps.upperBound) {
        if cuts[cut] >= start {
          pieces.append(Piece(span: Int32(span), start: start, end: cuts[cut] + 1))
          start = cuts[cut] + 1
        }
        cut += 1
      }
      if Int(start) < steps.upperBound {
        pieces.append(Piece(span: Int32(span), start: start, end: Int32(steps.upperBound)))
      }
    }
    firsts.append(Int32(pieces.count))
  }

  private mutating func sort(
    _ log: borrowing TextLog, _ graph: borrowing TextGraph, _ names: TextNames
  ) {
    let links = links(graph)
    // The children of all pieces in one list; how many parents each piece waits for.
    var starts = Pool<Int32>(repeating: 0, count: pieces.count + 1)
    var waiting = Pool<Int32>(repeating: 0, count: pieces.count)
    for index in 0..<links.count {
      starts[links[index].parent] += 1
      waiting[links[index].child] += 1
    }
    var sum: Int32 = 0
    for piece in 0..<starts.count {
      sum += starts[piece]
      starts[piece] = sum
    }
    var children = Pool<Int32>(repeating: 0, count: links.count)
    for index in 0..<links.count {
      let parent = links[index].parent
      starts[parent] -= 1
      children[starts[parent]] = links[index].child
    }
    let heights = heights(log, graph)
    var stack = Pool<Int32>()
    var ready = ContiguousArray<Int32>()
    for piece in 0..<pieces.count where waiting[piece] == 0 { ready.append(Int32(piece)) }
    while true {
      if ready.count > 1 {
        ready.sort { comesFirst($1, $0, heights, log, graph, names) }
      }
      for piece in ready { stack.append(piece) }
      ready.removeAll(keepingCapacity: true)
      guard !stack.isEmpty else { break }
      let piece = stack.last
      stack.removeAll(from: stack.count - 1)
      order.append(piece)
      for index in starts[piece]..<starts[piece + 1] {
        let child = children[index]
        waiting[child] -= 1
        if waiting[child] == 0 { ready.append(child) }
      }
    }
  }

  /// How many runs the longest way from each piece to an end has, its own included.
  private func heights(_ log: borrowing TextLog, _ graph: borrowing TextGraph) -> Pool<Int32> {
    var heights = Pool<Int32>(repeating: 0, count: pieces.count)
    for piece in (0..<pieces.count).reversed() {
      let operations = graph.operations(of: Int(pieces[piece].span), in: log)
      let first = log.run(of: Int(pieces[piece].start), in: operations)
      let last = log.run(of: Int(pieces[piece].end) - 1, in: operations)
      let height = heights[piece] + Int32(last - first + 1)
      heights[piece] = height
      forEachParent(of: piece, graph) { heights[$0] = max(heights[$0], height) }
    }
    return heights
  }

  /// All pairs of a piece and one that its first step follows, both to be ordered.
  private func links(_ graph: borrowing TextGraph) -> Pool<Link> {
    var links = Pool<Link>(capacity: pieces.count + graph.parents.count)
    for piece in 0..<pieces.count {
      forEachParent(of: piece, graph) {
        links.append(Link(parent: Int32($0), child: Int32(piece)))
      }
    }
    return links
  }

  /// Calls `body` with each piece to be ordered that the first step of a piece follows, ascending.
  @inline(__always)
  private func forEachParent(
    of piece: Int, _ graph: borrowing TextGraph, _ body: (Int) -> Void
  ) {
    let span = Int(pieces[piece].span)
    if Int(firsts[span]) < piece {
      body(piece - 1)
    } else if pieces[piece].start == graph.spans[span].start {
      for index in graph.parentRange(of: span) {
        if let parent = self.piece(endingWith: graph.parents[index]) { body(parent) }
      }
    }
  }

  private func comesFirst(
    _ left: Int32, _ right: Int32, _ heights: borrowing Pool<Int32>, _ log: borrowing TextLog,
    _ graph: borrowing TextGraph, _ names: TextNames
  ) -> Bool {
    let isMerge = (
      hasSeveralParents(pieces[left], graph), hasSeveralParents(pieces[right], graph)
    )
    if isMerge.0 != isMerge.1 { return isMerge.1 }
    if heights[left] != heights[right] { return heights[left] < heights[right] }
    let (left, right) = (pieces[left], pieces[right])
    return names.comesFirst(log.run(of: Int(left.start)), log.run(of: Int(right.start)))
  }

  /// Whether the first step of a piece follows several others.
  private func hasSeveralParents(_ piece: Piece, _ graph: borrowing TextGraph) -> Bool {
    piece.start == graph.spans[piece.span].start
      && graph.parentRange(of: Int(piece.span)).count > 1
  }
}

// A check that costs less than the order itself.
extension TextOrder {
  /// Finds a piece that is not where this order has it, of steps that have all arrived in some
  /// order; nil when they are in this one.
  ///
  /// A piece gets onto the stack when the latest of its parents is placed, so each hangs on one
  /// other, and the order is that of a tree visited depth first: every piece hangs on the piece
  /// before, or on one that this hangs on, and of two that hang on one, the first comes first.
  ///
  /// - Complexity: O(spans log spans).
  static func firstMisplaced(
    _ log: borrowing TextLog, _ graph: borrowing TextGraph, _ names: TextNames
  ) -> Piece? {
    let order = TextOrder(cutting: graph)
    let heights = order.heights(log, graph)
    var above = Pool<Int32>(capacity: order.pieces.count)
    /// The latest that hangs on each piece, or on none.
    var latest = Pool<Int32>(repeating: -1, count: order.pieces.count + 1)
    for piece in 0..<order.pieces.count {
      var parent: Int32 = -1
      order.forEachParent(of: piece, graph) { parent = max(parent, Int32($0)) }
      var last = Int32(piece) - 1
      while last > parent { last = above[last] }
      let sibling = latest[parent + 1]
      if last < parent
        || (sibling >= 0
          && !order.comesFirst(sibling, Int32(piece), heights, log, graph, names))
      {
        return order.pieces[piece]
      }
      above.append(parent)
      latest[parent + 1] = Int32(piece)
    }
    return nil
  }

  private init(cutting graph: borrowing TextGraph) {
    cut(graph, without: nil, within: nil)
  }
}
