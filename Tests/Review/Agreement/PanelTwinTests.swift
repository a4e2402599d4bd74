import Review
import Testing

/// Each verdict is held against the words of its rule, worked out by counting and in integers, on
/// every panel of three to nine raters on 1 to 9.
struct PanelTwinTests {
  @Test(arguments: 3...9)
  func agreesWithSlowTwinsOnEveryPanel(size: Int) throws {
    try forEachMultiset(of: size) { values in
      let panel = panel(values)
      for rule in PercentileRule.allCases {
        let verdict = try #require(SymmetryRule(percentiles: rule).judge(panel).value)
        let twin = Twin.disagree(values, rule)
        try #require(verdict.measure.isDisagreement == twin, "\(values) \(rule)")
        let kind: SymmetryRule.Appropriateness =
          twin ? .uncertain : [.inappropriate, .uncertain, .appropriate][Twin.region(values)]
        try #require(verdict.appropriateness == kind, "\(values) \(rule)")
      }
      try #require(ClassicRule().judge(panel).value == Twin.classic(values), "\(values)")
      try #require(
        PercentAgreement().judge(panel).value?.isConsensus == Twin.threeQuarters(values),
        "\(values)")
      try #require(CoreSetRule().judge(panel).value == Twin.coreSet(values), "\(values)")
      let agreement = try #require(ConsensusCoefficient().measure(panel).value)
      try #require(abs(agreement.double - Twin.agreement(values)) < 1e-9, "\(values)")
    }
  }
}

private enum Twin {
  private static func count(_ values: [Int64], _ range: ClosedRange<Int64>) -> Int {
    values.filter(range.contains).count
  }

  /// The third of the median: the upper one from 6.5 on, the middle one from 3.5 on.
  static func region(_ values: [Int64]) -> Int {
    let middles = values[(values.count - 1) / 2] + values[values.count / 2]
    return middles >= 13 ? 2 : middles >= 7 ? 1 : 0
  }

  /// Ten times a percentile, by the words of each rule.
  private static func percentile(_ values: [Int64], tenths: Int, _ rule: PercentileRule) -> Int {
    func at(_ place: Int) -> Int { Int(values[max(1, min(values.count, place)) - 1]) }
    let count = values.count
    switch rule {
    case .r2:
      // The least value with at least the share at or below it, and the one above on a tie.
      let enough = values.first { value in
        10 * values.filter { $0 <= value }.count >= tenths * count
      }
      let more = values.first { value in
        10 * values.filter { $0 <= value }.count > tenths * count
      }
      return 5 * (Int(enough ?? 0) + Int(more ?? 0))
    case .r6, .r7:
      let place = rule == .r6 ? (count + 1) * tenths : (count - 1) * tenths + 10
      let part = place % 10
      return (10 - part) * at(place / 10) + part * at(place / 10 + 1)
    }
  }

  /// IPR > 2.35 + 1.5 |5 - centre| with everything times 200.
  static func disagree(_ values: [Int64], _ rule: PercentileRule) -> Bool {
    let low = percentile(values, tenths: 3, rule)
    let high = percentile(values, tenths: 7, rule)
    return 20 * (high - low) > 470 + 15 * abs(100 - low - high)
  }

  static func classic(_ values: [Int64]) -> ClassicRule.Verdict? {
    guard values.count >= 8 else { return nil }
    let region = region(values)
    let outside = values.filter { ($0 - 1) / 3 != region }.count
    if outside <= 2 { return .agreement }
    return count(values, 1...3) >= 3 && count(values, 7...9) >= 3 ? .disagreement : .indeterminate
  }

  static func threeQuarters(_ values: [Int64]) -> Bool {
    [1...3, 4...6, 7...9].contains { 4 * count(values, $0) >= 3 * values.count }
  }

  static func coreSet(_ values: [Int64]) -> CoreSetRule.Verdict {
    let share = 1.0 / Double(values.count)
    let (low, high) = (Double(count(values, 1...3)) * share, Double(count(values, 7...9)) * share)
    if high > 0.69999, low < 0.14999 { return .included }
    if low > 0.69999, high < 0.14999 { return .excluded }
    return .noConsensus
  }

  /// Van der Eijk's A by looking at every triple of places in every layer.
  static func agreement(_ values: [Int64]) -> Double {
    var counts = (1...9).map { value in values.filter { $0 == value }.count }
    var total = 0.0
    while let height = counts.filter({ $0 > 0 }).min() {
      let pattern = counts.map { $0 > 0 }
      let held = pattern.filter { $0 }.count
      total += Double(height * held) / Double(values.count) * layer(pattern, held)
      counts = counts.map { max(0, $0 - height) }
    }
    return total
  }

  private static func layer(_ pattern: [Bool], _ held: Int) -> Double {
    var (gapped, whole) = (0.0, 0.0)
    for first in 0..<7 {
      for second in (first + 1)..<8 {
        for third in (second + 1)..<9 {
          switch (pattern[first], pattern[second], pattern[third]) {
          case (true, false, true): gapped += 1
          case (true, true, false), (false, true, true): whole += 1
          default: break
          }
        }
      }
    }
    let unimodality =
      gapped + whole == 0 ? 1 : (7 * whole - 8 * gapped) / (7 * (gapped + whole))
    return unimodality * (1 - Double(held - 1) / 8)
  }
}
