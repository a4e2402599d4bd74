import Foundation
import Review
import TestSupport
import Testing

struct ScaleDocumentTests {
  private let document: DocumentExamples

  init() throws {
    let root = (1...4).reduce(URL(filePath: #filePath)) { url, _ in
      url.deletingLastPathComponent()
    }
    document = DocumentExamples(
      try String(contentsOf: root.appending(path: "docs/scales.md"), encoding: .utf8))
  }

  @Test func itsExampleIsAScaleFile() throws {
    let blocks = document.blocks(in: "scales")
    #expect(blocks.count == 1)
    let criteria = try ScaleFile.read(Array(try #require(blocks.first).utf8))
    #expect(
      criteria == [
        Criterion(
          name: "cost", position: 0, lowest: 1, highest: 5, level: .ordinal,
          labels: [.init(1, "a fortune"), .init(5, "nothing")], title: "What does it cost?",
          domain: "Money"),
        Criterion(
          name: "capacity", position: 1, lowest: 0, highest: 100, level: .interval, labels: [],
          title: "Which share of the ships can it take?"),
        Criterion(
          name: "owner", position: 2, lowest: 1, highest: 3, level: .nominal,
          labels: [.init(1, "state"), .init(2, "city"), .init(3, "company")]),
      ])
  }

  @Test func listsEveryTemplateWithItsSize() {
    for template in Template.all {
      let isUsual = template.name == Template.all[0].name
      let name = "| `\(template.name)`" + (isUsual ? ", unless told otherwise" : "")
      #expect(
        document.hasRow(startingWith: "\(name) | \(template.criteria.count) |"),
        "\(template.name)")
    }
  }

  @Test func namesTheLimitsOfTheCode() {
    let heading =
      "| `NAME: LOWEST to HIGHEST LEVEL` | a criterion, in the order of the file | small letters, "
      + "digits and hyphens, a letter first, at most \(ScaleFile.nameBytesMax) bytes; whole numbers "
      + "from \(Criterion.valueRange.lowerBound) to \(Criterion.valueRange.upperBound); "
      + "\(ScaleFile.criteriaMax) criteria |"
    #expect(document.hasRow(startingWith: heading))
    let label =
      "| `VALUE = LABEL` | what a value means | 1 to \(ScaleFile.textBytesMax) bytes, "
      + "\(Criterion.labelsMax) labels;"
    #expect(document.hasRow(startingWith: label))
  }
}
