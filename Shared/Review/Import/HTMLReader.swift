/// Reads a page into blocks by its elements.
struct HTMLReader {
  /// An element that is open.
  private struct Element {
    var name: String
    /// Why its content is left out, when this element is the reason.
    var reason: ArticleImport.LeftOut.Reason?
    var isBold = false
    var isInert = false
    /// Whether it began the capture of an author's name.
    var capturesAuthor = false
    /// For a list: the number of its next item, when it counts.
    var nextNumber: Int?
    /// Which `article` it is, from 1.
    var article: Int?
  }

  private var tokenizer: HTMLTokenizer
  private var stack: [Element] = []
  private var inline = InlineText()
  private var pendingMarker: ListMarker?
  private var draft = Draft()
  /// For each block, the innermost `article` it stands in (0 for none) and whether in `main`.
  private var places: [(article: Int, isInMain: Bool)] = []
  private var articleCount = 0
  private var authorBytes: [UInt8]?
  private var titleBytes: [UInt8]?
  private var declared: [String: [String]] = [:]
  /// The content of a `sup` that is read: a footnote's number disappears, "1re" stays.
  private var raised: (bytes: [UInt8], hasLink: Bool)?

  // What holds at the current place, kept up to date as elements open and close.
  private var listDepth = 0
  private var boldDepth = 0
  private var linkDepth = 0
  private var inertDepth = 0
  private var mainDepth = 0
  private var silentDepth = 0
  private var reasons: [ArticleImport.LeftOut.Reason] = []
  private var articles: [Int] = []

  private init(_ bytes: [UInt8]) { tokenizer = HTMLTokenizer(bytes) }

  /// Reads well-formed UTF-8.
  static func read(_ bytes: [UInt8]) throws(ImportError) -> Draft {
    var reader = HTMLReader(bytes)
    try reader.run()
    reader.leaveOutOutside()
    reader.takeMetadata()
    return reader.draft
  }

  private mutating func run() throws(ImportError) {
    while let piece = tokenizer.next() {
      switch piece {
      case .text(let range): addText(tokenizer.bytes[range])
      case .start(let tag): try open(tag)
      case .end(let name): try close(name)
      }
    }
    while !stack.isEmpty { try popElement() }
    try flush()
  }

  private mutating func addText(_ bytes: ArraySlice<UInt8>) {
    if titleBytes != nil && reasons.isEmpty && stack.last?.name == "title" {
      titleBytes? += HTMLEntities.decode(bytes)
      return
    }
    guard silentDepth == 0 else { return }
    let text = HTMLEntities.decode(bytes)
    if raised != nil {
      raised?.bytes += text
      return
    }
    if authorBytes != nil { authorBytes? += text }
    inline.append(text, isBold: boldDepth > 0, isLink: linkDepth > 0)
  }

  // MARK: Elements

  private mutating func open(_ tag: HTMLTokenizer.Tag) throws(ImportError) {
    noteMetadata(tag)
    switch tag.name {
    case "br":
      if silentDepth == 0 { inline.breakLine() }
      return
    case "hr":
      try flush()
      append(Block(.rule, ""))
      return
    default:
      if HTMLElements.void.contains(tag.name) { return }
    }
    try closeImplied(by: tag.name)
    if HTMLElements.blocks.contains(tag.name) { try flush() }
    guard stack.count < ImportLimits.nestingMax else { return }
    push(tag)
  }

  private mutating func push(_ tag: HTMLTokenizer.Tag) {
    var element = Element(name: tag.name)
    element.reason = HTMLElements.reasonToLeaveOut(
      tag, isInArticle: mainDepth > 0 || !articles.isEmpty)
    element.isBold = tag.name == "b" || tag.name == "strong" || tag.name == "dt"
    element.isInert =
      tag.name == "blockquote" || tag.name == "pre" || HTMLElements.holdsReferences(tag)
    switch tag.name {
    case "ol": element.nextNumber = tag["start"].flatMap { Int($0) } ?? 1
    case "article":
      articleCount += 1
      element.article = articleCount
      articles.append(articleCount)
    case "title" where reasons.isEmpty && titleBytes == nil: titleBytes = []
    case "sup" where raised == nil && silentDepth == 0: raised = ([], false)
    case "a": if raised != nil { raised?.hasLink = true }
    case "li": startItem(tag)
    default: break
    }
    if authorBytes == nil && silentDepth == 0 && HTMLElements.holdsAuthor(tag) {
      authorBytes = []
      element.capturesAuthor = true
    }
    stack.append(element)
    adjust(for: element, by: 1)
  }

