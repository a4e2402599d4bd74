/// Kendall's W: how far raters put the same items in the same order, from 0 to 1.
///
/// W = 12 S / (m^2 (n^3 - n) - m T) for m raters and n items, where S is the sum of squared
/// deviations of the items' rank sums, equal values of one rater share the mean of their ranks, and
/// T is the sum of t^3 - t over the groups of t equal values. Without equal values T is 0. Exact.
public struct Concordance: Equatable, Sendable {
  /// The most ratings for which W is worked out: no product then passes 10^20, far inside 128 bits.
  public static let ratingsMax = 10_000

  /// Creates the coefficient, which has no parameters.
  public init() {}

  /// The rule's name.
  public var name: NamedRule { NamedRule("Kendall's W") }

  /// Works W out from the values of each rater, one an item, nil where there is none.
  ///
  /// Raters without any value and items without any are left out. Undefined with fewer than two
  /// raters or items, with gaps, on a nominal scale, and when each rater's values are all equal.
  public func measure(_ raters: [[Int64?]], on criterion: Criterion) -> Figure<Rational> {
    let active = raters.filter { $0.contains { $0 != nil } }
    let places = (active.first?.indices ?? 0..<0).filter { place in
      active.contains { $0[place] != nil }
    }
    let rows = active.map { row in places.map { row[$0] } }
    let count = rows.reduce(0) { $0 + $1.count { $0 != nil } }
    return Figure(count: count, rule: name, concordance(of: rows, count, on: criterion))
  }

  private func concordance(
    of rows: [[Int64?]], _ count: Int, on criterion: Criterion
  ) -> Result<Rational, Undefined> {
    guard criterion.isOrdered else { return .failure(.noOrder) }
    guard rows.count > 1, let items = rows.first?.count, items > 1 else {
      return .failure(.nothingComparable)
    }
    guard count == rows.count * items else { return .failure(.incomplete) }
    guard count <= Self.ratingsMax else { return .failure(.tooManyRaters(most: Self.ratingsMax)) }
    var sums = Array(repeating: Int128(0), count: items)
    var ties: Int128 = 0
    for row in rows {
      let values = row.compactMap { $0 }
      for (place, rank) in Self.doubledRanks(values).enumerated() { sums[place] += rank }
      for tally in Panel(values: values, on: criterion).distribution {
        ties += Self.cubeLessOne(tally.count)
      }
    }
    let (raters, items128) = (Int128(rows.count), Int128(items))
    // Ranks are doubled, so that each of them is whole: S comes out fourfold.
    let mean = raters * (items128 + 1)
    let deviations = sums.reduce(Int128(0)) { $0 + ($1 - mean) * ($1 - mean) }
    let most = raters * raters * Self.cubeLessOne(items) - raters * ties
    guard most > 0 else { return .failure(.noVariation) }
    return .success(Rational(3 * deviations, most))
  }

  /// Twice the rank of each value, from 1; equal values share the mean of their ranks.
  private static func doubledRanks(_ values: [Int64]) -> [Int128] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = Array(repeating: Int128(0), count: values.count)
    var start = 0
    while start < order.count {
      let end = order[start...].prefix { values[$0] == values[order[start]] }.endIndex
      for place in start..<end { ranks[order[place]] = Int128(start + 1 + end) }
      start = end
    }
    return ranks
  }

  private static func cubeLessOne(_ count: Int) -> Int128 {
    let count = Int128(count)
    return count * count * count - count
  }
}
