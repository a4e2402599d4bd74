/// How far the same raters kept to what they said, from one round to the next.
///
/// Consensus alone is no reason to stop asking: whether answers still move must be told beside it
/// (von der Gracht 2012).
public struct Stability: Equatable, Sendable {
  /// Creates the measure, which has no parameters.
  public init() {}

  /// The rule's name.
  public var name: NamedRule { NamedRule("stability between rounds") }

  /// What changed among those who rated in both rounds.
  public struct Change: Equatable, Sendable {
    /// The share of raters with the same value in both, 0 to 1.
    public let unchanged: Rational
    /// The median of the later round less that of the earlier; nil on a nominal scale.
    public let medianShift: Rational?
  }

  /// Compares the values of two rounds; the two lists name the same raters in one order, with nil
  /// for whoever said nothing that counts.
  ///
  /// The figure's count is that of the raters who rated in both. Undefined when there are none.
  public func measure(
    from before: [Int64?], to after: [Int64?], on criterion: Criterion
  ) -> Figure<Change> {
    precondition(before.count == after.count, "both rounds list the same raters")
    let pairs = zip(before, after).compactMap { before, after -> (Int64, Int64)? in
      guard let before, let after, criterion.contains(before), criterion.contains(after) else {
        return nil
      }
      return (before, after)
    }
    return Figure(count: pairs.count, rule: name, change(pairs, on: criterion))
  }

  private func change(
    _ pairs: [(Int64, Int64)], on criterion: Criterion
  ) -> Result<Change, Undefined> {
    guard let before = Median(pairs.map(\.0)), let after = Median(pairs.map(\.1)) else {
      return .failure(.noRatings)
    }
    let unchanged = pairs.count { $0.0 == $0.1 }
    return .success(
      Change(
        unchanged: Rational(Int128(unchanged), Int128(pairs.count)),
        medianShift: criterion.isOrdered ? Rational(after) - Rational(before) : nil))
  }
}
