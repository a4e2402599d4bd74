extension Outline {
  /// The recommendations that a label opens, wherever in the argument they stand.
  func labelledPassages() -> [Passage] {
    let candidates = believedLabels()
    var passages: [Passage] = []
    var innerHeadings: Set<String> = []
    var continuationMax = 0
    var place = 0
    while place < candidates.count {
      let index = candidates[place]
      // What a part of a recommendation says belongs to the whole: 1.1 and 1.2 to 1.
      var next = place + 1
      while next < candidates.count, isPart(candidates[next], of: index) { next += 1 }
      let nextIndex = next < candidates.count ? candidates[next] : nil
      let end = endOfArgument(
        index, next: nextIndex, innerHeadings: innerHeadings, continuationMax: continuationMax)
      for inner in (index + 1)..<max(end, index + 1) where blocks[inner].level != nil {
        innerHeadings.insert(Folding.words(blocks[inner].text))
      }
      if blocks[index].level == nil { continuationMax = max(continuationMax, end - index - 1) }
      if let passage = passage(of: index, end: end) { passages.append(passage) }
      place = next
    }
    return passages
  }

  /// The blocks whose labels are believed, in order.
  private func believedLabels() -> [Int] {
    var found = blocks.indices.filter { labels[$0] != nil && zones[$0] != .references }
    // One "R1" may be anything; a series from 1 on is a series of recommendations.
    let codes = found.compactMap { labels[$0]?.isCode == true ? labels[$0]?.path.first : nil }
    if Set(codes).count < 2 || !codes.contains(1) { found.removeAll { labels[$0]?.isCode == true } }
    let isStrong = { (index: Int) in
      blocks[index].level != nil || blocks[index].boldScalars > 0
    }
    let strong = found.filter { isStrong($0) && zones[$0] == .argument }
    let strongPaths = Set(strong.compactMap { labels[$0]?.path })
    let weakFirsts = found.compactMap { isStrong($0) ? nil : labels[$0]?.path.first }
    let isSeries = weakFirsts.contains(1) || weakFirsts.isEmpty
    return found.filter { index in
      guard !isStrong(index), let label = labels[index] else { return true }
      // A paragraph that starts like a label speaks of a recommendation that has its heading, or,
      // without a first one, of somebody else's.
      if strongPaths.contains(label.path) { return false }
      return !strong.isEmpty || isSeries || label.path.isEmpty
    }
  }

  private func isPart(_ index: Int, of whole: Int) -> Bool {
    guard let part = labels[index]?.path, let path = labels[whole]?.path, !path.isEmpty else {
      return false
    }
    return part.count > path.count && part.starts(with: path) && zones[index] == zones[whole]
  }

  /// Where the argument under the label at `index` ends.
  private func endOfArgument(
    _ index: Int, next: Int?, innerHeadings: Set<String>, continuationMax: Int
  ) -> Int {
    let own = blocks[index]
    var end = index + 1
    while end < blocks.count, end != next {
      let block = blocks[end]
      if block.kind == .rule || zones[end] != zones[index] { break }
      if block.level != nil {
        if roles[end].endsRecommendations { break }
        if case .recommendations = roles[end] { break }
        if !isInner(end, of: index, isBeforeNext: next != nil, innerHeadings) { break }
      } else if own.level == nil {
        if own.marker != nil, block.marker != nil, block.depth <= own.depth { break }
        let isListed = own.marker != nil && block.depth >= own.depth
        if next == nil && !isListed && end - index > continuationMax { break }
      }
      if next == nil && end > index + 1 && opensClosing(block) { break }
      end += 1
    }
    // A heading at the end belongs to what comes after.
    while end > index + 1, blocks[end - 1].level != nil { end -= 1 }
    return end
  }

  /// Whether the heading at `index` stands inside the recommendation that `label` opens.
  private func isInner(
    _ index: Int, of label: Int, isBeforeNext: Bool, _ innerHeadings: Set<String>
  ) -> Bool {
    guard let level = blocks[index].level, let own = blocks[label].level else { return false }
    if own < HeadingLevel.capitals || level < own { return level > own }
    if level > own { return true }
    // Lines that look alike have no levels: between two labels they part the argument, behind the
    // last label they begin something new, unless an earlier recommendation is parted alike.
    return isBeforeNext || index == label + 1 && labels[label]?.isBare == true
      || innerHeadings.contains(Folding.words(blocks[index].text))
  }

  /// Whether a paragraph closes the whole article rather than the last recommendation.
  private func opensClosing(_ block: Block) -> Bool {
    guard block.level == nil, block.marker == nil else { return false }
    let words = Folding.words(block.text, limit: 40) + " "
    return Vocabulary.closings.contains { words.hasPrefix($0 + " ") }
  }

  private func passage(of index: Int, end: Int) -> Passage? {
    guard let label = labels[index] else { return nil }
    var passage = Passage(
      number: label.number, path: label.path, title: "", start: index, offset: label.titleStart,
      end: end, isInSummary: zones[index] == .summary, hasArgument: end > index + 1)
    let title = Self.trimmed(blocks[index].rendered.droppingScalars(label.titleStart))
    if blocks[index].level == nil {
      guard !label.isBare else { return nil }
      passage.title = leadTitle(of: index, from: label.titleStart)
      return passage
    }
    guard end > index + 1 else {
      guard !label.isBare else { return nil }
      passage.title = title
      return passage
    }
    (passage.start, passage.offset) = (index + 1, 0)
    passage.title = title
    if label.isBare {
      // The title may stand on a line of its own below "Recommendation 1".
      passage.title = leadTitle(of: index + 1, from: 0)
      if blocks[index + 1].level != nil {
        passage.title = blocks[index + 1].text
        if end > index + 2 { passage.start = index + 2 }
      }
    }
    return passage
  }
}
