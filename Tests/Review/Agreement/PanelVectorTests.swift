import Review
import Testing

struct PanelVectorTests {
  @Test(arguments: PanelVector.all)
  func givesThePublishedAndTheComputedFigures(_ vector: PanelVector) throws {
    let panel = panel(vector.ratings)
    #expect(try #require(panel.summary().value).median.double == vector.median)
    for (percentiles, expected) in vector.results {
      let figure = SymmetryRule(percentiles: percentiles).judge(panel)
      let measure = try #require(figure.value).measure
      #expect(figure.count == vector.ratings.count)
      #expect(abs(measure.low.double - expected.p30) < 1e-9, "\(percentiles)")
      #expect(abs(measure.high.double - expected.p70) < 1e-9, "\(percentiles)")
      #expect(abs(measure.adjustedRange.double - expected.ipras) < 1e-9, "\(percentiles)")
      #expect(abs(measure.index.double - expected.index) <= 5e-5, "\(percentiles)")
      #expect(measure.isDisagreement == expected.disagrees, "\(percentiles)")
    }
  }

  @Test func seesAnExactTieAsNoDisagreement() throws {
    let measure = try #require(SymmetryRule().judge(panel([1, 3, 3, 6, 6])).value).measure
    #expect(measure.range == Rational(17, 5))
    #expect(measure.adjustedRange == Rational(17, 5))
    #expect(measure.index == Rational(1))
    #expect(!measure.isDisagreement)
  }

  @Test func classifiesThePublishedPanel() throws {
    let panel = panel([4, 5, 6, 7, 7, 7, 7, 7, 8, 8, 8, 8, 8, 9, 9])
    #expect(SymmetryRule().judge(panel).value?.appropriateness == .appropriate)
    #expect(panel.thirds == [0, 3, 12])
    #expect(ClassicRule().judge(panel).value == .agreement)
  }

  /// Source: the vectors of the package `agrmt` (CRAN) and, last, the panel of BMJ Open.
  @Test(arguments: [
    ([30, 40, 210, 130, 530, 50, 10], Rational(917, 1500)),
    ([5, 0, 0, 0, 0, 0, 0, 0, 5], Rational(-1)),
    ([1, 1, 1, 1, 1, 1, 1, 1, 1], Rational(0)),
    ([0, 0, 7, 0, 0, 0, 0, 0, 0], Rational(1)),
    ([0, 0, 0, 1, 1, 1, 5, 5, 2], Rational(13, 20)),
  ])
  func givesVanDerEijksAgreement(counts: [Int], expected: Rational) {
    let values = counts.enumerated().flatMap {
      Array(repeating: Int64($0.offset + 1), count: $0.element)
    }
    let panel = Panel(values: values, on: criterion(1, Int64(counts.count)))
    #expect(ConsensusCoefficient().measure(panel).value == expected)
  }

  @Test(arguments: [
    ([7, 8, 8, 9, 7, 7, 8, 2, 5, 9], CoreSetRule.Verdict.included),
    ([7, 8, 8, 9, 7, 7, 8, 2, 2, 9], .noConsensus),
  ])
  func givesTheVerdictsOfTheCoreSetRule(values: [Int64], expected: CoreSetRule.Verdict) {
    #expect(CoreSetRule().judge(panel(values)).value == expected)
    let other = CoreSetRule(exclusion: .upperShareAtMost(50))
    #expect(other.judge(panel(values)).value == expected)
  }

  /// How often the percentile rules part, and the classic rule from IPRAS, of all panels of a size.
  @Test func countsThePanelsOnWhichRulesPart() {
    var (parted, classicParts) = (0, 0)
    forEachMultiset(of: 9) { values in
      let panel = panel(values)
      let verdicts = PercentileRule.allCases.map {
        SymmetryRule(percentiles: $0).judge(panel).value?.measure.isDisagreement
      }
      if Set(verdicts).count > 1 { parted += 1 }
      if (ClassicRule().judge(panel).value == .disagreement) != verdicts[1] { classicParts += 1 }
    }
    #expect(PercentileRule.allCases[1] == .r6)
    #expect((parted * 1000 + 24_310 / 2) / 24_310 == 133)
    #expect(classicParts == 3_220)
  }
}
