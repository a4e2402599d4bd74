/// The pieces of a tracker: who inserted them, who deleted them, and which the prepared version
/// holds.
///
/// Everything lies in flat pools that link by number. Scalars are known by an *id*: those of the
/// base text by their position in it, those inserted since by the step that did, counted on from
/// there. A piece is scalars with neighbouring ids; it keeps its number and its first scalar for
/// good, and what is split off becomes a new piece.
struct TrackedPieces: ~Copyable, Sendable {
  typealias Lengths = TextSequence.Lengths

  static let none = TextSequence.none

  struct Piece: BitwiseCopyable {
    /// The first scalar.
    let id: Int32
    var count: Int32
    /// The operation that inserted it, counted from the tracker's first; 0 is the base text.
    let operation: Int32
    /// The scalar in front of the first one when it was inserted; `none` is the start of the text.
    let left: Int32
    /// The operation that inserted that scalar.
    let leftOperation: Int32
    /// The piece that began behind it when it was inserted; `none` is the end of the text.
    let right: Int32
    /// The next piece of the same operation.
    var next = TextSequence.none
    /// A piece that hangs on the last scalar of this one, and the next of those that hang on the
    /// same scalar as this one; in no order.
    var follower = TextSequence.none
    var sibling = TextSequence.none
    /// How many steps of the prepared version delete the piece.
    var deletions: Int32 = 0
    /// Whether the prepared version holds the steps that inserted it.
    var isInserted = true
    /// Whether any step walked so far deletes it.
    var isDeleted = false
  }

  /// Pieces of one operation are found from its first one, and in long ones from the one that
  /// covers the start of such a block of ids.
  private static let blockLength = 64

  private(set) var pieces = Pool<Piece>()
  private(set) var sequence = TextSequence()
  /// The first piece of each operation, counted from the tracker's first; in front, that of the
  /// base text.
  private var firsts = Pool<Int32>()
  /// Those that cover the start of each block, where one of a long operation does.
  private var blocks = Pool<Int32>()
  /// A piece that hangs on the start of the text.
  private var firstFollower = TextSequence.none

  /// Creates the pieces of a text of `length` scalars.
  init(length: Int) {
    firsts.append(Self.none)
    if length > 0 {
      let base = Piece(
        id: 0, count: Int32(length), operation: 0, left: Self.none, leftOperation: 0,
        right: Self.none)
      append(base, after: Self.none)
      firsts[0] = 0
      index(0)
    }
  }

  /// How many scalars stand in the text at the prepared version.
  var visibleCount: Int { Int(sequence.total.visible) }

  /// How many scalars stand in the text at the effect version.
  var survivingCount: Int { Int(sequence.total.surviving) }

  /// Makes room for the pieces of an operation.
  mutating func start(_ operation: Int) {
    if firsts.count <= operation {
      firsts.append(repeating: Self.none, count: operation + 1 - firsts.count)
    }
  }

  /// The piece that holds the scalar `id`, which `operation`, whose first is `start`, inserted.
  func piece(holding id: Int32, of operation: Int, start: Int32) -> Int32 {
    let isFar = Int(id - start) >= Self.blockLength
    var piece = isFar ? blocks[Int(id) / Self.blockLength] : firsts[operation]
    while id >= pieces[piece].id + pieces[piece].count { piece = pieces[piece].next }
    return piece
  }

  /// The piece that starts with the scalar `id`, once one does.
  mutating func piece(startingWith id: Int32, of operation: Int, start: Int32) -> Int32 {
    let piece = piece(holding: id, of: operation, start: start)
    let offset = id - pieces[piece].id
    if offset == 0 { return piece }
    split(piece, at: offset)
    return pieces[piece].next
  }

  /// The piece that ends in front of scalar `position` of the prepared version, once one does;
  /// `none` at the start of the text.
  @inline(__always)
  mutating func leftNeighbour(of position: Int) -> Int32 {
    guard position > 0 else { return Self.none }
    let (piece, offset) = sequence.item(atVisible: position - 1)
    split(piece, at: Int32(offset) + 1)
    return piece
  }

  /// The piece that begins with scalar `position` of the prepared version, once one does, cut to at
  /// most `count` scalars.
  mutating func piece(atVisible position: Int, upTo count: Int) -> Int32 {
    var (piece, offset) = sequence.item(atVisible: position)
    if offset > 0 {
      split(piece, at: Int32(offset))
      piece = pieces[piece].next
    }
    split(piece, at: Int32(count))
    return piece
  }

  /// Marks a piece as deleted by one more step of the prepared version, or by one less.
  mutating func countDeletion(of piece: Int32, by change: Int32) {
    pieces[piece].deletions += change
    let now = pieces[piece]
    let isVisibleChanged = now.deletions == (change > 0 ? 1 : 0)
    let isNew = change > 0 && !now.isDeleted
    if isNew { pieces[piece].isDeleted = true }
    guard (isVisibleChanged && now.isInserted) || isNew else { return }
    sequence.add(
      Lengths(
        visible: isVisibleChanged && now.isInserted ? -change * now.count : 0,
        surviving: isNew ? -now.count : 0),
      to: piece)
  }

