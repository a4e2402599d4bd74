/// Fleiss' kappa: agreement by category across items that all have the same number of ratings.
///
/// (P - Pe) / (1 - Pe), where P is the share of pairs within items that agree, and Pe the sum of
/// the squared shares of the categories. Exact; 1 is perfect, 0 is chance. Low where nearly all
/// ratings fall into one category, however well raters agree; ``GwetCoefficient`` does not have
/// that fault. Source: J. Fleiss (1971).
public struct FleissKappa: Equatable, Sendable {
  /// The most ratings for which kappa is worked out: no product then passes 10^20, far inside the
  /// 128 bits of ``Rational``.
  public static let ratingsMax = 10_000

  /// Creates the coefficient, which has no parameters.
  public init() {}

  /// The rule's name.
  public var name: NamedRule { NamedRule("Fleiss' kappa") }

  /// Works kappa out over the items that anybody rated.
  ///
  /// Undefined when no item has two ratings, when numbers of ratings differ, and when all ratings
  /// are equal.
  public func measure(_ table: RatingTable) -> Figure<Rational> {
    Figure(count: table.count, rule: name, kappa(of: table))
  }

  private func kappa(of table: RatingTable) -> Result<Rational, Undefined> {
    guard !table.items.isEmpty else { return .failure(.nothingComparable) }
    guard let raters = table.ratersOfEach else { return .failure(.incomplete) }
    guard table.count <= Self.ratingsMax else {
      return .failure(.tooManyRaters(most: Self.ratingsMax))
    }
    let total = Int128(table.count)
    let agreeing = table.items.reduce(Int128(0)) { $0 + $1.agreeingPairs }
    let observed = Rational(agreeing, total * Int128(raters - 1))
    let same = table.totals.reduce(Int128(0)) { $0 + Int128($1.count) * Int128($1.count) }
    let chance = Rational(same, total * total)
    guard chance != Rational(1) else { return .failure(.noVariation) }
    return .success((observed - chance) / (Rational(1) - chance))
  }
}

extension Panel {
  /// How many ordered pairs of its raters gave one value.
  var agreeingPairs: Int128 {
    distribution.reduce(0) { $0 + Int128($1.count) * Int128($1.count - 1) }
  }
}
