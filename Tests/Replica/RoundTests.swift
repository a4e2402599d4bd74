import Bytes
import ChangeLog
import Review
import SQLite
import TestSupport
import Testing

@testable import Replica

/// Blind rounds among people who do not all mean well.
@Suite struct RoundTests {
  private let recommendation = ObjectID(Array(repeating: 0xa0, count: 16))
  private var replica: TestDatabase
  /// What was made so far, in one line.
  private var last: [EncodedChange] = []
  private let round: Round
  /// Whose seats 0, 2 and 3 are.
  private let ana = World.memberIDs[0]
  private let ben = World.memberIDs[1]
  private let chloe = World.memberIDs[2]

  init() throws {
    replica = try TestDatabase()
    round = Round(
      opener: ana, title: "", recommendations: [], criteria: [], closers: [chloe],
      nonce: Array(repeating: 0x5a, count: 16), hash: PlainSHA256.hash)
    let scale = Criterion(
      name: "cost", position: 0, lowest: 1, highest: 9, lowLabel: "", highLabel: "",
      level: .ordinal)
    let key = CellKey(World.workspace, .criterion, element: Array("cost".utf8))
    try write(on: 0, [.put(key, scale.encoded, replaces: [], seen: [])])
  }

  /// Makes and admits a change that follows all others; returns the names of its operations.
  @discardableResult
  private mutating func write(_ place: Int, _ operations: Operation...) throws -> [OperationID] {
    try write(on: place, operations)
  }

  @discardableResult
  private mutating func write(on place: Int, _ operations: [Operation]) throws -> [OperationID] {
    let change = try replica.make(on: place, after: last, operations)
    try #require(try replica.admit(change) == [.applied])
    last = [change]
    return operations.indices.map { OperationID(change.id, $0) }
  }

  private mutating func open(seen: [OperationID] = []) throws -> OperationID {
    try write(
      0, .put(.opening(round.id, by: ana), round.encoded, replaces: [], seen: seen))[0]
  }

  private mutating func close(_ place: Int, having opening: OperationID) throws {
    let member = World.members[World.devices[place]] ?? ana
    try write(
      place, .put(.closing(round.id, by: member), .bool(true), replaces: [], seen: [opening]))
  }

  private func opening(_ value: Int64, salt: UInt8 = 0x5a) -> Rating {
    .opening(value, confidence: nil, reason: "", salt: Array(repeating: salt, count: 32))
  }

