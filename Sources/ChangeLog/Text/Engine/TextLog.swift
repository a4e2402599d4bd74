/// What the steps of a text do, as their authors saw it: operations, and all that was inserted.
///
/// A step inserts or deletes one scalar. Steps that go on where the one before left off are stored
/// as one operation, whether they are one run or a run each.
struct TextLog: ~Copyable, Sendable {
  enum Kind: UInt8, BitwiseCopyable {
    /// Inserts scalars from left to right.
    case insertion
    /// Deletes scalars from left to right: all at the operation's position.
    case deletion
    /// Deletes scalars from right to left, the last one at the operation's position.
    case backspace
    /// Does nothing, in one step: a run that found nothing to do.
    case nothing
  }

  struct Operation: BitwiseCopyable {
    /// Its first step; its last is the one in front of the next operation.
    let start: Int32
    /// The number of its run, or of the first where each step is a run.
    let run: Int32
    /// Where in the text that its author saw.
    var position: Int32
    /// How many bytes were inserted before it.
    let content: Int32
    var kind: Kind
    /// Whether each step is a run of its own.
    let isTyped: Bool
  }

  /// The most steps, bytes and scalars that a history may have.
  static let countMax = Int(Int32.max) - 1

  private(set) var operations = Pool<Operation>()
  /// All that was ever inserted, in the order of the steps.
  private(set) var content = Pool<UInt8>()
  private(set) var stepCount = 0
  private(set) var runCount = 0

  init() {}

  func copy() -> TextLog {
    var copy = TextLog()
    copy.operations = operations.copy()
    copy.content = content.copy()
    copy.stepCount = stepCount
    copy.runCount = runCount
    return copy
  }

  /// How many more steps and bytes a run may have.
  @inline(__always)
  var room: Int { Self.countMax - stepCount - content.count }

  /// Adds a run's edit, as one or two operations; returns how many steps it has.
  ///
  /// - Parameter continues: Whether it follows the latest step and nothing else.
  mutating func append(
    _ position: Int, deleting deleteCount: Int, inserting utf8: Span<UInt8>, scalars: Int,
    continues: Bool
  ) -> Int {
    let steps = deleteCount + scalars
    if steps == 1, continues, scalars == 1, canType(at: position) {
      stepCount += 1
    } else if steps == 1, continues, scalars == 0, extendDeletion(to: position) {
      stepCount += 1
    } else if steps <= 1 {
      let kind: Kind = steps == 0 ? .nothing : scalars == 1 ? .insertion : .deletion
      append(kind, at: position, isTyped: true)
      stepCount += 1
    } else {
      if deleteCount > 0 { append(.deletion, at: position, isTyped: false) }
      stepCount += deleteCount
      if scalars > 0 { append(.insertion, at: position, isTyped: false) }
      stepCount += scalars
    }
    if scalars > 0 { content.append(contentsOf: utf8) }
    runCount += 1
    return max(steps, 1)
  }

  /// Adds the run of an ASCII scalar that is inserted; it follows the latest step and nothing else.
  @inline(__always)
  mutating func type(_ byte: UInt8, at position: Int) {
    if !canType(at: position) { append(.insertion, at: position, isTyped: true) }
    content.append(byte)
    stepCount += 1
    runCount += 1
  }

  /// As `type`, for a deleted scalar.
  @inline(__always)
  mutating func erase(at position: Int) {
    if !extendDeletion(to: position) { append(.deletion, at: position, isTyped: true) }
    stepCount += 1
    runCount += 1
  }

  /// Starts an operation; its steps and what it inserts come after.
  mutating func append(_ kind: Kind, at position: Int, isTyped: Bool) {
    operations.append(
      Operation(
        start: Int32(stepCount), run: Int32(runCount), position: Int32(position),
        content: Int32(content.count), kind: kind, isTyped: isTyped))
  }

  /// Adds an operation as it stands, and its steps and runs.
  @inline(__always)
  mutating func append(_ operation: Operation, steps: Int, runs: Int) {
    operations.append(operation)
    add(steps: steps, runs: runs)
  }

