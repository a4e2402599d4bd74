/// Names of people in an author's line.
enum Byline {
  private static let openers: Set = [
    "by", "von", "par", "por", "di", "door", "av", "af", "author", "authors", "autor", "autorin",
    "autoren", "auteur", "auteurs", "autores", "autora", "autore", "autori",
  ]
  private static let particles: Set = [
    "van", "von", "de", "der", "den", "del", "della", "da", "das", "dos", "do", "la", "le", "al",
    "el", "bin", "ibn", "ter", "ten", "zu", "zur", "af", "av", "y", "e",
  ]
  /// Capitalised words that stand in headings and never in a name.
  private static let impersonal: Set = [
    "the", "policy", "brief", "paper", "report", "summary", "executive", "institute", "university",
    "research", "commentary", "opinion", "analysis", "review", "journal", "security", "united",
    "north", "south", "east", "west", "new", "introduction", "conclusion", "recommendations",
    "recommendation", "working", "series", "center", "centre", "council", "foundation", "issue",
    "volume", "read", "share", "about", "table", "article", "news", "press", "republic", "defence",
    "defense", "climate", "energy", "foreign", "international", "affairs", "studies", "europe",
    "politik", "studie", "bericht", "analyse", "zusammenfassung", "note", "politique", "informe",
    "resumen", "rapport", "editor", "staff", "team", "and", "or", "of", "for", "in", "on", "to",
    "a", "an", "how", "why", "what", "key", "main", "next", "steps", "way", "forward",
  ]

  /// The names in an author's line such as "By Ana Silva and Ben Okri, Senior Fellow", or in a line
  /// of nothing but names; nil for any other line.
  static func parse(_ line: String) -> [String]? {
    guard !line.isLonger(than: 160) else { return nil }
    let tokens = Token.scan(line)
    guard let first = tokens.first else { return nil }
    var start: Int?
    if openers.contains(first.folded) {
      let next = tokens.has(":", at: 1) ? 2 : 1
      start = tokens[safe: next]?.start
    } else if let by = tokens.firstIndex(where: { $0.folded == "by" && !$0.isCapital }) {
      // "A comment by Ana Silva"; the line must end with the names.
      guard let rest = tokens[safe: by + 1]?.start, by <= 8 else { return nil }
      let found = names(line.droppingScalars(rest), isDeclared: false)
      return found.isEmpty || !isOnlyNames(line.droppingScalars(rest)) ? nil : found
    }
    if let start {
      let rest = line.droppingScalars(start)
      let found = names(rest, isDeclared: false)
      return found.isEmpty || !isName(parts(rest).first ?? "") ? nil : found
    }
    return namesWithPosts(line, tokens)
  }

  /// The names in a line such as "Ana Silva, Senior Fellow, Example Institute".
  private static func namesWithPosts(_ line: String, _ tokens: [Token]) -> [String]? {
    guard !line.hasSuffix("."), tokens.words.contains(where: Biography.professions.contains),
      let first = parts(line).first, isName(first)
    else { return nil }
    return names(line, isDeclared: false)
  }

  /// Whether the line is nothing but names.
  static func isOnlyNames(_ line: String) -> Bool {
    guard !line.isLonger(than: 160) else { return false }
    let all = parts(line)
    return !all.isEmpty && all.allSatisfy(isName)
  }

  /// The names in a list; a declared one is trusted, of another only what looks like a name counts.
  static func names(_ list: String, isDeclared: Bool) -> [String] {
    guard !list.contains("://") else { return [] }
    var text = list
    let tokens = Token.scan(list, limit: 40)
    if let first = tokens.first, openers.contains(first.folded), tokens.count > 1 {
      text = list.droppingScalars(
        tokens[tokens.has(":", at: 1) ? min(2, tokens.count - 1) : 1].start)
    }
    let all = parts(text)
    if isDeclared && all.count == 2 && !all.contains(where: isName) {
      // "Silva, Ana": the family name first.
      return ["\(all[1]) \(all[0])"]
    }
    let found = all.filter { isDeclared ? !$0.isEmpty && !$0.isLonger(than: 120) : isName($0) }
    return Array(found.prefix(100))
  }

  /// Splits at commas, semicolons and "and"; a date or another column ends the list.
  private static func parts(_ text: String) -> [String] {
    var parts: [String] = []
    var current: [Substring] = []
    func join() -> String { Spacing.fold(current.joined(separator: " ").utf8) }
    for word in text.split(separator: " ") {
      if ["|", "·", "•", "–", "—", "/"].contains(word) { break }
      if ["and", "&", "und", "et", "och", "og", "with"].contains(word) {
        parts.append(join())
        current = []
      } else if ["y", "e", "en"].contains(word) && current.count >= 2 {
        parts.append(join())
        current = []
      } else if word.hasSuffix(",") || word.hasSuffix(";") {
        current.append(word.dropLast())
        parts.append(join())
        current = []
      } else if let semicolon = word.firstIndex(of: ";") {
        current.append(word[..<semicolon])
        parts.append(join())
        current = [word[word.index(after: semicolon)...]]
      } else {
        current.append(word)
      }
    }
    parts.append(join())
    return parts.filter { !$0.isEmpty }
  }

  /// Whether `text` looks like a person's name: two to five capitalised words.
  static func isName(_ text: String) -> Bool {
    guard !text.isLonger(than: 60) else { return false }
    let words = text.split(separator: " ")
    guard (2...5).contains(words.count) else { return false }
    var capitals = 0
    for word in words {
      guard let first = word.unicodeScalars.first, first.properties.isAlphabetic else {
        return false
      }
      guard word.unicodeScalars.allSatisfy({ $0.properties.isAlphabetic || ".-'’".contains($0) })
      else { return false }
      let folded = Folding.words(String(word))
      // "A." is an initial, "A" an article.
      if impersonal.contains(folded) && !word.hasSuffix(".") { return false }
      if Biography.professions.contains(folded) { return false }
      if first.properties.isUppercase {
        capitals += 1
      } else if !particles.contains(folded) {
        return false
      }
    }
    return capitals >= 2
  }
}

extension String {
  fileprivate func contains(_ scalar: Unicode.Scalar) -> Bool { unicodeScalars.contains(scalar) }
}
