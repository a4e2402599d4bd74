import ChangeLog
import Review
import Testing

struct DisagreementRuleTests {
  private static let rules: [DisagreementRule] =
    PercentileRule.allCases.flatMap { [.symmetry($0), .classic($0)] }
    + [.percent(threshold: 1), .percent(threshold: 75), .percent(threshold: 100)]

  /// Method: every panel of two to nine raters, held against the rule that must decide it.
  @Test(arguments: 2...9)
  func eachPartDecidesItsPanels(size: Int) throws {
    try forEachMultiset(of: size) { values in
      let panel = panel(values)
      let pair = PairRule(panel.criterion).disagree(values)
      for percentiles in PercentileRule.allCases {
        let symmetry = SymmetryRule(percentiles: percentiles).judge(panel).value?.measure
        let ipras = size < 7 ? pair : symmetry?.isDisagreement
        try #require(DisagreementRule.symmetry(percentiles).judge(panel).value == ipras)
        let classic = size < 8 ? ipras : ClassicRule().judge(panel).value == .disagreement
        try #require(DisagreementRule.classic(percentiles).judge(panel).value == classic)
      }
      let fullest = panel.thirds.max() ?? 0
      let percent = DisagreementRule.percent(threshold: 75)
      try #require(percent.disagree(values, on: panel.criterion) == (4 * fullest < 3 * size))
    }
  }

  @Test func fewerThanTwoNeverDisagree() {
    for rule in Self.rules {
      #expect(rule.judge(panel([])).reason == .noRatings)
      #expect(rule.judge(panel([9])).reason == .oneRater)
      #expect(!rule.disagree([9], on: criterion()))
    }
  }

  @Test func largePanelsAndOtherScalesFallBackToIPRAS() {
    let classic = DisagreementRule.classic(.r6)
    let many = panel(Array(repeating: 1, count: 9) + Array(repeating: 9, count: 8))
    #expect("\(classic.judge(many).rule)" == "RAND/UCLA IPRAS, percentiles R6")
    let nine = panel(Array(repeating: 5, count: 9))
    #expect("\(classic.judge(nine).rule)" == "RAND/UCLA by panel size")
    let seven = Panel(values: Array(repeating: 5, count: 9), on: criterion(1, 7))
    #expect("\(classic.judge(seven).rule)" == "RAND/UCLA IPRAS, percentiles R6")
  }

  @Test func nominalScalesAreComparedByPairsOrShares() {
    let nominal = criterion(1, 3, level: .nominal)
    let values: [Int64] = [1, 1, 1, 1, 1, 1, 1, 1, 2]
    #expect(DisagreementRule.standard.disagree(values, on: nominal))
    #expect(!DisagreementRule.standard.disagree(Array(values.dropLast()), on: nominal))
    #expect(!DisagreementRule.percent(threshold: 75).disagree(values, on: nominal))
  }

  @Test func cautionsBelowThePublishedPanel() {
    #expect(
      DisagreementRule.standard.judge(panel([1, 9])).caution == .smallPanel(publishedFrom: 8))
    let eight = panel(Array(repeating: 5, count: 8))
    #expect(DisagreementRule.standard.judge(eight).caution == nil)
    #expect(DisagreementRule.percent(threshold: 75).judge(panel([1, 9])).caution == nil)
  }

  @Test func readsBackItsCell() {
    for rule in Self.rules { #expect(DisagreementRule(rule.encoded) == rule) }
    let foreign: [Value] = [
      .null, .string("ipras"), .list([.string("ipras")]), .list([.string("ipras"), .string("R5")]),
      .list([.string("ipras"), .integer(6)]), .list([.string("percent"), .integer(0)]),
      .list([.string("percent"), .integer(101)]), .list([.string("percent"), .string("R6")]),
      .list([.string("other"), .string("R6")]), .list([.string("classic"), .string("R6"), .null]),
    ]
    for value in foreign { #expect(DisagreementRule(value) == nil, "\(value)") }
  }

  @Test func verdictsOnRequestNameTheirNumbers() throws {
    let values: [Int64] = [4, 5, 6, 7, 7, 7, 7, 7, 8, 8, 8, 8, 8, 9, 9]
    let panel = panel(values)
    let ipras = try #require(VerdictRule.symmetry(SymmetryRule()).judge(panel).value)
    #expect(ipras.word == "appropriate")
    #expect(
      ipras.details.map { "\($0.name) \($0.value)" }
        == ["P30 7", "P70 8", "IPR 1", "AI 5/2", "IPRAS 61/10", "DI 10/61"])
    #expect(VerdictRule.classic(ClassicRule()).judge(panel).value?.word == "agreement")
    let percent = try #require(VerdictRule.percent(PercentAgreement()).judge(panel).value)
    #expect(percent.word == "consensus" && percent.details.map(\.value) == [Rational(4, 5)])
    #expect(VerdictRule.coreSet(CoreSetRule()).judge(panel).value?.word == "in")
    #expect(VerdictRule.workspace(.standard).judge(panel).value?.word == "agreement")
    let split = self.panel([1, 1, 1, 1, 9, 9, 9, 9])
    #expect(VerdictRule.symmetry(SymmetryRule()).judge(split).value?.word == "disagreement")
    #expect(VerdictRule.workspace(.standard).judge(split).value?.word == "disagreement")
  }

  private func panel(_ values: [Int64]) -> Panel { Panel(values: values, on: criterion()) }
}
