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
    var tokens = TextTokens()
    for index in characters.indices {
      let kind = kind(of: index, in: characters)
      let joins =
        (kind == .word || kind == .space) && kind == tokens.kinds.last
        && !(kind == .word && (isUnspaced(characters[index]) || isUnspaced(characters[index - 1])))
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

  private func kind(of index: Int, in characters: [Character]) -> TextTokens.Kind {
    let character = characters[index]
    if character.isLetter { return .word }
    if character.isNewline { return .lineBreak }
    if character.isWhitespace { return .space }
    if character.isNumber { return .word }
    guard index > 0, index + 1 < characters.count else { return .other }
    // "don't" and "3.5" are one word each.
    let (before, after) = (characters[index - 1], characters[index + 1])
    switch character {
    case "'", "’": return before.isLetter && after.isLetter ? .word : .other
    case ".", ",": return before.isNumber && after.isNumber ? .word : .other
    default: return .other
    }
  }

  /// Whether the character belongs to a script that puts no spaces between words; there, each
  /// character counts as a word.
  private func isUnspaced(_ character: Character) -> Bool {
    guard let scalar = character.unicodeScalars.first, scalar.value >= 0x0E00 else { return false }
    switch scalar.value {
    // Thai and Lao; Myanmar; Khmer; Hiragana and Katakana.
    case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3040...0x30FF: return true
    default: return scalar.properties.isIdeographic
    }
  }
}
