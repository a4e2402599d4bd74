/// Van der Eijk's A of one panel: 1 all equal, 0 spread evenly, -1 split between the two ends.
///
/// Unlike alpha it has a meaning for a single item. The distribution is cut into layers, each of
/// which holds a set of values equally often; A is the mean of the layers' agreement, weighted by
/// the share of raters in each. Exact. Source: C. van der Eijk (2001), as in the package `agrmt`.
public struct ConsensusCoefficient: Equatable, Sendable {
  /// The most raters for which A is worked out.
  ///
  /// A thousand raters make at most 44 layers; on the widest scale, 2,000,001 values, the common
  /// denominator stays below 10^35, far inside the 128 bits of ``Rational``.
  public static let ratersMax = 1_000

  /// Creates the coefficient, which has no parameters.
  public init() {}

  /// The rule's name.
  public var name: NamedRule { NamedRule("van der Eijk's A") }

  /// Works A out, from -1 to 1; undefined on a nominal scale and below two raters.
  public func measure(_ panel: Panel) -> Figure<Rational> {
    Figure(count: panel.count, rule: name, agreement(of: panel))
  }

  private func agreement(of panel: Panel) -> Result<Rational, Undefined> {
    guard panel.isOrdered else { return .failure(.noOrder) }
    guard panel.count > 0 else { return .failure(.noRatings) }
    guard panel.count > 1 else { return .failure(.oneRater) }
    guard panel.count <= Self.ratersMax else {
      return .failure(.tooManyRaters(most: Self.ratersMax))
    }
    let size = panel.criterion.highest - panel.criterion.lowest + 1
    var rest = panel.distribution.map {
      (place: $0.value - panel.criterion.lowest, count: $0.count)
    }
    var total = Rational(0)
    while let height = rest.map(\.count).min() {
      let share = Rational(Int128(height * rest.count), Int128(panel.count))
      total = total + share * Self.agreement(ofLayer: rest.map(\.place), size: size)
      rest = rest.compactMap { $0.count > height ? ($0.place, $0.count - height) : nil }
    }
    return .success(total)
  }

  /// The agreement of a layer that holds the `places`, ascending from 0, of `size` values.
  ///
  /// With S places of K, A = U (1 - (S - 1) / (K - 1)), where U compares triples of places: TDU is
  /// the number with a gap (held, not held, held), TU of those with the gap at an end, and
  /// U = ((K - 2) TU - (K - 1) TDU) / ((K - 2) (TU + TDU)). As each pair of held places makes a
  /// triple with each place not held, TU + TDU = (K - S) S (S - 1) / 2, and (K - S) cancels out.
  private static func agreement(ofLayer places: [Int64], size: Int64) -> Rational {
    let held = Int64(places.count)
    guard held > 1 else { return Rational(1) }
    guard held < size else { return Rational(0) }
    let pairs = Int128(held * (held - 1) / 2)
    // A gap between two neighbours lies inside the pairs with one place on either side of it.
    let gapped = zip(places, places.dropFirst()).enumerated().reduce(Int128(0)) { sum, step in
      let before = Int128(step.offset + 1)
      let gap = Int128(step.element.1 - step.element.0 - 1)
      return sum + gap * before * (Int128(held) - before)
    }
    let size = Int128(size)
    let triples = (size - Int128(held)) * pairs
    return Rational(
      (size - 2) * triples - (2 * size - 3) * gapped, (size - 2) * (size - 1) * pairs)
  }
}
