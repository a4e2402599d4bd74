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
  var pieces: TrackedPieces
  private(set) var deletions = TrackedDeletions()
  /// What the steps walked since it was emptied have done to the text at the effect version.
  var reports = Pool<Report>()
  /// Whether there shall be reports.
  var isReporting = false
  /// How many pieces and spans may be looked at, and how many pieces were; those that a deletion
  /// has to remember count several times.
  var workMax = Int.max
  var pieceWork = 0
  /// The version in which positions are looked up.
  private var prepared = Pool<TextGraph.Place>()
  private var wanted = Pool<TextGraph.Place>()
  private var difference = TextDifference()
  private var held: TextPrepared
  /// The pieces that hang on a scalar, by its id, where there are many.
  var siblings: [Int32: TextSiblings] = [:]
  /// What it counts to remember what a deletion deletes: 24 bytes, which bounds the memory, too.
  static let stretchWork = 16
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
    held = TextPrepared(base: base)
    if base >= 0 { prepared.append(graph.place(of: base)) }
  }

  /// How many pieces and spans were looked at.
  var work: Int { pieceWork + difference.queue.work }

  /// Lets `work` grow by so much, and no more.
  mutating func allow(_ more: Int) {
    let (sum, overflows) = work.addingReportingOverflow(more)
    workMax = overflows ? .max : sum
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
  ) throws(TextWalkError) {
    wanted.removeAll()
    if steps.lowerBound == Int(graph.spans[span].start) {
      for index in graph.parentRange(of: span) { wanted.append(graph.parents[index]) }
    } else {
      wanted.append(TextGraph.Place(step: Int32(steps.lowerBound - 1), span: Int32(span)))
    }
    prepareWanted(log: log, graph: graph)
    guard work <= workMax else { throw .tooMuchWork(step: steps.lowerBound) }
    var operation = log.operation(of: steps.lowerBound, in: graph.operations(of: span, in: log))
    while operation < log.operations.count, Int(log.operations[operation].start) < steps.upperBound
    {
      let part = log.steps(of: operation).clamped(to: steps)
      try walk(part, of: operation, log: log, names: names)
      guard work <= workMax else { throw .tooMuchWork(step: part.lowerBound) }
      operation += 1
    }
    prepared.removeAll()
    prepared.append(TextGraph.Place(step: Int32(steps.upperBound - 1), span: Int32(span)))
    held.set(Int32(span), to: Int32(steps.upperBound))
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
    if !graph.findAdded(&difference, from: prepared, to: wanted, held) {
      graph.find(&difference, from: prepared, to: wanted)
    }
    for index in 0..<difference.onlyOld.count {
      setPrepared(difference.onlyOld[index], to: false, log: log, graph: graph)
    }
    for index in (0..<difference.onlyNew.count).reversed() {
      setPrepared(difference.onlyNew[index], to: true, log: log, graph: graph)
    }
  }

  /// Stops when there is too much work, and leaves a tracker that is of no more use.
  private mutating func setPrepared(
    _ stretch: TextDifference.Stretch, to isPrepared: Bool, log: borrowing TextLog,
    graph: borrowing TextGraph
  ) {
    guard work <= workMax else { return }
    held.set(stretch.span, to: isPrepared ? stretch.end : stretch.start)
    let steps = Int(stretch.start)..<Int(stretch.end)
    var operation = log.operation(
      of: steps.lowerBound, in: graph.operations(of: Int(stretch.span), in: log))
    while operation < log.operations.count, Int(log.operations[operation].start) < steps.upperBound
    {
      let part = log.steps(of: operation).clamped(to: steps)
      var work = 0
      switch log.operations[operation].kind {
      case .insertion:
        pieces.forEach(
          id(of: part.lowerBound)..<id(of: part.upperBound), of: local(operation),
          start: startID(of: operation, log: log)
        ) {
          $0.setInserted($1, to: isPrepared)
          work += 1
        }
      case .deletion, .backspace:
        countDeletions(part, of: operation, by: isPrepared ? 1 : -1, log: log)
      case .nothing: break
      }
      pieceWork += 1 + work
      if self.work > workMax { return }
      operation += 1
    }
  }

  private mutating func countDeletions(
    _ steps: Range<Int>, of operation: Int, by change: Int32, log: borrowing TextLog
  ) {
    var number = deletions.latest(of: local(operation))
    var work = 0
    while number != TextSequence.none {
      work += 1
      let stretch = deletions.stretches[number]
      let targets = stretch.targets(of: steps)
      if !targets.isEmpty {
        let target = Int(stretch.targetOperation)
        let start = startID(ofLocal: target, log: log)
        pieces.forEach(targets, of: target, start: start) {
          $0.countDeletion(of: $1, by: change)
          work += 1
        }
      }
      number = stretch.next
    }
    pieceWork += work
  }

  private mutating func walk(
    _ part: Range<Int>, of operation: Int, log: borrowing TextLog, names: TextNames
  ) throws(TextWalkError) {
    let position = log.position(of: part, in: operation)
    pieces.start(local(operation))
    switch log.operations[operation].kind {
    case .insertion:
      guard position <= pieces.visibleCount else { throw .beyondEnd(step: part.lowerBound) }
      insert(part, of: operation, at: position, log: log, names: names)
    case .deletion:
      try delete(part, of: operation, at: position, isBackwards: false)
    case .backspace:
      try delete(part, of: operation, at: position, isBackwards: true)
    case .nothing:
      guard position <= pieces.visibleCount else { throw .beyondEnd(step: part.lowerBound) }
    }
  }

  private mutating func delete(
    _ steps: Range<Int>, of operation: Int, at position: Int, isBackwards: Bool
  ) throws(TextWalkError) {
    guard position + steps.count <= pieces.visibleCount else {
      throw .beyondEnd(step: steps.lowerBound)
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
      let isNew = deletions.add(
        local(operation), step: step, count: count, target: piece.id,
        of: Int(piece.operation), isBackwards: isBackwards)
      pieces.countDeletion(of: number, by: 1)
      pieceWork += isNew ? Self.stretchWork : 1
      guard work <= workMax else { throw .tooMuchWork(step: steps.lowerBound) }
      done += count
    }
  }

  private mutating func report(delete count: Int, at position: Int) {
    reports.append(
      Report(position: position, deleteCount: count, firstStep: 0, insertCount: 0, operation: 0))
  }

  /// The number of an operation among those that the tracker can know.
  @inline(__always)
  func local(_ operation: Int) -> Int { operation - firstOperation + 1 }

  @inline(__always)
  func id(of step: Int) -> Int32 { Int32(step - base - 1 + baseLength) }

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
  func startID(of operation: Int, log: borrowing TextLog) -> Int32 {
    id(of: max(Int(log.operations[operation].start), base + 1))
  }
}

/// Why steps cannot be walked.
enum TextWalkError: Error, Equatable {
  /// The step lies beyond the end of the text at its version.
  case beyondEnd(step: Int)
  /// Up to the step, more work was needed than was allowed.
  case tooMuchWork(step: Int)
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
