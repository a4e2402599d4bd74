import Bytes
import ChangeLog
import Review
import SQLite
import TestSupport
import Testing

@testable import Replica

@Suite struct UndoTests {
  /// What people see: the values of cells, texts, what is hidden, and what waits for a person.
  ///
  /// A rating that was withdrawn looks as one that was never given. A rating that an undo brought
  /// back is new to decisions, so disagreements are left out.
  private func view(of replica: Replica) throws -> [String] {
    let withdrawn = Hex.encode(Rating.withdrawn.encoded.encoded)
    let cells = try replica.database.rows(
      "SELECT DISTINCT object, field, element, value FROM cell ORDER BY 1, 2, 3, 4"
    ) { [$0.blob(0), Array($0.text(1).utf8), $0.blob(2), $0.blob(3)].map(Hex.encode) }
    let texts = try replica.database.rows(
      "SELECT object, content FROM text WHERE object NOT IN (SELECT object FROM hidden) ORDER BY 1"
    ) { Hex.encode($0.blob(0)) + " " + $0.text(1) }
    let rest = try replica.database.rows(
      "SELECT id FROM conflict WHERE kind != 3 UNION SELECT object FROM hidden ORDER BY 1"
    ) { Hex.encode($0.blob(0)) }
    // Of what is hidden nothing shows.
    let hidden = Set(try replica.database.rows("SELECT object FROM hidden") { $0.blob(0) })
      .map { Hex.encode($0) }
    let shown = cells.filter { cell in
      cell[3] != withdrawn && !hidden.contains(cell[0])
    }.map { $0.joined(separator: " ") }
    return shown + texts + rest.filter { !hidden.contains($0) }
  }

  /// Method: the twin is a stack of views: each undo must lead to the one before, each redo to the
  /// one after, and new work forgets what was undone.
  @Test(arguments: seeds(20))
  func walksBackAndForthThroughEverythingOnePersonDid(seed: UInt64) throws {
    let team = try UndoTeam(seed: seed)
    let replica = team.replicas[0]
    var views = [try view(of: replica)]
    var place = 0
    for _ in 0..<60 {
      let choice = team.below(6)
      if choice < 2, place > 0 {
        let id = try #require(try replica.latestToUndo())
        _ = try replica.undo(id, time: team.tick())
        place -= 1
      } else if place < views.count - 1 {
        // Older undos can be redone for ever, so new work begins at the top only.
        let id = try #require(try replica.latestToRedo())
        _ = try replica.undo(id, time: team.tick())
        place += 1
      } else {
        guard try team.work(0) else { continue }
        views.append(try view(of: replica))
        place += 1
      }
      let seen = try view(of: replica)
      try #require(seen == views[place])
    }
    try #require(views.count > 5, "the seed makes hardly any work")
    let (before, after) = try replica.rebuild { _, _ in }
    try #require(before == after)
  }

  /// Method: two people work, undo what either of them did, and exchange now and then.
  ///
  /// Each replica must agree with the model, an undo must touch only what its target touched, and
  /// at the end both are the same.
  @Test(arguments: seeds(10))
  func convergesWhoeverUndoesWhat(seed: UInt64) throws {
    let team = try UndoTeam(seed: 500 + seed)
    var undone = 0
    for _ in 0..<50 {
      let place = team.below(2)
      let replica = team.replicas[place]
      switch team.below(8) {
      case 0: try team.send(from: 1 - place, to: place)
      case 1...3:
        let all = try team.changes(of: replica)
        let target = all[team.below(all.count)]
        if try undo(target, in: replica, time: team.tick()) { undone += 1 }
      default: _ = try team.work(place)
      }
      try #require(try Replica.digest(of: replica.database) == team.model(of: replica).digest)
    }
    try #require(undone > 2, "the seed undoes hardly anything")
    try team.send(from: 0, to: 1)
    try team.send(from: 1, to: 0)
    #expect(try team.replicas[0].digest() == team.replicas[1].digest())
  }

  private func undo(
    _ target: EncodedChange, in replica: Replica, time: UInt64
  ) throws -> Bool {
    do {
      let change = try #require(try replica.undo(target.id, time: time).change)
      let made = try replica.logEntry(change).change
      #expect(made.undoes == target.id)
      let touched = Set(target.change.operations.compactMap(\.object))
      #expect(Set(made.operations.compactMap(\.object)).isSubset(of: touched))
      #expect(throws: UndoRefused.self) { try replica.undo(target.id, time: time) }
      return true
    } catch is UndoRefused {
      return false
    } catch ReplicaError.refused {
      return false
    }
  }

  // MARK: Single rules

  private func rate(_ replica: Replica, _ team: UndoTeam, _ value: Int64) throws -> ChangeID {
    let criterion = try replica.criteria()[0]
    _ = try replica.rate(
      team.recommendation, [(criterion, .value(value, confidence: nil, reason: ""))],
      time: team.tick())
    return try #require(try replica.log(limit: 1).first).id
  }

