/// The pieces that hang on one scalar, where they have become many: the place of another one is
/// found by halves instead of walking past them all.
///
/// They are a forest. A piece whose right neighbour is one of them was put in front of that one by
/// somebody who had seen it, and is its child. Children come before their parent, those of one
/// parent by the names of their runs. Of the roots, those whose right neighbour lies further right
/// come first, and those with the same right neighbour by the names of their runs.
struct TextSiblings: Sendable {
  /// Where a new piece belongs.
  enum Place {
    /// Right behind the scalar that all hang on.
    case first
    case inFront(of: Int32)
    /// Behind a piece and all that hangs on it.
    case behind(Int32)
  }

  /// The pieces with one right neighbour, in the order of the text, which is that of their names.
  private struct Group {
    let right: Int32
    var members: [Int32]
  }

  /// All pieces, in the order of the text.
  private var all: [Int32] = []
  /// By right neighbour, the furthest right first; so those of roots are in front.
  private var groups: [Group] = []

  /// Takes in pieces that hang on one scalar, in any order.
  ///
  /// - Complexity: O(n log n log pieces) for n pieces.
  init(_ siblings: [Int32], in pieces: borrowing TrackedPieces) {
    all = siblings.sorted { pieces.sequence.precedes($0, $1) }
    for sibling in all {
      let place = group(of: pieces.pieces[sibling].right, in: pieces)
      groups[place].members.append(sibling)
    }
  }

  /// Where a new piece belongs whose right neighbour is `right`.
  ///
  /// - Parameter isSibling: Whether `right` is one of the pieces.
  /// - Parameter isBehind: Whether a piece with the same right neighbour comes after the new one.
  ///
  /// - Complexity: O(log n log pieces), and as much for each first child of a first child.
  func place(
    inFrontOf right: Int32, isSibling: Bool, in pieces: borrowing TrackedPieces,
    isBehind: (Int32) -> Bool
  ) -> Place {
    let group = groups.partition { !Self.isFurther($0.right, right, in: pieces) }
    if group < groups.count, groups[group].right == right {
      let member = groups[group].members.partition(by: isBehind)
      if member > 0 { return place(behind: groups[group].members[member - 1], in: pieces) }
    }
    if isSibling { return .inFront(of: firstDescendant(of: right, in: pieces)) }
    guard group > 0, let last = groups[group - 1].members.last else { return .first }
    return place(behind: last, in: pieces)
  }

  /// Takes in a piece that has been put in its place.
  ///
  /// - Complexity: O(n), moving numbers; O(log n log pieces) comparisons.
  mutating func insert(_ piece: Int32, in pieces: borrowing TrackedPieces) {
    let group = group(of: pieces.pieces[piece].right, in: pieces)
    let member = groups[group].members.partition { pieces.sequence.precedes(piece, $0) }
    groups[group].members.insert(piece, at: member)
    all.insert(piece, at: all.partition { pieces.sequence.precedes(piece, $0) })
  }

  private func place(behind piece: Int32, in pieces: borrowing TrackedPieces) -> Place {
    let next = all.partition { $0 != piece && pieces.sequence.precedes(piece, $0) }
    return next < all.count ? .inFront(of: all[next]) : .behind(piece)
  }

  /// The first of all that stand in front of a piece because of it, or the piece itself.
  private func firstDescendant(of piece: Int32, in pieces: borrowing TrackedPieces) -> Int32 {
    var first = piece
    while true {
      let group = groups.partition { !Self.isFurther($0.right, first, in: pieces) }
      guard group < groups.count, groups[group].right == first else { return first }
      first = groups[group].members[0]
    }
  }

  /// The index of the group of a right neighbour, which there is then.
  private mutating func group(of right: Int32, in pieces: borrowing TrackedPieces) -> Int {
    let place = groups.partition { !Self.isFurther($0.right, right, in: pieces) }
    if place == groups.count || groups[place].right != right {
      groups.insert(Group(right: right, members: []), at: place)
    }
    return place
  }

  /// Whether a right neighbour lies further right than another; `none` is the end of the text.
  private static func isFurther(
    _ left: Int32, _ right: Int32, in pieces: borrowing TrackedPieces
  ) -> Bool {
    if left == right || right == TextSequence.none { return false }
    return left == TextSequence.none || pieces.sequence.precedes(right, left)
  }
}
