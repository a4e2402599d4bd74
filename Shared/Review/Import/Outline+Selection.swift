extension Outline {
  /// The recommendations of the article, each once, in its order.
  func passages() -> [Passage] {
    let labelled = labelledPassages()
    var found = labelled
    // A numbered label is the strongest sign; a list beside such labels repeats them.
    if !labelled.contains(where: { !$0.isInSummary && !$0.path.isEmpty }) {
      found += announcedPassages()
    }
    if found.contains(where: { !$0.isInSummary }) { found.removeAll { $0.isInSummary } }
    found.sort { ($0.start, $0.offset) < ($1.start, $1.offset) }
    found = withoutRepeats(Array(found.prefix(ImportLimits.recommendationsMax)))
    return withoutOverlaps(found).filter(hasText)
  }

  /// Keeps the fuller of two lists that say the same.
  private func withoutRepeats(_ passages: [Passage]) -> [Passage] {
    let words = passages.map { Set(Token.scan($0.title).words.filter { $0.utf8.count > 3 }) }
    var earlier: [Int] = []
    var later: [Int] = []
    for two in passages.indices {
      let one = passages.indices.prefix(two).first { one in
        isSame(passages[one], words[one], passages[two], words[two])
      }
      guard let one else { continue }
      earlier.append(one)
      later.append(two)
    }
    guard !earlier.isEmpty else { return passages }
    // One list is judged as a whole: the last line of a table of contents seems to have an
    // argument, the introduction that follows it.
    let dropped = Set(weight(earlier, passages) < weight(later, passages) ? earlier : later)
    return passages.indices.filter { !dropped.contains($0) }.map { passages[$0] }
  }

  /// Whether two passages are one recommendation, told twice.
  private func isSame(
    _ one: Passage, _ oneWords: Set<String>, _ two: Passage, _ twoWords: Set<String>
  ) -> Bool {
    // Numbers that differ are different things; within a list without numbers only the very same
    // title counts.
    if one.title == two.title {
      return one.path == two.path || one.path.isEmpty || two.path.isEmpty
    }
    guard one.path.isEmpty != two.path.isEmpty || (one.path == two.path && !one.path.isEmpty)
    else { return false }
    let least = min(oneWords.count, twoWords.count)
    return least > 0 && oneWords.intersection(twoWords).count * 5 >= least * 3
  }

  /// How many of the passages have an argument, and then how long they are.
  private func weight(_ places: [Int], _ passages: [Passage]) -> (Int, Int) {
    var byteCount = 0
    for place in places {
      for block in passages[place].start..<passages[place].end {
        byteCount += blocks[block].text.utf8.count
      }
    }
    return (places.count { passages[$0].hasArgument }, byteCount)
  }

  private func withoutOverlaps(_ passages: [Passage]) -> [Passage] {
    var result: [Passage] = []
    for passage in passages {
      if let last = result.last, passage.start < last.end { continue }
      result.append(passage)
    }
    return result
  }

  private func hasText(_ passage: Passage) -> Bool {
    passage.end > passage.start
      && passage.offset < blocks[passage.start].rendered.unicodeScalars.count
  }
}
