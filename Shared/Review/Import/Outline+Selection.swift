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
    return withoutParts(withoutOverlaps(found))
  }

  /// Keeps the fuller of two passages that say the same.
  private func withoutRepeats(_ passages: [Passage]) -> [Passage] {
    let words = passages.map { Set(Token.scan($0.title).words.filter { $0.utf8.count > 3 }) }
    let sizes = passages.map { passage in
      blocks[passage.start..<passage.end].reduce(0) { $0 + $1.text.utf8.count }
    }
    var isKept = Array(repeating: true, count: passages.count)
    for later in passages.indices {
      for earlier in passages.indices.prefix(later) where isKept[earlier] && isKept[later] {
        let (one, two) = (passages[earlier], passages[later])
        // Within one list the author means every item; numbers that differ are different things.
        guard one.path == two.path || one.path.isEmpty != two.path.isEmpty else { continue }
        guard !one.path.isEmpty || one.title == two.title else { continue }
        let shared = words[earlier].intersection(words[later]).count
        let least = min(words[earlier].count, words[later].count)
        guard one.title == two.title || (least > 0 && shared * 5 >= least * 3) else { continue }
        isKept[sizes[later] > sizes[earlier] ? earlier : later] = false
      }
    }
    return passages.indices.filter { isKept[$0] }.map { passages[$0] }
  }

  private func withoutOverlaps(_ passages: [Passage]) -> [Passage] {
    var result: [Passage] = []
    for passage in passages {
      if let last = result.last, passage.start < last.end { continue }
      result.append(passage)
    }
    return result
  }

  /// Drops what has no text.
  private func withoutParts(_ passages: [Passage]) -> [Passage] {
    passages.filter { passage in
      passage.end > passage.start
        && passage.offset < blocks[passage.start].rendered.unicodeScalars.count
    }
  }
}
