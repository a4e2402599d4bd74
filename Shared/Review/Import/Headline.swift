/// Finds what stands above an article: its title, authors and date.
struct Headline {
  /// How many blocks below the title may belong to it.
  private static let frontBlocksMax = 8
  /// A paragraph longer than this is argument, and what follows is no longer the front.
  private static let frontScalarsMax = 200

  private var draft: Draft
  private let format: ArticleImport.Format
  private var title = ""
  private var front: [Int] = []

  /// Takes the title, the author's line and the date out of the blocks.
  static func take(
    from draft: inout Draft, format: ArticleImport.Format, named name: String?
  ) -> String {
    var headline = Headline(draft: draft, format: format)
    headline.collectFront()
    headline.takeFields()
    headline.chooseTitle(named: name)
    headline.takePeopleAndDate()
    draft = headline.draft
    return Spacing.shortened(headline.title, to: ImportLimits.titleScalarsMax)
  }

  private init(draft: Draft, format: ArticleImport.Format) {
    self.draft = draft
    self.format = format
  }

  /// The blocks from the top down to the first paragraph of argument or the first label.
  private mutating func collectFront() {
    for (index, block) in draft.blocks.enumerated() where block.fate == .kept {
      guard block.kind != .rule else { continue }
      let isTitle = block.level == 1
      if block.text.isLonger(than: Self.frontScalarsMax) && !isTitle { break }
      if !isTitle && Label.parse(block.rendered)?.canOpenParagraph == true { break }
      if front.count >= Self.frontBlocksMax + 4 { break }
      front.append(index)
    }
  }

  /// Takes lines such as "Title: …" and "Date: …" at the top of a text file.
  private mutating func takeFields() {
    guard format != .html else { return }
    for index in front where draft.blocks[index].marker == nil {
      let text = draft.blocks[index].text
      guard let colon = text.firstIndex(of: ":"), draft.blocks[index].level == nil else { continue }
      let key = Folding.words(String(text[..<colon]), limit: 40)
      let value = String(text[text.index(after: colon)...])
      if FrontMatter.note(key, value, in: &draft.metadata) { draft.blocks[index].fate = .taken }
    }
    front.removeAll { draft.blocks[$0].fate != .kept }
  }

  private mutating func chooseTitle(named name: String?) {
    let declared = draft.metadata.titles.first
    if format == .html, let heading = firstHeading(1, isKept: true) {
      title = heading
    } else if let declared {
      title = declared
    } else if let heading = firstHeading(1, isKept: true) ?? firstHeading(1, isKept: false) {
      title = heading
    } else if let index = titleLine() {
      title = draft.blocks[index].text
      for above in front.prefix(while: { $0 < index })
      where !Self.isFront(draft.blocks[above].text)
        && draft.blocks[above].level == nil
      { draft.blocks[above].fate = .leftOut(.furniture) }
    } else if let name, let stem = Self.stem(name) {
      title = stem
    } else {
      let first = draft.blocks.first { $0.fate == .kept && !$0.text.isEmpty }
      title = Spacing.shortened(first?.text ?? "", to: 100)
    }
    let folded = Folding.words(title)
    for index in front where Folding.words(draft.blocks[index].text) == folded {
      draft.blocks[index].fate = .taken
    }
    front.removeAll { draft.blocks[$0].fate != .kept }
  }

  private func firstHeading(_ level: Int, isKept: Bool) -> String? {
    for block in draft.blocks.prefix(400) where block.level == level {
      guard !isKept || block.fate == .kept, canBeTitle(block.text) else { continue }
      return block.text
    }
    return nil
  }

  /// Whether a line names the kind or the series of the paper, such as "Policy Brief 12".
  private static func isSeries(_ text: String) -> Bool {
    let words = Token.scan(text).words
    guard (1...6).contains(words.count) else { return false }
    let opening = words.prefix(2).joined(separator: " ")
    return seriesNames.contains(opening) || (words.count <= 3 && seriesNames.contains(words[0]))
  }

  private static let seriesNames: Set = [
    "policy brief", "policy paper", "policy report", "working paper", "research paper",
    "research report", "issue brief", "briefing paper", "discussion paper", "opinion", "analysis",
    "commentary", "comment", "essay", "briefing", "report", "studie", "analyse", "kommentar",
    "note", "tribune", "informe", "opinion piece", "arbeitspapier", "rapport",
  ]

  /// Whether a line names the article and not one of its sections; "Recommendations for a new
  /// port" may.
  private func canBeTitle(_ text: String) -> Bool {
    guard Label.parse(text)?.canOpenHeading != true else { return false }
    switch HeadingRole(of: text) {
    case .other: return true
    case .recommendations: return Token.scan(text).words.count >= 4
    default: return false
    }
  }

  /// The line that is the title of a text without mark-up.
  private func titleLine() -> Int? {
    let lines = front.prefix(Self.frontBlocksMax).filter { index in
      let block = draft.blocks[index]
      guard block.kind == .paragraph || block.level != nil, block.marker == nil else {
        return false
      }
      return !Self.isFront(block.text) && !block.text.hasSuffix(".") && !block.text.hasSuffix(":")
        && canBeTitle(block.text)
    }
    // One or two words above the title are a section's or a publisher's name.
    func wordCount(_ index: Int) -> Int { Token.scan(draft.blocks[index].text).words.count }
    guard let first = lines.first else { return nil }
    let isSeries = Self.isSeries(draft.blocks[first].text)
    if lines.count == 1 || (wordCount(first) >= 3 && !isSeries) { return first }
    if isSeries { return lines.dropFirst().first { wordCount($0) >= 2 } ?? first }
    return lines.prefix(3).first {
      wordCount($0) >= 4 && !Byline.isOnlyNames(draft.blocks[$0].text)
    }
      ?? first
  }

