/// What a heading announces.
enum HeadingRole: Equatable {
  /// Recommendations, listed in its section; or a summary of them.
  case recommendations(isSummary: Bool)
  /// One recommendation, without number or title: its section is the recommendation.
  case recommendation
  case summary
  case conclusion
  case references
  case contents
  case about
  case related
  case other

  /// Whether a recommendation ends here whatever the level: its argument does not go on behind a
  /// conclusion, notes, or who the author is.
  var endsRecommendations: Bool {
    switch self {
    case .conclusion, .references, .contents, .about, .related, .summary: true
    case .recommendations, .recommendation, .other: false
    }
  }

  /// The role of a heading, in front of which there may be an outline number.
  init(of text: String) {
    guard !text.isLonger(than: 160) else {
      self = .other
      return
    }
    let title = ListMarker.parse(text).map { $0.marker.isOrdered ? $0.width : 0 } ?? 0
    let tokens = Token.scan(text.droppingScalars(title))
    let words = tokens.words
    let phrase = words.joined(separator: " ")
    // "Conclusion: a narrow path" is a conclusion too; "Conclusion and recommendations" is not only
    // that, and is asked first.
    let head = tokens.prefix { $0.kind != .mark || $0.folded == "'" }.map { $0 }.words
      .joined(separator: " ")
    if let announced = Self.announcement(tokens) {
      self = announced
    } else if Vocabulary.summaries.contains(phrase) {
      self = .summary
    } else if Vocabulary.conclusions.contains(phrase) || Vocabulary.conclusions.contains(head)
      || words.first == "conclusion" || words.first == "conclusions"
    {
      self = .conclusion
    } else if Vocabulary.references.contains(phrase) {
      self = .references
    } else if ["appendix", "annex", "anhang", "annexe"].contains(words.first) {
      self = .references
    } else if Vocabulary.contents.contains(phrase) {
      self = .contents
    } else if Vocabulary.abouts.contains(phrase) || phrase.hasPrefix("about the author") {
      self = .about
    } else if Vocabulary.related.contains(phrase) {
      self = .related
    } else {
      self = .other
    }
  }

  private static func announcement(_ tokens: [Token]) -> HeadingRole? {
    let words = tokens.words
    guard !words.isEmpty, words.count <= 16 else { return nil }
    if isQuestion(words) { return .recommendations(isSummary: false) }
    guard
      let noun = tokens.firstIndex(where: { token in
        token.kind == .word
          && (Vocabulary.pluralEndings.contains { token.folded.hasSuffix($0) }
            || Vocabulary.singularEndings.contains { token.folded.hasSuffix($0) })
      })
    else { return nil }
    let before = Array(tokens[..<noun])
    let isSummary =
      before.contains { Vocabulary.summaryWords.contains($0.folded) }
      || tokens[(noun + 1)...].contains { Vocabulary.summaryWords.contains($0.folded) }
    guard isSummary || isOwn(before, noun: tokens[noun]) else { return nil }
    guard isSummary || isOpenEnded(Array(tokens[(noun + 1)...])) else { return nil }
    if Vocabulary.pluralEndings.contains(where: { tokens[noun].folded.hasSuffix($0) }) {
      return .recommendations(isSummary: isSummary)
    }
    let isAlone = tokens[(noun + 1)...].allSatisfy { $0.kind == .mark }
    return isAlone && before.words.count <= 2 ? .recommendation : nil
  }

  /// Whether nothing before the noun says that the recommendations are somebody else's.
  private static func isOwn(_ before: [Token], noun: Token) -> Bool {
    guard before.words.count <= 6 else { return false }
    for (index, token) in before.enumerated() {
      if token.folded == "'" && before.has("s", at: index + 1) { return false }
      if token.kind == .mark && "\"“”«»?!".contains(token.folded) { return false }
      guard token.kind == .word else { continue }
      if Vocabulary.foreign.contains(token.folded) { return false }
      let isAcronym = token.isAllCapitals && token.folded.utf8.count > 1 && !noun.isAllCapitals
      let next = index + 1 < before.count ? before[index + 1].folded : ""
      if isAcronym && next != "policy" && next != ":" { return false }
    }
    return true
  }

  /// Whether what follows the noun leaves the recommendations the author's own.
  private static func isOpenEnded(_ after: [Token]) -> Bool {
    guard let first = after.first else { return true }
    if first.kind == .mark { return ":-–—.|,/&(".contains(first.folded) }
    if Vocabulary.audience.contains(first.folded) { return true }
    if Vocabulary.trailingAdjectives.contains(first.folded) {
      return isOpenEnded(Array(after.dropFirst()))
    }
    guard ["de", "di", "d"].contains(first.folded) else { return false }
    let rest = after.dropFirst().filter { $0.kind != .mark }
    return rest.first.map { Vocabulary.genitives.contains($0.folded) } ?? false
  }

  /// "What should be done", "What the EU must do", "Was die NATO tun sollte".
  private static func isQuestion(_ words: [String]) -> Bool {
    if Vocabulary.questions.contains(words.joined(separator: " ")) { return true }
    let last = words[words.count - 1]
    if words[0] == "what", words.count <= 12 {
      guard last == "do" || last == "done" || last == "now" else { return false }
      if words.contains("should") || words.contains("must") { return true }
      return last == "done" && (words.contains("needs") || words.contains("to"))
    }
    if words[0] == "was", words.count <= 10, words.contains("tun") {
      return ["sollte", "sollten", "muss", "mussen", "soll"].contains(last)
    }
    if words.starts(with: ["ce", "que"]) { return words.contains("doit") && last == "faire" }
    if words.starts(with: ["que", "doit"]) { return last == "faire" || words.contains("faire") }
    if words.starts(with: ["wat"]) { return words.contains("moet") && last == "doen" }
    return false
  }
}
