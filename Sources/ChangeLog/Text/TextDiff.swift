/// Compares two texts the way a person would describe the change: by words, sentences and lines.
///
/// A note is edited in any editor, and what was done to it is found afterwards. The edits then have
/// to merge with those of others, so words that stayed are never deleted and written anew, and a
/// changed word is replaced whole, or else two corrections of one word would mix letter by letter.
public enum TextDiff {
  /// The edits that turn `old` into `new` exactly, scalar for scalar, from left to right.
  ///
  /// - Complexity: O(length + changes squared); when the texts differ in more than
  ///   ``differencesMax`` words, lines are compared first, and where these differ as much, whole
  ///   stretches: O(length x ``differencesMax``) at worst.
  public static func edits(from old: String, to new: String) -> [TextEdit] {
    guard let window = TextWindow(on: old, new) else { return [] }
    return edits(from: old, to: new, in: window)
  }

  /// The edits, from comparing no more of the texts than the window.
  static func edits(from old: String, to new: String, in window: TextWindow) -> [TextEdit] {
    var symbols = TextSymbols()
    let comparison = TextComparison(
      old: symbols.tokens(of: old.part(window.old)), new: symbols.tokens(of: new.part(window.new)))
    var delta = scalarCount(of: old.utf8.span, upTo: window.old.lowerBound)
    return comparison.hunks().map { hunk in
      let edit = comparison.edit(hunk)
      defer { delta += edit.insert.unicodeScalars.count - edit.deleteCount }
      return TextEdit(
        position: edit.position + delta, deleteCount: edit.deleteCount, insert: edit.insert)
    }
  }

  /// How many words, or lines, two stretches may differ in before they count as wholly different.
  public static let differencesMax = 512
}

extension String {
  /// The part in a range of bytes of UTF-8.
  fileprivate func part(_ range: Range<Int>) -> Substring {
    let start = utf8.index(startIndex, offsetBy: range.lowerBound)
    return self[start..<utf8.index(start, offsetBy: range.count)]
  }
}

/// Tokens of an old text, and the tokens of a new one that stand in their place.
struct TextHunk: Equatable {
  var old: Range<Int>
  var new: Range<Int>

  var isInsertion: Bool { old.isEmpty }
  var isDeletion: Bool { new.isEmpty }
}

/// Two texts, cut into tokens that share one numbering.
struct TextComparison {
  let old: TextTokens
  let new: TextTokens

  /// The differences, from left to right, no two of them touching.
  func hunks() -> [TextHunk] {
    let front = zip(old.symbols, new.symbols).prefix { $0 == $1 }.count
    let back = zip(old.symbols.dropFirst(front).reversed(), new.symbols.dropFirst(front).reversed())
      .prefix { $0 == $1 }.count
    let changed = TextHunk(old: front..<old.count - back, new: front..<new.count - back)
    return cleanedUp(differences(in: changed) ?? differencesByLine())
  }

  /// The differences in one stretch, or nil when too much differs.
  ///
  /// As many words as possible stay, and only then as many as possible of the tokens between:
  /// where a line break has moved by a word, the word did not move.
  private func differences(in hunk: TextHunk) -> [TextHunk]? {
    let oldWords = old.words(in: hunk.old)
    let newWords = new.words(in: hunk.new)
    let changes = shortestDifferences(
      oldWords.map { old.symbols[$0] }[...], newWords.map { new.symbols[$0] }[...],
      limit: TextDiff.differencesMax)
    guard let changes else { return nil }
    var hunks: [TextHunk] = []
    var rest = hunk
    func compare(upTo oldEnd: Int, _ newEnd: Int) {
      let gap = TextHunk(
        old: rest.old.lowerBound..<oldEnd, new: rest.new.lowerBound..<newEnd)
      let differences = shortestDifferences(
        old.symbols[gap.old], new.symbols[gap.new], limit: TextDiff.differencesMax)
      hunks += differences ?? [gap]
    }
    var word = (old: 0, new: 0)
    let end = TextHunk(
      old: oldWords.count..<oldWords.count, new: newWords.count..<newWords.count)
    for change in changes + [end] {
      while word.old < change.old.lowerBound {
        compare(upTo: oldWords[word.old], newWords[word.new])
        rest.old = oldWords[word.old] + 1..<hunk.old.upperBound
        rest.new = newWords[word.new] + 1..<hunk.new.upperBound
        word = (word.old + 1, word.new + 1)
      }
      word = (change.old.upperBound, change.new.upperBound)
    }
    compare(upTo: hunk.old.upperBound, hunk.new.upperBound)
    return hunks
  }