  private func commitment(_ opening: Rating, of member: MemberID) throws -> Value {
    let key = CellKey.rating(recommendation, "cost", of: member)
    let seal = try #require(
      RatingSeal(WorkspaceID(World.workspace.bytes), round: round.id, key))
    let digest = try #require(seal.digest(of: opening, hash: PlainSHA256.hash))
    return Rating.commitment(round: round.id, digest: digest).encoded
  }

  private func put(
    _ value: Value, of member: MemberID, replacing replaced: [OperationID] = []
  ) -> Operation {
    .put(
      .rating(recommendation, "cost", of: member), value, replaces: replaced.sorted(), seen: [])
  }

  private func plain(_ value: Int64) -> Value {
    Rating.value(value, confidence: nil, reason: "").encoded
  }

  /// The state of the criterion, as `viewer` may see it.
  private func state(_ viewer: MemberID) throws -> CriterionState {
    try CriterionState(
      replica.database, recommendation: recommendation,
      criterion: CriterionState.criterion("cost", in: replica.database), name: "cost",
      rule: .standard, rounds: OpenRounds(replica.database), viewer: viewer)
  }

  private func isOpen() throws -> Bool { try !OpenRounds(replica.database).entries.isEmpty }

  // MARK: Hiding

  @Test mutating func whatARoundHidesOpensNoConflictBeforeTheEnd() throws {
    let opened = try open()
    try write(2, put(plain(1), of: ben))
    try write(3, put(plain(9), of: chloe))
    #expect(try replica.conflicts() == [])
    #expect(try state(ben).values == [])
    #expect(
      try state(ben).ratings.map(\.rating) == [
        .value(1, confidence: nil, reason: ""), .hidden(in: round.id),
      ])
    try close(0, having: opened)
    #expect(try replica.conflicts() == [.disagreement])
    #expect(try state(ben).values == [1, 9])
  }

  @Test mutating func aRoundThatOpensHidesWhatItHasNotSeenAndSettlesThatConflict() throws {
    let seen = try write(2, put(plain(1), of: ben))
    try write(3, put(plain(9), of: chloe))
    #expect(try replica.conflicts() == [.disagreement])
    let opened = try open(seen: seen)
    #expect(try replica.conflicts() == [])
    #expect(try state(ana).values == [1])
    try close(0, having: opened)
    #expect(try replica.conflicts() == [.disagreement])
  }

  // MARK: Openings

  @Test mutating func aRightOpeningCountsOnceTheRoundIsClosed() throws {
    let opened = try open()
    let committed = try write(2, put(try commitment(opening(7), of: ben), of: ben))
    try write(2, put(opening(7).encoded, of: ben, replacing: committed))
    #expect(try state(ana).values == [])
    #expect(try state(ana).ratings.map(\.rating) == [.hidden(in: round.id)])
    try close(0, having: opened)
    #expect(try state(ana).values == [7])
  }

  @Test mutating func whatARoundCameToIsSeenInTheNextAndNotBefore() throws {
    let opened = try open()
    let committed = try write(2, put(try commitment(opening(7), of: ben), of: ben))
    let next = Round(
      opener: ana, title: "", recommendations: [], criteria: [], closers: [ana],
      nonce: Array(repeating: 2, count: 16), hash: PlainSHA256.hash)
    try write(0, .put(.opening(next.id, by: ana), next.encoded, replaces: [], seen: []))
    try write(2, put(opening(7).encoded, of: ben, replacing: committed))
    #expect(try state(ana).ratings.map(\.rating) == [.hidden(in: round.id)])
    try close(0, having: opened)
    #expect(try isOpen())
    #expect(try state(ana).values == [7])
    #expect(try state(ana).ratings.map(\.rating) == [opening(7)])
  }

  @Test(
    arguments: [
      // Another value, another salt, and that of somebody else's commitment.
      (8, 0x5a), (7, 0x5b),
    ] as [(Int64, UInt8)])
  mutating func aWrongOpeningIsShownAndNeverCounted(value: Int64, salt: UInt8) throws {
    let opened = try open()
    let committed = try write(2, put(try commitment(opening(7), of: ben), of: ben))
    try close(0, having: opened)
    let wrong = opening(value, salt: salt)
    try write(2, put(wrong.encoded, of: ben, replacing: committed))
    #expect(try state(ana).values == [])
    #expect(try state(ana).ratings.map(\.standing) == [.wrongOpening])
  }

  @Test mutating func nobodyOpensACommitmentThatTheyCopied() throws {
    let opened = try open()
    let sealed = try commitment(opening(7), of: ben)
    let committed = try write(2, put(sealed, of: ben))
    let copied = try write(3, put(sealed, of: chloe))
    try close(0, having: opened)
    try write(2, put(opening(7).encoded, of: ben, replacing: committed))
    try write(3, put(opening(7).encoded, of: chloe, replacing: copied))
    #expect(try state(ana).counted.map(\.member) == [ben])
    // Nor does it help to name the other's commitment.
    let again = try replica.make(
      on: 3, after: last, [put(opening(7).encoded, of: chloe, replacing: copied + committed)])
    try replica.admit(again)
    #expect(try state(ana).counted.map(\.member) == [ben])
  }

  @Test mutating func nobodyChoosesAmongTheirCommitmentsAfterTheEnd() throws {
    let opened = try open()
    let first = try write(2, put(try commitment(opening(1), of: ben), of: ben))
    let second = try write(2, put(try commitment(opening(9), of: ben), of: ben))
    try close(0, having: opened)
    try write(2, put(opening(9).encoded, of: ben, replacing: first + second))
    #expect(try state(ana).values == [])
    #expect(try state(ana).ratings.map(\.standing) == [.wrongOpening])
  }

  @Test mutating func anOpeningOfNothingCountsForNothing() throws {
    try write(2, put(opening(7).encoded, of: ben))
    #expect(try state(ana).values == [])
    #expect(try state(ana).ratings.map(\.standing) == [.wrongOpening])
  }

  // MARK: Rounds

  @Test mutating func aClosingByAnotherOrWithoutTheOpeningMeansNothing() throws {
    let opened = try open()
    try close(2, having: opened)
    #expect(try isOpen())
    let other = try write(2, put(plain(1), of: ben))
    try write(
      0, .put(.closing(round.id, by: ana), .bool(true), replaces: [], seen: other))
    #expect(try isOpen())
    // In the name of another.
    try write(
      2, .put(.closing(round.id, by: chloe), .bool(true), replaces: [], seen: [opened]))
    #expect(try isOpen())
    try close(3, having: opened)
    #expect(try !isOpen())
  }

  @Test mutating func nobodyChangesARoundOrOpensAnothersNorClosesItTwice() throws {
    let mine = Round(
      opener: ben, title: "", recommendations: [], criteria: [], closers: [ben],
      nonce: Array(repeating: 1, count: 16), hash: PlainSHA256.hash)
    // Another round's content, under a name that is not its own, and by somebody else.
    try write(2, .put(.opening(round.id, by: ben), mine.encoded, replaces: [], seen: []))
    try write(2, .put(.opening(round.id, by: ben), round.encoded, replaces: [], seen: []))
    try write(2, .put(.opening(round.id, by: ana), round.encoded, replaces: [], seen: []))
    #expect(try !isOpen())
    let opened = try open()
    #expect(try isOpen())
    try write(
      0, .put(.opening(round.id, by: ana), mine.encoded, replaces: [opened], seen: []))
    try write(0, .clear(.opening(round.id, by: ana), replaces: [opened]))
    #expect(try OpenRounds(replica.database).entries.map(\.round) == [round])
    try close(0, having: opened)
    let closing = OperationID(try #require(last.first?.id), 0)
    try write(0, .clear(.closing(round.id, by: ana), replaces: [closing]))
    _ = try open()
    #expect(try !isOpen())
  }

  @Test(
    arguments: [
      .null, .string("x"), .list([]), .list(Array(repeating: .null, count: 5)),
      .list([
        .string(""), .bytes([1]), .list([.bytes([1])]), .list([.integer(1)]), .list([.string("")]),
      ]),
    ] as [Value])
  mutating func whatIsNoRoundMeansNothing(value: Value) throws {
    let tag = [UInt8]("\u{10}concord/v1/round".utf8)
    let name = ObjectID(PlainSHA256.hash(tag + ana.bytes + value.encoded).prefix(16))
    let opened = try write(0, .put(.opening(name, by: ana), value, replaces: [], seen: []))
    try write(0, .put(.closing(name, by: ana), value, replaces: [], seen: opened))
    #expect(try !isOpen())
    #expect(Round(id: name, opener: ana, value, hash: PlainSHA256.hash) == nil)
  }
}
