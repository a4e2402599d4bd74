/// Coefficients of agreement across items that all have the same number of ratings, by category.
///
/// Both are exact: 1 is perfect agreement, 0 what the coefficient takes for chance.
public enum FixedPanel: Sendable {
  /// Fleiss' kappa: (P - Pe) / (1 - Pe), Pe the sum of the squared shares of the categories.
  ///
  /// Low where nearly all ratings fall into one category, however well raters agree; ``ac1`` does
  /// not have that fault. Source: J. Fleiss, Psychological Bulletin 76 (1971) 378.
  case kappa
  /// Gwet's AC1: (P - Pe) / (1 - Pe), Pe the sum of p (1 - p) over the categories by Q - 1.
  ///
  /// Q counts all values of the scale. Source: K. Gwet, British Journal of Mathematical and
  /// Statistical Psychology 61 (2008) 29.
  case ac1

  /// The most ratings for which a coefficient is worked out exactly.
  ///
  /// On the widest scale, 2,000,001 values, no product then passes 10^37, inside the 128 bits of
  /// ``Rational``.
  public static let ratingsMax = 10_000

  /// The rule's name.
  public var name: NamedRule {
    switch self {
    case .kappa: NamedRule("Fleiss' kappa")
    case .ac1: NamedRule("Gwet's AC1")
    }
  }

  /// Works the coefficient out.
  ///
  /// Undefined when no item has two ratings, or numbers of ratings differ; kappa also when all
  /// ratings are equal.
  public func measure(_ table: RatingTable) -> Figure<Rational> {
    Figure(count: table.count, rule: name, coefficient(of: table))
  }

  private func coefficient(of table: RatingTable) -> Result<Rational, Undefined> {
    guard !table.items.isEmpty else { return .failure(.nothingComparable) }
    guard let raters = table.ratersOfEach else { return .failure(.incomplete) }
    guard table.count <= Self.ratingsMax else {
      return .failure(.tooManyRaters(most: Self.ratingsMax))
    }
    let total = Int128(table.count)
    let agreeing = table.items.reduce(Int128(0)) { sum, item in
      sum + item.distribution.reduce(0) { $0 + Int128($1.count) * Int128($1.count - 1) }
    }
    let observed = Rational(agreeing, total * Int128(raters - 1))
    let same = table.totals.reduce(Int128(0)) { $0 + Int128($1.count) * Int128($1.count) }
    let sameByChance = Rational(same, total * total)
    let chance: Rational
    switch self {
    case .kappa: chance = sameByChance
    case .ac1:
      let categories = table.criterion.highest - table.criterion.lowest + 1
      chance = (Rational(1) - sameByChance) / Rational(categories - 1)
    }
    guard chance != Rational(1) else { return .failure(.noVariation) }
    return .success((observed - chance) / (Rational(1) - chance))
  }
}
