/// The mark before a list item: "1.", "2)", "(3)", "4.1", "IV.", "b)", or a bullet.
struct ListMarker: Equatable {
  /// The marker as written.
  var text: String
  /// The number, level by level; empty for a bullet.
  var path: [Int]

  /// Whether the item has a place in a count.
  var isOrdered: Bool { !path.isEmpty }

  /// The number as written, without the marks around it.
  var number: String {
    String(text.unicodeScalars.filter { !"().[]:".unicodeScalars.contains($0) || $0 == "." })
      .trimmingDots()
  }

  /// The bullets of text files; Markdown has three of them.
  private static let bullets: Set<Unicode.Scalar> = [
    "-", "*", "+", "•", "‣", "▪", "◦", "●", "○", "■", "□", "►", "▶", "➢", "✓", "→", "·", "–",
  ]

  /// Reads the marker at the start of `text`.
  ///
  /// - Returns: The marker and the scalars it takes with the space after it; nil when the text does
  ///   not start with one, or has nothing after it.
  static func parse(_ text: String) -> (marker: ListMarker, width: Int)? {
    let scalars = text.unicodeScalars
    guard let first = scalars.first else { return nil }
    if bullets.contains(first) {
      let rest = scalars.dropFirst()
      guard rest.first == " ", rest.dropFirst().first != nil else { return nil }
      return (ListMarker(text: String(first), path: []), 2)
    }
    let tokens = Token.scan(text, limit: 24)
    let isOpened = tokens.has("(", at: 0)
    let start = isOpened ? 1 : 0
    guard let (path, end) = number(tokens, at: start) else { return nil }
    var next = end
    if isOpened {
      guard tokens.has(")", at: next) else { return nil }
      next += 1
    } else if tokens.has(".", at: next) || tokens.has(")", at: next) {
      guard tokens.isAdjacent(next) else { return nil }
      next += 1
      // A letter is a marker with a bracket only: "A. Smith" is a person.
      if tokens[start].kind == .word, Numeral.roman(tokens[start].folded) == nil,
        tokens.has(".", at: next - 1)
      {
        return nil
      }
    } else if path.count < 2 {
      return nil
    }
    // "5.5 million" is a quantity, "1.2 Strengthen" a heading.
    guard next < tokens.count, !tokens.isAdjacent(next) else { return nil }
    if next == end && !tokens[next].isCapital { return nil }
    let width = tokens[next].start
    return (ListMarker(text: text.prefixScalars(tokens[next - 1].end), path: path), width)
  }

  private static func number(_ tokens: [Token], at start: Int) -> (path: [Int], end: Int)? {
    guard tokens.indices.contains(start) else { return nil }
    if tokens[start].kind == .word {
      let folded = tokens[start].folded
      if let value = Numeral.roman(folded) { return ([value], start + 1) }
      guard folded.utf8.count == 1, let letter = folded.utf8.first, ASCII.isLetter(letter) else {
        return nil
      }
      return ([Int(letter) - 96], start + 1)
    }
    guard let numeral = Numeral.parse(tokens, at: start), !numeral.isOrdinal else { return nil }
    return (numeral.path, numeral.end)
  }
}

extension String {
  /// The text without full stops at its ends.
  fileprivate func trimmingDots() -> String {
    var scalars = unicodeScalars[...]
    while scalars.first == "." { scalars = scalars.dropFirst() }
    while scalars.last == "." { scalars = scalars.dropLast() }
    return String(String.UnicodeScalarView(scalars))
  }
}
