/// The label that opens a recommendation.
///
/// Such as "Recommendation 1: …", "1re recommandation –" or "R2:".
struct Label: Equatable {
  /// The number as written; empty when there is none.
  var number: String
  /// The number's value, level by level; empty when there is none.
  var path: [Int]
  /// Where the title begins, in scalars; the text's end when nothing follows.
  var titleStart: Int
  /// The mark between label and title; nil when there is none.
  var separator: String?
  /// Whether nothing follows the label.
  var isBare: Bool
  /// Whether the text after the label begins with a capital, a digit or a mark.
  var isTitleCapital: Bool
  /// Whether it is a code such as "R1", which needs company to be believed.
  var isCode = false

  /// Whether the label may open a running paragraph, where a sentence could begin alike:
  /// "Recommendation 1 of the panel says …", "Recommendation 2 – ignored so far – says …".
  var canOpenParagraph: Bool {
    guard let separator else { return isBare }
    return separator == ":" || separator == "|" || isTitleCapital
  }

  /// Whether the label may open a heading: there the separator can be missing.
  var canOpenHeading: Bool {
    isBare || separator != nil || (!path.isEmpty && isTitleCapital)
  }

  /// Reads the label at the start of `text`, or returns nil.
  static func parse(_ text: String) -> Label? {
    let tokens = Token.scan(text, limit: 160)
    var start = 0
    // An outline number ("3.1 Recommendation 1"), a box, an arrow or an emoji may stand before it;
    // a quotation mark means that the text quotes somebody.
    if let outline = ListMarker.parse(text), outline.marker.isOrdered,
      let after = tokens.firstIndex(where: { $0.start >= outline.width })
    {
      if let reading = read(tokens, from: after) {
        var label = reading.finished(text, tokens)
        if label.path.isEmpty {
          label.number = outline.marker.number
          label.path = outline.marker.path
        }
        return label
      }
    }
    while start < tokens.count, tokens[start].kind == .mark,
      !"\"'“”„«»‘(-–—".contains(tokens[start].folded)
    { start += 1 }
    return read(tokens, from: start)?.finished(text, tokens)
  }

  /// Where a label's parts lie among the tokens.
  private struct Reading {
    var numeral: Range<Int>?
    var path: [Int]
    var end: Int
    var isCode = false

    func finished(_ text: String, _ tokens: [Token]) -> Label {
      var next = end
      while tokens.has(")", at: next) || tokens.has("]", at: next) { next += 1 }
      var separator: String?
      while next < tokens.count, tokens[next].kind == .mark,
        separators.contains(tokens[next].folded)
      {
        separator = separator ?? tokens[next].folded
        next += 1
      }
      let isBare = next >= tokens.count
      let number = numeral.map { range in
        text.droppingScalars(tokens[range.lowerBound].start)
          .prefixScalars(tokens[range.upperBound - 1].end - tokens[range.lowerBound].start)
      }
      return Label(
        number: number ?? "", path: path,
        titleStart: isBare ? text.unicodeScalars.count : tokens[next].start,
        separator: separator, isBare: isBare, isTitleCapital: !isBare && tokens[next].isCapital,
        isCode: isCode)
    }
  }

  private static let separators: Set = [":", "：", "-", "–", "—", "−", ".", "|", "•", "·"]

  private static func read(_ tokens: [Token], from start: Int) -> Reading? {
    if let code = readCode(tokens, from: start) { return code }
    if let reading = readOrdinalFirst(tokens, from: start) { return reading }
    guard let noun = noun(tokens, from: start) else { return nil }
    var index = noun + 1
    if tokens.has("(", at: index) || tokens.has("[", at: index) || tokens.has("#", at: index) {
      index += 1
    } else if index < tokens.count, numberSigns.contains(tokens[index].folded) {
      index += 1
      if tokens.has(".", at: index) || tokens.has("°", at: index) { index += 1 }
      if tokens.has("o", at: index) && tokens.isAdjacent(index) { index += 1 }
    }
    if let numeral = Numeral.parse(tokens, at: index) {
      return Reading(numeral: index..<numeral.end, path: numeral.path, end: numeral.end)
    }
    // Without a number only a colon or a dash makes it a label.
    guard index == noun + 1, index < tokens.count,
      [":", "–", "—", "-"].contains(tokens[index].folded)
    else { return nil }
    return Reading(numeral: nil, path: [], end: index)
  }

  private static let numberSigns: Set = [
    "no", "nr", "n", "num", "number", "nummer", "numero", "nro",
  ]

  /// Reads a label with its number in front, such as "The second policy recommendation".
  private static func readOrdinalFirst(_ tokens: [Token], from start: Int) -> Reading? {
    var index = start
    if let article = tokens[safe: index], article.kind == .word,
      ["the", "la", "die", "unsere", "our", "de", "a", "den", "notre"].contains(article.folded)
    {
      index += 1
    }
    guard let numeral = Numeral.parse(tokens, at: index) else { return nil }
    var next = numeral.end
    if !numeral.isOrdinal {
      // German and the Scandinavian languages write "1." for the first; without an ordinal, this
      // is "One recommendation", a count.
      guard tokens[index].kind == .number, tokens.has(".", at: next), tokens.isAdjacent(next)
      else { return nil }
      next += 1
    }
    guard let noun = noun(tokens, from: next) else { return nil }
    let after = noun + 1
    // "First recommendation of the panel" goes on as a sentence.
    guard after >= tokens.count || separators.contains(tokens[after].folded) else { return nil }
    if let second = Numeral.parse(tokens, at: after), second.end > after { return nil }
    return Reading(numeral: index..<numeral.end, path: numeral.path, end: after)
  }

  /// Reads a short label such as "R1" or "REC 1".
  private static func readCode(_ tokens: [Token], from start: Int) -> Reading? {
    guard let first = tokens[safe: start], first.kind == .word else { return nil }
    var index = start + 1
    switch first.folded {
    case "r":
      guard first.isAllCapitals else { return nil }
      if tokens.has(".", at: index) || tokens.has("-", at: index) { index += 1 }
      guard tokens.isAdjacent(index) else { return nil }
    case "rec":
      if tokens.has(".", at: index) || tokens.has("-", at: index) { index += 1 }
    default: return nil
    }
    guard let numeral = Numeral.parse(tokens, at: index), tokens[index].kind == .number else {
      return nil
    }
    return Reading(
      numeral: index..<numeral.end, path: numeral.path, end: numeral.end, isCode: true)
  }

  /// The index of the singular noun, at `start` or behind a few known modifiers.
  private static func noun(_ tokens: [Token], from start: Int) -> Int? {
    for index in start..<min(start + 4, tokens.count) {
      guard tokens[index].kind == .word else {
        if tokens[index].folded == "-" && index > start { continue }
        return nil
      }
      let word = tokens[index].folded
      if Vocabulary.singularEndings.contains(where: { word.hasSuffix($0) }) { return index }
      guard Vocabulary.labelModifiers.contains(word) else { return nil }
    }
    return nil
  }
}

extension Array {
  /// The element at `index`, or nil outside the array.
  subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
