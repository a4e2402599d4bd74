/// What people do in one go, as the format has it: an operation of the log, or two at one place.
struct TextEntry: BitwiseCopyable {
  enum Kind: UInt8, BitwiseCopyable {
    case typedInsertion, wholeInsertion, typedDeletion, backspace, wholeDeletion
    /// A typed deletion, and an insertion typed in its place.
    case typedReplacement
    case backspaceReplacement
    /// One run that deletes and inserts.
    case wholeReplacement
    case nothing

    var leastDeleted: Int {
      switch self {
      case .typedInsertion, .wholeInsertion, .nothing: 0
      case .typedDeletion, .typedReplacement, .wholeReplacement: 1
      case .backspace, .backspaceReplacement, .wholeDeletion: 2
      }
    }

    var leastInserted: Int {
      switch self {
      case .typedDeletion, .backspace, .wholeDeletion, .nothing: 0
      case .typedInsertion, .typedReplacement, .backspaceReplacement, .wholeReplacement: 1
      case .wholeInsertion: 2
      }
    }

    var isBackwards: Bool { self == .backspace || self == .backspaceReplacement }
  }

  var kind: Kind
  /// The lowest one, as in ``TextLog/Operation``.
  var position: Int
  var deleteCount: Int
  var insertCount: Int

  init(_ kind: Kind, _ position: Int, deleting deleteCount: Int = 0, inserting: Int = 0) {
    self.kind = kind
    self.position = position
    self.deleteCount = deleteCount
    insertCount = inserting
  }
}

/// What is known of the next entry from those before (`docs/text-format.md` §5).
struct TextEntryModel {
  /// Where the entry before left off.
  private var cursor = 0
  private var previous = TextEntry.Kind.nothing
  private var orders = InlineArray<9, TextKindOrder>(repeating: TextKindOrder())
  private var positions = InlineArray<9, TextCode>(repeating: TextCode(bits: 4))
  private var deletions = InlineArray<9, TextCode>(repeating: TextCode(bits: 2))
  private var insertions = InlineArray<9, TextCode>(repeating: TextCode(bits: 3))

  /// Writes or reads an entry.
  @inline(__always)
  mutating func code<Bits: TextBits>(
    _ entry: TextEntry, _ bits: inout Bits
  ) throws(Bits.Failure) -> TextEntry {
    var entry = entry
    // A person who deletes backwards starts at the end.
    var start = entry.position + (entry.kind.isBackwards ? entry.deleteCount : 0)
    var moves = start != cursor
    (entry.kind, moves) = try orders[Int(previous.rawValue)].code(entry.kind, moves, &bits)
    let kind = Int(entry.kind.rawValue)
    if moves {
      let distance = 1 + (try bits.number(zigzag(start - cursor) - 1, &positions[kind]))
      start = cursor + unzigzag(distance)
    } else {
      start = cursor
    }
    let leastDeleted = entry.kind.leastDeleted
    if leastDeleted > 0 {
      entry.deleteCount =
        leastDeleted + (try bits.number(entry.deleteCount - leastDeleted, &deletions[kind]))
    }
    let leastInserted = entry.kind.leastInserted
    if leastInserted > 0 {
      entry.insertCount =
        leastInserted + (try bits.number(entry.insertCount - leastInserted, &insertions[kind]))
    }
    entry.position = start - (entry.kind.isBackwards ? entry.deleteCount : 0)
    cursor = entry.position + entry.insertCount
    previous = entry.kind
    return entry
  }
}

/// The kinds of entries, those that have been met of late first.
///
/// Each kind is there twice: for entries that start where the one before left off, and for others.
private struct TextKindOrder {
  private static let kindCount: UInt8 = 9
  private static let count = 18

  /// The raw values of the kinds; of those that move, greater by the number of kinds.
  private var kinds = InlineArray<18, UInt8> { UInt8($0) }

  @inline(__always)
  mutating func code<Bits: TextBits>(
    _ kind: TextEntry.Kind, _ moves: Bool, _ bits: inout Bits
  ) throws(Bits.Failure) -> (kind: TextEntry.Kind, moves: Bool) {
    var rank = Bits.isWriter ? rank(of: kind.rawValue + (moves ? Self.kindCount : 0)) : 0
    let short = try bits.rank(min(rank, 3))
    rank = short < 3 ? short : 3 + (try bits.number(rank - 3, parameter: 1, limit: Self.count - 4))
    let value = kinds[rank]
    // Half the way to the front.
    for place in stride(from: rank, to: rank / 2, by: -1) { kinds[place] = kinds[place - 1] }
    kinds[rank / 2] = value
    let found = value < Self.kindCount ? value : value - Self.kindCount
    return (TextEntry.Kind(rawValue: found) ?? kind, value >= Self.kindCount)
  }

  private func rank(of value: UInt8) -> Int {
    for rank in 0..<Self.count where kinds[rank] == value { return rank }
    preconditionFailure("every kind has a rank")
  }
}
