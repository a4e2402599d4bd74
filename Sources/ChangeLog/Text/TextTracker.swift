/// Turns steps, whose positions count in the text that their author saw, into edits of the text
/// that everything walked so far makes.
///
/// The tracker holds every scalar inserted since its base, the deleted ones too, in the one order
/// that all replicas agree on, and sees them at two versions at once:
/// - the *prepared* version, in which positions are looked up: it moves to each step's own version;
/// - the *effect* version, which is everything walked so far and only grows.
///
/// Steps may be walked in any causal order; `docs/text.md` works an example through.
///
/// Source: Gentle and Kleppmann, "Collaborative Text Editing with Eg-walker", arXiv 2409.14252.
struct TextTracker: ~Copyable, Sendable {
  /// A change of the text at the effect version.
  struct Report: BitwiseCopyable {
    let position: Int
    let deleteCount: Int
    /// What is inserted there: steps of an operation.
    let firstStep: Int
    let insertCount: Int
    let operation: Int

    var insertion: Range<Int> { firstStep..<firstStep + insertCount }
  }

  /// The step at which the tracker starts: a critical one, or -1 for the beginning.
  let base: Int
  /// The operation of the first step behind it.
  let firstOperation: Int
  let baseLength: Int
  private(set) var pieces: TrackedPieces
  private(set) var deletions = TrackedDeletions()
  /// What the steps walked since it was emptied have done to the text at the effect version.
  var reports = Pool<Report>()
  /// Whether there shall be reports.
  var isReporting = false
  /// The version in which positions are looked up.
  private var prepared = Pool<TextGraph.Place>()
  private var wanted = Pool<TextGraph.Place>()
  private var difference = TextDifference()
  /// The pieces that hang on a scalar, by its id, where there are many.
  private var siblings: [Int32: TextSiblings] = [:]
  /// How many pieces a walk may pass before it is worth to keep their order.
  var passedMax = 32

  /// Creates the tracker of a text that had `length` scalars when step `base` had been made; there
  /// must be a step behind it.
  ///
  /// The base must be critical: every other step is before it or has seen it. What stood there then
  /// takes part as one piece with no past, since no step to come can tell the difference.
  init(base: Int, length: Int, log: borrowing TextLog, graph: borrowing TextGraph) {
    self.base = base
    baseLength = length
    firstOperation = log.operation(of: base + 1)
    pieces = TrackedPieces(length: length)
    if base >= 0 { prepared.append(graph.place(of: base)) }
  }

  /// How many scalars stand in the text at the effect version.
  var count: Int { pieces.survivingCount }

  /// How many scalars stand in the text at the prepared version.
  var preparedCount: Int { pieces.visibleCount }

  /// Walks neighbouring steps of one span.
  ///
  /// - Complexity: O(log pieces) for each piece that the steps touch, and for each that the steps
  ///   touch which lie between their version and the last step walked before.
  mutating func walk(
    _ steps: Range<Int>, ofSpan span: Int, log: borrowing TextLog, graph: borrowing TextGraph,
    names: TextNames
  ) throws(TextBeyondEnd) {
    wanted.removeAll()
    if steps.lowerBound == Int(graph.spans[span].start) {
      for index in graph.parentRange(of: span) { wanted.append(graph.parents[index]) }
    } else {
      wanted.append(TextGraph.Place(step: Int32(steps.lowerBound - 1), span: Int32(span)))
    }
    prepareWanted(log: log, graph: graph)
    var operation = log.operation(of: steps.lowerBound, in: graph.operations(of: span, in: log))
    while operation < log.operations.count, Int(log.operations[operation].start) < steps.upperBound
    {
      let part = log.steps(of: operation).clamped(to: steps)
      try walk(part, of: operation, log: log, names: names)
      operation += 1
    }
    prepared.removeAll()
    prepared.append(TextGraph.Place(step: Int32(steps.upperBound - 1), span: Int32(span)))
  }

  /// Moves the prepared version to `version`, all of which must have been walked.
  mutating func prepare(
    _ version: borrowing Pool<TextGraph.Place>, log: borrowing TextLog, graph: borrowing TextGraph
  ) {
    wanted.removeAll()
    for index in 0..<version.count { wanted.append(version[index]) }
    prepareWanted(log: log, graph: graph)
    prepared.removeAll()
    for index in 0..<version.count { prepared.append(version[index]) }
  }

