import TestSupport

/// Makes sentences of invented words, and small edits to them; all of it follows from the seed.
struct Prose {
  private var random: SplitMix64
  private let words: [String]

  init(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let onsets = [
      "b", "d", "f", "g", "k", "l", "m", "n", "p", "pr", "r", "s", "st", "t", "tr", "v",
    ]
    let vowels = ["a", "e", "i", "o", "u", "ai", "é"]
    words = (0..<2_000).map { _ in
      (0..<Int.random(in: 1...4, using: &random)).map { _ in
        Self.pick(onsets, &random) + Self.pick(vowels, &random)
      }.joined()
    }
    self.random = random
  }

  private static func pick(_ list: [String], _ random: inout SplitMix64) -> String {
    list[Int.random(in: 0..<list.count, using: &random)]
  }

  /// A number in `range`.
  mutating func number(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &random)
  }

  /// Whether something that happens `percent` times of a hundred happens now.
  mutating func happens(_ percent: Int) -> Bool { number(1...100) <= percent }

  /// `count` fresh bytes.
  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
  }

  /// One of `list`, which must not be empty.
  mutating func pick<Element>(_ list: [Element]) -> Element { list[number(0...list.count - 1)] }

  /// `list` in another order.
  mutating func shuffled<Element>(_ list: [Element]) -> [Element] {
    list.shuffled(using: &random)
  }

  private mutating func word() -> String { pick(words) }

  /// `count` words in sentences, with a capital at the start of each.
  mutating func text(words count: Int) -> String {
    var text = ""
    var left = 0
    for index in 0..<count {
      let word = word()
      if left == 0 {
        left = number(6...18)
        text += (index == 0 ? "" : " ") + word.prefix(1).uppercased() + word.dropFirst()
      } else {
        text += " " + word
      }
      left -= 1
      if left == 0 || index == count - 1 { text += "." }
    }
    return text
  }

  /// `text` after what somebody changes in one sitting: one to four words at one place.
  mutating func edited(_ text: String) -> String {
    var words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    let place = number(0...words.count)
    let added = (0..<number(0...4)).map { _ in word() }
    let removed = min(words.count - place, added.isEmpty ? 1 : number(0...2))
    words.replaceSubrange(place..<place + removed, with: added)
    let result = words.joined(separator: " ")
    return result == text || result.isEmpty ? text + " " + word() : result
  }
}
