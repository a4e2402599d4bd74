/// Text as the search index holds it.
enum SearchText {
  /// Stands between signs that are words by themselves: no letter to the index, nothing to the eye.
  static let joint: Unicode.Scalar = "\u{200b}"
  /// Stands before a hit in what the index gives back.
  static let hitStart: Unicode.Scalar = "\u{2}"
  /// Stands after a hit.
  static let hitEnd: Unicode.Scalar = "\u{3}"

  /// The text with each ideograph and kana as a word of its own.
  ///
  /// SQLite takes a run of letters for a word, and Chinese and Japanese put no spaces between
  /// words: without this, 港口 would be found only where it is the whole sentence. Signs that the
  /// index or its answers use themselves become spaces.
  static func fold(_ text: String) -> String {
    var folded = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if isWord(scalar) {
        folded.append(joint)
        folded.append(scalar)
        folded.append(joint)
      } else if scalar.value < 32, scalar != "\n" {
        folded.append(" ")
      } else if scalar != joint {
        folded.append(scalar)
      }
    }
    return String(folded)
  }

  /// Whether a sign is a word where no spaces are written: ideographs, kana, bopomofo.
  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar.value >= 0x3005 else { return false }
    return switch scalar.value {
    case 0x3005...0x3007, 0x3041...0x312f, 0x31a0...0x31bf, 0x31f0...0x31ff: true
    case 0x3400...0x9fff, 0xf900...0xfaff, 0xff66...0xff9d: true
    case 0x1b000...0x1b16f, 0x20000...0x323af: true
    default: false
    }
  }

  /// Reads what the index gave back: the text in pieces, and which of them are hits.
  static func pieces(_ marked: String) -> [SearchHit.Piece] {
    var pieces: [SearchHit.Piece] = []
    var text = String.UnicodeScalarView()
    func end(isHit: Bool) {
      if !text.isEmpty { pieces.append(.init(text: String(text), isHit: isHit)) }
      text = String.UnicodeScalarView()
    }
    for scalar in marked.unicodeScalars {
      switch scalar {
      case hitStart: end(isHit: false)
      case hitEnd: end(isHit: true)
      case joint: continue
      default: text.append(scalar)
      }
    }
    end(isHit: false)
    return pieces
  }
}
