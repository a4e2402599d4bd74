/// What people do in one go, as the format writes it: one operation of the log, or two at one place.
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
    entry.kind = try orders[Int(previous.rawValue)].code(entry.kind, &bits)
    let kind = Int(entry.kind.rawValue)
    // A person who deletes backwards starts at the end.
    var start = entry.position + (entry.kind.isBackwards ? entry.deleteCount : 0)
    start = cursor + unzigzag(try bits.number(zigzag(start - cursor), &positions[kind]))
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
private struct TextKindOrder {
  private static let count = 9

  /// The raw values of the kinds, four bits each, the first one lowest.
  private var kinds: UInt64 = 0x8_7654_3210

  @inline(__always)
  mutating func code<Bits: TextBits>(
    _ kind: TextEntry.Kind, _ bits: inout Bits
  ) throws(Bits.Failure) -> TextEntry.Kind {
    var rank = Bits.isWriter ? rank(of: kind) : 0
    let short = try bits.rank(min(rank, 3))
    rank = short < 3 ? short : 3 + (try bits.number(rank - 3, parameter: 1, limit: Self.count - 4))
    let value = kinds >> UInt64(4 * rank) & 15
    move(rank, to: rank / 2)
    return TextEntry.Kind(rawValue: UInt8(value)) ?? kind
  }

  private func rank(of kind: TextEntry.Kind) -> Int {
    for rank in 0..<Self.count where kinds >> UInt64(4 * rank) & 15 == UInt64(kind.rawValue) {
      return rank
    }
    preconditionFailure("every kind has a rank")
  }

  /// Moves the kind of one rank in front of that of a lower one.
  @inline(__always)
  private mutating func move(_ rank: Int, to lower: Int) {
    let value = kinds >> UInt64(4 * rank) & 15
    let passed = (1 << UInt64(4 * rank)) - (1 << UInt64(4 * lower)) as UInt64
    let kept = ~(passed | 15 << UInt64(4 * rank))
    kinds = kinds & kept | (kinds & passed) << 4 | value << UInt64(4 * lower)
  }
}
