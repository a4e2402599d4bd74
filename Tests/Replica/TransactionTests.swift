import Bytes
import ChangeLog
import Review
import SQLite
import Testing

@testable import Replica

@Suite struct TransactionTests {
  private let recommendation = ObjectID(Array(repeating: 0xa0, count: 16))
  private var replica: TestDatabase

  init() throws { replica = try TestDatabase() }

  private func rating(_ value: Int64, by member: Int, reason: String = "") -> Operation {
    .put(
      .rating(recommendation, "cost", of: World.memberIDs[member]),
      Rating.value(value, confidence: nil, reason: reason).encoded, replaces: [], seen: [])
  }

  private mutating func admitScale() throws -> EncodedChange {
    let scale = Criterion(
      name: "cost", position: 0, lowest: 1, highest: 9, lowLabel: "", highLabel: "",
      level: .ordinal)
    let key = CellKey(World.workspace, .criterion, element: Array("cost".utf8))
    let change = try replica.make(
      on: 0, [.put(key, scale.encoded, replaces: [], seen: [])])
    try replica.admit(change)
    return change
  }

  private func decision(_ value: Int64, seen: [OperationID]) throws -> Operation {
    let state = try CriterionState(
      replica.database, recommendation: recommendation, criterion: "cost")
    let criterion = try #require(state.criterion)
    let decision = Decision(kind: .value, value: value, reason: "r", rule: PairRule(criterion))
    return .put(.decision(recommendation, "cost"), decision.encoded, replaces: [], seen: seen)
  }

  // MARK: Admission

  @Test mutating func keepsWhatFollowsARefusedChangeWaiting() throws {
    let key = CellKey(recommendation, .recommendationTitle)
    let refused = try replica.make(
      on: 0, [.put(key, .null, replaces: [], seen: [])])
    // The same change, but with a lamport that its past does not give.
    let spoiled = try EncodedChange(
      Change(
        replica: refused.change.replica, number: 9, pastLamport: 5, dependencies: [], time: 0,
        author: World.devices[0], operations: []), hash: PlainSHA256.hash)
    let follower = try replica.make(on: 1, after: [spoiled], [])
    #expect(try replica.admit(follower) == [.waiting])
    let admission = try replica.admit(spoiled)
    #expect(admission == [.refused("its lamport is not one above its past's")])
    #expect(try replica.admit(follower) == [.known])
    let counts = try replica.database.rows(
      "SELECT count(*) FROM change UNION ALL SELECT count(*) FROM pending"
    ) { $0.integer(0) }
    #expect(counts == [0, 1])
  }

