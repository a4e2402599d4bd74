import Bytes
import TestSupport
import Testing
import TextReference

@testable import ChangeLog

@Suite struct TextMergeTests {
  /// Peers edit one text and pull from each other at random.
  ///
  /// Method: one oracle sees every run as it is made; after every step the peer that acted must
  /// hold the text that the oracle gives for its runs. Its editor, which only ever sees the edits
  /// that `add` returns, must hold it too, and so must one that sees those of the slow tracker.
  /// Peers also edit from versions that they have long left (two editors open at once), name
  /// superfluous runs, pull a part in any causal order, get runs twice, and reach beyond the end.
  @Test(arguments: seeds(40))
  func agreesWithTheOracleAfterEveryStep(seed: UInt64) throws {
    var workload = TextWorkload(seed: seed)
    var oracle = TextOracle()
    var peers = (0..<workload.number(2...5)).map { Peer(replica: ReplicaID(rawValue: UInt64($0))) }
    for _ in 0..<workload.number(10...70) {
      let peer = workload.number(0...peers.count - 1)
      if workload.chance(60) {
        let run = peers[peer].makeRun(&workload)
        oracle.add(run)
        try peers[peer].add(run)
      } else {
        let other = peers[workload.number(0...peers.count - 1)]
        try peers[peer].pull(from: other, &workload)
      }
      let known = Set(peers[peer].history.runs.map(\.id))
      let expected = Array(oracle.text(of: known).utf8)
      try #require(Array(peers[peer].history.text.utf8) == expected)
      try #require(Array(peers[peer].editor.utf8) == expected)
      try #require(Array(peers[peer].reference.utf8) == expected)
      try #require(Array(peers[peer].history.mergedAnew().utf8) == expected)
      try #require(oracle.members(of: peers[peer].history.frontier) == known)
    }
  }

  /// Method: the text, its authors, the places of every run and the passages that both edited, from
  /// several random causal orders of the same runs, must be the same; and those that the oracle
  /// knows too must be what it says.
  @Test(arguments: seeds(25))
  func doesNotDependOnTheOrderOfDelivery(seed: UInt64) throws {
    var workload = TextWorkload(seed: seed)
    let runs = try workload.history(peers: 4, steps: 50)
    var oracle = TextOracle()
    for run in runs { oracle.add(run) }
    let all = Set(runs.map(\.id))
    let first = try TextHistory(runs)
    for _ in 0..<4 {
      let history = try TextHistory(workload.causalShuffle(runs))
      try #require(history.text.utf8.elementsEqual(oracle.text(of: all).utf8))
      try #require(history.frontier == first.frontier)
      let authors = history.authors().flatMap { Array(repeating: $0.run, count: $0.range.count) }
      try #require(authors == oracle.authors(of: all))
      let neighbours = zip(history.authors(), history.authors().dropFirst())
      try #require(neighbours.allSatisfy { $0.run != $1.run })
      for run in runs {
        let places = history.places(of: run.id)
        try #require(places == joined(oracle.places(of: run.id, in: all)))
      }
      let passages = history.bothEdited(distance: 2) { $0.index }
      try #require(passages == first.bothEdited(distance: 2) { $0.index })
    }
  }

  /// Method: a history without concurrency, through the tracker from its beginning.
  @Test(arguments: seeds(20))
  func mergesALinearHistoryAsItAppliesIt(seed: UInt64) throws {
    var workload = TextWorkload(seed: seed)
    let history = try TextHistory(workload.history(peers: 1, steps: 60))
    var text = ""
    try history.read { state in
      var tracker = TextTracker(base: -1, length: 0, log: state.log, graph: state.graph)
      tracker.isReporting = true
      for run in 0..<history.runCount {
        state.walk(run: run, with: &tracker)
        text = TextEdit.applying(state.edits(of: tracker.reports), to: text)
        tracker.reports.removeAll()
      }
      let (count, end) = (state.criticals.count, Int(state.criticals[0].end))
      try #require(count == 1 && end == state.graph.stepCount)
    }
    #expect(text.utf8.elementsEqual(history.text.utf8))
  }

  /// Three people type inside a pair of brackets at the same time, each a scalar at a time: on and
  /// on, always in front of what they have, or in the middle of it.
  @Test(arguments: seeds(30))
  func neverInterleavesWhatPeopleTypeAtOnePlace(seed: UInt64) throws {
    var workload = TextWorkload(seed: seed)
    let start = TextRun(
      id: workload.name(), replica: ReplicaID(rawValue: 9), version: [], position: 0,
      deleteCount: 0, insert: "[]")
    var runs = [start]
    for (person, letter) in ["a", "b", "c"].enumerated() {
      var version = [start.id]
      let manner = workload.number(0...2)
      for length in 0..<workload.number(1...12) {
        let offset = [length, 0, workload.number(0...length)][manner]
        let run = TextRun(
          id: workload.name(), replica: ReplicaID(rawValue: UInt64(person)), version: version,
          position: 1 + offset, deleteCount: 0, insert: letter)
        version = [run.id]
        runs.append(run)
      }
    }
    let text = try TextHistory(workload.causalShuffle(runs)).text
    let boundaries = zip(text, text.dropFirst()).count { $0 != $1 }
    #expect(boundaries == 4, "\(text)")
  }

