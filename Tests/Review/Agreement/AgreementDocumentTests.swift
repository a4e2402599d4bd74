import Foundation
import Review
import TestSupport
import Testing

struct AgreementDocumentTests {
  private let document: DocumentExamples

  init() throws {
    let root = (1...4).reduce(URL(filePath: #filePath)) { url, _ in
      url.deletingLastPathComponent()
    }
    document = DocumentExamples(
      try String(contentsOf: root.appending(path: "docs/agreement.md"), encoding: .utf8))
  }

  private func expect(_ figure: String, _ value: some CustomStringConvertible) {
    let row = "| \(figure) | \(value) |"
    #expect(document.hasRow(startingWith: row), "\(row)")
  }

  @Test func givesTheFiguresOfTheWorkedExample() throws {
    let panel = panel([4, 5, 6, 7, 7, 7, 7, 7, 8, 8, 8, 8, 8, 9, 9])
    let figure = SymmetryRule().judge(panel)
    let measure = try #require(figure.value).measure
    expect("n", figure.count)
    expect("median", try #require(panel.summary().value).median)
    expect("P30 and P70 by R6", "\(measure.low), \(measure.high)")
    expect("IPR", measure.range)
    expect("AI", measure.asymmetry)
    expect("IPRAS", measure.adjustedRange)
    expect("DI", measure.index)
    expect("in each third", panel.thirds.map(String.init).joined(separator: ", "))
    expect("A", try #require(ConsensusCoefficient().measure(panel).value))
    #expect(figure.value?.appropriateness == .appropriate)
    #expect(ClassicRule().judge(panel).value == .agreement)
    #expect(PercentAgreement().judge(panel).value?.share == Rational(4, 5))
    #expect(CoreSetRule().judge(panel).value == .included)
  }
}
