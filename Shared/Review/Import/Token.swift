/// A word, number or mark at the beginning of a block, folded for comparison.
struct Token {
  enum Kind {
    case word
    case number
    case mark
  }

  var kind: Kind
  /// Lower-case, without accents.
  var folded: String
  /// Where the token stands in the text, in scalars.
  var start: Int
  var end: Int
  /// Whether the first letter is a capital, or has no case.
  var isCapital: Bool
  /// Whether no letter is lower-case.
  var isAllCapitals: Bool

  /// How many scalars of a block are looked at: enough for any heading, so that a long paragraph
  /// costs no more than a short one.
  static let scanScalarsMax = 240

  /// The tokens of the first `limit` scalars of `text`.
  static func scan(_ text: String, limit: Int = scanScalarsMax) -> [Token] {
    var tokens: [Token] = []
    var offset = 0
    var previous = Kind.mark
    var isAdjacent = false
    for scalar in text.unicodeScalars.prefix(limit) {
      defer { offset += 1 }
      if Spacing.isSpace(scalar.value) {
        isAdjacent = false
        continue
      }
      let kind = kind(of: scalar, after: isAdjacent ? previous : nil)
      let isLower =
        scalar.isASCII ? scalar.value >= 97 && scalar.value <= 122 : scalar.properties.isLowercase
      if isAdjacent && kind == previous && kind != .mark {
        tokens[tokens.count - 1].folded += Folding.fold(scalar)
        tokens[tokens.count - 1].end = offset + 1
        if isLower { tokens[tokens.count - 1].isAllCapitals = false }
      } else {
        tokens.append(
          Token(
            kind: kind, folded: Folding.fold(scalar), start: offset, end: offset + 1,
            isCapital: !isLower, isAllCapitals: !isLower))
      }
      previous = kind
      isAdjacent = true
    }
    return tokens
  }

  private static func kind(of scalar: Unicode.Scalar, after previous: Kind?) -> Kind {
    if scalar.isASCII {
      let byte = UInt8(truncatingIfNeeded: scalar.value)
      return ASCII.isLetter(byte) ? .word : ASCII.isDigit(byte) ? .number : .mark
    }
    // Combining accents belong to the letter before; ª, º and ° end an ordinal or "n°".
    if (0x300...0x36f).contains(scalar.value) { return previous ?? .mark }
    if scalar.value == 0xb0 || scalar.properties.isAlphabetic { return .word }
    return .mark
  }
}

extension [Token] {
  /// Whether the token at `index` is the mark or word `folded`.
  func has(_ folded: String, at index: Int) -> Bool {
    indices.contains(index) && self[index].folded == folded
  }

  /// Whether the token at `index` follows the one before without a space.
  func isAdjacent(_ index: Int) -> Bool {
    index > 0 && index < count && self[index].start == self[index - 1].end
  }

  /// The folded words and numbers, without marks.
  var words: [String] { filter { $0.kind != .mark }.map(\.folded) }
}

/// Lower case without accents, for the letters of Western European languages.
enum Folding {
  /// The folded form of one scalar; a combining accent disappears.
  static func fold(_ scalar: Unicode.Scalar) -> String {
    switch scalar.value {
    case 0x41...0x5a: return String(Unicode.Scalar(UInt8(scalar.value) + 32))
    case 0x00...0x7f: return String(scalar)
    case 0x300...0x36f: return ""
    case 0x2018, 0x2019: return "'"
    default:
      let lower = scalar.properties.lowercaseMapping
      return table[lower] ?? lower
    }
  }

  /// The folded form of a text, words separated by single spaces, marks dropped.
  static func words(_ text: String, limit: Int = Token.scanScalarsMax) -> String {
    Token.scan(text, limit: limit).words.joined(separator: " ")
  }

  private static let table: [String: String] = {
    var table: [String: String] = [
      "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th",
      "ª": "a", "º": "o", "°": "o", "№": "no",
    ]
    let groups = [
      "a": "àáâãäåāăą", "c": "çćč", "d": "ď", "e": "èéêëēėęě", "g": "ğģ", "i": "ìíîïīįı",
      "n": "ñńň", "o": "òóôõöōő", "r": "ř", "s": "śşš", "t": "ťţ", "u": "ùúûüūůű", "y": "ýÿ",
      "z": "źżž",
    ]
    for (plain, accented) in groups {
      for scalar in accented.unicodeScalars { table[String(scalar)] = plain }
    }
    return table
  }()
}
