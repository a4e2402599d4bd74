/// At which edge of its column a text stands.
public enum Alignment: Sendable {
  /// At the left edge: words.
  case left
  /// At the right edge: numbers.
  case right
}

/// One character as it stands in a line.
struct Glyph {
  let character: Character
  let style: Style
  let width: Int

  var isSpace: Bool { character == " " }
}

extension StyledText {
  private var glyphs: [Glyph] {
    runs.flatMap { run in
      run.text.map { character in
        Glyph(
          character: character, style: run.style, width: DisplayWidth.of(character))
      }
    }
  }

  /// The text filled up with spaces to `width` columns; a wider one stays as it is.
  public func padded(to width: Int, _ alignment: Alignment = .left) -> StyledText {
    let missing = width - self.width
    if missing <= 0 { return self }
    let space = StyledText(String(repeating: " ", count: missing))
    return alignment == .left ? self + space : space + self
  }

  /// The text cut down to `width` columns, with an ellipsis in the last one if any was cut.
  public func truncated(to width: Int) -> StyledText {
    if isASCII {
      if self.width <= width { return self }
      return width > 0 ? prefix(width - 1) + StyledText("…", runs.last?.style ?? []) : ""
    }
    var kept: [Glyph] = []
    var used = 0
    // Looks no further than the cut: what is behind it may be long.
    for run in runs {
      for character in run.text {
        let glyph = Glyph(
          character: character, style: run.style, width: DisplayWidth.of(character))
        if used + glyph.width > width {
          guard width > 0 else { return "" }
          while used > width - 1, let last = kept.popLast() { used -= last.width }
          return StyledText(glyphs: kept) + StyledText("…", kept.last?.style ?? [])
        }
        used += glyph.width
        kept.append(glyph)
      }
    }
    return self
  }

  /// The text in lines of at most `width` columns, broken at spaces and beside wide characters.
  ///
  /// A word wider than a line is cut. An empty text is one empty line. `indent` spaces stand before
  /// every line but the first, and count towards its width.
  public func wrapped(to width: Int, indent: Int = 0) -> [StyledText] {
    // Most lines of most texts; a trailing space is taken off below.
    if self.width <= width, runs.last?.text.last != " " { return [self] }
    let glyphs = glyphs
    var lines: [StyledText] = []
    var start = 0
    while true {
      let margin = lines.isEmpty ? 0 : indent
      let end = lineEnd(of: glyphs, from: start, width: width - margin)
      var last = end
      while last > start, glyphs[last - 1].isSpace { last -= 1 }
      let space = last > start ? String(repeating: " ", count: margin) : ""
      lines.append(StyledText(space) + StyledText(glyphs: glyphs[start..<last]))
      start = end
      while start < glyphs.count, glyphs[start].isSpace { start += 1 }
      if start == glyphs.count { return lines }
    }
  }

  /// Where the line that begins at `start` ends; it holds at least one character.
  private func lineEnd(of glyphs: [Glyph], from start: Int, width: Int) -> Int {
    var used = 0
    var breakable = start
    for index in start..<glyphs.count {
      let glyph = glyphs[index]
      if glyph.isSpace || glyph.width == 2 { breakable = index }
      used += glyph.width
      if used > width, index > start, !glyph.isSpace {
        return breakable > start ? breakable : index
      }
      if glyph.width == 2 { breakable = index + 1 }
    }
    return glyphs.count
  }

  /// Text of several lines, such as a note, wrapped to `width` columns.
  ///
  /// `indent` spaces stand before each line and count towards its width.
  public static func paragraphs(
    _ text: String, _ style: Style = [], width: Int, indent: Int = 0
  ) -> [StyledText] {
    let margin = StyledText(String(repeating: " ", count: indent))
    let lines = Sanitising.lines(text).split(separator: "\n", omittingEmptySubsequences: false)
    return lines.flatMap { line in
      StyledText(String(line), style).wrapped(to: width - indent).map { wrapped in
        wrapped.isEmpty ? wrapped : margin + wrapped
      }
    }
  }
}
