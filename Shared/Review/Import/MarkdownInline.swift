/// Takes the mark-up out of a paragraph of Markdown, in linear time.
struct MarkdownInline {
  private let bytes: [UInt8]
  private var isSkipped: [Bool]
  /// Bytes that mean themselves: escaped, or inside code.
  private var isLiteral: [Bool]
  /// The last byte of the bold text that opens the paragraph, plus one.
  private var boldEnd = 0
  private var firstShown = 0
  /// The parts that are links, in order.
  private var linkedBytes = 0

  /// The text of `source`.
  static func line(_ source: [UInt8]) -> InlineText.Line {
    var inline = MarkdownInline(source)
    return inline.render()
  }

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
    isSkipped = Array(repeating: false, count: bytes.count)
    isLiteral = isSkipped
    firstShown = bytes.firstIndex { !ASCII.isSpace($0) } ?? 0
  }

  private mutating func render() -> InlineText.Line {
    markEscapes()
    markCode()
    markTags()
    markLinks()
    markEmphasis()
    var shown: [UInt8] = []
    var boldCount = 0
    for index in bytes.indices {
      if index == boldEnd { boldCount = shown.count }
      if !isSkipped[index] { shown.append(bytes[index]) }
    }
    if boldEnd == bytes.count { boldCount = shown.count }
    let text = Spacing.fold(HTMLEntities.decode(shown[...]))
    let bold = Spacing.fold(HTMLEntities.decode(shown.prefix(boldCount))).unicodeScalars.count
    let visible = shown.count { !ASCII.isSpace($0) }
    return InlineText.Line(
      text: text, boldScalars: bold, isLink: visible > 0 && linkedBytes >= visible)
  }

  private func isMark(_ index: Int, _ mark: String) -> Bool {
    bytes.indices.contains(index) && bytes[index] == mark.utf8.first && !isLiteral[index]
  }

  private mutating func markEscapes() {
    var index = 0
    while index + 1 < bytes.count {
      let next = bytes[index + 1]
      let isPunctuation = next > 32 && next < 127 && !ASCII.isLetterOrDigit(next)
      if bytes[index] == UInt8(ascii: "\\") && isPunctuation {
        isSkipped[index] = true
        isLiteral[index + 1] = true
        index += 1
      }
      index += 1
    }
  }

  /// Finds runs of backticks; one opens code when a run of the same length follows.
  private mutating func markCode() {
    var runs: [Range<Int>] = []
    var index = 0
    while index < bytes.count {
      let start = index
      while isMark(index, "`") { index += 1 }
      if index > start { runs.append(start..<index) } else { index += 1 }
    }
    var nextOfLength: [Int: Int] = [:]
    var closing = Array(repeating: -1, count: runs.count)
    for (place, run) in runs.enumerated().reversed() {
      closing[place] = nextOfLength[run.count] ?? -1
      nextOfLength[run.count] = place
    }
    var place = 0
    while place < runs.count {
      guard closing[place] >= 0 else {
        place += 1
        continue
      }
      let last = runs[closing[place]]
      for index in runs[place] { isSkipped[index] = true }
      for index in last { isSkipped[index] = true }
      for index in runs[place].upperBound..<last.lowerBound { isLiteral[index] = true }
      place = closing[place] + 1
    }
  }

  /// Takes out HTML tags, and the brackets of `<https://…>`.
  private mutating func markTags() {
    var index = 0
    var close = -1
    while index < bytes.count {
      defer { index += 1 }
      guard isMark(index, "<") else { continue }
      let next = bytes[safe: index + 1] ?? 0
      guard ASCII.isLetter(next) || next == UInt8(ascii: "/") else { continue }
      if close <= index {
        close = bytes[index...].firstIndex(of: UInt8(ascii: ">")) ?? bytes.count
      }
      guard close < bytes.count else { return }
      let inner = bytes[(index + 1)..<close]
      let name = inner.prefix { ASCII.isLetterOrDigit($0) || $0 == UInt8(ascii: "/") }
      let isAddress =
        inner.contains(UInt8(ascii: ":")) && inner.count > name.count
        && inner[inner.startIndex + name.count] == UInt8(ascii: ":")
      isSkipped[index] = true
      isSkipped[close] = true
      if isAddress {
        for place in (index + 1)..<close { isLiteral[place] = true }
      } else {
        for place in index...close { isSkipped[place] = true }
      }
      index = close
    }
  }

  private mutating func markLinks() {
    let squares = pairs("[", "]")
    let rounds = pairs("(", ")")
    for index in bytes.indices where squares[index] > index {
      let close = squares[index]
      var end: Int?
      if isMark(close + 1, "("), rounds[close + 1] > close {
        end = rounds[close + 1]
      } else if isMark(close + 1, "["), squares[close + 1] > close {
        end = squares[close + 1]
      }
      if isMark(index + 1, "^") {
        for place in index...close { isSkipped[place] = true }
      } else if let end {
        let isImage = isMark(index - 1, "!")
        if isImage { isSkipped[index - 1] = true }
        isSkipped[index] = true
        if isImage { for place in index...end { isSkipped[place] = true } }
        for place in close...end { isSkipped[place] = true }
        linkedBytes += bytes[index..<close].count { !ASCII.isSpace($0) } - 1
      }
    }
  }

  /// For each opening mark that is closed, the index of its closing mark; else -1.
  private func pairs(_ open: String, _ close: String) -> [Int] {
    var pairs = Array(repeating: -1, count: bytes.count)
    var stack: [Int] = []
    for index in bytes.indices where !isSkipped[index] {
      if isMark(index, open) {
        stack.append(index)
      } else if isMark(index, close), let start = stack.popLast() {
        pairs[start] = index
      }
    }
    return pairs
  }

  private mutating func markEmphasis() {
    for mark in ["*", "_", "~"] {
      var open: [Range<Int>] = []
      var index = 0
      while index < bytes.count {
        let start = index
        while isMark(index, mark) && !isSkipped[index] { index += 1 }
        guard index > start else {
          index += 1
          continue
        }
        var run = start..<index
        let (canOpen, canClose) = flanks(run, isUnderscore: mark == "_")
        while canClose, !run.isEmpty, let last = open.popLast() {
          let width = min(run.count, last.count)
          let opening = (last.upperBound - width)..<last.upperBound
          let closing = run.lowerBound..<(run.lowerBound + width)
          for place in opening { isSkipped[place] = true }
          for place in closing { isSkipped[place] = true }
          if width >= 2 && last.lowerBound <= firstShown && mark != "~" {
            boldEnd = max(boldEnd, closing.lowerBound)
          }
          if last.count > width { open.append(last.lowerBound..<opening.lowerBound) }
          run = closing.upperBound..<run.upperBound
        }
        if canOpen && !run.isEmpty { open.append(run) }
      }
    }
  }

  /// Whether a run of marks can open or close emphasis, after CommonMark 6.2, simplified.
  private func flanks(_ run: Range<Int>, isUnderscore: Bool) -> (canOpen: Bool, canClose: Bool) {
    let before = bytes[safe: run.lowerBound - 1] ?? 32
    let after = bytes[safe: run.upperBound] ?? 32
    func isWord(_ byte: UInt8) -> Bool { byte >= 0x80 || ASCII.isLetterOrDigit(byte) }
    let canOpen = !ASCII.isSpace(after)
    let canClose = !ASCII.isSpace(before)
    guard isUnderscore else { return (canOpen, canClose) }
    return (canOpen && !isWord(before), canClose && !isWord(after))
  }
}