  private mutating func prepareWanted(log: borrowing TextLog, graph: borrowing TextGraph) {
    if prepared.isEqual(to: wanted) { return }
    graph.find(&difference, from: prepared, to: wanted)
    for index in 0..<difference.onlyOld.count {
      setPrepared(difference.onlyOld[index], to: false, log: log, graph: graph)
    }
    for index in (0..<difference.onlyNew.count).reversed() {
      setPrepared(difference.onlyNew[index], to: true, log: log, graph: graph)
    }
  }

  private mutating func setPrepared(
    _ stretch: TextDifference.Stretch, to isPrepared: Bool, log: borrowing TextLog,
    graph: borrowing TextGraph
  ) {
    let steps = Int(stretch.start)..<Int(stretch.end)
    var operation = log.operation(
      of: steps.lowerBound, in: graph.operations(of: Int(stretch.span), in: log))
    while operation < log.operations.count, Int(log.operations[operation].start) < steps.upperBound
    {
      let part = log.steps(of: operation).clamped(to: steps)
      switch log.operations[operation].kind {
      case .insertion:
        pieces.forEach(
          id(of: part.lowerBound)..<id(of: part.upperBound), of: local(operation),
          start: startID(of: operation, log: log)
        ) { $0.setInserted($1, to: isPrepared) }
      case .deletion, .backspace:
        countDeletions(part, of: operation, by: isPrepared ? 1 : -1, log: log)
      case .nothing: break
      }
      operation += 1
    }
  }

  private mutating func countDeletions(
    _ steps: Range<Int>, of operation: Int, by change: Int32, log: borrowing TextLog
  ) {
    var number = deletions.latest(of: local(operation))
    while number != TextSequence.none {
      let stretch = deletions.stretches[number]
      let targets = stretch.targets(of: steps)
      if !targets.isEmpty {
        let target = Int(stretch.targetOperation)
        let start = startID(ofLocal: target, log: log)
        pieces.forEach(targets, of: target, start: start) { $0.countDeletion(of: $1, by: change) }
      }
      number = stretch.next
    }
  }

  private mutating func walk(
    _ part: Range<Int>, of operation: Int, log: borrowing TextLog, names: TextNames
  ) throws(TextBeyondEnd) {
    let whole = log.steps(of: operation)
    let position = Int(log.operations[operation].position)
    pieces.start(local(operation))
    switch log.operations[operation].kind {
    case .insertion:
      let position = position + part.lowerBound - whole.lowerBound
      guard position <= pieces.visibleCount else { throw TextBeyondEnd(step: part.lowerBound) }
      insert(part, of: operation, at: position, log: log, names: names)
    case .deletion:
      try delete(part, of: operation, at: position, isBackwards: false)
    case .backspace:
      let position = position + whole.upperBound - part.upperBound
      try delete(part, of: operation, at: position, isBackwards: true)
    case .nothing:
      guard position <= pieces.visibleCount else { throw TextBeyondEnd(step: part.lowerBound) }
    }
  }

  private mutating func delete(
    _ steps: Range<Int>, of operation: Int, at position: Int, isBackwards: Bool
  ) throws(TextBeyondEnd) {
    guard position + steps.count <= pieces.visibleCount else {
      throw TextBeyondEnd(step: steps.lowerBound)
    }
    var done = 0
    while done < steps.count {
      let number = pieces.piece(atVisible: position, upTo: steps.count - done)
      let piece = pieces.pieces[number]
      let count = Int(piece.count)
      if isReporting, !piece.isDeleted {
        report(delete: count, at: pieces.sequence.survivingCount(before: number))
      }
      let step = isBackwards ? steps.upperBound - done - count : steps.lowerBound + done
      deletions.add(
        local(operation), step: step, count: count, target: piece.id,
        of: Int(piece.operation), isBackwards: isBackwards)
      pieces.countDeletion(of: number, by: 1)
      done += count
    }
  }

