// Whole stretches of steps at once, for the encoding.
extension TextLog {
  /// Adds some steps of another log, which are whole runs and follow one another.
  ///
  /// - Parameter continues: Whether the first of them follows the latest step and nothing else.
  ///
  /// - Complexity: O(operations + bytes)
  mutating func append(
    _ steps: Range<Int>, of other: borrowing TextLog, from operation: Int, continues: Bool
  ) {
    var operation = operation
    var continues = continues
    var start = steps.lowerBound
    while start < steps.upperBound {
      let part = start..<min(other.steps(of: operation).upperBound, steps.upperBound)
      append(part, of: other, operation, continues: continues)
      start = part.upperBound
      operation += 1
      continues = true
    }
  }

  private mutating func append(
    _ part: Range<Int>, of other: borrowing TextLog, _ number: Int, continues: Bool
  ) {
    let operation = other.operations[number]
    let position = other.position(of: part, in: number)
    if operation.isTyped {
      appendTyped(operation.kind, at: position, count: part.count, continues: continues)
    } else {
      let isFirstPart =
        number + 1 < other.operations.count && other.operations[number + 1].run == operation.run
      append(operation.kind, at: position, isTyped: false)
      add(steps: part.count, runs: isFirstPart ? 0 : 1)
    }
    if operation.kind == .insertion {
      other.content.withSpan(other.contentRange(of: part, in: number)) { appendContent($0) }
    }
  }

  /// Adds `count` runs of one step each, which make up an operation at `position`, the lowest.
  private mutating func appendTyped(
    _ kind: Kind, at position: Int, count: Int, continues: Bool
  ) {
    let isBackwards = kind == .backspace
    var first = isBackwards ? position + count - 1 : position
    var count = count
    if continues, kind != .nothing, extendLast(first, isInsertion: kind == .insertion) {
      add(steps: 1, runs: 1)
      count -= 1
      if count == 0 { return }
      first += isBackwards ? -1 : kind == .insertion ? 1 : 0
      // Only the first of several deletions may go on in the direction of those before.
      if operations.last.kind == kind {
        if isBackwards { moveLast(to: first - count + 1) }
        return add(steps: count, runs: count)
      }
    }
    append(
      isBackwards && count == 1 ? .deletion : kind, at: isBackwards ? first - count + 1 : first,
      isTyped: true)
    add(steps: count, runs: count)
  }
}
