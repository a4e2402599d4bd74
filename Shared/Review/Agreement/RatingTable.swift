/// What several raters said of several items on one criterion, as far as it counts.
///
/// An item with fewer than two ratings cannot tell whether raters agree, and is left out.
public struct RatingTable: Equatable, Sendable {
  /// The criterion, for its scale.
  public let criterion: Criterion
  /// The items with at least one rating.
  let rated: [Panel]
  /// The items with at least two ratings.
  public let items: [Panel]

  /// Takes the panels of one criterion, one an item and in any order.
  ///
  /// All must be on the scale of `criterion`; values beyond it do not count.
  public init(_ panels: [Panel], on criterion: Criterion) {
    self.criterion = criterion
    rated = panels.map { Panel(values: $0.values, on: criterion) }.filter { $0.count > 0 }
    items = rated.filter { $0.count > 1 }
  }

  /// The number of ratings on the items that are kept.
  public var count: Int { items.reduce(0) { $0 + $1.count } }

  /// The number of raters of every item that anybody rated, if it is one number.
  var ratersOfEach: Int? {
    let first = rated.first?.count
    return rated.allSatisfy { $0.count == first } ? first : nil
  }

  /// How many of these ratings have each value, ascending.
  var totals: [Panel.Tally] {
    Panel(values: items.flatMap(\.values), on: criterion).distribution
  }
}