  private func obstacle(_ id: ChangeID, in replica: Replica) throws -> UndoObstacle? {
    let plan = try replica.undoPlan(id)
    #expect(plan.isEmpty)
    return plan.skipped.first?.obstacle
  }

  @Test func leavesAnotherPersonsRatingAlone() throws {
    let team = try UndoTeam(seed: 1)
    let id = try rate(team.replicas[0], team, 7)
    try team.send(from: 0, to: 1)
    #expect(
      try obstacle(id, in: team.replicas[1]) == .belongs(to: team.replicas[0].member))
  }

  @Test func leavesWhatWasWrittenOverIt() throws {
    let team = try UndoTeam(seed: 2)
    let first = try rate(team.replicas[0], team, 7)
    _ = try rate(team.replicas[0], team, 3)
    #expect(
      try obstacle(first, in: team.replicas[0]) == .replaced(by: team.replicas[0].member))
  }

  @Test func leavesAnOpenedRating() throws {
    let team = try UndoTeam(seed: 3)
    let replica = team.replicas[0]
    let opening = Rating.opening(
      4, confidence: nil, reason: "", salt: [UInt8](repeating: 1, count: 32))
    _ = try replica.rate(
      team.recommendation, [(try replica.criteria()[0], opening)], time: team.tick())
    let id = try #require(try replica.log(limit: 1).first).id
    #expect(try obstacle(id, in: replica) == .final)
  }

  @Test func bringsBackAllValuesThatASettlingReplaced() throws {
    let team = try UndoTeam(seed: 4)
    let replica = team.replicas[0]
    let key = CellKey(team.recommendation, .recommendationTitle)
    for (place, title) in ["one", "two"].enumerated() {
      try team.replicas[place].edit(time: team.tick()) { try $0.put(key, .string(title)) }
    }
    try team.send(from: 1, to: 0)
    let conflict = try #require(try replica.conflicts().first)
    try replica.resolve(conflict, .pick(1), reason: "", time: team.tick())
    #expect(try replica.conflicts().isEmpty)
    _ = try replica.undo(try #require(try replica.latestToUndo()), time: team.tick())
    #expect(try replica.conflicts() == [conflict])
    #expect(
      Set(try replica.candidates(key).compactMap(\.value.string)) == ["one", "two"])
    _ = try replica.undo(try #require(try replica.latestToRedo()), time: team.tick())
    #expect(try replica.conflicts().isEmpty)
  }

  @Test func keepsANoteThatSomebodyWroteInSince() throws {
    let team = try UndoTeam(seed: 5)
    let note = ObjectID([UInt8](repeating: 0x33, count: 16))
    try team.replicas[0].addNote(
      note, on: team.recommendation, text: "one two", time: team.tick())
    let id = try #require(try team.replicas[0].log(limit: 1).first).id
    try team.send(from: 0, to: 1)
    let (text, version) = try team.replicas[1].text(TextKey(note, .noteText))
    _ = try team.replicas[1].editNote(
      note, from: text, at: version, to: "one two three", time: team.tick())
    try team.send(from: 1, to: 0)
    #expect(
      try obstacle(id, in: team.replicas[0]) == .writtenSince(by: team.replicas[1].member))
  }

  @Test func takesBackOnlyOnesOwnWordsFromANoteThatOthersEditedSince() throws {
    let team = try UndoTeam(seed: 6)
    let note = ObjectID([UInt8](repeating: 0x33, count: 16))
    let key = TextKey(note, .noteText)
    try team.replicas[0].addNote(
      note, on: team.recommendation, text: "one two three four", time: team.tick())
    func edit(_ place: Int, to text: String) throws {
      let (old, version) = try team.replicas[place].text(key)
      _ = try team.replicas[place].editNote(
        note, from: old, at: version, to: text, time: team.tick())
    }
    try edit(0, to: "ONE two three four")
    try team.send(from: 0, to: 1)
    try edit(1, to: "ONE two three FOUR")
    try team.send(from: 1, to: 0)
    _ = try team.replicas[0].undo(
      try #require(try team.replicas[0].latestToUndo()), time: team.tick())
    #expect(try team.replicas[0].text(key).content == "one two three FOUR")
  }

  @Test func doesNotUndoTheFounding() throws {
    let team = try UndoTeam(seed: 7)
    let founding = try #require(try team.replicas[0].log(limit: 100).last)
    #expect(throws: ReplicaError.self) {
      try team.replicas[0].undo(founding.id, time: team.tick())
    }
    #expect(try team.replicas[0].latestToUndo() == nil)
    #expect(try team.replicas[0].latestToRedo() == nil)
  }
}