  /// Puts a new piece in its place among those inserted concurrently behind the same scalar.
  ///
  /// The order is FugueMax, found the way of YjsMod: of two scalars with one left neighbour, the
  /// one whose right neighbour lies further right comes first, and with both neighbours the same,
  /// the one whose run comes first by name. What hangs on a scalar stays with it, which keeps
  /// together what one person types.
  private mutating func insert(
    _ steps: Range<Int>, of operation: Int, at position: Int, log: borrowing TextLog,
    names: TextNames
  ) {
    let leftPiece = pieces.leftNeighbour(of: position)
    let next = pieces.sequence.next(after: leftPiece)
    let id = id(of: steps.lowerBound)
    let number: Int32
    if next == TextSequence.none || pieces.pieces[next].isInserted {
      if pieces.canExtend(leftPiece, with: id, of: local(operation), right: next) {
        number = leftPiece
        pieces.extend(leftPiece, by: steps.count)
      } else {
        number = insert(
          steps, of: operation, behind: leftPiece, right: next, after: leftPiece, log: log)
      }
    } else {
      // Everything up to here is concurrent with the steps.
      let right = pieces.sequence.nextInserted(after: next)
      let run = log.run(of: steps.lowerBound, in: operation..<operation + 1)
      let place = destination(
        behind: leftPiece, from: next, right: right, run: run, log: log, names: names)
      number = insert(
        steps, of: operation, behind: leftPiece, right: right, after: place, log: log)
    }
    guard isReporting else { return }
    let offset = Int(pieces.pieces[number].count) - steps.count
    reports.append(
      Report(
        position: pieces.sequence.survivingCount(before: number) + offset, deleteCount: 0,
        firstStep: steps.lowerBound,
        insertCount: steps.count, operation: operation))
  }

  private mutating func insert(
    _ steps: Range<Int>, of operation: Int, behind left: Int32, right: Int32,
    after place: Int32, log: borrowing TextLog
  ) -> Int32 {
    let isFirst = left == TextSequence.none
    let piece = TrackedPieces.Piece(
      id: id(of: steps.lowerBound), count: Int32(steps.count), operation: Int32(local(operation)),
      left: isFirst ? TextSequence.none : pieces.lastID(of: left),
      leftOperation: isFirst ? 0 : pieces.pieces[left].operation, right: right)
    pieces.insert(
      piece, hangingOn: left, start: startID(of: operation, log: log), after: place)
    let number = Int32(pieces.pieces.count - 1)
    if !siblings.isEmpty { siblings[piece.left]?.insert(number, in: pieces) }
    return number
  }

  /// The piece behind which an insertion by `run` belongs that stands behind `leftPiece` and in
  /// front of `right`, where pieces that its author had not seen begin with `first`.
  ///
  /// - Complexity: O(log pieces), and one step for each piece that it passes; where these are many,
  ///   and hang on the same scalar, the logarithm of their number.
  private mutating func destination(
    behind leftPiece: Int32, from first: Int32, right: Int32, run: Int, log: borrowing TextLog,
    names: TextNames
  ) -> Int32 {
    let left = leftPiece == TextSequence.none ? TextSequence.none : pieces.lastID(of: leftPiece)
    if !siblings.isEmpty, let siblings = siblings[left] {
      return destination(
        among: siblings, behind: leftPiece, right: right, run: run, log: log, names: names)
    }
    var passedCount = 0
    var destination = leftPiece
    // Whether we are passing pieces that may yet turn out to belong behind the new one.
    var isUndecided = false
    var index = first
    // The last scalar of the piece before, which the author had not seen either; at first none.
    var passed = Int32.min
    while index != right {
      let other = pieces.pieces[index]
      if other.left == left {
        if other.right == right {
          if names.comesFirst(run, self.run(of: other, log: log)) { break }
          isUndecided = false
        } else {
          isUndecided = isBefore(other.right, right)
        }
      } else if other.left != passed, isPrepared(other, log: log) {
        // It hangs on a scalar that the author saw, and that is further left.
        break
      }
      if !isUndecided { destination = index }
      passed = other.id + other.count - 1
      index = pieces.sequence.next(after: index)
      passedCount += 1
    }
    if passedCount > passedMax {
      let followers = pieces.followers(of: leftPiece)
      // What is passed may also hang on few scalars, one on the other.
      if followers.count > passedMax {
        siblings[left] = TextSiblings(followers, in: pieces)
      }
    }
    return destination
  }

