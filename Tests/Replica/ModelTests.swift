import Bytes
import ChangeLog
import Foundation
import Review
import SQLite
import TestSupport
import Testing

@testable import Replica

/// Compares the incremental views of a replica with ``Model`` after every step.
@Suite struct ModelTests {
  /// Method: a random team makes a history, which reaches one replica in any order.
  ///
  /// Some of its changes come twice, some long before what they follow. After every transaction
  /// the replica must hold what the model works out from scratch; at the end, so must a replay of
  /// its log.
  @Test(arguments: seeds(16))
  func agreesWithTheModelAfterEveryStep(seed: UInt64) throws {
    try Self.compareEveryStep(World(seed: seed))
  }

  /// Method: the same, of a team that does hardly anything but rate in blind rounds, with forged
  /// openings, closings and commitments among what it does.
  @Test(arguments: seeds(16))
  func agreesWithTheModelAboutBlindRounds(seed: UInt64) throws {
    try Self.compareEveryStep(World(seed: 5_000 + seed, isBlind: true))
  }

  private static func compareEveryStep(_ team: World) throws {
    var world = team
    for _ in 0..<45 { try world.step() }
    let database = try TestDatabase.make()
    var model = Model(workspace: World.workspace, members: World.members)
    for batch in Self.deliveries(of: world.changes, &world) {
      try database.withTransaction {
        let transaction = try Transaction(database, localMember: World.memberIDs[0])
        for change in batch {
          _ = try transaction.admit(change, segment: world.chance(50) ? 1 : nil)
          model.receive(change)
        }
        try transaction.finish()
      }
      try Self.compare(database, model.state())
      // What is left lying is taken in later, together with what comes until then.
      if world.chance(60) { try Self.compareSearch(database, model.state()) }
    }
    let state = model.state()
    try #require(state.admitted.count > 10, "the seed makes hardly any change that counts")
    try Self.compareRebuilt(database, state)
  }

  /// Method: one history, delivered in several orders, gives one digest.
  @Test(arguments: seeds(5))
  func doesNotDependOnTheOrderOfDelivery(seed: UInt64) throws {
    var world = World(seed: 1000 + seed)
    for _ in 0..<60 { try world.step() }
    var digests: Set<[UInt8]> = []
    for _ in 0..<4 {
      let database = try TestDatabase.make()
      for batch in Self.deliveries(of: world.changes, &world) {
        try database.withTransaction {
          let transaction = try Transaction(database, localMember: World.memberIDs[0])
          for change in batch { _ = try transaction.admit(change, segment: nil) }
          try transaction.finish()
        }
      }
      digests.insert(try Replica.digest(of: database))
    }
    #expect(digests.count == 1)
  }

  // MARK: Deliveries

  /// `changes` in a random order that is neither causal nor free of repeats, in transactions.
  private static func deliveries(
    of changes: [EncodedChange], _ world: inout World
  ) -> [[EncodedChange]] {
    // Keys near the order of making, so that most changes find some of their past.
    var keyed: [(key: Int, change: EncodedChange)] = []
    for (place, change) in changes.enumerated() {
      keyed.append((place + world.below(world.chance(20) ? 40 : 5), change))
      if world.chance(15) { keyed.append((world.below(2 * changes.count), change)) }
    }
    let sorted = keyed.enumerated()
      .sorted { ($0.element.key, $0.offset) < ($1.element.key, $1.offset) }.map(\.element.change)
    var batches: [[EncodedChange]] = []
    for change in sorted {
      if batches.isEmpty || world.chance(60) { batches.append([]) }
      batches[batches.count - 1].append(change)
    }
    return batches
  }

  // MARK: Comparing

  /// Which rounds are closed, and which live ratings may count.
  private static func compareRounds(_ database: Connection, _ state: ModelState) throws {
    let closed = try database.rows("SELECT DISTINCT round FROM closing") { ObjectID($0.blob(0)) }
    try #require(Set(closed) == state.closedRounds)
    let rounds = try OpenRounds(database)
    var counting: Set<OperationID> = []
    var expected: Set<OperationID> = []
    for (key, writes) in state.cells where key.field == .rating {
      guard let name = key.criterion, let owner = key.owner else { continue }
      let found = try CriterionState(
        database, recommendation: key.object, criterion: name, rounds: rounds)
      for entry in found.ratings where entry.member == owner && entry.standing == .plain {
        guard entry.rating.saysSomething else { continue }
        counting.insert(try BothEdited.operation(at: entry.place, in: database))
      }
      for write in writes where Rating(write.value)?.saysSomething == true {
        if state.counts(write, key) { expected.insert(write.id) }
      }
    }
    try #require(counting == expected)
  }

