/// The pieces of a tracker: whose they are, who deleted them, and which the prepared version holds.
///
/// Everything lies in flat arrays that link by number. A piece keeps its number and its first
/// scalar for good; what is split off becomes a new piece. So the first piece of a run, and the one
/// that a run was inserted in front of, never need to be looked for.
struct TrackedPieces: Sendable {
  private typealias Lengths = TextSequence.Lengths

  private static let none = TextSequence.none

  /// A scalar: the run that inserted it and the offset therein.
  private struct Place: Equatable {
    let run: Int32
    let offset: Int32
  }

  private struct Piece {
    let run: Int32
    let offset: Int32
    var count: Int32
    /// The scalar in front of the first one when it was inserted; nil is the start of the text.
    let left: Place?
    /// The piece that began behind the run when it was inserted; `none` is the end of the text.
    let right: Int32
    /// The next piece of the same run.
    var next = TextSequence.none
    /// The latest of the deletions of the piece.
    var deletion = TextSequence.none
    /// How many of its deletions the prepared version holds.
    var deletionCount: Int32 = 0
    /// Whether the prepared version holds `run`.
    var isInserted = true
  }

  private var pieces: ContiguousArray<Piece> = []
  private var deletions = TrackedDeletions()
  /// The first piece of each run, counted from `base`.
  private var firstPieces: ContiguousArray<Int32> = []
  private var sequence = TextSequence()
  private let base: Int

  /// Creates the pieces of a text of `length` scalars, in which nothing before `base` matters.
  init(base: Int, length: Int) {
    self.base = base
    start(base)
    if length > 0 {
      let piece = Piece(
        run: Int32(base), offset: 0, count: Int32(length), left: nil, right: Self.none)
      append(piece, after: Self.none)
      firstPieces[0] = 0
    }
  }

  /// How many scalars stand in the text at the prepared version.
  var visibleCount: Int { Int(sequence.total.visible) }

  /// How many scalars stand in the text at the effect version.
  var survivingCount: Int { Int(sequence.total.surviving) }

  /// All pieces, from left to right.
  ///
  /// - Complexity: O(pieces log pieces).
  var items: [TextItem] {
    var items: [TextItem] = []
    items.reserveCapacity(pieces.count)
    var index = sequence.next(after: Self.none)
    while index != Self.none {
      let piece = pieces[Int(index)]
      let deleters = deletions.runs(upTo: piece.deletion).map { Int($0) + base }
      items.append(
        TextItem(
          run: Int(piece.run), offset: Int(piece.offset), count: Int(piece.count),
          deleters: deleters))
      index = sequence.next(after: index)
    }
    return items
  }

  /// Makes room for what `run` is about to do.
  mutating func start(_ run: Int) {
    while firstPieces.count <= run - base { firstPieces.append(Self.none) }
  }

  /// Takes `run` out of the prepared version.
  mutating func retreat(_ run: Int) { setPrepared(run, to: false) }

  /// Puts `run` into the prepared version.
  mutating func advance(_ run: Int) { setPrepared(run, to: true) }

  /// The piece that ends in front of scalar `position` of the prepared version, once one does;
  /// `none` at the start of the text.
  mutating func leftNeighbour(of position: Int) -> Int32 {
    guard position > 0 else { return Self.none }
    let (piece, offset) = sequence.item(atVisible: position - 1)
    split(piece, at: Int32(offset) + 1)
    return piece
  }

  /// Deletes `count` scalars of the prepared version from `position` on, where a piece begins;
  /// `report` is told, stretch by stretch, how many of them go from where at the effect version.
  mutating func delete(
    _ count: Int, at position: Int, by run: Int, report: (Int, Int) -> Void
  ) {
    var rest = Int32(count)
    while rest > 0 {
      let piece = sequence.item(atVisible: position).item
      split(piece, at: rest)
      rest -= pieces[Int(piece)].count
      if pieces[Int(piece)].deletion == Self.none {
        report(Int(pieces[Int(piece)].count), sequence.survivingCount(before: piece))
      }
      let before = lengths(of: piece)
      pieces[Int(piece)].deletion = deletions.add(
        of: piece, after: pieces[Int(piece)].deletion, by: Int32(run - base))
      pieces[Int(piece)].deletionCount = 1
      sequence.add(lengths(of: piece) - before, to: piece)
    }
  }

