import Foundation
import Review
import TestSupport
import Testing

struct ScaleDocumentTests {
  private let text: String

  init() throws {
    let root = (1...4).reduce(URL(filePath: #filePath)) { url, _ in
      url.deletingLastPathComponent()
    }
    text = try String(contentsOf: root.appending(path: "docs/scales.md"), encoding: .utf8)
  }

  /// The fenced block behind the marker of the example called `name`.
  private func example(_ name: String) throws -> String {
    let parts = text.components(separatedBy: "<!-- example: \(name) -->\n```\n")
    try #require(parts.count == 2)
    return try #require(parts[1].components(separatedBy: "```\n").first)
  }

  @Test func itsExampleIsAScaleFile() throws {
    let criteria = try ScaleFile.read(Array(example("scale file").utf8))
    #expect(
      criteria == [
        Criterion(
          name: "benefit", position: 0, lowest: 1, highest: 9, level: .ordinal,
          labels: [.init(1, "poor"), .init(9, "good")], title: "How much does it help?",
          domain: "Worth"),
        Criterion(
          name: "cost", position: 1, lowest: 0, highest: 3, level: .interval,
          labels: [
            .init(0, "nothing"), .init(1, "a budget line"), .init(2, "a project"),
            .init(3, "a loan"),
          ], title: "What does it cost?", domain: "Worth"),
        Criterion(
          name: "owner", position: 2, lowest: 1, highest: 2, level: .nominal,
          labels: [.init(1, "the port"), .init(2, "the city")]),
      ])
  }

  @Test func listsEveryTemplateAndEveryRule() {
    let rows = DocumentExamples(text)
    for template in Template.all {
      #expect(rows.hasRow(startingWith: "| `\(template.name)`"), "\(template.name)")
    }
    for rule: DisagreementRule in [.symmetry(.r6), .classic(.r6), .percent(threshold: 75)] {
      #expect(rows.hasRow(startingWith: "| `\(rule.word)`"), "\(rule.word)")
    }
  }

  @Test func namesTheLimitsOfTheCode() {
    for limit in [
      "at most \(ScaleFile.nameBytesMax) bytes", "at most \(ScaleFile.textBytesMax) bytes",
      "at most \(ScaleFile.bytesMax >> 10) KiB", "\(ScaleFile.criteriaMax)\n  criteria",
      "from \(Criterion.valueRange.lowerBound) to \(Criterion.valueRange.upperBound)",
    ] {
      #expect(text.contains(limit), "\(limit)")
    }
  }
}
