import Testing

@testable import Review

@Suite("The report as a page")
struct ReportPageTests {
  static let hostile = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onclick='x", "]]><!--",
    "</style></title></textarea>", "&lt;b&gt; &amp; & &#60;", "javascript:alert(1)",
  ]

  @Test("Whatever people write, the page is well formed and shows it as it was written")
  func hostileText() {
    for text in Self.hostile {
      let checker = MarkupChecker(page(sampleRecord(saying: text)))
      #expect(checker.faults.isEmpty, "\(text): \(checker.faults)")
      // Title, recommendation, text, quotation, note, reasons, dissent and more.
      #expect(checker.text.components(of: text) >= 12, "\(text)")
      let clean = MarkupChecker(page(sampleRecord(saying: "x")))
      #expect(checker.elements.map(\.name) == clean.elements.map(\.name), "\(text)")
      let attributes = checker.elements.map { $0.attributes.keys.sorted() }
      #expect(attributes == clean.elements.map { $0.attributes.keys.sorted() }, "\(text)")
    }
  }

  @Test("Controls and characters that reorder or hide text are shown by their numbers")
  func hiddenCharacters() {
    let hidden: [Unicode.Scalar] = [
      "\0", "\u{1b}", "\r", "\u{7f}", "\u{9b}", "\u{202e}", "\u{2066}", "\u{200f}", "\u{200b}",
      "\u{e0041}", "\u{ffff}",
    ]
    for scalar in hidden {
      let source = page(sampleRecord(saying: "a\(scalar)b"))
      #expect(!source.unicodeScalars.contains(scalar), "U+\(String(scalar.value, radix: 16))")
      let digits = String(scalar.value, radix: 16, uppercase: true)
      let padding = String(repeating: "0", count: max(0, 4 - digits.count))
      #expect(source.contains("a[U+\(padding)\(digits)]b"))
    }
  }

  @Test("The page loads nothing, runs nothing and links only to itself")
  func alone() {
    let checker = MarkupChecker(page(sampleRecord(saying: "http://example.org/x.js")))
    let names = Set(checker.elements.map(\.name))
    #expect(names.isDisjoint(with: ["script", "link", "img", "iframe", "object", "form", "base"]))
    for (name, attributes) in checker.elements {
      #expect(attributes["src"] == nil && attributes["style"] == nil, "\(name)")
      #expect(!attributes.keys.contains { $0.hasPrefix("on") }, "\(name)")
      if let target = attributes["href"] { #expect(target.hasPrefix("#"), "\(target)") }
    }
    let policy = checker.elements.first { $0.attributes["http-equiv"] != nil }?.attributes
    #expect(policy?["content"]?.hasPrefix("default-src 'none'; style-src") == true)
  }

  @Test("Every link leads to a place that there is, and no two places have one name")
  func anchors() {
    let checker = MarkupChecker(page(sampleRecord(saying: "x", recommendations: 12)))
    let names = checker.elements.compactMap { $0.attributes["id"] }
    #expect(Set(names).count == names.count)
    let links = checker.elements.compactMap { $0.attributes["href"] }
    #expect(links.count >= 12 + 4)
    for link in links { #expect(names.contains(String(link.dropFirst())), "\(link)") }
    for plot in checker.elements where plot.name == "svg" {
      let labels = plot.attributes["aria-labelledby"]?.split(separator: " ").map(String.init)
      #expect(labels?.count == 2 && labels?.allSatisfy(names.contains) == true)
    }
  }

  @Test("Decision, kind, reason, dissent, re-opening, no opinion and collision are told")
  func told() {
    let text = MarkupChecker(page(sampleRecord(saying: "why"))).text
    for expected in [
      "adjudicated by a third person", "by Ben why", "Open again", "Dissent of Ana why",
      "who keeps 2", "Later, against it: Ana why 2", "no opinion or withdrawn (not settled)",
      "This note was deleted.", "confidence high", "abcdefghij", "To be stated by the authors.",
    ] {
      #expect(text.contains(expected), "\(expected)")
    }
  }

  @Test("The appendix has the 35 items of the guideline in their order")
  func appendix() {
    let source = page(sampleRecord(saying: "x"))
    let items =
      ["T1"] + (1...3).map { "I\($0)" } + (1...21).map { "M\($0)" } + (1...5).map { "R\($0)" }
      + (1...2).map { "D\($0)" } + (1...3).map { "O\($0)" }
    #expect(items.count == 35)
    let found = source.components(between: "<dt>", and: "  ").filter { $0.count <= 3 }
    #expect(found == items)
  }

  @Test("A scale of a hundred values, or of one rater's ten thousand, has a plot of its width")
  func wideScales() {
    for highest in [Int64(2), 9, 11, 22, 100, 10_000, 1_000_000] {
      let criterion = criterion(0, highest)
      let panel = Panel(values: [0, highest / 2, highest], on: criterion)
      let item = ReviewRecord.Item(
        criterion: criterion, ratings: [], decisions: [], dissents: [], isOpen: false,
        panel: panel, summary: panel.summary(),
        verdict: VerdictRule.workspace(.standard).judge(panel),
        consensus: ConsensusCoefficient().measure(panel))
      var markup = Markup()
      Histogram(item: item, name: "h").draw(into: &markup)
      let checker = MarkupChecker("<!DOCTYPE html>\n" + markup.source)
      #expect(checker.faults.isEmpty)
      let bars = checker.elements.filter { $0.attributes["class"] == "bar" }
      #expect(bars.count == 3, "\(highest)")
      for bar in bars {
        let x = bar.attributes["x"].flatMap(Double.init) ?? -1
        let width = bar.attributes["width"].flatMap(Double.init) ?? -1
        #expect(x >= 4 && width > 0 && x + width <= 176.1, "\(highest): \(x) \(width)")
      }
    }
  }
}

extension String {
  /// How often `text` occurs, without overlaps.
  fileprivate func components(of text: String) -> Int {
    var (count, start) = (0, startIndex)
    while start < endIndex {
      if self[start...].hasPrefix(text) {
        count += 1
        start = index(start, offsetBy: text.count)
      } else {
        start = index(after: start)
      }
    }
    return count
  }

  /// What stands between each `opening` and the next `closing`.
  fileprivate func components(between opening: String, and closing: String) -> [String] {
    var found: [String] = []
    var rest = self[...]
    while let first = rest.first {
      guard first == opening.first, rest.hasPrefix(opening) else {
        rest.removeFirst()
        continue
      }
      rest = rest.dropFirst(opening.count)
      var piece = ""
      while let next = rest.first, !rest.hasPrefix(closing), next != "<" {
        piece.append(next)
        rest.removeFirst()
      }
      found.append(piece)
    }
    return found
  }
}
