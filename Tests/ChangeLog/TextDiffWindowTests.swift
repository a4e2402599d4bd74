import TestSupport
import Testing
import TextReference

@testable import ChangeLog

@Suite struct TextDiffWindowTests {
  /// Words, blanks and marks that repeat, that join with their neighbours in every way that matters
  /// to a token, and that differ in some of their bytes only.
  private static let parts = [
    "a", "b", "very", "very", "it", "is", "don", "t", "3", "15", "25", "é", "e\u{301}", "è",
    "\u{301}",
    "да", "нет", "한국", "日", "本", "を", "が\u{3099}", "ก", "กำ", "\u{E33}", "كتاب", "क\u{94D}ष", "ൎ",
    "\u{600}", "👩\u{200D}👧", "👍🏽", "🇳🇱", "🇱", "\u{200D}", "'", "’", ".", ",", "!", "- ", "**", " ",
    " ", " ", " ", " ", " ", "  ", "\t", "\n", "\n", "\r\n", "\r", "\u{2028}", "\u{A0}",
  ]

  /// Method: texts of few different parts, edited at random places, are compared in the window and
  /// whole.
  ///
  /// Some are one passage again and again, and often a passage is doubled, so that the edit does
  /// the same in many places.
  @Test(arguments: seeds(300))
  func whatStandsOutsideTheWindowMakesNoDifference(seed: UInt64) {
    var workload = TextWorkload(seed: seed)
    for _ in 0..<8 {
      let passage = passage(upTo: workload.chance(30) ? 6 : 120, &workload)
      let repeats = workload.chance(50) ? workload.number(1...20) : 1
      let old = Array(repeatElement(passage, count: repeats).joined())
      var new = old
      for _ in 0..<workload.number(1...2) {
        let start = workload.number(0...new.count)
        let end = min(new.count, start + workload.number(0...3))
        let copied = new[start..<min(new.count, start + workload.number(0...40))]
        new.replaceSubrange(
          start..<end, with: workload.chance(50) ? Array(copied) : self.passage(upTo: 4, &workload))
      }
      let (oldText, newText) = (old.joined(), new.joined())
      guard let window = TextWindow(on: oldText, newText) else { continue }
      let whole = TextWindow(wholeOf: oldText, newText)
      let expected = TextDiff.edits(from: oldText, to: newText, in: whole)
      #expect(
        TextDiff.edits(from: oldText, to: newText, in: window) == expected,
        "\(oldText.debugDescription) to \(newText.debugDescription)")
    }
  }

  private func passage(upTo count: Int, _ workload: inout TextWorkload) -> [String] {
    (0..<workload.number(0...count)).map { _ in
      Self.parts[workload.number(0...Self.parts.count - 1)]
    }
  }

  /// One word is compared, its neighbours, and no more, wherever it stands in the text.
  @Test func aWordMoreInALongTextIsALittleWindow() throws {
    let words = (0..<20_000).map { "word\($0)" }
    for place in [0, 10_000, 20_000] {
      var edited = words
      edited.insert("new", at: place)
      let (old, new) = (words.joined(separator: " "), edited.joined(separator: " "))
      let window = try #require(TextWindow(on: old, new))
      #expect(window.old.count < 150)
      #expect(window.new.count == window.old.count + 4)
    }
  }

  @Test func theSameTextHasNoWindow() {
    for text in ["", "a", "日本\n"] {
      #expect(TextWindow(on: text, text) == nil)
    }
  }
}
