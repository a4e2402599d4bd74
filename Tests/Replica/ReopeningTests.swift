import Bytes
import ChangeLog
import Review
import Testing

@testable import Replica

/// Which later rating opens a decision again: every decided value with every later rating.
struct ReopeningTests {
  private static let scales = [
    scale(1, 9, .ordinal), scale(1, 7, .ordinal), scale(1, 4, .ordinal), scale(0, 10, .interval),
    scale(1, 3, .nominal),
  ]

  private static func scale(
    _ lowest: Int64, _ highest: Int64, _ level: Criterion.Level
  ) -> Criterion {
    Criterion(
      name: "cost", position: 0, lowest: lowest, highest: highest, level: level,
      labels: level == .nominal ? (lowest...highest).map { .init($0, "v\($0)") } : [])
  }

  /// The pair rule by the words of docs/format.md §10.5, with fractions cleared.
  private static func contradicts(
    _ decided: Int64, _ later: Int64, on criterion: Criterion
  ) -> Bool {
    if criterion.level == .nominal { return decided != later }
    let count = criterion.highest - criterion.lowest + 1
    func isAtLeast(_ thirds: Int64, _ value: Int64) -> Bool {
      3 * (2 * (value - criterion.lowest) + 1) >= 2 * thirds * count
    }
    let partsAtAThird = [1, 2].contains { isAtLeast($0, decided) != isAtLeast($0, later) }
    return partsAtAThird && 8 * abs(decided - later) >= 3 * (count - 1)
  }

  /// How the later rating comes about.
  enum Case: CaseIterable {
    /// By somebody who had not rated.
    case newRater
    /// By the rater whose earlier value was decided.
    case changed
    /// The decision took it into account.
    case seen
  }

  /// A recommendation for itself, with its decision and the later rating.
  private static func isOpen(
    _ replica: inout TestDatabase, _ object: ObjectID, _ decided: Int64, _ later: Int64,
    _ how: Case, on criterion: Criterion
  ) throws -> Bool {
    func rating(_ value: Int64, by member: Int, replaces: [OperationID] = []) -> Operation {
      .put(
        .rating(object, criterion.name, of: World.memberIDs[member]),
        Rating.value(value, confidence: nil, reason: "").encoded, replaces: replaces, seen: [])
    }
    let first = try replica.make(on: 0, [rating(decided, by: 0)])
    try replica.admit(first)
    var seen = [OperationID(first.id, 0)]
    let second = try replica.make(on: 2, [rating(later, by: 1)])
    if how == .seen {
      try replica.admit(second)
      seen.append(OperationID(second.id, 0))
    }
    let decision = Decision(
      kind: .value, value: decided, reason: "Why", rule: PairRule(criterion))
    try replica.admit(
      replica.make(
        on: 3,
        [
          .put(
            .decision(object, criterion.name), decision.encoded, replaces: [], seen: seen.sorted())
        ]))
    switch how {
    case .newRater: try replica.admit(second)
    case .changed:
      try replica.admit(
        replica.make(on: 0, [rating(later, by: 0, replaces: [OperationID(first.id, 0)])]))
    case .seen: break
    }
    return try CriterionState(
      replica.database, recommendation: object, criterion: criterion.name
    ).isOpen
  }

  @Test(arguments: scales, Case.allCases)
  func opensExactlyForWhatContradictsAndWasNotSeen(criterion: Criterion, how: Case) throws {
    var replica = try TestDatabase()
    try replica.admit(
      replica.make(
        on: 0,
        [
          .put(
            CellKey(World.workspace, .criterion, element: Array(criterion.name.utf8)),
            criterion.encoded, replaces: [], seen: [])
        ]))
    var opened = 0
    var number: UInt8 = 0
    for decided in criterion.lowest...criterion.highest {
      for later in criterion.lowest...criterion.highest {
        number += 1
        let object = ObjectID([UInt8](repeating: number, count: 16))
        let expected = how != .seen && Self.contradicts(decided, later, on: criterion)
        let isOpen = try Self.isOpen(&replica, object, decided, later, how, on: criterion)
        #expect(isOpen == expected, "decided \(decided), then \(later)")
        if expected { opened += 1 }
      }
    }
    #expect(try replica.conflicts() == Array(repeating: .disagreement, count: opened))
  }
}
