/// The kept blocks of an article with the part that each plays.
struct Outline {
  /// A section that is not the argument itself.
  enum Zone {
    case argument
    /// A summary repeats what is said in full elsewhere.
    case summary
    /// References, notes and annexes propose nothing.
    case references
  }

  private(set) var blocks: [Block]
  /// For headings, what they announce; for other blocks `.other`.
  private(set) var roles: [HeadingRole] = []
  /// The label that opens the block, when it is one to believe at its place.
  private(set) var labels: [Label?] = []
  private(set) var zones: [Zone] = []

  /// The headings found by their looks are made headings here.
  init(_ kept: [Block], format: ArticleImport.Format) {
    blocks = kept
    for index in blocks.indices { promote(index, format) }
    for block in blocks {
      roles.append(block.level == nil ? .other : HeadingRole(of: block.text))
      labels.append(Self.label(of: block))
    }
    findZones()
  }

  /// How long a line may be to be taken for a heading.
  private static let headingScalarsMax = 160
  private static let lineScalarsMax = 100

  private mutating func promote(_ index: Int, _ format: ArticleImport.Format) {
    let block = blocks[index]
    guard block.kind == .paragraph, !block.isLink,
      !block.text.isLonger(than: Self.headingScalarsMax)
    else { return }
    let isSentence = block.text.hasSuffix(".") || block.text.hasSuffix(";")
    let role = HeadingRole(of: block.text)
    if block.marker?.isOrdered == true {
      // In text, "2. Recommendations" and "3. Conclusion" look like items of a list.
      guard format != .html || block.depth == 0, block.depth <= 1, role != .other, !isSentence,
        Token.scan(block.text).words.count <= 8
      else { return }
      blocks[index].text = block.rendered
      blocks[index].marker = nil
      blocks[index].kind = .heading(level: HeadingLevel.line)
      return
    }
    guard block.marker == nil, !isSentence else { return }
    let isLabel = Label.parse(block.text).map { $0.canOpenParagraph && !$0.isCode } ?? false
    let looks = block.isAllBold || (format == .text && isLine(index))
    // "We make two recommendations to the ministry:" is a sentence.
    let isNamed = role != .other && Token.scan(block.text).words.count <= 5
    guard looks || isLabel || isNamed else { return }
    let isCapitals = PlainTextReader.isCapitals(block.text)
    blocks[index].kind = .heading(level: isCapitals ? HeadingLevel.capitals : HeadingLevel.line)
  }

  /// Whether a block of a text is a short line that stands alone, with something below it.
  private func isLine(_ index: Int) -> Bool {
    let text = blocks[index].text
    guard index + 1 < blocks.count, blocks[index].depth == 0,
      !text.isLonger(than: Self.lineScalarsMax), let last = text.unicodeScalars.last,
      let first = text.unicodeScalars.first
    else { return false }
    return !".,;:!\"”»".unicodeScalars.contains(last) && !first.properties.isLowercase
      && Token.scan(text).words.count <= 14 && blocks[index + 1].kind != .rule
  }

  private static func label(of block: Block) -> Label? {
    guard block.kind != .inert, !block.isLink, let label = Label.parse(block.rendered) else {
      return nil
    }
    if block.level != nil { return label.canOpenHeading ? label : nil }
    if block.boldScalars > 0, label.canOpenHeading,
      label.titleStart <= block.markerText.unicodeScalars.count + block.boldScalars + 2
    {
      return label
    }
    return label.canOpenParagraph ? label : nil
  }

  private mutating func findZones() {
    var zone = Zone.argument
    var zoneLevel = 0
    for index in blocks.indices {
      if let level = blocks[index].level {
        let isInside = level > zoneLevel || (level >= HeadingLevel.capitals && labels[index] != nil)
        if !isInside { zone = .argument }
        switch roles[index] {
        case .summary, .recommendations(isSummary: true):
          if zone == .argument { (zone, zoneLevel) = (.summary, level) }
        case .references, .about, .contents, .related:
          (zone, zoneLevel) = (.references, level)
        default: break
        }
      }
      zones.append(zone)
    }
  }

  /// The first block behind `index` that ends a section of its level.
  func endOfSection(_ index: Int) -> Int {
    let level = blocks[index].level ?? HeadingLevel.line
    var end = index + 1
    while end < blocks.count {
      if let other = blocks[end].level {
        if other <= level || roles[end].endsRecommendations { break }
        if case .recommendations = roles[end] { break }
      }
      end += 1
    }
    return end
  }
}