  private mutating func adjust(for element: Element, by step: Int) {
    if element.name == "ol" || element.name == "ul" { listDepth += step }
    if element.name == "main" { mainDepth += step }
    if element.name == "a" { linkDepth += step }
    if element.isBold { boldDepth += step }
    if element.isInert { inertDepth += step }
    if HTMLElements.silent.contains(element.name) { silentDepth += step }
    if let reason = element.reason {
      if step > 0 { reasons.append(reason) } else { reasons.removeLast() }
    }
  }

  private mutating func startItem(_ tag: HTMLTokenizer.Tag) {
    guard let list = stack.lastIndex(where: { $0.name == "ol" || $0.name == "ul" }) else { return }
    guard let number = stack[list].nextNumber else {
      pendingMarker = ListMarker(text: "•", path: [])
      return
    }
    let value = tag["value"].flatMap { Int($0) } ?? number
    // An absurd number would overflow on the next item.
    let bounded = max(0, min(value, 1_000_000))
    stack[list].nextNumber = bounded + 1
    pendingMarker = ListMarker(text: "\(bounded).", path: [bounded])
  }

  /// Closes what HTML lets authors leave open.
  private mutating func closeImplied(by name: String) throws(ImportError) {
    if HTMLElements.blocks.contains(name), let top = stack.last?.name, top == "p" || top == "head" {
      try popElement()
    }
    switch name {
    case "li": try closeNearest(["li"], within: ["ol", "ul", "menu"])
    case "dt", "dd": try closeNearest(["dt", "dd"], within: ["dl"])
    case "td", "th": try closeNearest(["td", "th"], within: ["tr", "table"])
    case "tr": try closeNearest(["tr"], within: ["table"])
    case "h1", "h2", "h3", "h4", "h5", "h6", "p", "ol", "ul", "table", "section", "article":
      if let top = stack.last(where: { HTMLElements.blocks.contains($0.name) })?.name,
        Self.headingLevel(top) != nil
      {
        try close(top)
      }
    case "main", "body":
      // A menu that was never closed must not swallow the article.
      while stack.contains(where: { $0.reason != nil }) { try popElement() }
    default: break
    }
  }

  private mutating func closeNearest(
    _ names: Set<String>, within: Set<String>
  ) throws(ImportError) {
    guard
      let index = stack.lastIndex(where: { names.contains($0.name) || within.contains($0.name) }),
      names.contains(stack[index].name)
    else { return }
    while stack.count > index { try popElement() }
  }

  private mutating func close(_ name: String) throws(ImportError) {
    if name == "br" {
      inline.breakLine()
      return
    }
    if HTMLElements.blocks.contains(name) { try flush() }
    guard let index = stack.lastIndex(where: { $0.name == name }) else { return }
    // A stray end tag in a cell or an article does not end what lies around it.
    let isBlock = HTMLElements.blocks.contains(name)
    if !isBlock && stack[(index + 1)...].contains(where: { HTMLElements.blocks.contains($0.name) })
    {
      return
    }
    while stack.count > index { try popElement() }
  }

  private mutating func popElement() throws(ImportError) {
    guard let element = stack.last else { return }
    if HTMLElements.blocks.contains(element.name) { try flush() }
    stack.removeLast()
    adjust(for: element, by: -1)
    if element.article != nil { articles.removeLast() }
    if element.name == "li" { pendingMarker = nil }
    if element.name == "sup" && !stack.contains(where: { $0.name == "sup" }) { endRaised() }
    if element.capturesAuthor { endAuthor() }
  }

  private mutating func endRaised() {
    guard let raised else { return }
    self.raised = nil
    let isNote = raised.hasLink || raised.bytes.contains(UInt8(ascii: "["))
    if !isNote { inline.append(raised.bytes, isBold: boldDepth > 0, isLink: linkDepth > 0) }
  }

  private mutating func endAuthor() {
    guard let bytes = authorBytes else { return }
    authorBytes = nil
    let text = Spacing.fold(bytes)
    // Longer, and it is a box about the author.
    guard !text.isEmpty, !text.isLonger(than: 120) else { return }
    declared["byline", default: []].append(text)
  }

  static func headingLevel(_ name: String) -> Int? {
    let bytes = Array(name.utf8)
    guard bytes.count == 2, bytes[0] == UInt8(ascii: "h"), (49...54).contains(bytes[1]) else {
      return nil
    }
    return Int(bytes[1]) - 48
  }

  // MARK: Blocks