  private mutating func takePeopleAndDate() {
    for index in front.prefix(Self.frontBlocksMax) {
      let block = draft.blocks[index]
      guard block.marker == nil, block.kind != .inert else { continue }
      if let address = Self.address(block.text) {
        draft.metadata.source = draft.metadata.source ?? address
        draft.blocks[index].fate = .taken
      } else if Self.isDate(block.text) {
        draft.metadata.published = draft.metadata.published ?? block.text
        draft.blocks[index].fate = .taken
      } else if let names = names(in: block) {
        if draft.metadata.authors.isEmpty { draft.metadata.authors = names }
        if draft.metadata.published == nil {
          // "By Ana Silva | 3 May 2021"
          draft.metadata.published = block.text.split { "|·•".contains($0) }
            .map { Spacing.fold($0.utf8) }.first(where: Self.isDate)
        }
        draft.blocks[index].fate = .taken
      }
    }
  }

  /// The names in an author's line, or in a line of nothing but names that nothing contradicts.
  private func names(in block: Block) -> [String]? {
    if let names = Byline.parse(block.text) { return names }
    guard block.level == nil, Byline.isOnlyNames(block.text) else { return nil }
    let names = Byline.names(block.text, isDeclared: false)
    return draft.metadata.authors.isEmpty || names == draft.metadata.authors ? names : nil
  }

  // MARK: Lines

  /// Whether a line is an author's line, a date, an address or a field.
  static func isFront(_ text: String) -> Bool {
    isField(text) || Byline.parse(text) != nil || isDate(text) || address(text) != nil
  }

  /// Whether a line is a field such as "Date: 3 May 2021".
  static func isField(_ text: String) -> Bool {
    guard !text.isLonger(than: frontScalarsMax), let colon = text.firstIndex(of: ":") else {
      return false
    }
    var unused = Metadata()
    let key = Folding.words(String(text[..<colon]), limit: 40)
    return FrontMatter.note(key, String(text[text.index(after: colon)...]), in: &unused)
  }

  private static let months: Set = Set(
    """
    january february march april may june july august september october november december jan feb \
    mar apr jun jul aug sep sept oct nov dec januar februar marz mai juni juli oktober dezember \
    janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre enero febrero \
    marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre gennaio febbraio \
    aprile maggio giugno luglio settembre ottobre dicembre janeiro fevereiro marco maio junho \
    julho setembro outubro novembro dezembro januari februari maart mei augustus oktober maj \
    augusti desember
    """.split(separator: " ").map { String($0) })
  private static let dateWords: Set = Set(
    """
    published posted updated last on date the of de del le am den der el il em op monday tuesday \
    wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag \
    sonntag lundi mardi mercredi jeudi vendredi samedi dimanche veroffentlicht publie publicado \
    pubblicato gepubliceerd st nd rd th er
    """.split(separator: " ").map { String($0) })

  /// Whether a line is a date and nothing else: "12 May 2021", "Publié le 3 mars 2022".
  static func isDate(_ text: String) -> Bool {
    guard !text.isLonger(than: 60) else { return false }
    let tokens = Token.scan(text)
    var hasYear = false
    var hasMonth = false
    var numbers = 0
    for token in tokens {
      switch token.kind {
      case .mark: continue
      case .number:
        numbers += 1
        if token.folded.utf8.count == 4, let year = Int(token.folded), (1800...2200).contains(year)
        {
          hasYear = true
        }
      case .word:
        if months.contains(token.folded) {
          hasMonth = true
        } else if !dateWords.contains(token.folded) && token.folded != "t" && token.folded != "z" {
          return false
        }
      }
    }
    return hasYear && (hasMonth || numbers >= 3)
  }

  /// The web address that `text` is, or nil.
  static func address(_ text: String) -> String? {
    let folded = Spacing.fold(text.utf8.prefix(2_000))
    guard folded.hasPrefix("https://") || folded.hasPrefix("http://"), !folded.contains(" ") else {
      return nil
    }
    return folded
  }

  /// A page's title without the site's name behind a bar or a dash.
  static func withoutSite(_ title: String, site: String?, isCautious: Bool) -> String {
    for mark in [" | ", " – ", " — ", " - ", " · ", " :: "] {
      guard let range = title.range(ofLast: mark) else { continue }
      let name = String(title[range.upperBound...])
      let rest = String(title[..<range.lowerBound])
      if let site, Folding.words(name) == Folding.words(site) { return rest }
      if !isCautious && Token.scan(rest).words.count >= 3 && Token.scan(name).words.count <= 4 {
        return rest
      }
    }
    return title
  }

  /// A file's name as a title, without folders and ending.
  private static func stem(_ name: String) -> String? {
    let last = name.split(separator: "/").last.map { String($0) } ?? ""
    let stem = last.lastIndex(of: ".").map { String(last[..<$0]) } ?? last
    let words = stem.utf8.map { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") ? 32 : $0 }
    let text = Spacing.fold(words)
    return text.isEmpty ? nil : text
  }
}

extension String {
  /// The last place where `text` stands.
  fileprivate func range(ofLast text: String) -> Range<String.Index>? {
    let wanted = Array(text.utf8)
    let own = Array(utf8.prefix(4_000))
    guard own.count >= wanted.count else { return nil }
    for start in stride(from: own.count - wanted.count, through: 0, by: -1)
    where own[start...].starts(with: wanted) {
      let lower = utf8.index(utf8.startIndex, offsetBy: start)
      return lower..<utf8.index(lower, offsetBy: wanted.count)
    }
    return nil
  }
}
