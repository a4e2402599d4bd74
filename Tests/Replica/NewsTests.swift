import Bytes
import ChangeLog
import Review
import SQLite
import TestSupport
import Testing

@testable import Replica

/// What a sync reports of the changes that came.
@Suite struct NewsTests {
  /// Method: a random team, whose members also write to each other's cells, sends everything to
  /// one replica; the events told of cells must be those of the effective writes.
  @Test(arguments: seeds(8))
  func tellsOfEffectiveWritesAlone(seed: UInt64) throws {
    var world = World(seed: 2_000 + seed)
    for _ in 0..<45 { try world.step() }
    let database = try TestDatabase.make()
    var model = Model(workspace: World.workspace, members: World.members)
    var told: [String] = []
    try database.withTransaction {
      let transaction = try Transaction(database, localMember: World.memberIDs[0])
      for change in world.changes {
        _ = try transaction.admit(change, segment: 1)
        model.receive(change)
      }
      try #require(transaction.news.count < Transaction.newsMax)
      told = transaction.news.compactMap { Self.line($0) }
      try transaction.finish()
    }
    #expect(told.sorted() == Self.effectiveLines(of: model.state()).sorted())
  }

  /// Method: a rating in the name of another member, and one of one's own, in one change.
  @Test func tellsNothingOfARatingInAnothersName() throws {
    var replica = try TestDatabase()
    let recommendation = ObjectID([UInt8](repeating: 0xa0, count: 16))
    func rating(of member: MemberID, _ value: Int64) -> Operation {
      .put(
        .rating(recommendation, "cost", of: member),
        Rating.value(value, confidence: nil, reason: "").encoded, replaces: [], seen: [])
    }
    let (own, other) = (World.memberIDs[1], World.memberIDs[2])
    let change = try replica.make(on: 2, [rating(of: other, 1), rating(of: own, 7)])
    let news = try replica.write { transaction in
      _ = try transaction.admit(change, segment: 1)
      return transaction.news
    }
    let rated = News.Event.rated(
      recommendation: recommendation, criterion: "cost",
      .value(7, confidence: nil, reason: ""))
    #expect(news == [News(member: own, event: rated)])
  }

  // MARK: The twin

  /// An event that tells of one cell, as a line; nil for one that tells of a text.
  private static func line(_ news: News) -> String? {
    let author = Hex.encode(news.member.bytes)
    switch news.event {
    case .rated(let object, let criterion, let rating):
      let value = Hex.encode(rating.encoded.encoded)
      return "\(author) rating \(Hex.encode(object.bytes)) \(criterion) \(value)"
    case .decided(let object, let criterion, let value):
      return "\(author) decision \(Hex.encode(object.bytes)) \(criterion) \(value)"
    case .dissented(let object, let criterion):
      return "\(author) dissent \(Hex.encode(object.bytes)) \(criterion)"
    case .deleted(let object): return "\(author) deleted \(Hex.encode(object.bytes))"
    case .named(let name): return "\(author) member.name \(name)"
    case .noteAdded, .noteEdited, .articleAdded, .roundOpened, .roundClosed: return nil
    }
  }

  /// The lines for what members other than the first wrote to cells, where they may.
  private static func effectiveLines(of state: ModelState) -> [String] {
    state.admitted.flatMap { change -> [String] in
      guard let author = state.members[change.change.author], author != World.memberIDs[0] else {
        return []
      }
      return change.change.operations.compactMap { operation in
        guard case .put(let key, let value, _, _) = operation, ModelState.mayWrite(key, author)
        else { return nil }
        return line(author, key, value)
      }
    }
  }

  private static func line(_ author: MemberID, _ key: CellKey, _ value: Value) -> String? {
    let (name, object) = (Hex.encode(author.bytes), Hex.encode(key.object.bytes))
    switch (key.field.name, key.criterion) {
    case ("rating", let criterion?):
      return Rating(value).map {
        "\(name) rating \(object) \(criterion) \(Hex.encode($0.encoded.encoded))"
      }
    case ("decision", let criterion?):
      return Decision(value).map { "\(name) decision \(object) \(criterion) \($0.value)" }
    case ("dissent", let criterion?): return "\(name) dissent \(object) \(criterion)"
    case ("deleted", _): return "\(name) deleted \(object)"
    case ("member.name", _): return value.string.map { "\(name) member.name \($0)" }
    default: return nil
    }
  }
}
