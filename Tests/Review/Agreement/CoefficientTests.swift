import Review
import TestSupport
import Testing

/// The coefficients that need to know who rated what, or allow gaps.
struct CoefficientTests {
  // MARK: AC1 with gaps

  /// Method: the formula of docs/agreement.md §6 in floating point, item by item.
  @Test(arguments: seeds(30))
  func ac1AgreesWithASlowTwin(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let items = (0..<7).map { _ in
      (0..<Int.random(in: 0...6, using: &random)).map { _ in
        Int64.random(in: 1...5, using: &random)
      }
    }
    let criterion = criterion(1, 5)
    let figure = GwetCoefficient().measure(
      RatingTable(items.map { Panel(values: $0, on: criterion) }, on: criterion))
    let pairable = items.filter { $0.count > 1 }
    try #require(!pairable.isEmpty)
    var observed = 0.0
    for item in pairable {
      var (equal, all) = (0, 0)
      for left in item.indices {
        for right in item.indices where right != left {
          all += 1
          if item[left] == item[right] { equal += 1 }
        }
      }
      observed += Double(equal) / Double(all) / Double(pairable.count)
    }
    let rated = items.filter { !$0.isEmpty }
    var chance = 0.0
    for value: Int64 in 1...5 {
      var share = 0.0
      for item in rated {
        share += Double(item.count { $0 == value }) / Double(item.count) / Double(rated.count)
      }
      chance += share * (1 - share) / 4
    }
    #expect(abs(try #require(figure.value) - (observed - chance) / (1 - chance)) < 1e-12)
    #expect(figure.count == pairable.reduce(0) { $0 + $1.count })
  }

  /// Worked out by hand: Pa = (1 + 1/3) / 2, shares 13/18 and 5/18 of 3 items, Pe = 2 · 65/324.
  @Test func ac1CountsItemsWithOneRatingForChanceAlone() throws {
    let criterion = criterion(1, 2)
    let items: [[Int64]] = [[1, 1], [1, 1, 2], [], [1]]
    let figure = GwetCoefficient().measure(
      RatingTable(items.map { Panel(values: $0, on: criterion) }, on: criterion))
    let shares = (1.0 + 2.0 / 3.0 + 1.0) / 3.0
    let chance = 2 * shares * (1 - shares)
    #expect(abs(try #require(figure.value) - (2.0 / 3.0 - chance) / (1 - chance)) < 1e-12)
    #expect(figure.count == 5)
    let single = RatingTable([Panel(values: [1], on: criterion)], on: criterion)
    #expect(GwetCoefficient().measure(single).reason == .nothingComparable)
  }

  // MARK: Kappa

  @Test func kappaLeavesOutWhatNobodyRated() {
    let criterion = criterion(1, 5)
    let items: [[Int64]] = [[1, 1], [], [1, 2]]
    let whole = RatingTable(items.map { Panel(values: $0, on: criterion) }, on: criterion)
    #expect(FleissKappa().measure(whole).value == Rational(-1, 3))
  }

  // MARK: Kendall's W

  /// The first is the usual example without equal values (12 · 28 / (9 · 60)); the others follow
  /// from the formula.
  @Test(
    arguments: [
      ([[1, 2, 3, 4], [2, 1, 3, 4], [1, 3, 2, 4]], Rational(7, 9)),
      ([[1, 5, 9], [2, 3, 4], [7, 8, 9]], Rational(1)),
      ([[1, 2, 3], [3, 2, 1]], Rational(0)),
      ([[1, 1, 2], [1, 1, 2]], Rational(1)),
      ([[1, 1, 2], [2, 1, 1]], Rational(1, 4)),
    ] as [([[Int64]], Rational)])
  func givesKendallsCoefficient(rows: [[Int64]], expected: Rational) {
    let figure = Concordance().measure(rows, on: criterion())
    #expect(figure.value == expected)
    #expect(figure.count == rows.count * rows[0].count)
  }

  @Test func concordanceSaysWhyThereIsNone() {
    func reason(_ rows: [[Int64?]], _ level: Criterion.Level = .ordinal) -> Undefined? {
      Concordance().measure(rows, on: criterion(level: level)).reason
    }
    #expect(reason([]) == .nothingComparable)
    #expect(reason([[1, 2, 3]]) == .nothingComparable)
    #expect(reason([[1, nil], [2, nil]]) == .nothingComparable)
    #expect(reason([[1, 2], [1, nil]]) == .incomplete)
    #expect(reason([[4, 4], [5, 5]]) == .noVariation)
    #expect(reason([[1, 2], [1, 2]], .nominal) == .noOrder)
    // Who rated nothing, and what nobody rated, is no gap.
    let rows: [[Int64?]] = [[1, nil, 2], [nil, nil, nil], [1, nil, 2]]
    #expect(Concordance().measure(rows, on: criterion()).value == Rational(1))
  }

  /// Method: the deviation of rank sums in floating point, ranks by counting.
  @Test(arguments: seeds(30))
  func concordanceAgreesWithASlowTwin(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let items = Int.random(in: 2...6, using: &random)
    let rows = (0..<Int.random(in: 2...5, using: &random)).map { _ in
      (0..<items).map { _ in Int64.random(in: 1...4, using: &random) }
    }
    let ranks = rows.map { row in
      row.map { value -> Double in
        let (less, equal) = (row.count { $0 < value }, row.count { $0 == value })
        return Double(less) + Double(equal + 1) / 2
      }
    }
    let sums = (0..<items).map { place in ranks.reduce(0.0) { $0 + $1[place] } }
    let mean = sums.reduce(0, +) / Double(items)
    let squares = sums.reduce(0.0) { $0 + ($1 - mean) * ($1 - mean) }
    var ties = 0.0
    for row in rows {
      for value: Int64 in 1...4 {
        let size = Double(row.count { $0 == value })
        ties += size * size * size - size
      }
    }
    let (raters, count) = (Double(rows.count), Double(items))
    let most = raters * raters * (count * count * count - count) - raters * ties
    let figure = Concordance().measure(rows, on: criterion())
    guard most > 0 else { return #expect(figure.reason == .noVariation) }
    #expect(abs(try #require(figure.value).double - 12 * squares / most) < 1e-12)
  }

  // MARK: Stability

  @Test func comparesRoundsByWhoRatedInBoth() throws {
    let before: [Int64?] = [1, 5, nil, 7, 9, 3]
    let after: [Int64?] = [4, 5, 6, 7, nil, 12]
    let figure = Stability().measure(from: before, to: after, on: criterion())
    #expect(figure.count == 3)
    let change = try #require(figure.value)
    #expect(change.unchanged == Rational(2, 3))
    #expect(change.medianShift == Rational(0))
    let moved = Stability().measure(from: [1, 2], to: [4, 6], on: criterion()).value
    #expect(moved?.unchanged == Rational(0) && moved?.medianShift == Rational(7, 2))
    let nominal = criterion(level: .nominal)
    #expect(Stability().measure(from: [1], to: [2], on: nominal).value?.medianShift == nil)
    #expect(Stability().measure(from: [1, nil], to: [nil, 2], on: nominal).reason == .noRatings)
  }
}
