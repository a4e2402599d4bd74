/// One thing that a span follows: a run, as the format counts.
struct TextParent: BitwiseCopyable {
  /// The span that holds the run, or -1 - i for external i.
  let span: Int
  /// How many runs of that span follow.
  let runsBehind: Int
}

/// What is known of the next span from those before (`docs/text-format.md` §4).
struct TextSpanModel {
  /// The place of a parent in its list, as far as it matters to the codes.
  private enum Place: Int {
    case only, first, later
  }

  private var parentCounts = TextCode(bits: 1)
  private var distances = InlineArray<3, TextCode>(repeating: TextCode(bits: 1))
  private var runsBehind = InlineArray<3, TextCode>(repeating: TextCode(bits: 1))
  private var entryCounts = TextCode(bits: 2)

  /// Writes or reads the parents of a span, the latest first.
  ///
  /// - Parameter runEnds: The number of runs before the end of each span before.
  mutating func code<Bits: TextBits>(
    _ parents: inout Pool<TextParent>, of span: Int, externals: Int,
    _ runEnds: borrowing Pool<Int32>, _ bits: inout Bits
  ) throws(Bits.Failure) {
    // Without anything to follow, nothing is written.
    guard span + externals > 0 else { return }
    let symbol = try bits.number(
      Self.symbol(ofCount: parents.count), &parentCounts, limit: max(2, span + externals))
    let count = symbol > 2 ? symbol : symbol == 2 ? 0 : symbol + 1
    var before = span
    for index in 0..<count {
      let place = (count == 1 ? Place.only : index == 0 ? .first : .later).rawValue
      let parent = Bits.isWriter ? parents[index] : TextParent(span: before - 1, runsBehind: 0)
      let found =
        before - 1
        - (try bits.number(
          before - 1 - parent.span, &distances[place], limit: before - 1 + externals))
      var behind = 0
      if found >= 0 {
        let runCount = runEnds[found] - (found > 0 ? runEnds[found - 1] : 0)
        behind = try bits.number(
          parent.runsBehind, &runsBehind[place], limit: Int(runCount) - 1)
      }
      if !Bits.isWriter { parents.append(TextParent(span: found, runsBehind: behind)) }
      before = found
    }
  }

  /// Writes or reads how many entries a span has.
  mutating func codeEntryCount<Bits: TextBits>(
    _ count: Int, _ bits: inout Bits
  ) throws(Bits.Failure) -> Int {
    1 + (try bits.number(count - 1, &entryCounts))
  }

  /// One parent is the rule, two are frequent, and none is rare.
  private static func symbol(ofCount count: Int) -> Int {
    count > 2 ? count : count == 0 ? 2 : count - 1
  }
}