  private func differencesByLine() -> [TextHunk] {
    var symbols: [ArraySlice<Int>: Int] = [:]
    let (oldLines, newLines) = (old.lines(&symbols), new.lines(&symbols))
    let lines = shortestDifferences(
      oldLines.symbols[...], newLines.symbols[...], limit: TextDiff.differencesMax)
    guard let lines else { return [TextHunk(old: 0..<old.count, new: 0..<new.count)] }
    return lines.flatMap { line in
      let hunk = TextHunk(
        old: oldLines.starts[line.old.lowerBound]..<oldLines.starts[line.old.upperBound],
        new: newLines.starts[line.new.lowerBound]..<newLines.starts[line.new.upperBound])
      return differences(in: hunk) ?? [hunk]
    }
  }

  /// The hunk as an edit of the old text.
  func edit(_ hunk: TextHunk) -> TextEdit {
    let deleted = old.scalars(hunk.old)
    let inserted = new.scalars(hunk.new)
    let isOneWord =
      hunk.old.count == 1 && hunk.new.count == 1 && old.kinds[hunk.old.lowerBound] == .word
      && new.kinds[hunk.new.lowerBound] == .word
    let kept = isOneWord ? sharedStem(deleted, inserted) : (front: 0, back: 0)
    return TextEdit(
      position: deleted.startIndex + kept.front,
      deleteCount: deleted.count - kept.front - kept.back,
      insert: String(scalars: inserted.dropFirst(kept.front).dropLast(kept.back)))
  }

  /// How much of a word stays when it only loses an ending, or gains or loses a beginning, which is
  /// a smaller edit than replacing it; at least half of the longer form must stay.
  ///
  /// A word that gains an ending is replaced: the next word may be inserted right there, too, and
  /// would come between.
  private func sharedStem(
    _ old: ArraySlice<Unicode.Scalar>, _ new: ArraySlice<Unicode.Scalar>
  ) -> (front: Int, back: Int) {
    let shorter = min(old.count, new.count)
    guard shorter * 2 >= max(old.count, new.count) else { return (0, 0) }
    if old.suffix(shorter) == new.suffix(shorter) { return (0, shorter) }
    return old.starts(with: new) ? (shorter, 0) : (0, 0)
  }
}

/// The fewest deletions and insertions that turn `old` into `new`, or nil when more than `limit`
/// are needed.
///
/// Source: Myers, "An O(ND) Difference Algorithm and Its Variations", 1986, the greedy algorithm.
func shortestDifferences(
  _ old: ArraySlice<Int>, _ new: ArraySlice<Int>, limit: Int
) -> [TextHunk]? {
  let front = zip(old, new).prefix { $0 == $1 }.count
  let (oldRest, newRest) = (old.dropFirst(front), new.dropFirst(front))
  let back = zip(oldRest.reversed(), newRest.reversed()).prefix { $0 == $1 }.count
  let (a, b) = (oldRest.dropLast(back), newRest.dropLast(back))
  if a.isEmpty && b.isEmpty { return [] }
  if a.isEmpty || b.isEmpty {
    return [TextHunk(old: a.startIndex..<a.endIndex, new: b.startIndex..<b.endIndex)]
  }
  guard let rounds = furthestReaches(a, b, limit: limit) else { return nil }
  return hunks(a, b, rounds: rounds)
}

/// After d differences, diagonal k (old index minus new index) is at old index `rounds[d][k + d]`;
/// the last round reaches the end.
private func furthestReaches(
  _ a: ArraySlice<Int>, _ b: ArraySlice<Int>, limit: Int
) -> [[Int]]? {
  var rounds: [[Int]] = []
  for d in 0...limit {
    var reaches = Array(repeating: 0, count: 2 * d + 1)
    for k in stride(from: -d, through: d, by: 2) {
      var x = d == 0 ? 0 : step(to: k, from: rounds[d - 1], d - 1).x
      var y = x - k
      while x < a.count, y < b.count, a[a.startIndex + x] == b[b.startIndex + y] {
        x += 1
        y += 1
      }
      reaches[k + d] = x
      if x >= a.count && y >= b.count {
        rounds.append(reaches)
        return rounds
      }
    }
    rounds.append(reaches)
  }
  return nil
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
