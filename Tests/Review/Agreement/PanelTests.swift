import Review
import TestSupport
import Testing

struct PanelTests {
  @Test func countsOnlyOpinions() {
    let ratings: [Rating] = [
      .value(7, confidence: nil, reason: ""), .noOpinion(confidence: .high, reason: "why"),
      .withdrawn, .value(7, confidence: .low, reason: ""), .value(10, confidence: nil, reason: ""),
      .value(2, confidence: nil, reason: ""),
      .opening(nil, confidence: nil, reason: "", salt: Array(repeating: 0, count: 32)),
      .opening(3, confidence: nil, reason: "", salt: Array(repeating: 0, count: 32)),
    ]
    let panel = Panel(ratings, on: criterion())
    #expect(panel.values == [2, 3, 7, 7])
    #expect(panel.distribution.map(\.value) == [2, 3, 7])
    #expect(panel.distribution.map(\.count) == [1, 1, 2])
    #expect(panel.thirds == [2, 0, 2])
  }

  @Test func givesMedianRangeAndQuartiles() throws {
    let panel = panel([9, 2, 3, 8])
    let figure = panel.summary(percentiles: .r6)
    let summary = try #require(figure.value)
    #expect(summary.median == Rational(11, 2))
    #expect((summary.least, summary.greatest, summary.range) == (2, 9, 7))
    #expect(summary.lowerQuartile == Rational(9, 4))
    #expect(summary.upperQuartile == Rational(35, 4))
    #expect(summary.interquartileRange == Rational(13, 2))
    #expect("\(figure.rule)" == "median and quartiles, percentiles R6")
    #expect(panel.summary(percentiles: .r7).value?.lowerQuartile == Rational(11, 4))
    #expect(panel.summary(percentiles: .r2).value?.lowerQuartile == Rational(5, 2))
  }

  @Test(arguments: seeds(20))
  func givesTheSameWhateverTheOrder(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let count = Int.random(in: 1...20, using: &random)
    let values = (0..<count).map { _ in Int64.random(in: 1...9, using: &random) }
    let (one, other) = (panel(values), panel(values.shuffled(using: &random)))
    try #require(one == other)
    #expect(one.summary() == other.summary())
    #expect(SymmetryRule().judge(one) == SymmetryRule().judge(other))
    #expect(ConsensusCoefficient().measure(one) == ConsensusCoefficient().measure(other))
  }

  @Test func saysWhyThereIsNoFigure() {
    let nobody = panel([])
    #expect(nobody.summary().reason == .noRatings)
    #expect(SymmetryRule().judge(nobody).reason == .noRatings)
    #expect(ClassicRule().judge(nobody).reason == .noRatings)
    #expect(PercentAgreement().judge(nobody).reason == .noRatings)
    #expect(CoreSetRule().judge(nobody).reason == .noRatings)
    #expect(ConsensusCoefficient().measure(nobody).reason == .noRatings)

    let unordered = Panel(values: [1, 2], on: criterion(level: .nominal))
    #expect(unordered.summary().reason == .noOrder)
    #expect(SymmetryRule().judge(unordered).reason == .noOrder)
    #expect(ClassicRule().judge(unordered).reason == .noOrder)
    #expect(CoreSetRule().judge(unordered).reason == .noOrder)
    #expect(ConsensusCoefficient().measure(unordered).reason == .noOrder)
    #expect(PercentAgreement(threshold: 50).judge(unordered).value?.isConsensus == true)

    let five = Panel(values: [1, 2, 3, 3, 3, 3, 4, 5], on: criterion(1, 5))
    #expect(ClassicRule().judge(five).reason == .otherScale)
    let small = panel(Array(repeating: 8, count: 7))
    #expect(ClassicRule().judge(small).reason == .panelSize(published: 8...16))
    let large = panel(Array(repeating: 8, count: 17))
    #expect(ClassicRule().judge(large).reason == .panelSize(published: 8...16))
  }

