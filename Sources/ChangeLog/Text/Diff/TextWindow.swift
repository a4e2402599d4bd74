/// The stretches in which two texts differ, with as much around them as decides how the difference
/// is told; in bytes of UTF-8.
///
/// Comparing the stretches gives the same edits as comparing the texts. Both begin and end where a
/// token does, whatever stands beyond, and at the ends of the texts or so far from the difference
/// that no hunk slides there (``TextComparison/cleanedUp(_:)``).
struct TextWindow: Equatable {
  let old: Range<Int>
  let new: Range<Int>

  /// The window on all of two texts.
  init(wholeOf old: String, _ new: String) {
    self.old = 0..<old.utf8.count
    self.new = 0..<new.utf8.count
  }

  /// The smallest window on the difference between two texts; nil when they are the same.
  ///
  /// - Complexity: O(length), at the speed of comparing bytes.
  init?(on oldText: String, _ newText: String) {
    let (old, new) = (oldText.utf8.span, newText.utf8.span)
    let shorter = min(old.count, new.count)
    let front = sharedPrefix(old, new, limit: shorter)
    if front == old.count && front == new.count { return nil }
    let back = sharedSuffix(old, new, limit: shorter - front)
    // All that decides whether one may cut must be shared, too.
    var start = cut(in: old, atOrBefore: front - scalarMax)
    var end = cut(in: old, atOrAfter: old.count - back + scalarMax + 1)
    // A hunk slides by its own length at most, and looks at two tokens beyond.
    let reach = max(end - start, end - start + new.count - old.count)
    start = cut(in: old, atOrBefore: start - reach)
    end = cut(in: old, atOrAfter: end + reach)
    for _ in 0..<2 {
      start = cut(in: old, atOrBefore: start - 1)
      end = cut(in: old, atOrAfter: end + 1)
    }
    self.old = start..<end
    self.new = start..<end + new.count - old.count
  }
}

/// How many bytes a scalar takes at most where a text may be cut beside it.
private let scalarMax = 3

/// How many bytes are compared at a time: enough for the compiler to use vectors.
private let block = 64

private func sharedPrefix(_ a: Span<UInt8>, _ b: Span<UInt8>, limit: Int) -> Int {
  var count = 0
  while count + block <= limit {
    var difference: UInt8 = 0
    for index in count..<count + block { difference |= a[index] ^ b[index] }
    if difference != 0 { break }
    count += block
  }
  while count < limit, a[count] == b[count] { count += 1 }
  return count
}

private func sharedSuffix(_ a: Span<UInt8>, _ b: Span<UInt8>, limit: Int) -> Int {
  let shift = b.count - a.count
  var count = 0
  while count + block <= limit {
    var difference: UInt8 = 0
    for index in a.count - count - block..<a.count - count {
      difference |= a[index] ^ b[index + shift]
    }
    if difference != 0 { break }
    count += block
  }
  while count < limit, a[a.count - count - 1] == b[b.count - count - 1] { count += 1 }
  return count
}

/// The last place up to `offset` where the text may be cut; 0 when there is none.
private func cut(in text: Span<UInt8>, atOrBefore offset: Int) -> Int {
  var offset = offset
  while offset > 0, !isCut(text, offset) { offset -= 1 }
  return max(0, offset)
}

/// The first place from `offset` on where the text may be cut; its end when there is none.
private func cut(in text: Span<UInt8>, atOrAfter offset: Int) -> Int {
  var offset = offset
  while offset < text.count, !isCut(text, offset) { offset += 1 }
  return min(text.count, offset)
}

/// Whether the two sides of `offset` are cut into the same tokens together and apart.
///
/// Answers no in case of doubt. A "yes" is for the end of a line, for the end of a space between
/// two letters or marks of a kind that never joins with a space to one character, and for the
/// middle of two letters that count as a word each.
private func isCut(_ text: Span<UInt8>, _ offset: Int) -> Bool {
  switch text[offset - 1] {
  case 0x0A: return true
  case 0x20:
    guard offset > 1 else { return false }
    return isPlain(scalar(in: text, endingAt: offset - 1))
      && isPlain(scalar(in: text, startingAt: offset))
  case 0x00..<0x80: return false
  default:
    return isPlainAndUnspaced(scalar(in: text, startingAt: offset))
      && isPlainAndUnspaced(scalar(in: text, endingAt: offset))
  }
}

/// Whether the scalar joins with a space on neither side, and none of the blanks and marks that it
/// might join with otherwise matter to its token; some of those of the larger scripts.
///
/// Source: Unicode Standard Annex 29, table 2: the value Other, or that of a Hangul syllable.
private func isPlain(_ scalar: UInt32) -> Bool {
  switch scalar {
  // ASCII, Latin, Greek, Cyrillic, Hebrew, Arabic, Devanagari, Hangul.
  case 0x21...0x7E, 0xC0...0x2FF, 0x370...0x482, 0x5D0...0x5EA, 0x620...0x64A, 0x904...0x939,
    0xAC00...0xD7A3:
    return true
  default: return isPlainAndUnspaced(scalar)
  }
}

/// The same for two that stand side by side, each of which is a token.
private func isPlainAndUnspaced(_ scalar: UInt32) -> Bool {
  switch scalar {
  // Thai consonants; Hiragana; Katakana; unified ideographs.
  case 0xE01...0xE2E, 0x3041...0x3096, 0x30A1...0x30FA, 0x4E00...0x9FFF: return true
  default: return false
  }
}

private func scalar(in text: Span<UInt8>, endingAt end: Int) -> UInt32 {
  var start = end - 1
  while start > 0, isContinuation(text[start]) { start -= 1 }
  return scalar(in: text, startingAt: start)
}

/// The value of a scalar of up to ``scalarMax`` bytes; 0 for a longer one, and inside of one.
private func scalar(in text: Span<UInt8>, startingAt start: Int) -> UInt32 {
  let lead = UInt32(text[start])
  switch lead {
  case 0x00..<0x80: return lead
  case 0xC0..<0xE0: return (lead & 0x1F) << 6 | UInt32(text[start + 1] & 0x3F)
  case 0xE0..<0xF0:
    return (lead & 0x0F) << 12 | UInt32(text[start + 1] & 0x3F) << 6
      | UInt32(text[start + 2] & 0x3F)
  default: return 0
  }
}

private func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

/// How many scalars start among the first `end` bytes of a text.
func scalarCount(of text: Span<UInt8>, upTo end: Int) -> Int {
  var count = 0
  for index in 0..<end where !isContinuation(text[index]) { count += 1 }
  return count
}