  /// The example that `docs/text.md` works through.
  @Test func worksTheExampleOfTheDocument() throws {
    var history = try TextHistory([insertion("rate low", id: name(1))])
    let runs = [
      insertion("high", id: name(2), by: 1, at: [name(1)], position: 5, deleteCount: 3),
      insertion("er", id: name(3), by: 2, at: [name(1)], position: 8),
      insertion("very ", id: name(4), by: 1, at: [name(2)], position: 5),
    ]
    #expect(try history.add(runs[0]) == [edit(5, 3, "high")])
    #expect(try history.add(runs[1]) == [edit(9, 0, "er")])
    #expect(try history.add(runs[2]) == [edit(5, 0, "very ")])
    #expect(history.text == "rate very higher")
    #expect(history.bothEdited { $0 == name(3) }.map(\.runs) == [[name(2), name(3), name(4)]])
  }

  @Test func ordersSiblingsByReplicaThenChangeThenOperation() throws {
    let runs = [
      insertion("e", id: name(1), by: 2), insertion("d", id: name(2), by: 1),
      insertion("c", id: name(1, 2), by: 1), insertion("b", id: name(1, 1), by: 1),
      insertion("a", id: name(9, 9), by: 0),
    ]
    #expect(try TextHistory(runs).text == "abcde")
  }

  @Test func appliesARunOnce() throws {
    var history = try TextHistory([insertion("once", id: name(1))])
    #expect(try history.add(insertion("once", id: name(1))).isEmpty)
    // A name stands for one run, whatever a second one says.
    #expect(try history.add(insertion("twice", id: name(1), at: [name(2)])).isEmpty)
    #expect(history.text == "once")
  }

  @Test func refusesARunWhoseVersionIsUnknownAndChangesNothing() throws {
    var history = try TextHistory([insertion("a", id: name(1))])
    let run = insertion("x", id: name(3), at: [name(1), name(2)])
    #expect(throws: TextRunError.unknownRun(name(2))) { try history.add(run) }
    #expect(history.text == "a")
    #expect(history.frontier == [name(1)])
  }

  @Test func refusesNamesThatTheFormatHasNot() throws {
    var history = try TextHistory([insertion("a", id: name(1))])
    for index in [Int.min, -1, .max] {
      let id = name(2, index)
      #expect(throws: TextRunError.invalidName(id)) {
        try history.add(insertion("b", id: id, at: [name(1)]))
      }
      #expect(throws: TextRunError.invalidName(id)) {
        try history.edit(edit(0, 0, "b"), id: id, replica: ReplicaID(rawValue: 1))
      }
    }
    #expect(history.text == "a")
  }

  @Test func takesTheGreatestNames() throws {
    var history = TextHistory()
    for index in [Int.max - 3, .max - 2, .max - 1] {
      try history.edit(edit(0, 0, "b"), id: name(1, index), replica: ReplicaID(rawValue: 1))
    }
    #expect(history.frontier == [name(1, .max - 1)])
    #expect(history.runs.map(\.id.index) == [.max - 3, .max - 2, .max - 1])
    let decoded = try TextHistory(encoded: history.encoded())
    #expect(decoded.frontier == history.frontier)
    #expect(decoded.encoded() == history.encoded())
  }

  @Test func clampsWhatReachesBeyondItsVersionNotBeyondTheText() throws {
    let runs = [
      insertion("ab", id: name(1), position: 7, deleteCount: 3),
      insertion("c", id: name(2), at: [name(1)], position: 2),
      insertion("B", id: name(3), at: [name(1)], position: 1, deleteCount: .max),
      insertion("!", id: name(4), at: [name(1)], position: .max, deleteCount: .max),
    ]
    // "b" is gone; "c", which the others could not see, stays.
    #expect(try TextHistory(runs).text == "aBc!")
  }
}

/// A replica, and an editor that shows its text and follows by edits alone.
private struct Peer {
  let replica: ReplicaID
  var history = TextHistory()
  var editor = ""
  /// The text of an editor that sees the edits of the slow tracker.
  var reference = ""
  private var tracker = ReferenceTextTracker()

  init(replica: ReplicaID) { self.replica = replica }

  func makeRun(_ workload: inout TextWorkload) -> TextRun {
    let runs = history.runs
    guard workload.chance(25), !runs.isEmpty else {
      return workload.run(by: replica, at: history.frontier, length: history.count)
    }
    // From an old version, as a second editor would; in no order, with ancestors and repetitions.
    let version = (0...workload.number(0...2)).map { _ in
      runs[workload.number(0...runs.count - 1)].id
    }
    return workload.run(by: replica, at: version, length: history.count)
  }

  mutating func pull(from other: Peer, _ workload: inout TextWorkload) throws {
    let missing = other.history.runs.filter { !history.contains($0.id) || workload.chance(5) }
    let part = workload.causalShuffle(missing).prefix(workload.number(0...missing.count))
    for run in part { try add(run) }
  }

  mutating func add(_ run: TextRun) throws {
    editor = TextEdit.applying(try history.add(run), to: editor)
    reference = TextEdit.applying(tracker.walk(run), to: reference)
  }
}