  private mutating func flush() throws(ImportError) {
    guard !inline.isEmpty else {
      inline = InlineText()
      return
    }
    let lines = inline.takeLines()
    if silentDepth > 0 { return }
    let container = stack.last { HTMLElements.blocks.contains($0.name) }?.name ?? ""
    if let level = stack.compactMap({ Self.headingLevel($0.name) }).last {
      let text = lines.map(\.text).filter { !$0.isEmpty }.joined(separator: " ")
      var block = Block(.heading(level: level), text, depth: listDepth)
      block.isLink = lines.allSatisfy { $0.isLink || $0.text.isEmpty }
      if text.isLonger(than: ImportLimits.titleScalarsMax) { block.kind = .paragraph }
      append(block)
    } else {
      // Several lines in a cell are no table but the layout of an old page.
      let isCell = (container == "td" || container == "th") && lines.count <= 2
      let isInert = inertDepth > 0 || isCell
      for block in InlineText.blocks(
        lines, kind: isInert ? .inert : .paragraph, depth: listDepth)
      { append(block) }
    }
    if draft.blocks.count > ImportLimits.blocksMax { throw .tooManyParagraphs }
  }

  private mutating func append(_ block: Block) {
    var block = block
    if let marker = pendingMarker {
      block.marker = marker
      pendingMarker = nil
    }
    if let reason = reasons.first { block.fate = .leftOut(reason) }
    draft.blocks.append(block)
    places.append((articles.last ?? 0, mainDepth > 0))
  }

  /// Keeps the element that holds the article: the `article` with most of the text, else `main`.
  private mutating func leaveOutOutside() {
    var sizes = Array(repeating: 0, count: articleCount + 1)
    var mainSize = 0
    var allSize = 0
    for (block, place) in zip(draft.blocks, places) where block.fate == .kept {
      let size = block.text.utf8.count
      allSize += size
      sizes[place.article] += size
      if place.isInMain { mainSize += size }
    }
    let largest = sizes.indices.dropFirst().max { sizes[$0] < sizes[$1] } ?? 0
    let isInMain = mainSize > 0
    let isInArticle = largest > 0 && sizes[largest] * 2 >= (isInMain ? mainSize : allSize)
    guard isInMain || isInArticle else { return }
    for (index, place) in places.enumerated() where draft.blocks[index].fate == .kept {
      let isInside = isInArticle ? place.article == largest : place.isInMain
      if !isInside { draft.blocks[index].fate = .leftOut(.outside) }
    }
  }

  // MARK: Metadata

  private mutating func noteMetadata(_ tag: HTMLTokenizer.Tag) {
    switch tag.name {
    case "meta":
      guard let key = tag["name"] ?? tag["property"] ?? tag["itemprop"], let value = tag["content"]
      else { return }
      let text = Spacing.fold(HTMLEntities.decode(Array(value.utf8.prefix(2_000))[...]))
      let name = String(decoding: key.utf8.map(ASCII.lower), as: UTF8.self)
      if !text.isEmpty, declared[name, default: []].count < 50 {
        declared[name, default: []].append(text)
      }
    case "link" where tag["rel"] == "canonical":
      if let address = tag["href"] { declared["canonical"] = [address] }
    case "time":
      if reasons.isEmpty, declared["time"] == nil, let date = tag["datetime"], !date.isEmpty {
        declared["time"] = [Spacing.fold(date.utf8.prefix(60))]
      }
    default: break
    }
  }

  private mutating func takeMetadata() {
    func first(_ keys: [String]) -> String? {
      for key in keys { if let value = declared[key]?.first { return value } }
      return nil
    }
    let site = first(["og:site_name", "citation_publisher", "citation_journal_title"])
    var titles: [String] = []
    if let title = first(["citation_title", "og:title", "twitter:title", "dc.title"]) {
      titles.append(Headline.withoutSite(title, site: site, isCautious: true))
    }
    if let title = titleBytes.map({ Spacing.fold($0) }), !title.isEmpty {
      titles.append(Headline.withoutSite(title, site: site, isCautious: false))
    }
    draft.metadata.titles = titles
    for key in ["citation_author", "author", "article:author", "dc.creator", "byline"] {
      let names = (declared[key] ?? []).flatMap { Byline.names($0, isDeclared: true) }
      guard draft.metadata.authors.isEmpty else { break }
      for name in names where !draft.metadata.authors.contains(name) {
        draft.metadata.authors.append(name)
      }
    }
    draft.metadata.published = first([
      "article:published_time", "citation_publication_date", "citation_date", "datepublished",
      "dc.date", "date", "time",
    ])
    draft.metadata.publisher = site
    draft.metadata.source = first(["canonical", "og:url"]).flatMap { Headline.address($0) }
  }
}
