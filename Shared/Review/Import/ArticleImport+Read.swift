extension ArticleImport {
  /// Reads an article out of a file's bytes.
  ///
  /// - Parameter name: The file's name; its ending decides between text, Markdown and HTML, and it
  ///   is the title of a text without one. Nil for standard input.
  /// - Throws: ``ImportError``; never traps, whatever the bytes.
  /// - Complexity: Linear in the bytes.
  public static func read(
    _ bytes: [UInt8], named name: String?
  ) throws(ImportError) -> ArticleImport {
    guard bytes.count <= ImportLimits.inputBytesMax else {
      throw .tooLarge(byteCount: bytes.count)
    }
    guard !bytes.isEmpty else { throw .empty }
    let text = try TextEncoding.decode(bytes)
    let format = Format(of: text, named: name)
    var draft =
      switch format {
      case .text: try PlainTextReader.read(text)
      case .markdown: try MarkdownReader.read(text)
      case .html: try HTMLReader.read(text)
      }
    guard draft.blocks.contains(where: { !$0.text.isEmpty }) else { throw .empty }
    Furniture.leaveOutLines(in: &draft.blocks)
    let title = Headline.take(from: &draft, format: format, named: name)
    Furniture.leaveOutSections(in: &draft.blocks)
    Biography.leaveOut(of: draft.metadata.authors, in: &draft.blocks)
    restoreIfEmpty(&draft.blocks)
    return try assemble(draft, title: title, format: format)
  }

  /// Takes back what was only judged by its looks when nothing else is left.
  private static func restoreIfEmpty(_ blocks: inout [Block]) {
    func isEmpty() -> Bool { !blocks.contains { $0.fate == .kept && !$0.text.isEmpty } }
    let doubtful: [Block.Fate] = [
      .leftOut(.biography), .leftOut(.related), .leftOut(.contents), .taken,
    ]
    for fate in doubtful where isEmpty() {
      for index in blocks.indices where blocks[index].fate == fate { blocks[index].fate = .kept }
    }
  }

  private static func assemble(
    _ draft: Draft, title: String, format: Format
  ) throws(ImportError) -> ArticleImport {
    let outline = Outline(draft.blocks.filter { $0.fate == .kept }, format: format)
    var body = ""
    var offsets: [Int] = []
    var ends: [Int] = []
    var count = 0
    for block in outline.blocks {
      if block.kind == .rule {
        offsets.append(count)
        ends.append(count)
        continue
      }
      if count > 0 {
        body += "\n\n"
        count += 2
      }
      let text = block.rendered
      offsets.append(count)
      body += text
      count += text.unicodeScalars.count
      ends.append(count)
    }
    let byteCount = body.utf8.count
    guard byteCount <= ImportLimits.bodyBytesMax else { throw .bodyTooLarge(byteCount: byteCount) }
    guard !body.isEmpty else { throw .empty }
    let ranges = outline.passages().map { passage in
      (passage, (offsets[passage.start] + passage.offset)..<ends[passage.end - 1])
    }
    let texts = slices(of: body, at: ranges.map(\.1))
    let recommendations = zip(ranges, texts).map { range, text in
      Recommendation(
        number: range.0.number,
        title: Spacing.shortened(range.0.title, to: ImportLimits.titleScalarsMax), text: text,
        span: range.1)
    }
    return ArticleImport(
      title: title, authors: draft.metadata.authors, published: draft.metadata.published,
      publisher: draft.metadata.publisher, source: draft.metadata.source, body: body,
      recommendations: recommendations, leftOut: leftOut(of: draft.blocks), format: format)
  }

  /// The text at each of `ranges`, which ascend, in one walk over the body.
  private static func slices(of body: String, at ranges: [Range<Int>]) -> [String] {
    let scalars = body.unicodeScalars
    var index = scalars.startIndex
    var offset = 0
    return ranges.map { range in
      let start = scalars.index(index, offsetBy: range.lowerBound - offset)
      let end = scalars.index(start, offsetBy: range.count)
      (index, offset) = (end, range.upperBound)
      return String(scalars[start..<end])
    }
  }

  /// The pieces left out, those in a row for the same reason as one.
  private static func leftOut(of blocks: [Block]) -> [LeftOut] {
    var result: [LeftOut] = []
    var isInRow = false
    for block in blocks where block.kind != .rule {
      guard case .leftOut(let reason) = block.fate else {
        isInRow = false
        continue
      }
      if isInRow, let last = result.last, last.reason == reason {
        let excerpt = last.excerpt.hasSuffix("…") ? last.excerpt : last.excerpt + " / " + block.text
        result[result.count - 1] = LeftOut(
          reason: reason, excerpt: Spacing.shortened(excerpt, to: 80),
          paragraphCount: last.paragraphCount + 1)
      } else {
        result.append(
          LeftOut(
            reason: reason, excerpt: Spacing.shortened(block.text, to: 80), paragraphCount: 1))
      }
      isInRow = true
    }
    return result
  }
}

extension ArticleImport.Format {
  /// Decides by the name's ending, or else by what the text looks like.
  init(of text: [UInt8], named name: String?) {
    let ending = (name ?? "").split(separator: ".", omittingEmptySubsequences: false).last ?? ""
    switch String(decoding: ending.utf8.map(ASCII.lower), as: UTF8.self) {
    case "html", "htm", "xhtml", "shtml": self = .html
    case "md", "markdown", "mdown", "mkd", "mkdn": self = .markdown
    case "txt" where name != nil: self = Self.looksLikePage(text) ? .html : .text
    default:
      self = Self.looksLikePage(text) ? .html : Self.looksLikeMarkdown(text) ? .markdown : .text
    }
  }

  private static func looksLikePage(_ text: [UInt8]) -> Bool {
    let head = text.prefix(1_024).drop(while: ASCII.isSpace).prefix(512).map(ASCII.lower)
    let start = String(decoding: head, as: UTF8.self)
    return ["<!doctype html", "<html", "<head", "<body", "<article", "<main", "<?xml"].contains {
      start.hasPrefix($0)
    }
      || (start.hasPrefix("<!--") && ["<html", "<body"].contains { start.contains($0) })
      || (["<h1", "<p>", "<div", "<section", "<meta"].contains { start.hasPrefix($0) })
  }

  /// Whether a line is a heading with number signs, or a bold line, or front matter opens the text.
  private static func looksLikeMarkdown(_ text: [UInt8]) -> Bool {
    if text.starts(with: "---\n".utf8) || text.starts(with: "---\r\n".utf8) { return true }
    for line in Lines(Array(text.prefix(65_536))) {
      let hashes = line.prefix { $0 == UInt8(ascii: "#") }.count
      if (1...6).contains(hashes), line[safe: line.startIndex + hashes] == 32 { return true }
      if line.count > 6, line.starts(with: "**".utf8), !line.dropFirst(2).starts(with: "*".utf8),
        line.dropFirst(2).contains(UInt8(ascii: "*"))
      {
        return true
      }
    }
    return false
  }
}
