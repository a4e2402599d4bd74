import Bytes
import ChangeLog
import TestSupport
import Testing

@Suite struct TextDiffTests {
  @Test(arguments: TextDiffExample.all)
  func readsAsAPersonWouldTellIt(example: TextDiffExample) {
    #expect(TextDiff.edits(from: example.old, to: example.new) == example.edits)
  }

  /// In both orders of the two people's replicas.
  @Test(arguments: TextDiffExample.all, [(2, 3), (3, 2)])
  func mergesWithAnotherChangeToTheSameSentence(
    example: TextDiffExample, replicas: (UInt64, UInt64)
  ) throws {
    var runs = [insertion(example.old, id: name(1))]
    for (replica, text) in [(replicas.0, example.new), (replicas.1, example.other)] {
      var version = [name(1)]
      for edit in TextDiff.edits(from: example.old, to: text) {
        let id = name(UInt8(runs.count + 1))
        runs.append(
          TextRun(
            id: id, replica: ReplicaID(rawValue: replica), version: version,
            position: edit.position, deleteCount: edit.deleteCount, insert: edit.insert))
        version = [id]
      }
    }
    let merged = try TextHistory(runs).text
    #expect(merged.utf8.elementsEqual(example.merged.utf8), "\(merged)")
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
    let others = (0..<2 * TextDiff.differencesMax).map { "b\($0)" }.joined(separator: "\n")
    #expect(TextDiff.edits(from: words, to: others).count == 1)
    try check(from: words, to: others)
  }

  /// Texts on which an algorithm without a bound would take hours.
  @Test(.timeLimit(.minutes(1))) func takesBoundedTimeWhateverTheTexts() throws {
    var workload = TextWorkload(seed: 1)
    func shuffled(_ words: [String], separator: String) -> String {
      (0..<20_000).map { _ in words[workload.number(0...words.count - 1)] }
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
