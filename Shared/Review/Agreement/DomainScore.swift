/// AGREE II's score of one domain: where its sum lies between the least and the most.
///
/// (obtained - least) / (most - least), from 0 to 1, over the items of the domain and all
/// appraisers. An item that an appraiser skipped lowers both ends. Scores of different domains are
/// never added. Source: AGREE II user's manual, and the scoring page of agreetrust.org.
public struct DomainScore: Equatable, Sendable {
  /// Creates the score, which has no parameters.
  public init() {}

  /// The rule's name.
  public var name: NamedRule { NamedRule("AGREE II domain score") }

  /// Works the score out from the panels of the domain's items, all on one scale.
  public func measure(_ items: [Panel], on criterion: Criterion) -> Figure<Rational> {
    let values = Panel(values: items.flatMap(\.values), on: criterion).values
    return Figure(count: values.count, rule: name, score(values, on: criterion))
  }

  private func score(_ values: [Int64], on criterion: Criterion) -> Result<Rational, Undefined> {
    guard criterion.level != .nominal else { return .failure(.noOrder) }
    guard !values.isEmpty else { return .failure(.noRatings) }
    let obtained = values.reduce(Int128(0)) { $0 + Int128($1 - criterion.lowest) }
    let most = Int128(values.count) * Int128(criterion.highest - criterion.lowest)
    return .success(Rational(obtained, most))
  }
}
