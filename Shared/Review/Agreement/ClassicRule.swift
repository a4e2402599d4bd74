/// The older RAND/UCLA rule, which counts raters by a table of panel sizes, on 1 to 9 alone.
///
/// The region is the third (1-3, 4-6, 7-9) that holds the median; a median between two thirds
/// counts as in the higher one. It is agreement when few raters lie outside the region, and
/// disagreement when many lie in 1-3 and as many in 7-9. Source: BMC Medical Informatics and
/// Decision Making 2012 12:93, table 7.
public struct ClassicRule: Equatable, Sendable {
  /// The sizes that the table covers.
  public static let panelSizes = 8...16

  /// Creates the rule, which has no parameters.
  public init() {}

  /// The rule's name.
  public var name: NamedRule { NamedRule("RAND/UCLA by panel size") }

  /// What the rule says of a panel.
  public enum Verdict: Equatable, Sendable {
    /// At most the table's number of raters lie outside the region of the median.
    case agreement
    /// At least the table's number lie in 1-3, and in 7-9.
    case disagreement
    /// Neither.
    case indeterminate
  }

  /// The table's numbers for panels of `count`, or nil for sizes that it does not cover.
  static func limits(count: Int) -> (outsideMax: Int, extremesMin: Int)? {
    switch count {
    case 8...10: (2, 3)
    case 11...13: (3, 4)
    case 14...16: (4, 5)
    default: nil
    }
  }

  /// Judges a panel; undefined on other scales and for panels of other sizes.
  public func judge(_ panel: Panel) -> Figure<Verdict> {
    Figure(count: panel.count, rule: name, verdict(on: panel))
  }

  private func verdict(on panel: Panel) -> Result<Verdict, Undefined> {
    guard panel.isOrdered else { return .failure(.noOrder) }
    guard panel.hasNinePoints else { return .failure(.otherScale) }
    guard let region = panel.medianThird else { return .failure(.noRatings) }
    guard let (outsideMax, extremesMin) = Self.limits(count: panel.count) else {
      return .failure(.panelSize(published: Self.panelSizes))
    }
    let thirds = panel.thirds
    if panel.count - thirds[region] <= outsideMax { return .success(.agreement) }
    let isSplit = thirds[0] >= extremesMin && thirds[2] >= extremesMin
    return .success(isSplit ? .disagreement : .indeterminate)
  }
}
