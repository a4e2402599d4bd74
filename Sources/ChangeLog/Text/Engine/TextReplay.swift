/// Makes the text of a whole history, or of what one version holds of it, from the beginning.
///
/// Where nothing is concurrent, operations edit the text one after the other. A concurrent stretch
/// is walked by a tracker that does not say where each step's edit goes: what has changed at the
/// stretch's end is read off its pieces, from left to right.
struct TextReplay: ~Copyable {
  private(set) var content = TextSegments()
  /// The critical steps of what was replayed.
  private(set) var criticals = Pool<TextState.Critical>()
  /// The last steps of what was replayed.
  private var frontier = Pool<TextGraph.Place>()
  /// All steps to be replayed, in an order that switches branches rarely; and the next of them.
  private var pieces = Pool<TextOrder.Piece>()
  private var next = 0
  /// What the trackers may do, in all (`TextTracker.work`), and what they did.
  private let workMax: Int
  private(set) var work = 0

  init(workMax: Int = .max) { self.workMax = workMax }

  /// Replays all that `members` hold, or all there is.
  ///
  /// - Throws: `TextWalkError` when a step lies beyond the end of the text at its version, or there
  ///   is more work than allowed.
  ///
  /// - Complexity: O(operations) where nothing is concurrent, else as walking those that are.
  mutating func replay(
    _ log: borrowing TextLog, _ graph: borrowing TextGraph, _ names: TextNames,
    members: TextMembers? = nil, isInOrder: Bool = false
  ) throws(TextWalkError) {
    findCriticals(graph, members)
    if criticals.count == 1, criticals[0].start == 0, Int(criticals[0].end) == graph.stepCount {
      try apply(0..<graph.stepCount, log)
      criticals[0].length = Int32(content.count)
      return
    }
    if isInOrder {
      for span in 0..<graph.spans.count {
        let steps = graph.steps(of: span)
        pieces.append(
          TextOrder.Piece(
            span: Int32(span), start: Int32(steps.lowerBound), end: Int32(steps.upperBound)))
      }
    } else {
      let order = TextOrder(log, graph, names, within: members)
      for index in 0..<order.order.count { pieces.append(order.pieces[order.order[index]]) }
    }
    var end = 0
    for index in 0..<criticals.count {
      let critical = criticals[index]
      try merge(end..<Int(critical.start), log, graph, names)
      try apply(Int(critical.start)..<Int(critical.end), log)
      criticals[index].length = Int32(content.count)
      end = Int(critical.end)
    }
    try merge(end..<graph.stepCount, log, graph, names)
  }

  private static func steps(
    of span: Int, _ graph: borrowing TextGraph, _ members: TextMembers?
  ) -> Range<Int> {
    if let members { return members.steps(ofSpan: span, in: graph) }
    return graph.steps(of: span)
  }

  private mutating func findCriticals(_ graph: borrowing TextGraph, _ members: TextMembers?) {
    var version = Pool<TextGraph.Place>()
    for span in 0..<graph.spans.count {
      let steps = Self.steps(of: span, graph, members)
      guard !steps.isEmpty else { continue }
      version.removeAll()
      for index in graph.parentRange(of: span) { version.append(graph.parents[index]) }
      if version.isEqual(to: frontier) {
        let critical = TextState.Critical(
          start: Int32(steps.lowerBound), end: Int32(steps.upperBound), length: 0)
        if criticals.count > 0, criticals.last.end == critical.start {
          criticals.last.end = critical.end
        } else {
          criticals.append(critical)
        }
        frontier.removeAll()
      } else {
        let last = version.isEmpty ? -1 : version.last.step
        while criticals.count > 0, criticals.last.start > last {
          criticals.removeAll(from: criticals.count - 1)
        }
        if criticals.count > 0 { criticals.last.end = min(criticals.last.end, last + 1) }
        frontier.removeAll(in: version)
      }
      frontier.append(TextGraph.Place(step: Int32(steps.upperBound - 1), span: Int32(span)))
    }
  }

  /// Applies steps of which each follows the one before.
  private mutating func apply(
    _ steps: Range<Int>, _ log: borrowing TextLog
  ) throws(TextWalkError) {
    try log.forEachPart(of: steps) { part, operation, position throws(TextWalkError) in
      guard position <= content.count - log.deleteCount(part, of: operation) else {
        throw .beyondEnd(step: part.lowerBound)
      }
      content.apply(part, of: operation, at: position, in: log)
    }
  }

  /// Merges what is to be replayed of a concurrent stretch, which starts at a critical step.
  ///
  /// By turns, as they may have arrived, branches would have to be prepared again and again.
  private mutating func merge(
    _ steps: Range<Int>, _ log: borrowing TextLog, _ graph: borrowing TextGraph, _ names: TextNames
  ) throws(TextWalkError) {
    guard !steps.isEmpty else { return }
    var tracker = TextTracker(
      base: steps.lowerBound - 1, length: content.count, log: log, graph: graph)
    tracker.workMax = workMax - work
    // Nothing in the stretch comes before what was critical, and nothing behind it before its end.
    while next < pieces.count, Int(pieces[next].start) < steps.upperBound {
      let piece = pieces[next]
      let part = (Int(piece.start)..<Int(piece.end)).clamped(to: steps)
      if !part.isEmpty {
        try tracker.walk(part, ofSpan: Int(piece.span), log: log, graph: graph, names: names)
      }
      if Int(piece.end) > steps.upperBound { break }
      next += 1
    }
    work += tracker.work
    apply(tracker, log)
  }

  /// Brings the text from the tracker's base to what it has walked.
  private mutating func apply(_ tracker: borrowing TextTracker, _ log: borrowing TextLog) {
    var (position, deleted) = (0, 0)
    tracker.pieces.sequence.forEach { number in
      let piece = tracker.pieces.pieces[number]
      let count = Int(piece.count)
      if piece.isDeleted {
        if piece.operation == 0 { deleted += count }
      } else if piece.operation == 0 {
        if deleted > 0 { content.replace(deleted, at: position, with: Span(), scalars: 0) }
        deleted = 0
        position += count
      } else {
        let step = tracker.step(of: piece.id)
        let operation = Int(piece.operation) - 1 + tracker.firstOperation
        log.content.withSpan(log.contentRange(of: step..<step + count, in: operation)) {
          content.replace(deleted, at: position, with: $0, scalars: count)
        }
        deleted = 0
        position += count
      }
    }
    if deleted > 0 { content.replace(deleted, at: position, with: Span(), scalars: 0) }
  }
}
