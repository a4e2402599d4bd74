/// What became of an anchor in another body.
public struct AnchorResolution: Equatable, Sendable {
  /// How far a place that was found can be relied on.
  public enum Band: Int64, Sendable, CaseIterable {
    /// The very words, in much the same surroundings: nobody needs to look.
    case exact = 1
    /// Surely the passage, though words of it or around it were changed.
    case sure = 2
    /// Likely the passage, or one of several alike: a person has to say.
    case needsReview = 3
    /// Nothing like it stands there any more: a person has to say.
    case orphan = 4

    /// The word for it.
    public var name: String {
      switch self {
      case .exact: "exact"
      case .sure: "sure"
      case .needsReview: "needs review"
      case .orphan: "orphan"
      }
    }

    /// Whether it waits for a person.
    public var waits: Bool { self == .needsReview || self == .orphan }
  }

  /// From which score on a passage without errors is ``Band/exact``.
  public static let exactMin = Rational(9, 10)
  /// From which score on a passage is ``Band/sure``.
  public static let sureMin = Rational(4, 5)
  /// From which score on a passage is one at all.
  public static let foundMin = Rational(1, 2)
  /// From how many scalars on the very words, standing there once, need no surroundings.
  public static let tellingCount = 32

  /// How far to rely on it.
  public let band: Band
  /// Where the passage stands, in scalars; nil for an orphan.
  public let range: Range<Int>?
  /// How many scalars were inserted, deleted or replaced in it.
  public let errors: Int
  /// How much speaks for it, from 0 to 1.
  public let score: Rational
  /// Whether the search was too costly and was given up; it then is an orphan.
  public let isGivenUp: Bool

  static func orphan(isGivenUp: Bool = false) -> AnchorResolution {
    AnchorResolution(
      band: .orphan, range: nil, errors: 0, score: Rational(0), isGivenUp: isGivenUp)
  }

  /// The score of a passage (as in Hypothesis' anchoring): the quotation counts 50, what stands
  /// before and after it 20 each, its position 2.
  ///
  /// - Parameters:
  ///   - errors: In the quotation, of `count` scalars.
  ///   - prefix: How much what stands before is like what stood before, from 0 to 1; 1 when nothing
  ///     is known of it.
  ///   - suffix: The same of what stands after.
  ///   - offset: How far the passage moved, in a body of `bodyCount` scalars.
  public static func score(
    errors: Int, count: Int, prefix: Rational, suffix: Rational, offset: Int, bodyCount: Int
  ) -> Rational {
    let quote = Rational(1) - Rational(Int128(errors), Int128(max(1, count)))
    let away = min(abs(offset), bodyCount)
    let position = Rational(1) - Rational(Int128(away), Int128(max(1, bodyCount)))
    return (Rational(50) * quote + Rational(20) * (prefix + suffix) + Rational(2) * position)
      / Rational(92)
  }
}
