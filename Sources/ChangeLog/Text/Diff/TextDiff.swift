/// Compares two texts the way a person would describe the change: by words, sentences and lines.
///
/// A note is edited in any editor, and what was done to it is found afterwards. The edits then have
/// to merge with those of others, so words that stayed are never deleted and written anew, and a
/// changed word is replaced whole, or else two corrections of one word would mix letter by letter.
public enum TextDiff {
  /// The edits that turn `old` into `new` exactly, scalar for scalar, from left to right.
  ///
  /// - Complexity: the length at the speed of comparing bytes; and from the first change to the
  ///   last, O(words + changes squared). Where more than ``differencesMax`` words differ, that is
  ///   split at passages of three words that both texts have once: O(words log words) at worst.
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

  /// How many words may be deleted from and inserted into a stretch before it is split at what
  /// both texts surely share, or counts as wholly different.
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
    cleanedUp(differences(in: TextHunk(trimming: old.symbols[...], new.symbols[...])))
  }

  /// The differences in one stretch.
  ///
  /// As many words as possible stay, and only then as many as possible of the tokens between:
  /// where a line break has moved by a word, the word did not move.
  private func differences(in stretch: TextHunk) -> [TextHunk] {
    var alignment = TextAlignment()
    let oldWords = old.words(in: stretch.old)
    let newWords = new.words(in: stretch.new)
    let changes = alignment.differences(
      oldWords.map { old.symbols[$0] }[...], newWords.map { new.symbols[$0] }[...])
    let end = TextHunk(
      old: oldWords.count..<oldWords.count, new: newWords.count..<newWords.count)
    var hunks: [TextHunk] = []
    var rest = stretch
    func compare(upTo oldEnd: Int, _ newEnd: Int) {
      hunks += alignment.differences(
        old.symbols[rest.old.lowerBound..<oldEnd], new.symbols[rest.new.lowerBound..<newEnd])
    }
    func pair(_ oldWord: Int, _ newWord: Int) {
      compare(upTo: oldWord, newWord)
      if old.symbols[oldWord] != new.symbols[newWord] {
        hunks.append(TextHunk(old: oldWord..<oldWord + 1, new: newWord..<newWord + 1))
      }
      rest = TextHunk(
        old: oldWord + 1..<stretch.old.upperBound, new: newWord + 1..<stretch.new.upperBound)
    }
    var word = (old: 0, new: 0)
    for change in changes + [end] {
      for (oldWord, newWord) in zip(
        oldWords[word.old..<change.old.lowerBound], newWords[word.new..<change.new.lowerBound])
      {
        pair(oldWord, newWord)
      }
      let corrected = corrected(oldWords[change.old], newWords[change.new])
      for (oldWord, newWord) in corrected { pair(oldWord, newWord) }
      word = (change.old.upperBound, change.new.upperBound)
    }
    compare(upTo: stretch.old.upperBound, stretch.new.upperBound)
    return hunks
  }

  /// Of words that were changed, those at either end that are only written otherwise, so that what
  /// was inserted beside them is a change of its own.
  private func corrected(
    _ oldWords: ArraySlice<Int>, _ newWords: ArraySlice<Int>
  ) -> [(old: Int, new: Int)] {
    let front = zip(oldWords, newWords).prefix(while: areAlike)
    let (oldRest, newRest) = (oldWords.dropFirst(front.count), newWords.dropFirst(front.count))
    let back = zip(oldRest.reversed(), newRest.reversed()).prefix(while: areAlike)
    return front + back.reversed()
  }

  /// Whether two words share more than half of the longer, at the beginning or at the end.
  private func areAlike(_ oldWord: Int, _ newWord: Int) -> Bool {
    let old = old.scalars(oldWord..<oldWord + 1)
    let new = new.scalars(newWord..<newWord + 1)
    let shared = TextHunk(trimming: old, new)
    return 2 * max(old.count - shared.old.count, new.count - shared.new.count)
      > max(old.count, new.count)
  }

  /// The hunk as an edit of the old text.
  func edit(_ hunk: TextHunk) -> TextEdit {
    let deleted = old.scalars(hunk.old)
    let inserted = new.scalars(hunk.new)
    let isOneToken =
      hunk.old.count == 1 && hunk.new.count == 1
      && old.kinds[hunk.old.lowerBound] == new.kinds[hunk.new.lowerBound]
    let kept = isOneToken ? sharedStem(deleted, inserted) : (front: 0, back: 0)
    return TextEdit(
      position: deleted.startIndex + kept.front,
      deleteCount: deleted.count - kept.front - kept.back,
      insert: String(scalars: inserted.dropFirst(kept.front).dropLast(kept.back)))
  }

  /// How much of a token stays when it only loses an ending, or gains or loses a beginning, which
  /// is a smaller edit than replacing it; at least half of the longer form must stay.
  ///
  /// A word that gains an ending is replaced: the next word may be inserted right there, too, and
  /// would come between. A user-perceived character is cut only when nothing else differs.
  private func sharedStem(
    _ old: ArraySlice<Unicode.Scalar>, _ new: ArraySlice<Unicode.Scalar>
  ) -> (front: Int, back: Int) {
    let (shorter, longer) = old.count < new.count ? (old, new) : (new, old)
    let losesEnding = old.starts(with: new)
    guard shorter.count * 2 >= longer.count,
      losesEnding || longer.suffix(shorter.count) == shorter
    else { return (0, 0) }
    let rest = losesEnding ? longer.dropFirst(shorter.count) : longer.dropLast(shorter.count)
    let characters = String(scalars: longer).count - String(scalars: shorter).count
    guard characters == 0 || characters == String(scalars: rest).count else { return (0, 0) }
    return losesEnding ? (shorter.count, 0) : (0, shorter.count)
  }
}