  /// Puts a new piece in its place among those inserted concurrently behind the same scalar;
  /// returns its position in the text at the effect version.
  ///
  /// The order is FugueMax, found the way of YjsMod: of two runs with one left neighbour, the one
  /// whose right neighbour lies further right comes first, and with both neighbours the same, the
  /// one whose id is smaller. What hangs on a run stays with it, which keeps runs whole.
  mutating func insert(
    _ count: Int, after leftPiece: Int32, by run: Int, in graph: TextGraph
  ) -> Int {
    let left = leftPiece == Self.none ? nil : last(of: leftPiece)
    // Everything up to here is concurrent with the run.
    let right = sequence.nextInserted(after: leftPiece)
    var destination = leftPiece
    // Whether we are passing pieces that may yet turn out to belong behind the run.
    var isUndecided = false
    var index = sequence.next(after: leftPiece)
    while index != right {
      let other = pieces[Int(index)]
      if other.left == left {
        if other.right == right {
          if graph.comesFirst(run, Int(other.run)) { break }
          isUndecided = false
        } else {
          isUndecided = isBefore(other.right, right)
        }
      } else if isPrepared(other.left) {
        // It hangs on a scalar that the run's author saw, and that is further left.
        break
      }
      if !isUndecided { destination = index }
      index = sequence.next(after: index)
    }
    let piece = Piece(
      run: Int32(run), offset: 0, count: Int32(count), left: left, right: right)
    firstPieces[run - base] = Int32(pieces.count)
    append(piece, after: destination)
    return sequence.survivingCount(before: firstPieces[run - base])
  }

  private func last(of piece: Int32) -> Place {
    let piece = pieces[Int(piece)]
    return Place(run: piece.run, offset: piece.offset + piece.count - 1)
  }

  private func isBefore(_ left: Int32, _ right: Int32) -> Bool {
    if left == Self.none { return false }
    return right == Self.none || sequence.precedes(left, right)
  }

  /// Whether the prepared version holds the run of a scalar; it always holds the start of the text.
  private func isPrepared(_ place: Place?) -> Bool {
    guard let place else { return true }
    return pieces[Int(firstPieces[Int(place.run) - base])].isInserted
  }

  private mutating func setPrepared(_ run: Int, to isPrepared: Bool) {
    var piece = firstPieces[run - base]
    while piece != Self.none {
      let before = lengths(of: piece)
      pieces[Int(piece)].isInserted = isPrepared
      sequence.add(lengths(of: piece) - before, to: piece)
      piece = pieces[Int(piece)].next
    }
    var deletion = deletions.latest(by: run - base)
    while deletion != Self.none {
      let piece = deletions[deletion].piece
      let before = lengths(of: piece)
      pieces[Int(piece)].deletionCount += isPrepared ? 1 : -1
      sequence.add(lengths(of: piece) - before, to: piece)
      deletion = deletions[deletion].sameRun
    }
  }

  private func lengths(of piece: Int32) -> Lengths {
    let piece = pieces[Int(piece)]
    return Lengths(
      inserted: piece.isInserted ? piece.count : 0,
      visible: piece.isInserted && piece.deletionCount == 0 ? piece.count : 0,
      surviving: piece.deletion == Self.none ? piece.count : 0)
  }

  private mutating func append(_ piece: Piece, after other: Int32) {
    let number = Int32(pieces.count)
    pieces.append(piece)
    let item = sequence.insert(lengths(of: number), after: other)
    precondition(item == number, "pieces and their sequence are numbered alike")
  }

  /// Cuts a piece in two behind its first `count` scalars, unless it has no more.
  private mutating func split(_ index: Int32, at count: Int32) {
    let whole = pieces[Int(index)]
    guard count < whole.count else { return }
    let before = lengths(of: index)
    pieces[Int(index)].count = count
    pieces[Int(index)].next = Int32(pieces.count)
    sequence.add(lengths(of: index) - before, to: index)
    var rest = Piece(
      run: whole.run, offset: whole.offset + count, count: whole.count - count,
      left: last(of: index), right: whole.right)
    rest.next = whole.next
    rest.deletionCount = whole.deletionCount
    rest.isInserted = whole.isInserted
    rest.deletion = deletions.copy(whole.deletion, to: Int32(pieces.count))
    append(rest, after: index)
  }
}