  /// Adds steps to the last operation.
  @inline(__always)
  mutating func add(steps: Int, runs: Int) {
    stepCount += steps
    runCount += runs
  }

  /// Adds to what was inserted.
  mutating func appendContent(_ utf8: Span<UInt8>) { content.append(contentsOf: utf8) }

  /// Moves the last operation, which deletes backwards.
  mutating func moveLast(to position: Int) {
    operations[operations.count - 1].position = Int32(position)
  }

  /// What to return to.
  struct Mark {
    fileprivate let operations: Int
    fileprivate let content: Int
    fileprivate let steps: Int
    fileprivate let runs: Int
    /// The last operation may since have grown.
    fileprivate let last: Operation?
  }

  var mark: Mark {
    Mark(
      operations: operations.count, content: content.count, steps: stepCount, runs: runCount,
      last: operations.isEmpty ? nil : operations.last)
  }

  /// Takes everything away that was added since `mark`.
  mutating func remove(from mark: Mark) {
    operations.removeAll(from: mark.operations)
    content.removeAll(from: mark.content)
    (stepCount, runCount) = (mark.steps, mark.runs)
    if let last = mark.last { operations.last = last }
  }

  /// Lets the last operation grow by a step, if that goes on where it left off.
  @inline(__always)
  mutating func extendLast(_ position: Int, isInsertion: Bool) -> Bool {
    isInsertion ? canType(at: position) : extendDeletion(to: position)
  }

  /// Whether a scalar at `position` goes on with what the last operation typed.
  @inline(__always)
  private func canType(at position: Int) -> Bool {
    guard operations.count > 0 else { return false }
    let last = operations[operations.count - 1]
    return last.kind == .insertion && last.isTyped
      && position == Int(last.position) + stepCount - Int(last.start)
  }

  /// Lets the last operation go on with deleting the scalar at `position`, if it can.
  @inline(__always)
  private mutating func extendDeletion(to position: Int) -> Bool {
    guard operations.count > 0 else { return false }
    let last = operations[operations.count - 1]
    guard last.isTyped else { return false }
    if last.kind == .deletion, position == Int(last.position) { return true }
    let canTurn = last.kind == .deletion && stepCount - Int(last.start) == 1
    guard last.kind == .backspace || canTurn, position == Int(last.position) - 1
    else { return false }
    operations[operations.count - 1].kind = .backspace
    operations[operations.count - 1].position = Int32(position)
    return true
  }

  /// The steps of an operation.
  @inline(__always)
  func steps(of operation: Int) -> Range<Int> {
    let end = operation + 1 < operations.count ? Int(operations[operation + 1].start) : stepCount
    return Int(operations[operation].start)..<end
  }

  /// The lowest position of some steps of an operation, in the text that the first of them met.
  @inline(__always)
  func position(of part: Range<Int>, in operation: Int) -> Int {
    let position = Int(operations[operation].position)
    switch operations[operation].kind {
    case .insertion: return position + part.lowerBound - Int(operations[operation].start)
    case .backspace: return position + steps(of: operation).upperBound - part.upperBound
    case .deletion, .nothing: return position
    }
  }

  /// The operation that `step` is a part of, given a range of operations in which it lies.
  ///
  /// - Complexity: O(log range).
  func operation(of step: Int, in range: Range<Int>) -> Int {
    var (low, high) = (range.lowerBound, range.upperBound)
    // As a rule its first.
    if high - low > 1, Int(operations[low + 1].start) > step { return low }
    while high - low > 1 {
      let middle = (low + high) / 2
      if Int(operations[middle].start) <= step { low = middle } else { high = middle }
    }
    return low
  }

  /// The operation that `step` is a part of.
  func operation(of step: Int) -> Int { operation(of: step, in: 0..<operations.count) }

  /// The number of the run that `step` is a part of.
  func run(of step: Int) -> Int { run(of: step, in: 0..<operations.count) }

