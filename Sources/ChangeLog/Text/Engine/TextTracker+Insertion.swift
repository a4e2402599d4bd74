// Where an insertion goes.
extension TextTracker {
  /// Puts a new piece in its place among those inserted concurrently behind the same scalar.
  ///
  /// The order is FugueMax, found the way of YjsMod: of two scalars with one left neighbour, the
  /// one whose right neighbour lies further right comes first, and with both neighbours the same,
  /// the one whose run comes first by name. What hangs on a scalar stays with it, which keeps
  /// together what one person types.
  mutating func insert(
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
    pieceWork += passedCount
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
  private mutating func destination(
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
  private mutating func end(of piece: Int32, before right: Int32, log: borrowing TextLog) -> Int32 {
    var destination = piece
    var index = pieces.sequence.next(after: piece)
    while index != right {
      let other = pieces.pieces[index]
      if other.left != pieces.lastID(of: destination), isPrepared(other, log: log) { break }
      destination = index
      index = pieces.sequence.next(after: index)
      pieceWork += 1
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
}
