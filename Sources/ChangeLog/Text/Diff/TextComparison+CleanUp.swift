// The fewest differences are not yet the ones that a person sees: a sentence that was inserted does
// not begin with the full stop of the one before, and two words replaced around an "of" are one
// change.
extension TextComparison {
  /// The same change, told better: hunks that touch are one, insertions and deletions begin and end
  /// where lines, sentences or words do, and replacements with a trifle between them are one.
  func cleanedUp(_ hunks: [TextHunk]) -> [TextHunk] {
    var result: [TextHunk] = []
    for (index, hunk) in hunks.enumerated() {
      let next = index + 1 < hunks.count ? hunks[index + 1].old.lowerBound : old.count
      let free = (result.last?.old.upperBound ?? 0)..<next
      let slid = slid(hunk, within: free)
      if let last = result.last, areOne(last, slid) {
        result[result.endIndex - 1] = TextHunk(
          old: last.old.lowerBound..<slid.old.upperBound,
          new: last.new.lowerBound..<slid.new.upperBound)
      } else {
        result.append(slid)
      }
    }
    return result
  }

  /// Moves an insertion or a deletion to where it reads best among the places where it does the
  /// same; the old text's tokens in `free` may change sides.
  ///
  /// It moves by its own length at most: beyond that it is the same tokens again.
  private func slid(_ hunk: TextHunk, within free: Range<Int>) -> TextHunk {
    guard hunk.isInsertion != hunk.isDeletion else { return hunk }
    let tokens = hunk.isInsertion ? new : old
    let range = hunk.isInsertion ? hunk.new : hunk.old
    var (start, end) = (range.lowerBound, range.upperBound)
    var least = 0
    while least > -range.count, hunk.old.lowerBound + least > free.lowerBound,
      tokens.symbols[start - 1] == tokens.symbols[end - 1]
    {
      (start, end, least) = (start - 1, end - 1, least - 1)
    }
    var (best, bestScore) = (least, tokens.edge(at: start) + tokens.edge(at: end))
    var shift = least
    while shift < range.count, hunk.old.upperBound + shift < free.upperBound,
      tokens.symbols[start] == tokens.symbols[end]
    {
      (start, end, shift) = (start + 1, end + 1, shift + 1)
      let score = tokens.edge(at: start) + tokens.edge(at: end)
      if score > bestScore { (best, bestScore) = (shift, score) }
    }
    return TextHunk(
      old: hunk.old.lowerBound + best..<hunk.old.upperBound + best,
      new: hunk.new.lowerBound + best..<hunk.new.upperBound + best)
  }

  private func areOne(_ left: TextHunk, _ right: TextHunk) -> Bool {
    let between = left.old.upperBound..<right.old.lowerBound
    if between.isEmpty { return true }
    // At most "␣of␣": a longer stretch costs more to write anew than to look at. Before a mark or a
    // line break somebody may go on.
    guard between.count <= 3, old.scalars(between).count <= 5,
      old.kinds[between].allSatisfy({ $0 == .word || $0 == .space })
    else { return false }
    if old.kinds[between].contains(.word) {
      return [left, right].allSatisfy { !$0.isDeletion && old.kinds[$0.old].contains(.word) }
    }
    return (!left.isInsertion || !right.isInsertion) && (!left.isDeletion || !right.isDeletion)
  }
}

extension TextTokens {
  /// How good a place for an edit to begin or end the place in front of token `index` is.
  ///
  /// Where a replaced word begins is where its replacement is inserted. A word or a sentence that
  /// somebody else inserts had better go behind the one before, since two insertions at one place
  /// come in either order; and a paragraph into the gap between two others.
  fileprivate func edge(at index: Int) -> Int {
    guard index > 0, index < count else { return 8 }
    if kinds[index - 1] == .lineBreak { return kinds[index] == .lineBreak ? 7 : 6 }
    if kinds[index] == .lineBreak { return 5 }
    if kinds[index] == .space { return endsSentence(index - 1) ? 4 : 2 }
    if kinds[index - 1] == .space { return index > 1 && endsSentence(index - 2) ? 3 : 1 }
    return 0
  }

  private func endsSentence(_ index: Int) -> Bool {
    let marks = ".!?…".unicodeScalars
    return kinds[index] == .other && scalars(index..<index + 1).allSatisfy(marks.contains)
  }
}
