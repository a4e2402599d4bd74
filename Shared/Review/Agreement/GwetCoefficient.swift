/// Gwet's AC1: agreement by category across items, beyond chance, with gaps allowed.
///
/// AC1 = (Pa - Pe) / (1 - Pe). Pa is the mean, over the items with two ratings or more, of the
/// share of their pairs that agree. With pi_q the mean, over all items with a rating, of the share
/// of the item's ratings that have the value q, Pe = sum of pi_q (1 - pi_q) / (Q - 1), Q being the
/// number of values of the scale. The counts are exact integers; only the divisions and sums of
/// shares are in floating point, in a fixed order. Source: K. Gwet (2008), and for gaps (2014).
public struct GwetCoefficient: Equatable, Sendable {
  /// Creates the coefficient, which has no parameters.
  public init() {}

  /// The rule's name.
  public var name: NamedRule { NamedRule("Gwet's AC1") }

  /// Works AC1 out; undefined when no item has two ratings.
  ///
  /// The figure's count is that of the ratings on items with two or more.
  public func measure(_ table: RatingTable) -> Figure<Double> {
    Figure(count: table.count, rule: name, coefficient(of: table))
  }

  private func coefficient(of table: RatingTable) -> Result<Double, Undefined> {
    guard !table.items.isEmpty else { return .failure(.nothingComparable) }
    // Items with equally many ratings share a denominator, so that their sums stay whole.
    var agreeing: [Int: Int128] = [:]
    for item in table.items { agreeing[item.count, default: 0] += item.agreeingPairs }
    let shares = agreeing.sorted { $0.key < $1.key }.reduce(0.0) { sum, entry in
      sum + Double(entry.value) / (Double(entry.key) * Double(entry.key - 1))
    }
    let observed = shares / Double(table.items.count)
    let chance =
      frequencies(of: table).reduce(0.0) { $0 + $1 * (1 - $1) }
      / Double(table.criterion.valueCount - 1)
    // Of a share p, p (1 - p) is at most a quarter, and of Q shares with sum 1 the sum is at most
    // (Q - 1) / Q: chance is never 1.
    return .success((observed - chance) / (1 - chance))
  }

  /// pi_q of every value that occurs, ascending by value.
  private func frequencies(of table: RatingTable) -> [Double] {
    var counts: [Int64: [Int: Int]] = [:]
    for item in table.rated {
      for tally in item.distribution {
        counts[tally.value, default: [:]][item.count, default: 0] += tally.count
      }
    }
    return counts.sorted { $0.key < $1.key }.map { _, bySize in
      bySize.sorted { $0.key < $1.key }.reduce(0.0) { sum, entry in
        sum + Double(entry.value) / Double(entry.key)
      } / Double(table.rated.count)
    }
  }
}
