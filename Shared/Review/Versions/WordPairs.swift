/// The words of a text, and the pairs of neighbours among them, to tell how alike two texts are.
///
/// Single words would not do: a third of any two texts of one language is "the", "of" and "and".
struct WordPairs {
  /// How many words of one text are looked at.
  static let wordsMax = 2_000

  /// Numbers for words, the same ones in all texts that are compared.
  struct Numbers {
    private var numbers: [String: UInt32] = [:]

    init() {}

    mutating func number(_ word: String) -> UInt32 {
      if let number = numbers[word] { return number }
      let number = UInt32(numbers.count) + 1
      numbers[word] = number
      return number
    }
  }

  /// The pairs, each as often as it stands there, ascending.
  ///
  /// A text of one word is that word.
  let sorted: [UInt64]

  init(_ text: String, _ numbers: inout Numbers, wordsMax: Int = WordPairs.wordsMax) {
    let words = Self.words(text, limit: wordsMax).map { UInt64(numbers.number($0)) }
    sorted = words.count == 1 ? words : zip(words, words.dropFirst()).map { $0 << 32 | $1 }.sorted()
  }

  private init(sorted: [UInt64]) { self.sorted = sorted }

  /// Each pair once.
  var distinct: WordPairs {
    var kept: [UInt64] = []
    for pair in sorted where kept.last != pair { kept.append(pair) }
    return WordPairs(sorted: kept)
  }

  /// How many pairs both have.
  func sharedCount(with other: WordPairs) -> Int {
    var (left, right, count) = (0, 0, 0)
    while left < sorted.count, right < other.sorted.count {
      if sorted[left] == other.sorted[right] { count += 1 }
      let isBehind = sorted[left] <= other.sorted[right]
      if sorted[left] >= other.sorted[right] { right += 1 }
      if isBehind { left += 1 }
    }
    return count
  }

  /// How alike two texts are (Dice's coefficient), from 0 to 1.
  func likeness(to other: WordPairs) -> Rational {
    let total = sorted.count + other.sorted.count
    return total == 0 ? Rational(0) : Rational(Int128(2 * sharedCount(with: other)), Int128(total))
  }

  /// The folded words; a scalar of a script without spaces is a word.
  static func words(_ text: String, limit: Int = .max) -> [String] {
    var words: [String] = []
    var word = ""
    for scalar in text.unicodeScalars {
      if words.count >= limit { break }
      let isIdeograph = (0x2e80...0x9fff).contains(scalar.value) || scalar.value >= 0x2_0000
      let isPart =
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        || (0x300...0x36f).contains(scalar.value)
      if isPart, !isIdeograph {
        word += Folding.fold(scalar)
        continue
      }
      if !word.isEmpty { words.append(word) }
      word = ""
      if isPart { words.append(String(scalar)) }
    }
    if !word.isEmpty, words.count < limit { words.append(word) }
    return words
  }
}
