/// Reads Markdown into blocks: CommonMark's, read loosely, with front matter and tables.
struct MarkdownReader {
  private var draft = Draft()
  /// The lines of the open paragraph; a forced break stands between two parts.
  private var parts: [[UInt8]] = [[]]
  private var isParagraphOpen = false
  private var isInert = false
  private var marker: ListMarker?
  /// The columns at which the content of the open lists begins.
  private var listColumns: [Int] = []
  private var isAfterBlank = true
  private var fence: (mark: UInt8, width: Int)?
  /// What ends the HTML that is being skipped.
  private var skipUntil: [UInt8]?

  /// Reads well-formed UTF-8.
  static func read(_ bytes: [UInt8]) throws(ImportError) -> Draft {
    var reader = MarkdownReader()
    let rest = FrontMatter.take(from: bytes, into: &reader.draft.metadata)
    for line in Lines(Array(rest)) {
      reader.read(line)
      if reader.draft.blocks.count > ImportLimits.blocksMax { throw .tooManyParagraphs }
    }
    reader.flush()
    if reader.draft.blocks.count > ImportLimits.blocksMax { throw .tooManyParagraphs }
    return reader.draft
  }

  private static let skippedElements = [
    "script", "style", "nav", "aside", "footer", "template", "figure", "svg", "iframe",
    "noscript",
  ]

  private mutating func read(_ line: ArraySlice<UInt8>) {
    if let end = skipUntil {
      if contains(line, end) { skipUntil = nil }
      return
    }
    let indent = Lines.indent(line)
    let text = line.drop { $0 == 32 || $0 == 9 }
    if readFence(text, indent: indent) { return }
    if text.allSatisfy(ASCII.isSpace) {
      flush()
      isAfterBlank = true
      return
    }
    if startsSkipping(text) { return }
    defer { isAfterBlank = false }
    if isAfterBlank {
      while let column = listColumns.last, indent < column { listColumns.removeLast() }
    }
    if readUnderlineOrRule(text) || readHeading(text, indent: indent) { return }
    if readItem(text, indent: indent) { return }
    if readInert(text) { return }
    addToParagraph(line)
  }

  private func contains(_ line: ArraySlice<UInt8>, _ wanted: [UInt8]) -> Bool {
    var rest = line
    while let start = rest.firstIndex(of: wanted[0]) {
      if rest[start...].starts(with: wanted) { return true }
      rest = rest[(start + 1)...]
    }
    return false
  }

  /// Skips comments, scripts, menus and the like that stand in the text as HTML.
  private mutating func startsSkipping(_ text: ArraySlice<UInt8>) -> Bool {
    guard text.first == UInt8(ascii: "<") else { return false }
    if text.starts(with: "<!--".utf8) {
      flush()
      let end = Array("-->".utf8)
      if !contains(text, end) { skipUntil = end }
      return true
    }
    let name = text.dropFirst().prefix { ASCII.isLetter($0) }
    guard Self.skippedElements.contains(String(decoding: name, as: UTF8.self)) else { return false }
    flush()
    let end = Array("</".utf8) + name
    if !contains(text, end) { skipUntil = end }
    return true
  }

  private mutating func readFence(_ text: ArraySlice<UInt8>, indent: Int) -> Bool {
    let mark = text.first ?? 0
    let width = text.prefix { $0 == mark }.count
    if let fence {
      if mark == fence.mark && width >= fence.width
        && text.dropFirst(width).allSatisfy(ASCII.isSpace)
      {
        flush()
        self.fence = nil
      } else {
        addToParagraph(text)
      }
      return true
    }
    guard mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~"), width >= 3,
      !text.dropFirst(width).contains(mark)
    else { return false }
    flush()
    isInert = true
    fence = (mark, width)
    return true
  }

  private mutating func readUnderlineOrRule(_ text: ArraySlice<UInt8>) -> Bool {
    guard let mark = text.first, "=-*_".utf8.contains(mark) else { return false }
    let count = text.count { $0 == mark }
    guard text.allSatisfy({ $0 == mark || ASCII.isSpace($0) }) else { return false }
    if isParagraphOpen && !isInert && marker == nil {
      if mark == UInt8(ascii: "=") || mark == UInt8(ascii: "-") {
        flush(as: .heading(level: mark == UInt8(ascii: "=") ? 1 : 2))
        return true
      }
    }
    guard count >= 3, mark != UInt8(ascii: "=") else { return false }
    flush()
    listColumns = []
    draft.blocks.append(Block(.rule, ""))
    return true
  }

