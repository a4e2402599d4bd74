/// Leaves out what a saved page carries around its article.
enum Furniture {
  /// Leaves out buttons, banners, credit lines and lines of a table of contents.
  static func leaveOutLines(in blocks: inout [Block]) {
    var isFront = true
    for index in blocks.indices where blocks[index].fate == .kept {
      let text = blocks[index].text
      if blocks[index].kind == .rule { continue }
      if isButton(text) {
        blocks[index].fate = .leftOut(.furniture)
      } else if isContentsLine(text) {
        blocks[index].fate = .leftOut(.contents)
      } else if blocks[index].marker == nil, blocks[index].level == nil,
        isCredit(text, isFront: isFront)
      {
        blocks[index].fate = .leftOut(.caption)
      } else if text.isLonger(than: 250) {
        isFront = false
      }
    }
  }

  private static func isButton(_ text: String) -> Bool {
    guard !text.isLonger(than: 120) else { return false }
    if text.hasPrefix("©") || text.hasPrefix("Copyright ") { return true }
    return !text.isLonger(than: 40) && Vocabulary.furniture.contains(Folding.words(text))
  }

  /// Whether dots lead from the text to a page number.
  static func isContentsLine(_ text: String) -> Bool {
    guard !text.isLonger(than: 200), let last = text.utf8.last, ASCII.isDigit(last) else {
      return false
    }
    let rest = text.utf8.reversed().drop { ASCII.isDigit($0) || $0 == 32 }
    let leader = String(decoding: rest.prefix(9).reversed(), as: UTF8.self)
    return leader.hasSuffix("...") || leader.hasSuffix(". . .") || leader.hasSuffix("……")
      || leader.hasSuffix("___")
  }

  private static let creditWords: Set = [
    "source", "sources", "photo", "photograph", "image", "picture", "credit", "photo credit",
    "image credit", "photo by", "image by", "caption", "quelle", "bild", "foto", "bildquelle",
    "bildnachweis", "credit photo", "photo", "illustration", "fuente", "imagen", "fonte",
    "immagine", "imagem", "credito", "bron", "beeld", "kalla", "kilde",
  ]

  /// Whether the paragraph is a picture's caption: it opens with a credit, or, above the argument,
  /// ends with one.
  private static func isCredit(_ text: String, isFront: Bool) -> Bool {
    guard !text.isLonger(than: 500) else { return false }
    if let colon = text.firstIndex(of: ":"), !text.isLonger(than: 300),
      creditWords.contains(Folding.words(String(text[..<colon]), limit: 30))
    {
      // "Source: https://…" at the top of a text is the article's address.
      return !(isFront && text[colon...].contains("://"))
    }
    guard isFront, let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")) else { return false }
    let before = text[..<colon].split(separator: " ").last.map { Folding.words(String($0)) } ?? ""
    let after = text[colon...].unicodeScalars.count
    return creditWords.contains(before) && (2...120).contains(after)
  }

  /// Leaves out sections about the author, related pages, and tables of contents.
  static func leaveOutSections(in blocks: inout [Block]) {
    var index = 0
    while index < blocks.count {
      defer { index += 1 }
      let block = blocks[index]
      guard block.fate == .kept, block.kind != .inert, !block.text.isLonger(than: 80) else {
        continue
      }
      let reason: ArticleImport.LeftOut.Reason
      switch HeadingRole(of: block.text) {
      case .about: reason = .biography
      case .related: reason = .related
      case .contents: reason = .contents
      default: continue
      }
      if block.level == nil && block.marker != nil { continue }
      var end = index + 1
      var listed: Set<String> = []
      while end < blocks.count, belongs(blocks[end], to: block, as: reason) {
        // A line that was in the table of contents before is the chapter itself.
        let entry = Folding.words(withoutPageNumber(blocks[end].rendered))
        if reason == .contents && !listed.insert(entry).inserted { break }
        end += 1
      }
      for place in index..<end where blocks[place].fate == .kept {
        blocks[place].fate = .leftOut(reason)
      }
      index = end - 1
    }
    leaveOutLinkLists(in: &blocks)
  }

  private static func withoutPageNumber(_ text: String) -> String {
    guard isContentsLine(text) else { return text }
    let rest = text.utf8.reversed().drop { ASCII.isDigit($0) || ". _".utf8.contains($0) }
    return String(decoding: rest.reversed(), as: UTF8.self)
  }

  private static func belongs(
    _ block: Block, to head: Block, as reason: ArticleImport.LeftOut.Reason
  ) -> Bool {
    if block.fate != .kept { return true }
    if block.level.map({ $0 <= head.level ?? HeadingLevel.line }) == true { return false }
    switch reason {
    case .biography:
      return block.level == nil
    default:
      // A table of contents and a list of teasers are short lines; a paragraph is the article
      // again.
      if head.level == nil || reason == .contents {
        return !block.text.isLonger(than: 120) && !block.text.hasSuffix(".")
      }
      return true
    }
  }

  /// Leaves out lists of nothing but links.
  private static func leaveOutLinkLists(in blocks: inout [Block]) {
    var start = 0
    var isFront = true
    while start < blocks.count {
      var end = start
      while end < blocks.count, blocks[end].isLink, blocks[end].marker != nil,
        blocks[end].fate == .kept
      { end += 1 }
      if end - start >= 2 {
        for index in start..<end {
          blocks[index].fate = .leftOut(isFront ? .contents : .related)
        }
      }
      if blocks[start].fate == .kept && blocks[start].text.isLonger(than: 250) { isFront = false }
      start = max(end, start + 1)
    }
  }
}