  /// As the other `destination`, where the order of what hangs on the left neighbour is known.
  private func destination(
    among siblings: TextSiblings, behind leftPiece: Int32, right: Int32, run: Int,
    log: borrowing TextLog, names: TextNames
  ) -> Int32 {
    let left = leftPiece == TextSequence.none ? TextSequence.none : pieces.lastID(of: leftPiece)
    let isSibling = right != TextSequence.none && pieces.pieces[right].left == left
    let place = siblings.place(inFrontOf: right, isSibling: isSibling, in: pieces) { piece in
      names.comesFirst(run, self.run(of: pieces.pieces[piece], log: log))
    }
    switch place {
    case .first: return leftPiece
    case .inFront(let piece): return pieces.sequence.previous(before: piece)
    case .behind(let piece): return end(of: piece, before: right, log: log)
    }
  }

  /// The last of the pieces that hang on a piece, directly or not, all of them unseen.
  private func end(of piece: Int32, before right: Int32, log: borrowing TextLog) -> Int32 {
    var destination = piece
    var index = pieces.sequence.next(after: piece)
    while index != right {
      let other = pieces.pieces[index]
      if other.left != pieces.lastID(of: destination), isPrepared(other, log: log) { break }
      destination = index
      index = pieces.sequence.next(after: index)
    }
    return destination
  }

  private func isBefore(_ left: Int32, _ right: Int32) -> Bool {
    if left == TextSequence.none { return false }
    return right == TextSequence.none || pieces.sequence.precedes(left, right)
  }

  /// Whether the prepared version holds the step that inserted the scalar to the left of a piece;
  /// it always holds the base text and the start of the text.
  private func isPrepared(_ piece: TrackedPieces.Piece, log: borrowing TextLog) -> Bool {
    guard piece.left >= baseLength else { return true }
    let operation = Int(piece.leftOperation)
    let left = pieces.piece(
      holding: piece.left, of: operation, start: startID(ofLocal: operation, log: log))
    return pieces.pieces[left].isInserted
  }

  /// The run that inserted the first scalar of a piece that is not of the base text.
  private func run(of piece: TrackedPieces.Piece, log: borrowing TextLog) -> Int {
    let operation = Int(piece.operation) - 1 + firstOperation
    return log.run(of: step(of: piece.id), in: operation..<operation + 1)
  }

  private mutating func report(delete count: Int, at position: Int) {
    reports.append(
      Report(position: position, deleteCount: count, firstStep: 0, insertCount: 0, operation: 0))
  }

  /// The number of an operation among those that the tracker can know.
  @inline(__always)
  private func local(_ operation: Int) -> Int { operation - firstOperation + 1 }

  @inline(__always)
  private func id(of step: Int) -> Int32 { Int32(step - base - 1 + baseLength) }

  /// The step that inserted a scalar that is not of the base text.
  @inline(__always)
  func step(of id: Int32) -> Int { Int(id) - baseLength + base + 1 }

  /// As `startID(of:)`, by the operation's own number in the tracker.
  @inline(__always)
  func startID(ofLocal operation: Int, log: borrowing TextLog) -> Int32 {
    operation == 0 ? 0 : startID(of: operation - 1 + firstOperation, log: log)
  }

  /// The first scalar that an operation can have inserted behind the base.
  @inline(__always)
  private func startID(of operation: Int, log: borrowing TextLog) -> Int32 {
    id(of: max(Int(log.operations[operation].start), base + 1))
  }
}

/// A step lies beyond the end of the text at its version.
struct TextBeyondEnd: Error, Equatable {
  let step: Int
}

extension TextGraph {
  /// The operations of a span.
  @inline(__always)
  func operations(of span: Int, in log: borrowing TextLog) -> Range<Int> {
    let end = span + 1 < spans.count ? Int(spans[span + 1].firstOperation) : log.operations.count
    return Int(spans[span].firstOperation)..<end
  }
}
