/// The spacing of a normalised body: single spaces, no controls, nothing at the ends.
enum Spacing {
  /// What becomes of a scalar.
  private enum Role {
    case kept
    case space
    case dropped
  }

  /// The scalars of `utf8` with every run of blanks, of any width, folded into one space.
  ///
  /// Drops what cannot be seen and would only make two copies differ, or let a text reorder what a
  /// terminal shows: controls, soft hyphens, zero-width spaces, directional overrides.
  static func fold(_ utf8: some Sequence<UInt8>) -> String {
    var text = String.UnicodeScalarView()
    var pendingSpace = false
    for scalar in String(decoding: Array(utf8), as: UTF8.self).unicodeScalars {
      switch role(of: scalar.value) {
      case .dropped: continue
      case .space: pendingSpace = true
      case .kept:
        if pendingSpace && !text.isEmpty { text.append(" ") }
        pendingSpace = false
        text.append(scalar)
      }
    }
    return String(text)
  }

  /// Whether `value` is a blank of any width.
  static func isSpace(_ value: UInt32) -> Bool {
    if case .space = role(of: value) { true } else { false }
  }

  /// A fixed table, not the standard library's, so that a newer Unicode changes no article's id.
  private static func role(of value: UInt32) -> Role {
    switch value {
    case 0x09...0x0d, 0x20, 0x85, 0xa0, 0x1680, 0x2000...0x200a, 0x2028, 0x2029, 0x202f, 0x205f,
      0x3000:
      .space
    case 0x00...0x1f, 0x7f...0x9f, 0xad, 0x180e, 0x200b, 0x200e, 0x200f, 0x202a...0x202e, 0x2060,
      0x2066...0x2069, 0xfeff, 0xfff9...0xfffb:
      .dropped
    default: .kept
    }
  }

  /// The beginning of `text`, at most `limit` scalars, cut at a word and marked with an ellipsis.
  static func shortened(_ text: String, to limit: Int) -> String {
    let scalars = text.unicodeScalars
    guard let end = scalars.index(scalars.startIndex, offsetBy: limit, limitedBy: scalars.endIndex),
      end < scalars.endIndex
    else { return text }
    let cut = scalars[..<end]
    let words = cut.lastIndex(of: " ").map { cut[..<$0] } ?? cut
    var kept = String.UnicodeScalarView(words.isEmpty ? cut : words)
    while let last = kept.last, last == " " || last == "," || last == ";" || last == ":" {
      kept.removeLast()
    }
    return String(kept) + "…"
  }
}

extension String {
  /// The part of the text from the scalar at `offset` on; empty past the end.
  func droppingScalars(_ offset: Int) -> String {
    String(String.UnicodeScalarView(unicodeScalars.dropFirst(offset)))
  }

  /// The first `count` scalars of the text.
  func prefixScalars(_ count: Int) -> String {
    String(String.UnicodeScalarView(unicodeScalars.prefix(count)))
  }

  /// Whether the text is longer than `limit` scalars; reads no more than it must.
  func isLonger(than limit: Int) -> Bool {
    utf8.count > limit && unicodeScalars.dropFirst(limit).first != nil
  }
}
