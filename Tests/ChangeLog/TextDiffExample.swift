import ChangeLog
import Testing

/// A change to a sentence, how it should read, and another person's change to the same sentence.
struct TextDiffExample: CustomTestStringConvertible, Sendable {
  let old: String
  let new: String
  let edits: [TextEdit]
  let other: String
  let merged: String

  var testDescription: String { new }

  /// The two changes merged, as `diff` finds them, in both orders of the two people's replicas.
  func merges(_ diff: (String, String) -> [TextEdit]) throws -> [String] {
    try [(new, other), (other, new)].map { first, second in
      var base = TextHistory()
      try base.add(insertion(old, id: name(1)))
      var merged = base
      for (replica, text) in [(UInt8(2), first), (UInt8(3), second)] {
        var history = base
        for edit in diff(old, text) {
          try history.add(
            try history.makeRun(
              edit, id: name(replica, history.runs.count),
              replica: ReplicaID(rawValue: UInt64(replica))))
        }
        for run in history.runs { try merged.add(run) }
      }
      return merged.text
    }
  }

  /// Pairs that a diff by lines would replace whole, and a diff by characters would cut up inside
  /// words, so that merging with the other change would lose it or leave a muddle.
  static let all = [
    TextDiffExample(
      old: "Japan should lead the talks.", new: "Japan should not lead the talks.",
      edits: [edit(12, 0, " not")],
      other: "Japan should lead the talks in Tokyo.",
      merged: "Japan should not lead the talks in Tokyo."),
    TextDiffExample(
      old: "The cost is affordable.", new: "The cost is acceptable.",
      edits: [edit(12, 10, "acceptable")],
      other: "The total cost is affordable.", merged: "The total cost is acceptable."),
    TextDiffExample(
      old: "A quick win for Seoul.", new: "A slow victory for Seoul.",
      edits: [edit(2, 9, "slow victory")],
      other: "A quick win for Seoul and Tokyo.", merged: "A slow victory for Seoul and Tokyo."),
    TextDiffExample(
      old: "It helps. It is cheap.", new: "It helps. It is slow. It is cheap.",
      edits: [edit(9, 0, " It is slow.")],
      other: "It helps. It is very cheap.", merged: "It helps. It is slow. It is very cheap."),
    TextDiffExample(
      old: "One. Two. Three.", new: "One. Three.",
      edits: [edit(4, 5, "")],
      other: "One. Two. Three. Ten.", merged: "One. Three. Ten."),
    TextDiffExample(
      old: "The option needs a vote.", new: "The options need a vote.",
      edits: [edit(4, 12, "options need")],
      other: "The option needs a vote in the Diet.",
      merged: "The options need a vote in the Diet."),
    TextDiffExample(
      old: "Each option needs a clear legal basis.", new: "Each options needs a clear basis.",
      edits: [edit(5, 6, "options"), edit(26, 6, "")],
      other: "Each option needs a very clear legal basis.",
      merged: "Each options needs a very clear basis."),
    TextDiffExample(
      old: "The first option is\nto wait and see.\n",
      new: "The first option\nis to wait and see.\n",
      edits: [edit(16, 1, "\n"), edit(19, 1, " ")],
      other: "The first option is\nto wait patiently and see.\n",
      merged: "The first option\nis to wait patiently and see.\n"),
    TextDiffExample(
      old: "Pro.\n\nCon.\n", new: "Pro.\n\nCost.\n\nCon.\n",
      edits: [edit(5, 0, "\nCost.\n")],
      other: "Pro.\n\nCon, again.\n", merged: "Pro.\n\nCost.\n\nCon, again.\n"),
    TextDiffExample(
      old: "Weigh the cost of action soon.", new: "Weigh the price of inaction soon.",
      edits: [edit(10, 14, "price of inaction")],
      other: "Weigh the cost of action very soon.", merged: "Weigh the price of inaction very soon."
    ),
    TextDiffExample(
      old: "It costs 3.5 million, we think.", new: "It costs 4.25 million; we think.",
      edits: [edit(9, 3, "4.25"), edit(21, 1, ";")],
      other: "It costs 3.5 million, we all think.", merged: "It costs 4.25 million; we all think."),
    TextDiffExample(
      old: "We don't agree with it.", new: "We do not agree with it.",
      edits: [edit(3, 5, "do not")],
      other: "We don't agree with it yet.", merged: "We do not agree with it yet."),
    TextDiffExample(
      old: "A cafe\u{301} in Tokyo.", new: "A caf\u{E9} in Tokyo.",
      edits: [edit(2, 5, "caf\u{E9}")],
      other: "A cafe\u{301} in central Tokyo.", merged: "A caf\u{E9} in central Tokyo."),
    TextDiffExample(
      old: "A good 👍 idea.", new: "A good 👍🏽 idea.",
      edits: [edit(7, 1, "👍🏽")],
      other: "A very good 👍 idea.", merged: "A very good 👍🏽 idea."),
    TextDiffExample(
      old: "A cafe is open.", new: "A cafe\u{301} is open.",
      edits: [edit(2, 4, "cafe\u{301}")],
      other: "A cafe is not open.", merged: "A cafe\u{301} is not open."),
    TextDiffExample(
      old: "That is likely.", new: "That is unlikely.",
      edits: [edit(8, 0, "un")],
      other: "That is very likely.", merged: "That is very unlikely."),
    TextDiffExample(
      old: "The cost is affordable.", new: "The cost is acceptable.",
      edits: [edit(12, 10, "acceptable")],
      other: "The cost is very affordable.", merged: "The cost is very acceptable."),
    TextDiffExample(
      old: "Weigh each option.", new: "Weigh the options.",
      edits: [edit(6, 11, "the options")],
      other: "Weigh each option again.", merged: "Weigh the options again."),
    TextDiffExample(
      old: "Keep all options.", new: "Keep all option.",
      edits: [edit(15, 1, "")],
      other: "Keep all options open.", merged: "Keep all option open."),
    TextDiffExample(
      old: "It is cheap. It works.", new: "It is cheap. This works.",
      edits: [edit(13, 2, "This")],
      other: "It is cheap. Ask Ben. It works.", merged: "It is cheap. Ask Ben. This works."),
    TextDiffExample(
      old: "Pro.\n\nCon.\n", new: "Pro.\n\nAgainst.\n",
      edits: [edit(6, 3, "Against")],
      other: "Pro, first.\n\nCost.\n\nCon.\n", merged: "Pro, first.\n\nCost.\n\nAgainst.\n"),
    TextDiffExample(
      old: "It needs a vote.", new: "It needs extra vote.",
      edits: [edit(9, 1, "extra")],
      other: "It needs a quick vote.", merged: "It needs extra quick vote."),
    TextDiffExample(
      old: "It is very very good.", new: "It is very very very good.",
      edits: [edit(15, 0, " very")],
      other: "It is very very good, Ben.", merged: "It is very very very good, Ben."),
    TextDiffExample(
      old: "日本は協議を主導する。", new: "日本は会談を主導する。",
      edits: [edit(3, 2, "会談")],
      other: "日本は協議を強く主導する。", merged: "日本は会談を強く主導する。"),
    TextDiffExample(
      old: "Walk 15 minutes to the station.", new: "Walk 25 minutes to the station.",
      edits: [edit(5, 2, "25")],
      other: "Walk 15 km to the station.", merged: "Walk 25 km to the station."),
    TextDiffExample(
      old: "It was very very good.", new: "It was very good.",
      edits: [edit(11, 5, "")],
      other: "It was very very bad.", merged: "It was very bad."),
    TextDiffExample(
      old: "Bring a spade", new: "Bring a spade\n",
      edits: [edit(13, 0, "\n")],
      other: "Bring the spade", merged: "Bring the spade\n"),
    TextDiffExample(
      old: "Bread\r\nMilk\r\n", new: "Bread\nMilk\n",
      edits: [edit(5, 1, ""), edit(10, 1, "")],
      other: "Bread, rye\r\nMilk\r\n", merged: "Bread, rye\nMilk\n"),
    TextDiffExample(
      old: "Bread\r\nMilk\r\n", new: "Bread\r\nSalt\r\nMilk\r\n",
      edits: [edit(7, 0, "Salt\r\n")],
      other: "Bread\r\nMilk, fresh\r\n", merged: "Bread\r\nSalt\r\nMilk, fresh\r\n"),
    TextDiffExample(
      old: "Flags: 🇳🇱🇯🇵🇫🇷", new: "Flags: 🇳🇱🇫🇷",
      edits: [edit(9, 2, "")],
      other: "Flags: 🇳🇱🇯🇵🇮🇹", merged: "Flags: 🇳🇱🇮🇹"),
    TextDiffExample(
      old: "我们明天开会。", new: "我们后天开会。",
      edits: [edit(2, 1, "后")],
      other: "我们明天不开会。", merged: "我们后天不开会。"),
  ]
}

/// An edit, shortly.
func edit(_ position: Int, _ deleteCount: Int, _ insert: String) -> TextEdit {
  TextEdit(position: position, deleteCount: deleteCount, insert: insert)
}
