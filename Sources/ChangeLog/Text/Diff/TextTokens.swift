/// A text cut into words, spaces, line breaks and other characters.
struct TextTokens {
  enum Kind {
    case word, space, lineBreak, other
  }

  /// Equal numbers mean equal scalars, across all texts that one ``TextSymbols`` has cut.
  fileprivate(set) var symbols: [Int] = []
  fileprivate(set) var kinds: [Kind] = []
  /// Where each token starts in `text`, and behind them where the last one ends.
  fileprivate var starts: [Int] = [0]
  fileprivate var text: [Unicode.Scalar] = []

  var count: Int { symbols.count }

  /// The scalars of some tokens; the slice keeps its indexes in the text.
  func scalars(_ tokens: Range<Int>) -> ArraySlice<Unicode.Scalar> {
    text[starts[tokens.lowerBound]..<starts[tokens.upperBound]]
  }

  /// Which of some tokens are words.
  func words(in tokens: Range<Int>) -> [Int] { tokens.filter { kinds[$0] == .word } }
}

/// Cuts texts into tokens, and numbers the tokens of all of them alike.
struct TextSymbols {
  private var numbers: [ArraySlice<Unicode.Scalar>: Int] = [:]

  /// Cuts between user-perceived characters only, so that no edit parts an accent or the pieces of
  /// an emoji.
  mutating func tokens(of text: Substring) -> TextTokens {
    let characters = Array(text)
    let classes = characters.map(CharacterClass.init)
    var tokens = TextTokens()
    for index in classes.indices {
      let kind = kind(of: index, in: classes)
      let joins =
        (kind == .word || kind == .space) && kind == tokens.kinds.last
        && classes[index] != .wholeWord && classes[index - 1] != .wholeWord
      if !joins {
        finish(&tokens)
        tokens.kinds.append(kind)
      }
      tokens.text.append(contentsOf: characters[index].unicodeScalars)
    }
    finish(&tokens)
    return tokens
  }

  private mutating func finish(_ tokens: inout TextTokens) {
    let start = tokens.starts[tokens.count]
    guard start < tokens.text.count else { return }
    let token = tokens.text[start...]
    let number = numbers[token, default: numbers.count]
    if number == numbers.count { numbers[ArraySlice(Array(token))] = number }
    tokens.symbols.append(number)
    tokens.starts.append(tokens.text.count)
  }

  private func kind(of index: Int, in classes: [CharacterClass]) -> TextTokens.Kind {
    switch classes[index] {
    case .letter, .wholeWord, .digit: return .word
    case .space: return .space
    case .lineBreak: return .lineBreak
    case .other: return .other
    case .apostrophe, .point:
      guard index > 0, index + 1 < classes.count else { return .other }
      // "don't" and "3.5" are one word each.
      let inner: CharacterClass = classes[index] == .point ? .digit : .letter
      return classes[index - 1] == inner && classes[index + 1] == inner ? .word : .other
    }
  }
}

/// What a character does to the token that it is in.
private enum CharacterClass {
  case letter, digit, space, lineBreak, apostrophe, point, other
  /// A letter of a script that puts no spaces between words; there, each counts as a word.
  case wholeWord

  init(_ character: Character) {
    let scalars = character.unicodeScalars
    let scalar = scalars[scalars.startIndex]
    switch scalar.value {
    case 0x41...0x5A, 0x61...0x7A: self = .letter
    case 0x20: self = .space
    case 0x30...0x39: self = .digit
    case 0x27, 0x2019: self = .apostrophe
    case 0x2C, 0x2E: self = .point
    case 0x0A...0x0D: self = .lineBreak
    case 0x21...0x7E: self = .other
    default:
      if character.isLetter {
        self = Self.isUnspaced(scalar) ? .wholeWord : .letter
      } else if character.isNewline {
        self = .lineBreak
      } else if character.isWhitespace {
        self = .space
      } else {
        self = character.isNumber ? .digit : .other
      }
    }
  }

  private static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x0E00: return false
    // Thai and Lao; Myanmar; Khmer; Hiragana and Katakana.
    case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3040...0x30FF: return true
    default: return scalar.properties.isIdeographic
    }
  }
}