  private static func compare(_ database: Connection, _ state: ModelState) throws {
    let admitted = try database.rows("SELECT id FROM change ORDER BY id") {
      ChangeID($0.blob(0))
    }
    try #require(admitted == state.admitted.map(\.id).sorted())
    let frontier = try database.rows(
      "SELECT id FROM frontier JOIN change ON change.row = frontier.change ORDER BY id"
    ) { ChangeID($0.blob(0)) }
    try #require(frontier == state.frontier.map(\.id).sorted())
    try #require(try cells(of: database) == cells(of: state))
    try #require(try texts(of: database) == texts(of: state))
    let hidden = try database.rows("SELECT object FROM hidden") { ObjectID($0.blob(0)) }
    try #require(Set(hidden) == state.hidden)
    try compareNoteCounts(database, state)
    try compareRounds(database, state)
    let strangers = try database.first(
      """
      SELECT count(*) FROM cell JOIN change ON change.row = cell.change
      WHERE device != author OR cell.time != change.time
      """
    ) { $0.integer(0) }
    try #require(strangers == 0)
    let conflicts = try database.rows(
      "SELECT kind, object, field, element, id FROM conflict"
    ) { row in
      try #require(row.blob(4).count == 16)
      return ConflictKey(
        try #require(ConflictKind(rawValue: UInt8(row.integer(0)))),
        CellKey(
          ObjectID(row.blob(1)), try #require(Field(row.text(2))), element: row.blob(3)))
    }
    try #require(Set(conflicts) == state.conflicts)
    try #require(try Replica.digest(of: database) == state.digest)
  }

  private static func compareNoteCounts(_ database: Connection, _ state: ModelState) throws {
    var places: [ObjectID: [[UInt8]]] = [:]
    for (key, writes) in state.cells where key.field == .noteOn {
      if !state.hidden.contains(key.object) {
        places[key.object, default: []] += writes.map(\.value.encoded)
      }
    }
    var counts: [String: Int64] = [:]
    for values in places.values {
      guard let first = values.min(by: { $0.lexicographicallyPrecedes($1) }),
        let place = try Value(encoded: first).bytes, place.count == 16
      else { continue }
      counts[Hex.encode(place), default: 0] += 1
    }
    let kept = try database.rows("SELECT place, count FROM note_count") {
      (Hex.encode($0.blob(0)), $0.integer(1))
    }
    try #require(Dictionary(uniqueKeysWithValues: kept) == counts)
  }

  private static func cells(of database: Connection) throws -> [String] {
    try database.rows(
      """
      SELECT object, field, element, change.id, operation, value FROM cell
      JOIN change ON change.row = cell.change
      ORDER BY object, field, element, change.id, operation
      """
    ) { row in
      [
        Hex.encode(row.blob(0)), row.text(1), Hex.encode(row.blob(2)), Hex.encode(row.blob(3)),
        "\(row.integer(4))", Hex.encode(row.blob(5)),
      ].joined(separator: " ")
    }
  }

  private static func cells(of state: ModelState) -> [String] {
    state.cells.sorted { $0.key < $1.key }.flatMap { key, writes in
      writes.map { write in
        [
          Hex.encode(key.object.bytes), key.field.name, Hex.encode(key.element),
          Hex.encode(write.id.change.bytes), "\(write.id.index)", Hex.encode(write.value.encoded),
        ].joined(separator: " ")
      }
    }
  }

  private static func texts(of database: Connection) throws -> [String] {
    try database.rows("SELECT object, field, content FROM text ORDER BY object, field") { row in
      "\(Hex.encode(row.blob(0))) \(row.text(1)) \(Hex.encode(Array(row.text(2).utf8)))"
    }
  }

  private static func texts(of state: ModelState) -> [String] {
    state.texts.sorted { $0.key < $1.key }.map { key, history in
      "\(Hex.encode(key.object.bytes)) \(key.field.name) \(Hex.encode(Array(history.text.utf8)))"
    }
  }

  /// Replays the log of a copy on disk, which must come to the same views.
  private static func compareRebuilt(_ database: Connection, _ state: ModelState) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("concord-model-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = Replica.databasePath(folder)
    try database.run("VACUUM INTO ?1", [.text(path)])
    let replica = try Replica(openAt: folder)
    let (before, after) = try replica.rebuild { _, _ in }
    try #require(before == state.digest)
    try #require(after == state.digest)
    try compare(replica.database, state)
    try compareSearch(replica.database, state)
  }

  /// Brings the search index up to date, which must then hold the words that there are.
  private static func compareSearch(_ database: Connection, _ state: ModelState) throws {
    try database.withTransaction { try SearchIndex(database: database).bringUpToDate() }
    let indexed = try database.rows(
      """
      SELECT object, field, element, text FROM searchable JOIN word ON word.rowid = searchable.row
      """
    ) { row in
      (Hex.encode(row.blob(0)) + row.text(1) + Hex.encode(row.blob(2)), Array(row.text(3).utf8))
    }
    var words: [String: [UInt8]] = [:]
    func add(_ object: ObjectID, _ field: Field, _ element: [UInt8], _ text: String) {
      guard !text.isEmpty else { return }
      let key = Hex.encode(object.bytes) + field.name + Hex.encode(element)
      words[key] = text.utf8.map { $0 == 0 ? UInt8(ascii: " ") : $0 }
    }
    for (key, history) in state.texts where key.field == .noteText {
      add(key.object, key.field, [], history.text)
    }
    for (key, writes) in state.cells {
      let values = Set(writes.map(\.value.encoded)).sorted { $0.lexicographicallyPrecedes($1) }
      let reasons: [String] = try values.map { bytes in
        let value = try Value(encoded: bytes)
        switch key.field {
        case .rating: return Rating(value)?.reason ?? ""
        case .decision: return Decision(value)?.reason ?? ""
        case .dissent, .articleTitle: return value.string ?? ""
        default: return ""
        }
      }
      add(
        key.object, key.field, key.element,
        reasons.filter { !$0.isEmpty }.joined(separator: "\n"))
    }
    try #require(Dictionary(uniqueKeysWithValues: indexed) == words)
  }
}
