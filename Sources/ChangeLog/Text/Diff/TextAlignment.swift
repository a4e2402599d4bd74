/// Aligns two lists of tokens, with the fewest differences as long as that takes bounded time.
///
/// Where two stretches differ too much, they are split at what they surely share, and otherwise
/// count as wholly different. The result depends on the lists alone.
struct TextAlignment {
  /// How many steps all comparisons may still take, so that no text, however unlucky, takes long.
  private var steps = 1 << 24

  /// What to delete from `old`, and to insert from `new` in its place, from left to right.
  ///
  /// - Complexity: O(length + differences squared); at worst O(length log length), and 16 million
  ///   steps and ``TextDiff/differencesMax`` squared numbers.
  mutating func differences(_ old: ArraySlice<Int>, _ new: ArraySlice<Int>) -> [TextHunk] {
    let whole = TextHunk(trimming: old, new)
    let (a, b) = (old[whole.old], new[whole.new])
    if a.isEmpty && b.isEmpty { return [] }
    if a.isEmpty || b.isEmpty { return [whole] }
    if let rounds = furthestReaches(a, b) { return hunks(a, b, rounds: rounds) }
    // A look-up costs as much as a few of the other steps.
    steps -= 16 * (a.count + b.count)
    guard steps > 0 else { return [whole] }
    let anchors = anchors(a, b)
    guard !anchors.isEmpty else { return [whole] }
    var result: [TextHunk] = []
    var rest = whole
    for anchor in anchors {
      result += differences(
        old[rest.old.lowerBound..<anchor.old], new[rest.new.lowerBound..<anchor.new])
      rest = TextHunk(
        old: anchor.old + 1..<rest.old.upperBound, new: anchor.new + 1..<rest.new.upperBound)
    }
    return result + differences(old[rest.old], new[rest.new])
  }

  /// How far each diagonal comes in each round, until one reaches the end; nil when that takes
  /// too many rounds or steps.
  ///
  /// After d differences, diagonal k (old minus new index) is at old index `rounds[d][k + d]`.
  ///
  /// Source: Myers, "An O(ND) Difference Algorithm and Its Variations", 1986, the greedy algorithm.
  private mutating func furthestReaches(_ a: ArraySlice<Int>, _ b: ArraySlice<Int>) -> [[Int]]? {
    guard abs(a.count - b.count) <= TextDiff.differencesMax else { return nil }
    var rounds: [[Int]] = []
    for d in 0...TextDiff.differencesMax {
      guard steps > 0 else { return nil }
      var reaches = Array(repeating: 0, count: 2 * d + 1)
      for k in stride(from: -d, through: d, by: 2) {
        let start = d == 0 ? 0 : step(to: k, from: rounds[d - 1], d - 1).x
        var x = start
        while x < a.count, x - k < b.count, a[a.startIndex + x] == b[b.startIndex + x - k] {
          x += 1
        }
        steps -= x - start + 1
        reaches[k + d] = x
        if x >= a.count && x - k >= b.count {
          rounds.append(reaches)
          return rounds
        }
      }
      rounds.append(reaches)
    }
    return nil
  }
}

extension TextHunk {
  /// Everything but what two lists begin and end with alike.
  init<Element: Equatable>(trimming old: ArraySlice<Element>, _ new: ArraySlice<Element>) {
    var (start, newStart) = (old.startIndex, new.startIndex)
    while start < old.endIndex, newStart < new.endIndex, old[start] == new[newStart] {
      (start, newStart) = (start + 1, newStart + 1)
    }
    var (end, newEnd) = (old.endIndex, new.endIndex)
    while end > start, newEnd > newStart, old[end - 1] == new[newEnd - 1] {
      (end, newEnd) = (end - 1, newEnd - 1)
    }
    self.init(old: start..<end, new: newStart..<newEnd)
  }
}

/// The better of the two ways to diagonal `k`, given how far each diagonal came in round `d`.
private func step(to k: Int, from reaches: [Int], _ d: Int) -> (x: Int, isInsertion: Bool) {
  let above = k + 1 <= d ? reaches[k + 1 + d] : -1
  let below = k - 1 >= -d ? reaches[k - 1 + d] + 1 : -1
  return above >= below ? (above, true) : (below, false)
}

private func hunks(_ a: ArraySlice<Int>, _ b: ArraySlice<Int>, rounds: [[Int]]) -> [TextHunk] {
  var hunks: [TextHunk] = []
  var (x, y) = (a.count, b.count)
  for d in stride(from: rounds.count - 1, to: 0, by: -1) {
    let way = step(to: x - y, from: rounds[d - 1], d - 1)
    // Where the difference ends; behind it everything was equal.
    let end = (x: a.startIndex + way.x, y: b.startIndex + way.x - (x - y))
    let start = way.isInsertion ? (x: end.x, y: end.y - 1) : (x: end.x - 1, y: end.y)
    if let last = hunks.last, last.old.lowerBound == end.x, last.new.lowerBound == end.y {
      hunks[hunks.endIndex - 1].old = start.x..<last.old.upperBound
      hunks[hunks.endIndex - 1].new = start.y..<last.new.upperBound
    } else {
      hunks.append(TextHunk(old: start.x..<end.x, new: start.y..<end.y))
    }
    (x, y) = (start.x - a.startIndex, start.y - b.startIndex)
  }
  return hunks.reversed()
}

/// Three tokens in a row.
private struct Triple: Hashable {
  let first, second, third: Int

  init(_ tokens: ArraySlice<Int>, at index: Int) {
    (first, second, third) = (tokens[index], tokens[index + 1], tokens[index + 2])
  }
}

/// Places where both lists have the same three tokens in a row, which neither has anywhere else:
/// the most of them that stand in the same order in both.
///
/// Source: Bram Cohen's patience diff, with three words where it has a line.
private func anchors(
  _ old: ArraySlice<Int>, _ new: ArraySlice<Int>
) -> [(old: Int, new: Int)] {
  var places: [Triple: (old: Place, new: Place)] = [:]
  places.reserveCapacity(old.count)
  for index in old.indices.dropLast(2) {
    places[Triple(old, at: index), default: (.none, .none)].old.add(index)
  }
  for index in new.indices.dropLast(2) { places[Triple(new, at: index)]?.new.add(index) }
  let shared = old.indices.dropLast(2).compactMap { index -> (old: Int, new: Int)? in
    guard case (.one(index), .one(let place))? = places[Triple(old, at: index)] else { return nil }
    return (index, place)
  }
  // For each length, the sequence of that length in order whose last place comes first.
  var lasts: [Int] = []
  var predecessors = Array(repeating: -1, count: shared.count)
  for (index, pair) in shared.enumerated() {
    var (low, high) = (0, lasts.count)
    while low < high {
      let middle = (low + high) / 2
      if shared[lasts[middle]].new < pair.new { low = middle + 1 } else { high = middle }
    }
    if low > 0 { predecessors[index] = lasts[low - 1] }
    if low == lasts.count { lasts.append(index) } else { lasts[low] = index }
  }
  var result: [(old: Int, new: Int)] = []
  var index = lasts.last ?? -1
  while index >= 0 {
    result.append(shared[index])
    index = predecessors[index]
  }
  return result.reversed()
}

/// Where something stands.
private enum Place {
  case none
  case one(Int)
  case several

  mutating func add(_ index: Int) {
    if case .none = self { self = .one(index) } else { self = .several }
  }
}