  private mutating func readHeading(_ text: ArraySlice<UInt8>, indent: Int) -> Bool {
    let level = text.prefix { $0 == UInt8(ascii: "#") }.count
    let rest = text.dropFirst(level)
    guard (1...6).contains(level), rest.first.map(ASCII.isSpace) ?? true else { return false }
    flush()
    // A heading at the margin ends the lists above it.
    listColumns = listColumns.filter { $0 <= indent }
    var title = rest[...]
    while let last = title.last, ASCII.isSpace(last) { title = title.dropLast() }
    let closing = title.reversed().prefix { $0 == UInt8(ascii: "#") }.count
    if closing > 0, let before = title.dropLast(closing).last, ASCII.isSpace(before) {
      title = title.dropLast(closing)
    }
    // "{#id}" names the heading for links.
    if title.last == UInt8(ascii: "}"), let brace = title.lastIndex(of: UInt8(ascii: "{")) {
      title = title[..<brace]
    }
    parts = [Array(title)]
    isParagraphOpen = true
    flush(as: .heading(level: level))
    return true
  }

  private mutating func readItem(_ text: ArraySlice<UInt8>, indent: Int) -> Bool {
    guard !isInert else { return false }
    let head = Spacing.fold(text.prefix(64))
    guard let (found, _) = ListMarker.parse(head) else { return false }
    if found.isOrdered {
      // A number in the middle of a paragraph is no list, unless it is the first.
      if isParagraphOpen && marker == nil && found.path != [1] { return false }
      if found.path.count > 1 && !isAfterBlank && marker == nil { return false }
    } else if !["-", "*", "+", "•"].contains(found.text) {
      return false
    }
    flush()
    while let column = listColumns.last, indent < column { listColumns.removeLast() }
    let width = found.text.utf8.count
    let content = text.dropFirst(width).drop { ASCII.isSpace($0) }
    listColumns.append(indent + width + 1)
    marker = found
    parts = [[]]
    addToParagraph(content)
    return true
  }

  /// Quotations, tables and notes: kept, and nothing is taken from them.
  private mutating func readInert(_ text: ArraySlice<UInt8>) -> Bool {
    switch text.first {
    case UInt8(ascii: ">"):
      if !isInert { flush() }
      let inner = text.drop { $0 == UInt8(ascii: ">") || ASCII.isSpace($0) }
      if inner.isEmpty { flush() }
      isInert = true
      addToParagraph(inner)
      return true
    case UInt8(ascii: "|"):
      flush()
      guard !text.allSatisfy({ "|-: \t\r".utf8.contains($0) }) else { return true }
      isInert = true
      addToParagraph(ArraySlice(text.map { $0 == UInt8(ascii: "|") ? 32 : $0 }))
      flush()
      return true
    case UInt8(ascii: "["):
      guard !isParagraphOpen, let close = text.firstIndex(of: UInt8(ascii: "]")),
        text[safe: close + 1] == UInt8(ascii: ":")
      else { return false }
      if text[safe: text.startIndex + 1] == UInt8(ascii: "^") {
        isInert = true
        addToParagraph(text[(close + 2)...])
      }
      return true
    default: return false
    }
  }

  private mutating func addToParagraph(_ line: ArraySlice<UInt8>) {
    isParagraphOpen = true
    var text = line
    while let last = text.last, ASCII.isSpace(last) { text = text.dropLast() }
    let isBroken = text.last == UInt8(ascii: "\\") || line.count >= text.count + 2
    if text.last == UInt8(ascii: "\\") { text = text.dropLast() }
    parts[parts.count - 1] += text + [32]
    if isBroken && !isInert { parts.append([]) }
  }

  private mutating func flush() { flush(as: isInert ? .inert : .paragraph) }

  private mutating func flush(as kind: Block.Kind) {
    defer {
      parts = [[]]
      isParagraphOpen = false
      isInert = false
      marker = nil
    }
    guard isParagraphOpen else { return }
    let images = parts.contains { $0.contains(UInt8(ascii: "!")) }
    var lines = parts.map { MarkdownInline.line($0) }
    if fence != nil {
      lines = parts.map { .init(text: Spacing.fold($0), boldScalars: 0, isLink: false) }
    }
    while lines.last?.text.isEmpty == true { lines.removeLast() }
    if lines.isEmpty && images { return }
    var blocks = InlineText.blocks(lines, kind: kind, depth: listColumns.count)
    if !blocks.isEmpty, let marker { blocks[0].marker = marker }
    draft.blocks += blocks
  }
}

extension ArraySlice {
  /// The element at `index`, or nil outside the slice.
  subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