  @Test func cautionsBelowThePublishedPanel() {
    let seven = SymmetryRule().judge(panel(Array(repeating: 8, count: 7)))
    #expect(seven.caution == .smallPanel(publishedFrom: 8))
    let eight = SymmetryRule(percentiles: .r7).judge(panel(Array(repeating: 8, count: 8)))
    #expect(eight.caution == nil)
    #expect("\(eight.rule)" == "RAND/UCLA IPRAS, percentiles R7")
  }

  /// The sizes at the ends of the rows of the published table; 3, 4 and 5 raters at either end.
  @Test(arguments: [(8, 2), (10, 2), (11, 3), (13, 3), (14, 4), (16, 4)])
  func followsTheTableOfPanelSizes(size: Int, outsideMax: Int) {
    func verdict(low: Int, middle: Int = 0) -> ClassicRule.Verdict? {
      let values =
        Array(repeating: Int64(1), count: low) + Array(repeating: 5, count: middle)
        + Array(repeating: 9, count: size - low - middle)
      return ClassicRule().judge(panel(values)).value
    }
    #expect(verdict(low: outsideMax) == .agreement)
    #expect(verdict(low: outsideMax + 1) == .disagreement)
    #expect(verdict(low: outsideMax, middle: 1) == .indeterminate)
  }

  @Test func takesAMedianBetweenThirdsAsInTheHigher() {
    let values: [Int64] = [5, 6, 6, 6, 7, 7, 7, 8]
    #expect(SymmetryRule().judge(panel(values)).value?.appropriateness == .appropriate)
  }

  /// On a scale that is 1 to 9 stretched by ten, and one that starts elsewhere, nothing changes.
  @Test func stretchesOtherScales() throws {
    let values: [Int64] = [1, 1, 2, 5, 8, 9, 9]
    let measure = try #require(SymmetryRule().judge(panel(values)).value).measure
    for (factor, offset) in [(10, 0), (1, -5), (3, 100)] as [(Int64, Int64)] {
      let other = Panel(
        values: values.map { $0 * factor + offset },
        on: criterion(factor + offset, 9 * factor + offset))
      #expect(SymmetryRule().judge(other).value?.measure == measure)
    }
  }

  @Test func countsPercentAgreementExactly() throws {
    let values: [Int64] = [7, 7, 8, 1]
    let verdict = try #require(PercentAgreement(threshold: 75).judge(panel(values)).value)
    #expect(verdict.share == Rational(3, 4))
    #expect(verdict.isConsensus)
    #expect(PercentAgreement(threshold: 76).judge(panel(values)).value?.isConsensus == false)
  }

  @Test func excludesByTheVariantAskedFor() {
    let split = panel([7, 7, 7, 7, 1, 1, 1, 1])
    #expect(CoreSetRule().judge(split).value == .noConsensus)
    #expect(CoreSetRule(exclusion: .upperShareAtMost(50)).judge(split).value == .excluded)
    #expect(CoreSetRule(exclusion: .upperShareAtMost(49)).judge(split).value == .noConsensus)
    #expect(CoreSetRule().judge(panel([1, 2, 3, 1])).value == .excluded)
  }

  @Test func measuresTheLargestPanelOnTheWidestScale() {
    let widest = criterion(-1_000_000, 1_000_000)
    let most = ConsensusCoefficient.ratersMax
    // One value once, the next twice, and so on: as many layers as the panel can have.
    let values = (1...44).flatMap {
      Array(repeating: Int64($0 * 40_000 - 1_000_000), count: $0)
    }
    let figure = ConsensusCoefficient().measure(Panel(values: values, on: widest))
    #expect(figure.value.map { (-1...1).contains($0.double) } == true)
    let many = Panel(values: Array(repeating: 0, count: most + 1), on: widest)
    #expect(ConsensusCoefficient().measure(many).reason == .tooManyRaters(most: most))
  }
}
