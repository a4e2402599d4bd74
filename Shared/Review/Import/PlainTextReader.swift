/// Reads plain text into blocks: by blank lines, list markers, and where lines were broken.
struct PlainTextReader {
  private struct Line {
    var text: String
    var indent: Int
    var width: Int
  }

  /// How many scalars the widest wrapped line has; longer ones are whole paragraphs.
  private static let wrappedWidthMax = 160

  private var draft = Draft()
  private var group: [Line] = []
  /// The width that lines are wrapped to, or 0 when every line is a paragraph.
  private var wrapWidth = 0

  /// Reads well-formed UTF-8.
  static func read(_ bytes: [UInt8]) throws(ImportError) -> Draft {
    var reader = PlainTextReader()
    reader.measure(bytes)
    for line in Lines(bytes) {
      let text = Spacing.fold(line)
      if text.isEmpty {
        reader.flush()
      } else {
        reader.group.append(
          Line(text: text, indent: Lines.indent(line), width: text.unicodeScalars.count))
      }
      // So many lines without a blank one are no paragraph.
      if reader.group.count > ImportLimits.blocksMax { throw .tooManyParagraphs }
      if reader.draft.blocks.count > ImportLimits.blocksMax { throw .tooManyParagraphs }
    }
    reader.flush()
    if reader.draft.blocks.count > ImportLimits.blocksMax { throw .tooManyParagraphs }
    return reader.draft
  }

  /// Finds out whether lines are wrapped: then most of the text stands in lines of like width.
  private mutating func measure(_ bytes: [UInt8]) {
    var longBytes = 0
    var allBytes = 0
    for line in Lines(bytes) {
      // Continuation bytes do not count: the width is in scalars.
      let width = line.count { $0 & 0xc0 != 0x80 }
      allBytes += width
      if width > Self.wrappedWidthMax {
        longBytes += width
      } else {
        wrapWidth = max(wrapWidth, width)
      }
    }
    if longBytes * 2 > allBytes { wrapWidth = 0 }
  }

  private mutating func flush() {
    defer { group.removeAll(keepingCapacity: true) }
    guard !group.isEmpty else { return }
    var start = 0
    for index in 1..<(group.count + 1) {
      if index < group.count && !isBreak(before: index, blockStart: start) { continue }
      addBlock(group[start..<index])
      start = index
    }
  }

  /// Whether a block begins with the line at `index`, which follows another without a blank line.
  private func isBreak(before index: Int, blockStart: Int) -> Bool {
    let above = group[index - 1]
    let line = group[index]
    if Self.isDrawn(above.text) { return true }
    if Self.isUnderline(line.text) { return false }
    if wrapWidth == 0 || Self.isDrawn(line.text) { return true }
    if Furniture.isContentsLine(above.text) || Furniture.isContentsLine(line.text) { return true }
    if draft.blocks.count < 12 && Headline.isField(line.text) { return true }
    if let next = group[safe: index + 1], Self.isUnderline(next.text) { return true }
    // A wrapped line was as full as it could be: when the next word would have fitted, somebody
    // ended the line on purpose.
    let word = line.text.utf8.prefix { $0 != 32 }.count
    let isDeliberate = above.width + 1 + word <= wrapWidth
    if let (marker, _) = ListMarker.parse(line.text) {
      let isListed = ListMarker.parse(above.text) != nil || line.indent > 0
      if isDeliberate || isListed || !marker.isOrdered || above.text.hasSuffix(":") { return true }
      if let before = ListMarker.parse(group[blockStart].text)?.marker, before.isOrdered,
        before.path.dropLast() == marker.path.dropLast(), let last = before.path.last,
        marker.path.last == last + 1
      {
        return true
      }
    }
    guard isDeliberate else { return false }
    if Label.parse(line.text)?.canOpenParagraph == true { return true }
    if let label = Label.parse(above.text), label.canOpenParagraph, isHeadingLike(above, line) {
      return true
    }
    if HeadingRole(of: above.text) != .other && isHeadingLike(above, line) { return true }
    if draft.blocks.count < 12 && (Headline.isFront(above.text) || Headline.isFront(line.text)) {
      return true
    }
    return Self.isCapitals(above.text) != Self.isCapitals(line.text)
  }

  private func isHeadingLike(_ line: Line, _ next: Line) -> Bool {
    guard let last = line.text.unicodeScalars.last, let first = next.text.unicodeScalars.first
    else { return false }
    return !".,;".unicodeScalars.contains(last) && !first.properties.isLowercase
  }

  private mutating func addBlock(_ lines: ArraySlice<Line>) {
    guard let first = lines.first else { return }
    if lines.count == 1 && Self.isDrawn(first.text) {
      draft.blocks.append(Block(.rule, ""))
      return
    }
    var text = lines.map(\.text)
    if text.count > 1, let last = text.last, Self.isUnderline(last) {
      text.removeLast()
      let level = last.hasPrefix("=") ? 1 : 2
      draft.blocks.append(Block(.heading(level: level), Self.joined(text)))
      return
    }
    var block = Block(.paragraph, Self.joined(text))
    if let (marker, width) = ListMarker.parse(block.text),
      Label.parse(block.text)?.canOpenParagraph != true, !Headline.isDate(block.text)
    {
      block.marker = marker
      block.text = block.text.droppingScalars(width)
      block.depth = 1 + first.indent / 2
    } else if first.indent >= 2 {
      block.depth = 1 + (first.indent - 1) / 2
    }
    draft.blocks.append(block)
  }

  /// Joins wrapped lines; a word broken at its own hyphen stays one word.
  private static func joined(_ lines: [String]) -> String {
    var text = ""
    for line in lines {
      if text.isEmpty {
        text = line
      } else if text.hasSuffix("-"), !text.hasSuffix(" -"),
        line.unicodeScalars.first?.properties.isLowercase == true
      {
        text += line
      } else {
        text += " " + line
      }
    }
    return text
  }

  /// Whether the line is drawn rather than written: "* * *", "-----", "=====".
  private static func isDrawn(_ text: String) -> Bool {
    let marks = text.utf8.filter { $0 != 32 }
    guard marks.count >= 3, let first = marks.first else { return false }
    return "=-*_~#".utf8.contains(first) && marks.allSatisfy { $0 == first }
  }

  private static func isUnderline(_ text: String) -> Bool {
    isDrawn(text) && (text.hasPrefix("==") || text.hasPrefix("--"))
  }

  /// Whether every letter is a capital, and there are several.
  static func isCapitals(_ text: String) -> Bool {
    var letters = 0
    for scalar in text.unicodeScalars.prefix(200) {
      if scalar.properties.isLowercase { return false }
      if scalar.properties.isUppercase { letters += 1 }
    }
    return letters >= 3
  }
}
