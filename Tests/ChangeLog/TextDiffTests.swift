import Bytes
import ChangeLog
import TestSupport
import Testing
import TextReference

@Suite struct TextDiffTests {
  @Test(arguments: TextDiffExample.all + TextDiffExample.hard)
  func readsAsAPersonWouldTellIt(example: TextDiffExample) {
    #expect(TextDiff.edits(from: example.old, to: example.new) == example.edits)
  }

  @Test(arguments: TextDiffExample.all + TextDiffExample.hard)
  func mergesWithAnotherChangeToTheSameSentence(example: TextDiffExample) throws {
    for merged in try example.merges(TextDiff.edits) {
      #expect(merged.utf8.elementsEqual(example.merged.utf8), "\(merged)")
    }
  }

  /// In one order of the two people's replicas at least.
  @Test(arguments: TextDiffExample.hard)
  func mergesWherePlainDiffsFail(example: TextDiffExample) throws {
    for plainDiff in [PlainDiff.byLines, PlainDiff.byScalars] {
      let merges = try example.merges(plainDiff)
      #expect(!merges.allSatisfy { $0.utf8.elementsEqual(example.merged.utf8) })
    }
  }

  @Test func twoSpellingsOfOneCharacterDiffer() {
    #expect(TextDiff.edits(from: "\u{212B}", to: "\u{C5}") == [edit(0, 1, "\u{C5}")])
    #expect(TextDiff.edits(from: "\u{212B}", to: "\u{212B}").isEmpty)
  }

  /// Method: random texts of few different scalars, so that much of them repeats; and a text and
  /// what random edits make of it.
  @Test(arguments: seeds(60))
  func turnsTheOldTextIntoTheNew(seed: UInt64) throws {
    var workload = TextWorkload(seed: seed)
    for _ in 0..<10 {
      let old = workload.text(upTo: 40)
      try check(from: old, to: workload.text(upTo: 40))
      var scalars = Array(old.unicodeScalars)
      for _ in 0..<workload.number(1...3) {
        let position = workload.number(0...scalars.count)
        let end = min(scalars.count, position + workload.number(0...5))
        scalars.replaceSubrange(position..<end, with: workload.text(upTo: 5).unicodeScalars)
      }
      var view = String.UnicodeScalarView()
      view.append(contentsOf: scalars)
      try check(from: old, to: String(view))
    }
  }

  /// More words differ than are compared one by one.
  @Test func splitsAtSharedPassagesWhereTooMuchDiffers() throws {
    let count = TextDiff.differencesMax
    for separator in ["\n", " "] {
      let old = (0..<count).map { "old\($0) text stays here" }
      var new = old
      for index in 0..<count where index % 2 == 0 { new[index] = "new\(index) text stays there" }
      let (oldText, newText) = (old.joined(separator: separator), new.joined(separator: separator))
      let edits = TextDiff.edits(from: oldText, to: newText)
      #expect(edits.count == count)
      #expect(edits.allSatisfy { !$0.insert.contains("stays") })
      try check(from: oldText, to: newText)
    }
  }

  @Test func replacesATextThatHasNothingInCommon() throws {
    let words = (0..<2 * TextDiff.differencesMax).map { "a\($0)" }.joined(separator: "\n")
    let others = (0..<2 * TextDiff.differencesMax).map { "b\($0)b" }.joined(separator: "\n")
    #expect(TextDiff.edits(from: words, to: others).count == 1)
    try check(from: words, to: others)
  }

  /// Texts on which an algorithm without a bound would take hours.
  @Test(.timeLimit(.minutes(1))) func takesBoundedTimeWhateverTheTexts() throws {
    var workload = TextWorkload(seed: 1)
    func shuffled(_ words: [String], separator: String) -> String {
      (0..<8_000).map { _ in words[workload.number(0...words.count - 1)] }
        .joined(separator: separator)
    }
    for (words, separator) in [(["a", "b"], " "), (["!", "?", "*"], ""), (["", "-"], "\n")] {
      let old = shuffled(words, separator: separator)
      try check(from: old, to: shuffled(words, separator: separator))
      try check(from: "x" + old + "x", to: "y" + separator + old + old + "y")
    }
    let lines = String(repeating: "\n", count: 50_000)
    #expect(TextDiff.edits(from: lines, to: lines + "\n").count == 1)
    let letters = String(repeating: "a", count: 50_000)
    #expect(TextDiff.edits(from: letters, to: letters + "a").count == 1)
  }

  private func check(from old: String, to new: String) throws {
    let edits = TextDiff.edits(from: old, to: new)
    try #require(TextEdit.applying(edits, to: old).utf8.elementsEqual(new.utf8))
    // From left to right, and each of them does something.
    for (edit, next) in zip(edits, edits.dropFirst()) {
      try #require(edit.position + edit.insert.unicodeScalars.count < next.position)
    }
    try #require(edits.allSatisfy { $0.deleteCount > 0 || !$0.insert.isEmpty })
  }
}