  /// The number of the run that `step` is a part of, given a range of operations in which it lies.
  func run(of step: Int, in range: Range<Int>) -> Int {
    let operation = operations[operation(of: step, in: range)]
    return Int(operation.run) + (operation.isTyped ? step - Int(operation.start) : 0)
  }

  /// The steps of a run.
  func steps(ofRun run: Int) -> Range<Int> {
    var (low, high) = (0, operations.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if Int(operations[middle].run) <= run { low = middle } else { high = middle }
    }
    let last = operations[low]
    if last.isTyped {
      let step = Int(last.start) + run - Int(last.run)
      return step..<step + 1
    }
    let isSecondPart = low > 0 && operations[low - 1].run == last.run
    let start = isSecondPart ? operations[low - 1].start : last.start
    return Int(start)..<steps(of: low).upperBound
  }

  /// The bytes that some steps of an insertion insert, as a range of `content`.
  ///
  /// - Complexity: O(1) where all scalars of the operation are ASCII, else O(its length).
  @inline(__always)
  func contentRange(of steps: Range<Int>, in operation: Int) -> Range<Int> {
    let whole = self.steps(of: operation)
    let start = Int(operations[operation].content)
    let end =
      operation + 1 < operations.count ? Int(operations[operation + 1].content) : content.count
    if steps == whole { return start..<end }
    if end - start == whole.count {
      let offset = start - whole.lowerBound
      return steps.lowerBound + offset..<steps.upperBound + offset
    }
    let first = start + byteCount(ofScalars: steps.lowerBound - whole.lowerBound, from: start)
    return first..<first + byteCount(ofScalars: steps.count, from: first)
  }

  /// How many bytes of the content some scalars from a byte on have; one more than there are when
  /// the content ends before.
  func byteCount(ofScalars scalars: Int, from start: Int) -> Int {
    content.withSpan(start..<content.count) { $0.byteCount(ofScalars: scalars) }
  }

  /// The text that some steps of an insertion insert.
  func text(of steps: Range<Int>, in operation: Int) -> String {
    content.withSpan(contentRange(of: steps, in: operation)) { String(utf8: $0) }
  }

  func isInsertion(_ operation: Int) -> Bool { operations[operation].kind == .insertion }

  /// How many scalars some steps of an operation delete.
  @inline(__always)
  func deleteCount(_ part: Range<Int>, of operation: Int) -> Int {
    switch operations[operation].kind {
    case .deletion, .backspace: part.count
    case .insertion, .nothing: 0
    }
  }

  /// Calls `body` with the parts of operations that neighbouring steps are, in order: their steps,
  /// the operation, and the lowest position.
  @inline(__always)
  func forEachPart<Failure: Error>(
    of steps: Range<Int>, _ body: (Range<Int>, Int, Int) throws(Failure) -> Void
  ) throws(Failure) {
    guard !steps.isEmpty else { return }
    var number = operation(of: steps.lowerBound)
    while number < operations.count, Int(operations[number].start) < steps.upperBound {
      let part = self.steps(of: number).clamped(to: steps)
      try body(part, number, position(of: part, in: number))
      number += 1
    }
  }

  /// By how much neighbouring steps make the text longer.
  ///
  /// - Complexity: O(operations).
  func growth(over steps: Range<Int>) -> Int {
    var growth = 0
    forEachPart(of: steps) { part, number, _ in
      growth += isInsertion(number) ? part.count : -deleteCount(part, of: number)
    }
    return growth
  }

  /// How long a text of `length` scalars is after steps of which each follows the one before.
  func length(after steps: Range<Int>, from length: Int) throws(TextBeyondEnd) -> Int {
    var length = length
    try forEachPart(of: steps) { part, number, position throws(TextBeyondEnd) in
      let deleted = deleteCount(part, of: number)
      guard position <= length - deleted else { throw TextBeyondEnd(step: part.lowerBound) }
      length += isInsertion(number) ? part.count : -deleted
    }
    return length
  }
}