  @Test mutating func saysWhyAChangeIsRefused() throws {
    let key = CellKey(recommendation, .recommendationTitle)
    let text = TextKey(recommendation, .noteText)
    let first = try replica.make(
      on: 0,
      [
        .put(key, .null, replaces: [], seen: []),
        .text(text, version: [], position: 0, deleteCount: 0, insert: "a"),
        .unknown(kind: 99, bytes: []),
      ])
    try replica.admit(first)
    let (put, run, unknown) = (
      OperationID(first.id, 0), OperationID(first.id, 1), OperationID(first.id, 2)
    )
    func admission(_ operation: Operation) throws -> Admission? {
      try replica.admit(replica.make(on: 1, after: [first], [operation])).first
    }
    let noWrite = Admission.refused("it replaces what is no write")
    #expect(try admission(.put(key, .null, replaces: [run], seen: [])) == noWrite)
    #expect(try admission(.clear(key, replaces: [put, unknown])) == noWrite)
    let noRun = Admission.refused("a text's version names what is no run of text")
    #expect(
      try admission(.text(text, version: [put], position: 0, deleteCount: 0, insert: "b")) == noRun)
    let beyond = OperationID(first.id, 3)
    let nothing = Admission.refused("it names an operation that does not exist")
    #expect(try admission(.put(key, .null, replaces: [], seen: [beyond])) == nothing)
    // A write may have seen anything that exists.
    #expect(
      try admission(.put(key, .null, replaces: [put], seen: [put, run, unknown])) == .applied)
  }

  // MARK: Conflicts

  /// Method: more equal writes than any look at some of them would reach, and one that differs.
  @Test mutating func findsTheOneWriteThatDiffers() throws {
    let key = CellKey(recommendation, .recommendationTitle)
    for _ in 0..<70 {
      try replica.admit(replica.make(on: 0, [.put(key, .null, replaces: [], seen: [])]))
    }
    #expect(try replica.conflicts() == [])
    try replica.admit(replica.make(on: 0, [.put(key, .bool(true), replaces: [], seen: [])]))
    #expect(try replica.conflicts() == [.collision])
  }

  /// Method: one member rates alike on two devices while apart; a decision saw either of the two.
  @Test(arguments: [0, 1])
  mutating func takesEqualRatingsOfOneMemberForOne(seen: Int) throws {
    let scale = try admitScale()
    let pair = try [
      replica.make(on: 0, after: [scale], [rating(9, by: 0)]),
      replica.make(on: 1, after: [scale], [rating(9, by: 0)]),
    ]
    try replica.admit(pair[1])
    try replica.admit(pair[0])
    let operation = try decision(1, seen: [OperationID(pair[seen].id, 0)])
    try replica.admit(replica.make(on: 2, after: [pair[seen]], [operation]))
    #expect(try replica.conflicts() == [])
    let state = try CriterionState(
      replica.database, recommendation: recommendation, criterion: "cost")
    #expect(state.values == [9])
  }

  @Test mutating func countsNoRatingThatDiffersInItsBytes() throws {
    let scale = try admitScale()
    try replica.admit(
      replica.make(on: 0, after: [scale], [rating(9, by: 0, reason: "\u{e9}")]),
      replica.make(on: 1, after: [scale], [rating(9, by: 0, reason: "e\u{301}")]),
      replica.make(on: 2, after: [scale], [rating(1, by: 1)]))
    #expect(try replica.conflicts() == [.collision])
  }

  @Test(arguments: [Int64.min, .max])
  mutating func comparesWithADecisionFarOffTheScale(value: Int64) throws {
    let scale = try admitScale()
    let operation = try decision(value, seen: [])
    let decided = try replica.make(on: 2, after: [scale], [operation])
    let rated = try replica.make(on: 0, after: [scale], [rating(value < 0 ? 9 : 1, by: 0)])
    try replica.admit(decided, rated)
    #expect(try replica.conflicts() == [.disagreement])
  }

  // MARK: Long texts

  /// Method: one insertion that needs several changes; all of it must stand in its order.
  @Test func keepsALongEditInOrderAcrossChanges() throws {
    let key = TextKey(recommendation, .noteText)
    let text = (0..<120_000).map { "\($0) " }.joined()
    var changes: [EncodedChange] = []
    try replica.write { transaction in
      let editor = ChangeBuilder(transaction) { operations in
        let change = Change(
          replica: ReplicaID(rawValue: 1), number: UInt64(changes.count + 1),
          pastLamport: UInt64(changes.count), dependencies: changes.last.map { [$0.id] } ?? [],
          time: 0, author: World.devices[0], operations: operations)
        let encoded = try EncodedChange(change, hash: PlainSHA256.hash)
        #expect(try transaction.admit(encoded, segment: nil) == .applied)
        changes.append(encoded)
        return encoded.id
      }
      try editor.edit(
        key, on: [],
        [
          TextEdit(position: 0, deleteCount: 0, insert: text),
          TextEdit(position: 0, deleteCount: 1, insert: "zero"),
        ])
      try editor.flush()
    }
    #expect(changes.count > 1)
    let state = try TextState(key, in: replica.database)
    #expect(state.isLinear)
    #expect(state.content.utf8.elementsEqual(("zero" + text.dropFirst()).utf8))
  }
}
