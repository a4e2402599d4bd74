/// What is known of the next names from those before (`docs/text-format.md` §6).
struct TextNameModel {
  /// Runs one after the other, of one change and one replica, with counting operations.
  struct Row {
    var count = 0
    var origin = 0
    var replica = 0
    var index = 0
    /// Whether the count was written out although the last of the runs ends a span.
    var isCountRedundant = false
  }

  private struct Origin {
    /// The index of its first operation, and of the one behind the latest.
    let first: Int
    var next: Int
    var replica: Int
  }

  private var origins: ContiguousArray<Origin> = []
  private(set) var originCount = 0
  private(set) var replicaCount = 0
  private var lastReplica = 0
  /// The first run of the next row, and the span that it lies in.
  private(set) var run = 0
  private var span = 0
  private var ends = TextCode(bits: 0)
  private var counts = TextCode(bits: 4)
  private var originCodes = TextCode(bits: 0)
  private var replicaCodes = InlineArray<2, TextCode>(repeating: TextCode(bits: 0))

  /// Writes or reads a row.
  ///
  /// - Parameter runEnds: The number of runs before the end of each span.
  mutating func code<Bits: TextBits>(
    _ row: Row, _ runEnds: borrowing Pool<Int32>, _ bits: inout Bits
  ) throws(Bits.Failure) -> Row {
    var row = row
    let isWrittenOut: Bool
    (row.count, isWrittenOut) = try codeCount(row.count, runEnds, &bits)
    run += row.count
    while span < runEnds.count, Int(runEnds[span]) < run { span += 1 }
    let endsSpan = Int(runEnds[span]) == run
    if endsSpan { span += 1 }
    row.isCountRedundant = isWrittenOut && endsSpan
    row.origin = try codeOrigin(row.origin, &bits)
    let known = row.origin < origins.count ? origins[row.origin] : nil
    row.replica = try codeReplica(row.replica, known?.replica, &bits)
    let expected = known?.next ?? 0
    row.index = expected &+ (try bits.difference(row.index &- expected))
    let next = row.index &+ row.count
    if known != nil {
      origins[row.origin].next = next
      origins[row.origin].replica = row.replica
    } else {
      origins.append(Origin(first: row.index, next: next, replica: row.replica))
    }
    return row
  }

  /// Writes or reads the name of an external.
  mutating func code<Bits: TextBits>(
    origin: Int, index: Int, _ bits: inout Bits
  ) throws(Bits.Failure) -> (origin: Int, index: Int) {
    let origin = try codeOrigin(origin, &bits)
    // As a rule the run in front of the first one that is here.
    let expected = origin < origins.count ? origins[origin].first &- 1 : 0
    return (origin, expected &+ (try bits.difference(index &- expected)))
  }

  private mutating func codeCount<Bits: TextBits>(
    _ count: Int, _ runEnds: borrowing Pool<Int32>, _ bits: inout Bits
  ) throws(Bits.Failure) -> (count: Int, isWrittenOut: Bool) {
    // 0: to the end of the span; 1: not to the end of one; else to that of the second, third ...
    var symbol = 0
    if Bits.isWriter {
      var last = span
      while Int(runEnds[last]) < run + count { last += 1 }
      symbol = Int(runEnds[last]) > run + count ? 1 : last == span ? 0 : last - span + 1
    }
    symbol = try bits.number(symbol, &ends, limit: runEnds.count - span)
    if symbol != 1 { return (Int(runEnds[span + max(0, symbol - 1)]) - run, false) }
    let limit = max(0, Int(runEnds.last) - run - 1)
    return (1 + (try bits.number(count - 1, &counts, limit: limit)), true)
  }

  private mutating func codeOrigin<Bits: TextBits>(
    _ origin: Int, _ bits: inout Bits
  ) throws(Bits.Failure) -> Int {
    // 0: a new one; else counted back from the latest.
    let symbol = try bits.number(
      originCount - origin, &originCodes, limit: originCount)
    if symbol == 0 { originCount += 1 }
    return symbol == 0 ? originCount - 1 : originCount - symbol
  }

  private mutating func codeReplica<Bits: TextBits>(
    _ replica: Int, _ known: Int?, _ bits: inout Bits
  ) throws(Bits.Failure) -> Int {
    // 0: as expected; 1: a new one; else counted back from the latest, without the expected one.
    let expected = known ?? lastReplica
    var replica = replica
    if replicaCount > 0 {
      let isBefore = replica < expected
      let symbol = try bits.number(
        replica == expected ? 0 : replicaCount - replica + (isBefore ? 0 : 1),
        &replicaCodes[known == nil ? 1 : 0], limit: replicaCount)
      if symbol == 0 {
        replica = expected
      } else {
        replica = replicaCount + 1 - symbol
        if symbol > 1, replica <= expected { replica -= 1 }
      }
    } else {
      replica = 0
    }
    if replica == replicaCount { replicaCount += 1 }
    lastReplica = replica
    return replica
  }
}
