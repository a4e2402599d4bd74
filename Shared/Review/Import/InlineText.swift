/// The text of a block while it is read: its lines, and which part of each is bold.
struct InlineText {
  /// A line between two forced breaks.
  struct Line {
    var text: String
    var boldScalars: Int
    var isLink: Bool
  }

  private var bytes: [UInt8] = []
  private var boldBytes = 0
  private var isBoldSoFar = true
  private var isLinkSoFar = true
  private var lines: [Line] = []

  /// Whether nothing but blanks was added.
  private(set) var isEmpty = true

  /// Adds running text, in the style that holds at its place.
  mutating func append(_ text: some Collection<UInt8>, isBold: Bool, isLink: Bool) {
    let isBlank = text.allSatisfy(ASCII.isSpace)
    bytes.append(contentsOf: text)
    if isBlank { return }
    isEmpty = false
    if !isLink { isLinkSoFar = false }
    if isBold && isBoldSoFar {
      boldBytes = bytes.count
    } else {
      isBoldSoFar = false
    }
  }

  /// Ends the line, as `<br>` does.
  mutating func breakLine() {
    let text = Spacing.fold(bytes)
    let bold = Spacing.fold(bytes.prefix(boldBytes)).unicodeScalars.count
    lines.append(Line(text: text, boldScalars: bold, isLink: isLinkSoFar && !text.isEmpty))
    bytes.removeAll(keepingCapacity: true)
    boldBytes = 0
    isBoldSoFar = true
    isLinkSoFar = true
  }

  /// Hands out the lines and starts anew.
  mutating func takeLines() -> [Line] {
    breakLine()
    defer { self = InlineText() }
    return lines
  }
}

extension InlineText {
  /// Joins lines into the paragraphs that their author meant.
  ///
  /// An empty line parts paragraphs; so do the lines that open a numbered item or a recommendation
  /// and a bold line above running text. Every other break is layout.
  static func blocks(_ lines: [Line], kind: Block.Kind, depth: Int) -> [Block] {
    var blocks: [Block] = []
    var open: (isAllBold: Bool, isLink: Bool)?
    for line in lines {
      guard !line.text.isEmpty else {
        open = nil
        continue
      }
      let isLabel = lines.count > 1 && Label.parse(line.text)?.canOpenParagraph == true
      let isAllBold = line.boldScalars > 0 && line.boldScalars >= line.text.unicodeScalars.count - 1
      // A bold "1. Introduction" is a heading; "15. August 2022" is a date.
      let marker =
        isAllBold || kind != .paragraph || Headline.isDate(line.text)
        ? nil : ListMarker.parse(line.text)
      let isItem = marker?.marker.isOrdered == true
      if let above = open, !isLabel, !isItem, !above.isLink, above.isAllBold == isAllBold {
        // Two bold lines are one heading in two lines.
        if isAllBold { blocks[blocks.count - 1].boldScalars += 1 + line.boldScalars }
        blocks[blocks.count - 1].text += " " + line.text
        continue
      }
      var block = Block(kind, line.text, depth: depth)
      block.boldScalars = line.boldScalars
      block.isLink = line.isLink
      if let marker, isItem, !isLabel {
        block.marker = marker.marker
        block.text = line.text.droppingScalars(marker.width)
        block.boldScalars = max(0, line.boldScalars - marker.width)
      }
      blocks.append(block)
      open = (isAllBold, line.isLink)
    }
    return blocks
  }
}
