import ChangeLog
import TestSupport
import Testing
import TextReference

@Suite struct TextDiffCharacterTests {
  private static let parts = [
    "a", "e", "t", "e\u{301}", "e\u{301}\u{302}", "\u{301}", "é", "\u{212B}", "\u{C5}", " ", " ",
    "\n",
    "\r\n", "\r", "👩", "👩\u{200D}🔬", "👍", "👍🏽", "🇳🇱", "🇱", "🇫🇷", "\u{200D}", "\u{FE0F}", "ม่", "ม",
    "كِ", "ك", "한", "\u{1112}\u{1161}", "क्ष", "क", ".", "'", "3",
  ]

  /// Method: random texts of user-perceived characters of many scalars, and what random edits by
  /// scalars make of them, which may leave parts of characters behind.
  @Test(arguments: seeds(200))
  func cutsACharacterOnlyWhenNothingElseDiffers(seed: UInt64) {
    var workload = TextWorkload(seed: seed)
    for _ in 0..<20 {
      let old = text(upTo: 20, &workload)
      var scalars = Array(old.unicodeScalars)
      for _ in 0..<workload.number(1...3) {
        let start = workload.number(0...scalars.count)
        let end = min(scalars.count, start + workload.number(0...3))
        scalars.replaceSubrange(start..<end, with: text(upTo: 2, &workload).unicodeScalars)
      }
      var new = String.UnicodeScalarView()
      new.append(contentsOf: scalars)
      check(from: old, to: String(new))
    }
  }

  private func text(upTo count: Int, _ workload: inout TextWorkload) -> String {
    (0..<workload.number(0...count)).map { _ in
      Self.parts[workload.number(0...Self.parts.count - 1)]
    }.joined()
  }

  private func check(from old: String, to new: String) {
    let (oldEnds, newEnds) = (boundaries(of: old), boundaries(of: new))
    var delta = 0
    for edit in TextDiff.edits(from: old, to: new) {
      let inserted = edit.insert.unicodeScalars.count
      let deletion = edit.position - delta..<edit.position - delta + edit.deleteCount
      let insertion = edit.position..<edit.position + inserted
      delta += inserted - edit.deleteCount
      let isWhole = isWhole(deletion, oldEnds) && isWhole(insertion, newEnds)
      let isInsideOne = isInsideOne(deletion, oldEnds) && isInsideOne(insertion, newEnds)
      #expect(
        isWhole || isInsideOne, "\(old.debugDescription) to \(new.debugDescription): \(edit)")
    }
  }

  private func boundaries(of text: String) -> Set<Int> {
    var boundaries: Set = [0]
    var end = 0
    for character in text {
      end += character.unicodeScalars.count
      boundaries.insert(end)
    }
    return boundaries
  }

  private func isWhole(_ range: Range<Int>, _ boundaries: Set<Int>) -> Bool {
    boundaries.contains(range.lowerBound) && boundaries.contains(range.upperBound)
  }

  /// Whether no character ends within the range.
  private func isInsideOne(_ range: Range<Int>, _ boundaries: Set<Int>) -> Bool {
    range.isEmpty || boundaries.isDisjoint(with: range.lowerBound + 1..<range.upperBound)
  }
}
