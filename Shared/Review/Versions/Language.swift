/// What language a text seems to be in, by its script or its most frequent small words.
///
/// Good enough to say why two articles cannot be versions of one another; nothing else
/// depends on it.
public enum Language {
  private static let smallWords: [(name: String, words: Set<String>)] = [
    ("English", ["the", "of", "and", "to", "that", "is", "for", "with", "by", "should"]),
    ("French", ["le", "la", "les", "des", "et", "une", "dans", "pour", "est", "que"]),
    ("German", ["der", "die", "das", "und", "ist", "nicht", "mit", "von", "den", "fur"]),
    ("Spanish", ["el", "los", "las", "y", "que", "en", "una", "por", "del", "con"]),
    ("Italian", ["il", "gli", "che", "di", "e", "per", "una", "della", "non", "sono"]),
    ("Portuguese", ["o", "os", "que", "e", "uma", "do", "da", "para", "nao", "com"]),
    ("Dutch", ["de", "het", "een", "en", "van", "dat", "niet", "zijn", "voor", "met"]),
    ("Swedish", ["och", "att", "det", "som", "ett", "av", "inte", "ar", "den", "pa"]),
    ("Danish or Norwegian", ["og", "at", "det", "som", "ikke", "af", "er", "til", "jeg", "pa"]),
  ]

  private static let scripts: [(name: String, ranges: [ClosedRange<UInt32>])] = [
    ("Greek script", [0x370...0x3ff]), ("Cyrillic script", [0x400...0x52f]),
    ("Hebrew script", [0x590...0x5ff]), ("Arabic script", [0x600...0x6ff]),
    ("Devanagari", [0x900...0x97f]), ("Thai script", [0xe00...0xe7f]),
    ("Japanese", [0x3040...0x30ff]), ("Korean", [0xac00...0xd7af]),
    ("Chinese characters", [0x4e00...0x9fff]),
  ]

  private static let wordsMax = 5_000
  /// How many small words of a language must be among a hundred.
  private static let percentMin = 8

  /// The name of the language, or nil when it cannot be told.
  public static func name(of text: String) -> String? {
    let words = WordPairs.words(text, limit: wordsMax)
    let scalars = words.joined().unicodeScalars
    for (name, ranges) in scripts {
      // Japanese has many Chinese characters, and its own on top.
      let count = scalars.count { scalar in ranges.contains { $0.contains(scalar.value) } }
      if count * 5 > scalars.count { return name }
    }
    let counts = smallWords.map { entry in words.count { entry.words.contains($0) } }
    guard let most = counts.max(), most * 100 >= words.count * percentMin,
      counts.filter({ $0 == most }).count == 1, let place = counts.firstIndex(of: most)
    else { return nil }
    return smallWords[place].name
  }
}
