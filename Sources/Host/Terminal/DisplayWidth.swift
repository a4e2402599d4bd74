/// How many columns of a terminal text takes, without asking the C library's locale.
public enum DisplayWidth {
  /// The columns that `text` takes, if it holds no control characters.
  public static func of(_ text: String) -> Int {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
    return text.reduce(0) { $0 + of($1) }
  }

  /// The columns that one character takes: 0, 1 or 2.
  ///
  /// Terminals draw a sequence such as a flag or a family in the two columns of one emoji.
  static func of(_ character: Character) -> Int {
    var width = 0
    for scalar in character.unicodeScalars {
      // The selector that asks for the coloured form of a character, which is wide.
      if scalar == "\u{fe0f}", width == 1 { width = 2 }
      width += of(scalar)
    }
    return min(width, 2)
  }

  private static func of(_ scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 { return scalar.value < 0x20 || scalar.value == 0x7f ? 0 : 1 }
    if (0x1160...0x11ff).contains(scalar.value) { return 0 }  // Joins the syllable before it.
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: return isWide(scalar) ? 2 : 1
    }
  }

  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.properties.isEmojiPresentation { return true }
    return wideRanges.contains { $0.contains(scalar.value) }
  }

  /// The ranges whose East Asian width is "wide" or "full", apart from emoji.
  ///
  /// Source: Unicode Standard Annex #11, with the unassigned characters between two such ranges.
  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115f,  // Hangul initials
    0x2329...0x232a,
    0x2e80...0x303e,  // CJK radicals and punctuation
    0x3041...0x3247,  // kana, bopomofo, Hangul compatibility
    0x3250...0x4dbf,
    0x4e00...0xa4cf,  // CJK ideographs, Yi
    0xa960...0xa97c,
    0xac00...0xd7a3,  // Hangul syllables
    0xf900...0xfaff,
    0xfe10...0xfe19,
    0xfe30...0xfe6f,
    0xff01...0xff60,  // full-width forms
    0xffe0...0xffe6,
    0x16fe0...0x18cff,  // Tangut, Khitan
    0x1aff0...0x1b2ff,  // kana extensions, Nushu
    0x1f200...0x1f265,
    0x20000...0x3fffd,  // the ideographic planes
  ]
}
