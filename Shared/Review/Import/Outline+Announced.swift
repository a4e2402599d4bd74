extension Outline {
  /// The recommendations listed in the sections that announce them.
  func announcedPassages() -> [Passage] {
    var passages: [Passage] = []
    for index in blocks.indices where zones[index] != .references {
      switch roles[index] {
      case .recommendations, .recommendation: passages += announced(at: index)
      default: continue
      }
    }
    return passages
  }

  private func announced(at index: Int) -> [Passage] {
    let end = endOfSection(index)
    let section = (index + 1)..<end
    // Labels are read on their own, with what belongs to them.
    if section.contains(where: { labels[$0] != nil }) { return [] }
    let found = subheadings(in: section, below: index)
    if !found.isEmpty { return found }
    let items = items(in: section, below: index)
    if !items.isEmpty { return items }
    let paragraphs = countedParagraphs(in: section)
    if !paragraphs.isEmpty { return paragraphs }
    if roles[index] == .recommendation, let first = section.first, blocks[first].kind != .rule {
      return [
        Passage(
          number: "", path: [], title: leadTitle(of: first, from: 0), start: first, offset: 0,
          end: end, isInSummary: zones[index] == .summary)
      ]
    }
    return siblings(of: index, sectionEnd: end)
  }

  // MARK: Headings

  /// The sub-headings of a section, when they are its recommendations.
  private func subheadings(in section: Range<Int>, below index: Int) -> [Passage] {
    let headings = section.filter { blocks[$0].level != nil && roles[$0] == .other }
    guard let level = headings.compactMap({ blocks[$0].level }).min() else { return [] }
    let shallow = headings.filter { blocks[$0].level == level }
    let numbered = shallow.filter { outlineNumber($0) != nil }
    if !numbered.isEmpty {
      let depth = numbered.compactMap { outlineNumber($0)?.path.count }.min()
      let top = numbered.filter { outlineNumber($0)?.path.count == depth }
      return passages(under: top, level: level, sectionEnd: section.upperBound)
    }
    // Headings that name whom the lists below are for are no recommendations themselves.
    let isAddressed = shallow.contains { heading in
      Token.scan(blocks[heading].text, limit: 60).words.first.map(Vocabulary.audience.contains)
        ?? false
    }
    let hasLists = shallow.allSatisfy { heading in
      let below = (heading + 1)..<section.upperBound
      return below.first.map { blocks[$0].marker != nil } ?? false
    }
    guard shallow.count >= 2, !isAddressed, !hasLists else { return [] }
    return passages(under: shallow, level: level, sectionEnd: section.upperBound)
  }

  /// Headings of the announcing heading's own level, numbered from 1 right behind it, or, in a
  /// text without levels, the lines that follow it at once.
  private func siblings(of index: Int, sectionEnd: Int) -> [Passage] {
    guard let level = blocks[index].level, sectionEnd <= index + 2 else { return [] }
    var found: [Int] = []
    var place = sectionEnd
    while place < blocks.count, let other = blocks[place].level, other >= level,
      roles[place] == .other, labels[place] == nil
    {
      if other == level { found.append(place) }
      place += 1
      while place < blocks.count, blocks[place].level == nil || blocks[place].level ?? 0 > level {
        if blocks[place].kind == .rule || roles[place].endsRecommendations { break }
        place += 1
      }
    }
    let numbered = found.filter { outlineNumber($0) != nil }
    if let first = numbered.first, outlineNumber(first)?.path == [1], numbered.count == found.count
    {
      return passages(under: numbered, level: level, sectionEnd: place)
    }
    let isIntroduced =
      sectionEnd == index + 1 || blocks[index + 1].text.hasSuffix(":")
    guard level >= HeadingLevel.capitals, isIntroduced, numbered.isEmpty, found.count >= 2 else {
      return []
    }
    return passages(under: found, level: level, sectionEnd: place)
  }

  private func outlineNumber(_ index: Int) -> ListMarker? {
    if let marker = blocks[index].marker, marker.isOrdered { return marker }
    return ListMarker.parse(blocks[index].text).flatMap { $0.marker.isOrdered ? $0.marker : nil }
  }

  private func passages(under headings: [Int], level: Int, sectionEnd: Int) -> [Passage] {
    headings.enumerated().map { place, heading in
      var end = place + 1 < headings.count ? headings[place + 1] : sectionEnd
      if let stop = ((heading + 1)..<max(end, heading + 1)).first(where: {
        blocks[$0].kind == .rule
          || blocks[$0].level.map { $0 <= level } == true
            && outlineNumber($0) == nil
      }) {
        end = stop
      }
      while end > heading + 1, blocks[end - 1].level != nil { end -= 1 }
      let text = blocks[heading].text
      let outline = blocks[heading].marker == nil ? ListMarker.parse(text) : nil
      let width = outline.map { $0.marker.isOrdered ? $0.width : 0 } ?? 0
      let marker = outlineNumber(heading)
      let hasText = end > heading + 1
      return Passage(
        number: marker?.number ?? "", path: marker?.path ?? [],
        title: Self.trimmed(text.droppingScalars(width)), start: hasText ? heading + 1 : heading,
        offset: hasText ? 0 : blocks[heading].markerText.unicodeScalars.count + width, end: end,
        isInSummary: zones[heading] == .summary, hasArgument: hasText)
    }
  }

  // MARK: Lists

  /// The items of the section's list: numbered ones, or else bullets.
  private func items(in section: Range<Int>, below index: Int) -> [Passage] {
    let all = section.filter {
      blocks[$0].marker != nil && blocks[$0].kind != .inert && !blocks[$0].isLink
    }
    let ordered = all.filter { blocks[$0].marker?.isOrdered == true }
    let items = ordered.isEmpty ? all : series(ordered, below: index)
    guard let depth = items.map({ blocks[$0].depth }).min() else { return [] }
    let top = items.filter { blocks[$0].depth == depth }
    var passages: [Passage] = []
    var continuationMax = 0
    for (place, item) in top.enumerated() {
      let next = place + 1 < top.count ? top[place + 1] : nil
      let end = endOfItem(
        item, next: next, sectionEnd: section.upperBound, continuationMax: continuationMax)
      let loose = ((item + 1)..<end).count { blocks[$0].depth < depth }
      continuationMax = max(continuationMax, loose)
      passages.append(passage(ofItem: item, end: end))
    }
    return passages
  }

  private func passage(ofItem item: Int, end: Int) -> Passage {
    let marker = blocks[item].marker
    var passage = Passage(
      number: marker?.isOrdered == true ? marker?.number ?? "" : "", path: marker?.path ?? [],
      title: "", start: item, offset: blocks[item].markerText.unicodeScalars.count, end: end,
      isInSummary: zones[item] == .summary)
    if isTitle(item, end: end) {
      passage.title = Self.trimmed(blocks[item].text)
      (passage.start, passage.offset, passage.hasArgument) = (item + 1, 0, true)
    } else {
      passage.title = leadTitle(of: item, from: passage.offset)
    }
    return passage
  }

  /// Whether an item is the title of the paragraphs below it, which say why.
  private func isTitle(_ item: Int, end: Int) -> Bool {
    let block = blocks[item]
    guard end > item + 1, blocks[item + 1].marker == nil else { return false }
    if block.level != nil || block.isAllBold { return true }
    guard let last = block.text.unicodeScalars.last else { return false }
    return !block.text.isLonger(than: 100) && !".,;:!?".unicodeScalars.contains(last)
  }

  /// The numbered items that count on; a list that starts again needs a line that says for whom.
  private func series(_ ordered: [Int], below index: Int) -> [Int] {
    guard let depth = ordered.map({ blocks[$0].depth }).min(),
      let parts = ordered.compactMap({ blocks[$0].marker?.path.count }).min()
    else { return [] }
    let chapter = outlineNumber(index)?.path
    var items: [Int] = []
    var previous: Int?
    for item in ordered where blocks[item].depth == depth {
      guard let path = blocks[item].marker?.path, path.count == parts, let value = path.last else {
        continue
      }
      // In "2. Recommendations … 3. Outlook" the third chapter is no third item.
      if let chapter, path.count == 1, chapter.count == 1, value == chapter[0] + 1,
        previous != chapter[0]
      {
        break
      }
      if let last = previous, value <= last, !(value == 1 && last == 1) {
        guard value == 1, isAddressed(item - 1) else { break }
      }
      items.append(item)
      previous = value
    }
    return items
  }

  /// Whether the block says for whom the list below it is.
  private func isAddressed(_ index: Int) -> Bool {
    let text = blocks[index].text
    if blocks[index].level != nil { return true }
    guard !text.isLonger(than: 100), text.hasSuffix(":") else { return false }
    return Token.scan(text, limit: 60).words.first.map(Vocabulary.audience.contains) ?? false
  }

  private func endOfItem(
    _ item: Int, next: Int?, sectionEnd: Int, continuationMax: Int
  ) -> Int {
    let depth = blocks[item].depth
    var loose = 0
    var end = item + 1
    while end < min(next ?? sectionEnd, sectionEnd) {
      let block = blocks[end]
      if block.kind == .rule || block.level != nil && block.depth < max(depth, 1) { break }
      if block.depth < depth || (block.marker != nil && block.depth == depth) {
        // Paragraphs that are not indented: an item takes as many as the items before it do.
        if isAddressed(end) { break }
        loose += 1
        if next == nil && loose > continuationMax { break }
      }
      end += 1
    }
    return end
  }

  // MARK: Paragraphs

  /// Paragraphs that count themselves ("First, …") or open with a bold phrase, two at least.
  private func countedParagraphs(in section: Range<Int>) -> [Passage] {
    let running = section.filter { blocks[$0].kind == .paragraph && blocks[$0].marker == nil }
    var starts = running.filter { blocks[$0].boldScalars > 3 && !blocks[$0].isAllBold }
    if starts.count < 2 {
      var expected = 1
      starts = []
      for index in running {
        let tokens = Token.scan(blocks[index].text, limit: 40)
        guard let numeral = Numeral.parse(tokens, at: 0), numeral.isOrdinal,
          tokens[0].kind == .word, numeral.path == [expected],
          tokens.has(",", at: numeral.end) || tokens.has(":", at: numeral.end)
        else { continue }
        starts.append(index)
        expected += 1
      }
    }
    guard starts.count >= 2 else { return [] }
    return starts.enumerated().map { place, start in
      let next = place + 1 < starts.count ? starts[place + 1] : section.upperBound
      let end = ((start + 1)..<next).first { blocks[$0].kind == .rule || blocks[$0].level != nil }
      return Passage(
        number: "", path: [], title: leadTitle(of: start, from: 0), start: start, offset: 0,
        end: end ?? next, isInSummary: zones[start] == .summary)
    }
  }
}
