/// AGREE II's score of one domain: where its sum lies between the least and the most.
///
/// (obtained - least) / (most - least), from 0 to 1, over the items of the domain and all
/// appraisers. An item that an appraiser skipped lowers both ends. Scores of different domains are
/// never added. Source: the scoring page of agreetrust.org.
public struct DomainScore: Equatable, Sendable {
  /// Creates the score, which has no parameters.
  public init() {}

  /// The rule's name.
  public var name: NamedRule { NamedRule("AGREE II domain score") }

  /// Works the score out from the panels of the domain's items, all on one scale with an order.
  public func measure(_ items: [Panel]) -> Figure<Rational> {
    let values = items.flatMap(\.values)
    return Figure(count: values.count, rule: name, score(values, of: items))
  }

  private func score(_ values: [Int64], of items: [Panel]) -> Result<Rational, Undefined> {
    guard let criterion = items.first?.criterion, !values.isEmpty else {
      return .failure(.noRatings)
    }
    guard items.allSatisfy({ $0.criterion.hasScale(of: criterion) }) else {
      return .failure(.mixedScales)
    }
    guard criterion.isOrdered else { return .failure(.noOrder) }
    let obtained = values.reduce(Int128(0)) { $0 + Int128($1 - criterion.lowest) }
    let most = Int128(values.count) * Int128(criterion.highest - criterion.lowest)
    return .success(Rational(obtained, most))
  }
}
