import Review
import TestSupport
import Testing

struct ImportPropertyTests {
  private static let sources =
    ImportTextTests.cases + ImportMarkdownTests.cases + ImportHTMLTests.cases
    + ImportTrapTests.cases

  private static let pieces = [
    "Recommendation 1: ", "<h2>", "</h2>", "\n\n", "\n", "1. ", "- ", "**", "## ", "<li>", "<ol>",
    "</ol>", "<nav>", "</p>", "<!--", "-->", "&#x41;", "\u{301}", "\r\n", "Recommendations\n",
    "===\n", "> ", "| ", "By Ana Silva\n", "References\n", "\u{a0}", "<article>", "</article>",
  ]

  /// Joins, cuts and changes the articles of all other tests at random places.
  ///
  /// Each result is read as all three formats; what must hold is checked from the value alone.
  @Test("a damaged article is read or refused, and its spans are sound", arguments: seeds(40))
  func readsDamage(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<12 {
      let bytes = damaged(&random)
      for name in ["a.txt", "a.md", "a.html"] {
        guard let article = try? ArticleImport.read(bytes, named: name) else { continue }
        try #require(article.hasSoundSpans, "seed \(seed), \(name)")
        try #require(!article.title.isEmpty, "seed \(seed), \(name)")
        try #require(isNormalised(article.body), "seed \(seed), \(name)")
        let again = try ArticleImport.read(bytes, named: name)
        try #require(again == article, "seed \(seed), \(name)")
      }
    }
  }

  /// The body is the same whatever the line ends, and so is everything counted in it.
  @Test("line ends change nothing", arguments: sources)
  func readsAnyLineEnds(_ example: ImportCase) throws {
    let plain = example.source.utf8.filter { $0 != 13 }
    let article = try ArticleImport.read(plain, named: example.file)
    let crlf = plain.flatMap { $0 == 10 ? [13, 10] : [$0] }
    let old = plain.map { $0 == 10 ? 13 : $0 }
    #expect(try ArticleImport.read(crlf, named: example.file) == article)
    #expect(try ArticleImport.read(old, named: example.file) == article)
  }

  private func damaged(_ random: inout SplitMix64) -> [UInt8] {
    var bytes: [UInt8] = []
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      guard let source = Self.sources.randomElement(using: &random)?.source.utf8 else { continue }
      let start = Int.random(in: 0...source.count / 2, using: &random)
      bytes += source.dropFirst(start).prefix(Int.random(in: 1...source.count, using: &random))
    }
    for _ in 0..<Int.random(in: 0...20, using: &random) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: bytes[place] = UInt8.random(in: 1...255, using: &random)
      case 1: bytes.remove(at: place)
      case 2: bytes.removeSubrange(place..<min(bytes.count, place + 9))
      default:
        let piece = Self.pieces.randomElement(using: &random) ?? ""
        bytes.insert(contentsOf: piece.utf8, at: place)
      }
    }
    return bytes
  }

  private func isNormalised(_ body: String) -> Bool {
    let paragraphs = body.split(separator: "\n", omittingEmptySubsequences: false)
    return paragraphs.enumerated().allSatisfy { index, line in
      index % 2 == 1
        ? line.isEmpty
        : !line.isEmpty && !line.hasPrefix(" ") && !line.hasSuffix(" ") && !line.contains("  ")
          && !line.unicodeScalars.contains { $0.value < 32 || $0.value == 0xa0 }
    }
  }
}
