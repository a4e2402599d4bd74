/// A recommendation as a range of blocks, before it becomes a range of the body.
struct Passage {
  /// The label as written.
  var number: String
  /// The number's value; empty without one.
  var path: [Int]
  /// The title, when one is set apart from the text.
  var title: String
  /// Where the text begins: a block, and how many scalars of its rendering come before.
  var start: Int
  var offset: Int
  /// The block behind the last one.
  var end: Int
  var isInSummary = false
  /// Whether an argument of its own stands below the label or heading.
  var hasArgument = false
}

extension Outline {
  /// How many scalars a title made from the text may have.
  private static let titleScalars = 100

  /// The title of a text that has none set apart: its bold beginning, or its first sentence.
  func leadTitle(of index: Int, from offset: Int) -> String {
    let block = blocks[index]
    let bold = block.markerText.unicodeScalars.count + block.boldScalars
    if block.boldScalars > 0 && bold > offset + 2 && !block.isAllBold {
      let lead = block.rendered.prefixScalars(bold).droppingScalars(offset)
      if !lead.isLonger(than: ImportLimits.titleScalarsMax) { return Self.trimmed(lead) }
    }
    return Self.sentence(block.rendered.droppingScalars(offset))
  }

  /// The first sentence, shortened to a title.
  static func sentence(_ text: String) -> String {
    let scalars = Array(text.unicodeScalars.prefix(titleScalars + 40))
    var wordLength = 0
    for (index, scalar) in scalars.enumerated() {
      let isEnd = scalar == "." || scalar == "!" || scalar == "?" || scalar == ";"
      if isEnd, index > 8, wordLength >= 3 || scalar != ".",
        index + 1 == scalars.count || scalars[index + 1] == " ",
        index + 2 >= scalars.count || !scalars[index + 2].properties.isLowercase
      {
        let sentence = String(String.UnicodeScalarView(scalars[...index]))
        return Spacing.shortened(trimmed(sentence), to: titleScalars)
      }
      wordLength = scalar.properties.isAlphabetic ? wordLength + 1 : 0
    }
    return trimmed(Spacing.shortened(text, to: titleScalars))
  }

  /// A title without the marks that only lead on to the text.
  static func trimmed(_ title: String) -> String {
    var scalars = title.unicodeScalars[...]
    let marks: Set<Unicode.Scalar> = [".", ":", ";", ",", " ", "–", "—", "-"]
    while let last = scalars.last, marks.contains(last) { scalars = scalars.dropLast() }
    while let first = scalars.first, marks.contains(first) { scalars = scalars.dropFirst() }
    return scalars.isEmpty ? title : String(String.UnicodeScalarView(scalars))
  }
}
