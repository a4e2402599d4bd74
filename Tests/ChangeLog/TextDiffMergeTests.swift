import ChangeLog
import TestSupport
import Testing
import TextReference

@Suite struct TextDiffMergeTests {
  /// A word of a note, with what stands behind it.
  private struct Word {
    var text: String
    var after: String
  }

  private enum Change: CaseIterable {
    case replace, correctEnding, makeBold, addWord, addRemark, addSentence, reflow

    func make(to word: inout Word, with new: String) {
      switch self {
      case .replace: word.text = new
      case .correctEnding: word.text += "s"
      case .makeBold: word.text = "**\(word.text)**"
      case .addWord: word.text += " \(new)"
      case .addRemark: word.text += ", \(new)"
      case .addSentence where word.after == ". ": word.after = ". Also \(new). "
      case .reflow where word.after == " ": word.after = "\n"
      case .reflow where word.after == "\n": word.after = " "
      case .addSentence, .reflow: break
      }
    }
  }

  /// Method: a random note of sentences, lines and lists; one person changes a word or what stands
  /// behind it, and another a word at most two further on.
  ///
  /// What is meant is known: both changes made to the words.
  @Test(arguments: seeds(50))
  func changesToDifferentWordsMergeAsBothPeopleMeantThem(seed: UInt64) throws {
    var workload = TextWorkload(seed: seed)
    for _ in 0..<20 {
      let note = note(&workload)
      let place = workload.number(0...8)
      let otherPlace = place + workload.number(1...2)
      let change = Change.allCases[workload.number(0...Change.allCases.count - 1)]
      let otherChange = Change.allCases[workload.number(0...Change.allCases.count - 1)]
      let (new, otherNew) = (word(&workload), word(&workload))
      var (one, other, both) = (note, note, note)
      change.make(to: &one[place], with: new)
      change.make(to: &both[place], with: new)
      otherChange.make(to: &other[otherPlace], with: otherNew)
      otherChange.make(to: &both[otherPlace], with: otherNew)
      let example = TextDiffExample(
        old: text(note), new: text(one), edits: [], other: text(other), merged: text(both))
      for merged in try example.merges(TextDiff.edits) {
        #expect(merged == example.merged, "\(example.old), \(example.new), \(example.other)")
      }
    }
  }

  private func note(_ workload: inout TextWorkload) -> [Word] {
    let ends = [" ", " ", " ", " ", ", ", ". ", "\n", "\n- "]
    var words = (0..<10).map { _ in
      Word(text: word(&workload), after: ends[workload.number(0...ends.count - 1)])
    }
    words.append(Word(text: word(&workload), after: ".\n"))
    return words
  }

  /// Of few letters, so that a diff by letters would go astray.
  private func word(_ workload: inout TextWorkload) -> String {
    (0..<workload.number(2...6)).map { _ in ["a", "b", "e"][workload.number(0...2)] }.joined()
  }

  private func text(_ words: [Word]) -> String { words.map { $0.text + $0.after }.joined() }
}
