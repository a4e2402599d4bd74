import Review
import TestSupport
import Testing

struct RatingTableTests {
  private func table(_ items: [[Int64]], on criterion: Criterion) -> RatingTable {
    RatingTable(items.map { Panel(values: $0, on: criterion) }, on: criterion)
  }

  /// Source: the example of `KrippAlpha` (DescTools, CRAN), and `sample.py` of fast-krippendorff,
  /// whose nominal 0.691 is published; the other figures were worked out apart from this code.
  @Test(arguments: [
    (
      [
        [1, 1, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2], [1, 2, 3, 4],
        [4, 4, 4, 4], [1, 1, 2, 1], [2, 2, 2, 2], [5, 5, 5], [1, 1], [3],
      ], 40, [0.7434, 0.8154, 0.8491]
    ),
    (
      [
        [1], [], [2, 2], [1, 1], [3, 3], [3, 3, 4], [4, 4, 4], [1, 3], [2, 2], [1, 1], [1, 1],
        [3, 3], [3, 3], [], [3, 4],
      ], 26, [0.6914, 0.8067, 0.8108]
    ),
  ])
  func givesKrippendorffsAlpha(items: [[Int64]], count: Int, alphas: [Double]) throws {
    let table = table(items, on: criterion(1, 5))
    for (level, expected) in zip([.nominal, .ordinal, .interval] as [Criterion.Level], alphas) {
      let figure = Alpha(level: level).measure(table)
      #expect(figure.count == count)
      #expect(abs(try #require(figure.value) - expected) <= 5e-5)
    }
  }

  /// Method: the matrix of coincidences, in floating point, from the definition.
  @Test(arguments: seeds(30))
  func alphaAgreesWithASlowTwin(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let items = (0..<6).map { _ in
      (0..<Int.random(in: 0...5, using: &random)).map { _ in Int64.random(in: 1...9, using: &random)
      }
    }
    let pairable = items.filter { $0.count > 1 }
    try #require(!pairable.isEmpty)
    let all = pairable.flatMap { $0 }
    func distance(_ left: Int64, _ right: Int64, _ level: Criterion.Level) -> Double {
      switch level {
      case .nominal: return left == right ? 0 : 1
      case .interval: return Double((left - right) * (left - right))
      case .ordinal:
        let (low, high) = (min(left, right), max(left, right))
        let between = all.filter { $0 >= low && $0 <= high }.count
        let ends = all.filter { $0 == low }.count + all.filter { $0 == high }.count
        let steps = left == right ? 0 : Double(between) - Double(ends) / 2
        return steps * steps
      }
    }
    func pairs(_ values: [Int64], _ level: Criterion.Level) -> Double {
      values.reduce(0) { sum, left in values.reduce(sum) { $0 + distance(left, $1, level) } }
    }
    for level in [.nominal, .ordinal, .interval] as [Criterion.Level] {
      let observed = pairable.reduce(0) { $0 + pairs($1, level) / Double($1.count - 1) }
      let expected = pairs(all, level) / Double(all.count - 1)
      let alpha = Alpha(level: level).measure(
        table(items.shuffled(using: &random), on: criterion()))
      #expect(abs(try #require(alpha.value) - (1 - observed / expected)) < 1e-9)
    }
  }

  /// Source: the table of Fleiss (1971) as in the tests of statsmodels.
  @Test func givesFleissKappa() throws {
    let counts = [
      [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
      [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
    ]
    let items = counts.map { row in
      row.enumerated().flatMap { Array(repeating: Int64($0.offset + 1), count: $0.element) }
    }
    let kappa = FleissKappa().measure(table(items, on: criterion(1, 5)))
    #expect(abs(try #require(kappa.value).double - 0.20993070442195522) < 1e-15)
    #expect(kappa.count == 140)
  }

  /// Source of the counts: PMC7222679, where kappa (of Cohen) is 0.022.
  @Test func givesGwetsCoefficientWhereKappaMisleads() throws {
    let pairs: [([Int64], Int)] = [([1, 1], 130), ([1, 2], 56), ([2, 1], 9), ([2, 2], 5)]
    let items = pairs.flatMap { Array(repeating: $0.0, count: $0.1) }
    let value = try #require(GwetCoefficient().measure(table(items, on: criterion(1, 2))).value)
    #expect(abs(value - 0.5326) <= 5e-5)
  }

  @Test func saysWhyThereIsNoCoefficient() {
    let equal = table([[4, 4], [4, 4]], on: criterion())
    #expect(Alpha(level: .ordinal).measure(equal).reason == .noVariation)
    #expect(FleissKappa().measure(equal).reason == .noVariation)
    #expect(GwetCoefficient().measure(equal).value == 1)
    let single = table([[4], [5]], on: criterion())
    #expect(Alpha(level: .ordinal).measure(single).reason == .nothingComparable)
    #expect(FleissKappa().measure(single).reason == .nothingComparable)
    let gaps = table([[4, 5], [4]], on: criterion())
    #expect(FleissKappa().measure(gaps).reason == .incomplete)
    let nominal = table([[1, 2]], on: criterion(level: .nominal))
    #expect(Alpha(level: .interval).measure(nominal).reason == .noOrder)
    #expect(Alpha(level: .nominal).measure(table([[1, 1], [7, 7]], on: criterion())).value == 1)
  }

  /// Source: the scoring page of agreetrust.org, which gives 57 %.
  @Test func givesTheDomainScore() {
    let seven = criterion(1, 7)
    let rows: [[Int64]] = [[5, 6, 6], [6, 6, 7], [2, 4, 3], [3, 3, 2]]
    let figure = DomainScore().measure(rows.map { Panel(values: $0, on: seven) })
    #expect(figure.value == Rational(41, 72))
    #expect(figure.count == 12)
    #expect(DomainScore().measure([]).reason == .noRatings)
    let mixed = [Panel(values: [5], on: seven), Panel(values: [5], on: criterion(1, 5))]
    #expect(DomainScore().measure(mixed).reason == .mixedScales)
    let nominal = Panel(values: [5], on: criterion(level: .nominal))
    #expect(DomainScore().measure([nominal]).reason == .noOrder)
  }
}
