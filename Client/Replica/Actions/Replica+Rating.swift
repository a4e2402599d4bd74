public import Bytes
import ChangeLog
public import Review

/// Rating, deciding and dissenting.
extension Replica {
  /// Sets this member's rating of `recommendation` by each of `ratings`' criteria, as one change.
  ///
  /// Where a blind round is open, others see only that this member has rated, until it closes.
  ///
  /// - Returns: What each rating was before, in the order given; nil where there was none.
  public func rate(
    _ recommendation: ObjectID, _ ratings: [(criterion: Criterion, rating: Rating)], time: UInt64
  ) throws -> [Rating?] {
    for case (let criterion, .value(let value, _, _)) in ratings
    where !criterion.contains(value) {
      throw Self.offScale(value, criterion)
    }
    return try edit(time: time) { builder in
      let words = try wordsToRate(recommendation, ratings.map(\.rating))
      let seen = try builder.operations(at: words)
      // The same value again says something new when the words are others.
      let earlier = Set(
        try ratingsOnEarlierWords(of: recommendation).filter { $0.member == member }
          .map(\.criterion))
      return try ratings.map { criterion, rating in
        let key = CellKey.rating(recommendation, criterion.name, of: member)
        let previous = try builder.liveWrites(key).first
          .flatMap { Rating(try shown($0.value, of: key)) }
        try put(
          rating, to: key, seen: seen, always: earlier.contains(criterion.name), with: builder)
        return previous
      }
    }.result
  }

  /// The refusal of a value that is not on the scale, which shows the scale.
  static func offScale(_ value: Int64, _ criterion: Criterion) -> ReplicaError {
    .refused(
      "\(value) is not on the scale of \(criterion.name)",
      hint: "\(criterion.name) takes \(criterion.lowest) to \(criterion.highest): "
        + criterion.scale)
  }

  /// How an answer is to be found.
  public enum Answer: Equatable, Sendable {
    /// The rating of this member is taken.
    case rating(of: MemberID)
    /// This value.
    case value(Int64)
    /// The median of the ratings that count.
    case median
  }

  /// Settles one criterion of one recommendation; what later re-opens it follows from the ratings
  /// that the decision saw, which are all that stand in this replica now.
  ///
  /// - Parameter isAdjudicated: Whether this member decides as a third person, who has not rated.
  /// - Returns: The decision.
  public func decide(
    _ recommendation: ObjectID, _ criterion: Criterion, _ answer: Answer,
    isAdjudicated: Bool = false, reason: String, time: UInt64
  ) throws -> Decision {
    try edit(time: time) { builder in
      try decide(
        recommendation, criterion, answer, isAdjudicated: isAdjudicated, reason: reason,
        with: builder)
    }.result
  }

  func decide(
    _ recommendation: ObjectID, _ criterion: Criterion, _ answer: Answer, isAdjudicated: Bool,
    reason: String, with builder: ChangeBuilder
  ) throws -> Decision {
    let state = try state(of: recommendation, criterion.name)
    if isAdjudicated { try requireThirdPerson(state, criterion) }
    let value: Int64
    let kind: Decision.Kind
    switch answer {
    case .value(let chosen):
      (value, kind) = (chosen, .value)
    case .rating(let member):
      guard let rating = state.counted.first(where: { $0.member == member })?.rating.counted else {
        throw ReplicaError.refused("this member has no rating that counts")
      }
      (value, kind) = (rating, .pick)
    case .median:
      guard let median = Median(state.values) else {
        throw ReplicaError.refused("there is no rating of \(criterion.name) yet")
      }
      guard let whole = median.whole else {
        let (below, above) = median.neighbours
        throw ReplicaError.refused(
          "the median of \(criterion.name) is \(median.text), which is not on the scale",
          hint: "choose \(below) or \(above) with --value")
      }
      (value, kind) = (whole, .median)
    }
    guard criterion.contains(value) else {
      throw Self.offScale(value, criterion)
    }
    let decision = Decision(
      kind: isAdjudicated ? .adjudicated : kind, value: value, reason: reason,
      rule: PairRule(criterion))
    try builder.put(
      .decision(recommendation, criterion.name), decision.encoded,
      seen: try builder.operations(at: state.ratings.map(\.place)), always: true)
    return decision
  }

  /// Refuses when this member is one of those whose ratings are to be settled.
  func requireThirdPerson(_ state: CriterionState, _ criterion: Criterion) throws {
    // A rating in collision is not counted, and yet its author is no third person.
    let own = state.ratings.first { $0.member == member && $0.rating.counted != nil }
    guard own == nil else {
      throw ReplicaError.refused(
        "you rated \(criterion.name) yourself: only somebody who did not can adjudicate",
        hint: "Decide without --adjudicate, or let another member do it.")
    }
  }

  /// Records why this member keeps another value than the team's decision.
  public func dissent(
    _ recommendation: ObjectID, _ criterion: Criterion, reason: String, time: UInt64
  ) throws {
    try edit(time: time) { builder in
      guard try state(of: recommendation, criterion.name).decision != nil else {
        throw ReplicaError.refused(
          "\(criterion.name) is not decided, so there is nothing to dissent from")
      }
      try builder.put(
        .dissent(recommendation, criterion.name, of: member), .string(reason))
    }
  }
}
