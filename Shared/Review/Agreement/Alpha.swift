/// Krippendorff's alpha: how far raters agree across items, beyond chance, with gaps allowed.
///
/// alpha = 1 - Do / De. With n ratings on items of at least two, Do is the mean squared distance of
/// the pairs within items, each item of m ratings weighted by 1 / (m - 1), and De that of all
/// pairs. 1 is perfect, 0 is chance, and less is worse than chance. The sums are exact integers;
/// only the last divisions are in floating point, in a fixed order. Source: K. Krippendorff (2011).
public struct Alpha: Equatable, Sendable {
  /// The most ratings for which the sums certainly stay exact.
  public static let ratingsMax = 1_000_000

  /// The level of measurement that distances are taken by.
  public let level: Criterion.Level

  /// Creates the coefficient for a level of measurement.
  public init(level: Criterion.Level) { self.level = level }

  /// The rule's name and parameters.
  public var name: NamedRule { NamedRule("Krippendorff's alpha", ["level": level.name]) }

  /// Works alpha out; undefined when no item has two ratings, or all ratings are equal.
  ///
  /// - Complexity: O(items × values²), where values are the different ones.
  public func measure(_ table: RatingTable) -> Figure<Double> {
    Figure(count: table.count, rule: name, alpha(of: table))
  }

  private func alpha(of table: RatingTable) -> Result<Double, Undefined> {
    guard level == .nominal || table.criterion.level != .nominal else { return .failure(.noOrder) }
    guard table.count > 0 else { return .failure(.nothingComparable) }
    guard table.count <= Self.ratingsMax else {
      return .failure(.tooManyRaters(most: Self.ratingsMax))
    }
    let positions = Self.positions(table.totals, level)
    let expected = spread(table.totals, at: positions)
    guard expected > 0 else { return .failure(.noVariation) }
    // Items with equally many ratings have one weight, so that their sum stays whole.
    var sums: [Int: Int128] = [:]
    for item in table.items {
      sums[item.count, default: 0] += spread(item.distribution, at: positions)
    }
    let observed = sums.sorted { $0.key < $1.key }.reduce(0.0) { total, entry in
      total + Double(entry.value) / Double(entry.key - 1)
    }
    return .success(1 - Double(table.count - 1) * observed / Double(expected))
  }

  /// The sum of squared distances over the pairs of ratings in `tallies`, each pair once.
  private func spread(_ tallies: [Panel.Tally], at positions: [Int64: Int128]) -> Int128 {
    var sum: Int128 = 0
    for (index, left) in tallies.enumerated() {
      for right in tallies[(index + 1)...] {
        let pairs = Int128(left.count) * Int128(right.count)
        sum += pairs * squaredDistance(left.value, right.value, positions)
      }
    }
    return sum
  }

  private func squaredDistance(
    _ left: Int64, _ right: Int64, _ positions: [Int64: Int128]
  ) -> Int128 {
    guard level != .nominal else { return 1 }
    let distance = (positions[left] ?? 0) - (positions[right] ?? 0)
    return distance * distance
  }

  /// Where each value lies on a line on which distances can be taken.
  ///
  /// The ordinal distance of c and k is the number of ratings from c to k, those of c and of k
  /// counted by halves: the difference of two places that are doubled here to be whole, which
  /// alpha, a ratio, does not see.
  private static func positions(
    _ totals: [Panel.Tally], _ level: Criterion.Level
  ) -> [Int64: Int128] {
    var positions: [Int64: Int128] = [:]
    var below: Int128 = 0
    for tally in totals {
      positions[tally.value] =
        level == .interval ? Int128(tally.value) : 2 * below + Int128(tally.count)
      below += Int128(tally.count)
    }
    return positions
  }
}