  /// Puts a piece into the prepared version, or takes it out.
  mutating func setInserted(_ piece: Int32, to isInserted: Bool) {
    pieces[piece].isInserted = isInserted
    let count = isInserted ? pieces[piece].count : -pieces[piece].count
    sequence.add(
      Lengths(inserted: count, visible: pieces[piece].deletions == 0 ? count : 0), to: piece)
  }

  /// Adds the next piece of an operation whose first scalar is `start`, which hangs on the last
  /// scalar of `left`, right behind `place`.
  mutating func insert(_ piece: Piece, hangingOn left: Int32, start: Int32, after place: Int32) {
    let number = Int32(pieces.count)
    append(piece, after: place)
    if left == Self.none {
      pieces.last.sibling = firstFollower
      firstFollower = number
    } else {
      pieces.last.sibling = pieces[left].follower
      pieces[left].follower = number
    }
    if piece.id == start {
      firsts[piece.operation] = number
    } else {
      let last = self.piece(holding: piece.id - 1, of: Int(piece.operation), start: start)
      pieces[last].next = number
    }
    index(number)
  }

  /// Calls `body` with each piece of the scalars `ids`, which all of `operation` inserted.
  @inline(__always)
  mutating func forEach(
    _ ids: Range<Int32>, of operation: Int, start: Int32,
    _ body: (inout TrackedPieces, Int32) -> Void
  ) {
    var piece = piece(startingWith: ids.lowerBound, of: operation, start: start)
    while piece != Self.none, pieces[piece].id < ids.upperBound {
      split(piece, at: ids.upperBound - pieces[piece].id)
      body(&self, piece)
      piece = pieces[piece].next
    }
  }

  /// The last scalar of a piece.
  func lastID(of piece: Int32) -> Int32 { pieces[piece].id + pieces[piece].count - 1 }

  /// The pieces that hang on the last scalar of `piece`, or on the start of the text, in no order.
  func followers(of piece: Int32) -> [Int32] {
    var followers: [Int32] = []
    var follower = piece == Self.none ? firstFollower : pieces[piece].follower
    while follower != Self.none {
      followers.append(follower)
      follower = pieces[follower].sibling
    }
    return followers
  }

  /// Whether scalars from `id` on that are inserted right behind a piece, with `right` behind them,
  /// may become a part of it: then nothing could ever come between.
  func canExtend(_ piece: Int32, with id: Int32, of operation: Int, right: Int32) -> Bool {
    guard piece != Self.none else { return false }
    let piece = pieces[piece]
    return piece.operation == operation && piece.id + piece.count == id && piece.right == right
      && piece.next == Self.none && piece.follower == Self.none && !piece.isDeleted
  }

  /// Lets a piece grow at its end by scalars that go on with its ids.
  mutating func extend(_ piece: Int32, by count: Int) {
    let count = Int32(count)
    pieces[piece].count += count
    sequence.add(Lengths(inserted: count, visible: count, surviving: count), to: piece)
    index(piece)
  }

  /// Cuts a piece in two behind its first `count` scalars, unless it has no more.
  @inline(__always)
  mutating func split(_ piece: Int32, at count: Int32) {
    if count < pieces[piece].count { cut(piece, at: count) }
  }

  private mutating func cut(_ piece: Int32, at count: Int32) {
    let whole = pieces[piece]
    let number = Int32(pieces.count)
    var rest = Piece(
      id: whole.id + count, count: whole.count - count, operation: whole.operation,
      left: whole.id + count - 1, leftOperation: whole.operation, right: whole.right)
    rest.next = whole.next
    rest.follower = whole.follower
    rest.deletions = whole.deletions
    rest.isInserted = whole.isInserted
    rest.isDeleted = whole.isDeleted
    pieces[piece].count = count
    pieces[piece].next = number
    pieces[piece].follower = number
    let item = sequence.split(piece, moving: lengths(of: rest))
    append(rest, as: item)
    index(number)
  }

  private mutating func append(_ piece: Piece, after place: Int32) {
    append(piece, as: sequence.insert(lengths(of: piece), after: place))
  }

  private mutating func append(_ piece: Piece, as item: Int32) {
    precondition(item == pieces.count, "pieces and their sequence are numbered alike")
    pieces.append(piece)
  }

  private func lengths(of piece: Piece) -> Lengths {
    Lengths(
      inserted: piece.isInserted ? piece.count : 0,
      visible: piece.isInserted && piece.deletions == 0 ? piece.count : 0,
      surviving: piece.isDeleted ? 0 : piece.count)
  }

  /// Notes which blocks of ids start inside a piece.
  @inline(__always)
  private mutating func index(_ number: Int32) {
    let piece = pieces[number]
    let first = (Int(piece.id) + Self.blockLength - 1) / Self.blockLength
    let end = (Int(piece.id + piece.count) + Self.blockLength - 1) / Self.blockLength
    guard first < end else { return }
    if blocks.count < end { blocks.append(repeating: Self.none, count: end - blocks.count) }
    for block in first..<end { blocks[block] = number }
  }
}
