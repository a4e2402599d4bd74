import Bytes
import TestSupport
import Testing
import TextReference

@testable import ChangeLog

@Suite struct TextVersionTests {
  /// Method: between random versions of a random history, related or not, the edits must turn the
  /// oracle's text at the one into its text at the other.
  @Test(arguments: seeds(25))
  func givesTheTextAndTheEditsBetweenAnyVersions(seed: UInt64) throws {
    var workload = TextWorkload(seed: seed)
    let runs = try workload.history(peers: 4, steps: 50)
    let history = try TextHistory(workload.causalShuffle(runs))
    var oracle = TextOracle()
    for run in runs { oracle.add(run) }
    for _ in 0..<20 {
      let versions = (0..<2).map { _ in
        (0..<workload.number(0...2)).map { _ in runs[workload.number(0...runs.count - 1)].id }
      }
      let texts = versions.map { oracle.text(of: oracle.members(of: $0)) }
      for (version, text) in zip(versions, texts) {
        try #require(try history.text(at: version).utf8.elementsEqual(text.utf8))
        try #require(try history.count(at: version) == text.unicodeScalars.count)
        let now = TextEdit.applying(try history.edits(from: version), to: text)
        try #require(now.utf8.elementsEqual(history.text.utf8))
      }
      let edits = try history.edits(from: versions[0], to: versions[1])
      try #require(TextEdit.applying(edits, to: texts[0]).utf8.elementsEqual(texts[1].utf8))
    }
  }

  /// Method: the ancestors of each run, walked up from it.
  @Test(arguments: seeds(10))
  func knowsWhoHadSeenWhat(seed: UInt64) throws {
    var workload = TextWorkload(seed: seed)
    let runs = try workload.history(peers: 3, steps: 40)
    let history = try TextHistory(workload.causalShuffle(runs))
    var oracle = TextOracle()
    for run in runs { oracle.add(run) }
    for first in runs {
      for second in runs where first.id != second.id {
        let isAncestor = oracle.members(of: [second.id]).contains(first.id)
        let isDescendant = oracle.members(of: [first.id]).contains(second.id)
        try #require(history.isAncestor(first.id, of: second.id) == isAncestor)
        try #require(history.areConcurrent(first.id, second.id) == !(isAncestor || isDescendant))
      }
    }
    #expect(!history.areConcurrent(runs[0].id, runs[0].id))
    #expect(!history.isAncestor(runs[0].id, of: runs[0].id))
    #expect(!history.areConcurrent(runs[0].id, name(1)))
  }

  /// Method: the oracle leaves out what the run inserted and forgets what it deleted.
  @Test(arguments: seeds(25))
  func undoesAnyRunAndNothingElse(seed: UInt64) throws {
    var workload = TextWorkload(seed: seed)
    let runs = try workload.history(peers: workload.number(1...4), steps: 40)
    let history = try TextHistory(workload.causalShuffle(runs))
    var oracle = TextOracle()
    for run in runs { oracle.add(run) }
    let all = Set(runs.map(\.id))
    for run in runs {
      let undone = TextEdit.applying(history.edits(undoing: run.id), to: history.text)
      try #require(undone.utf8.elementsEqual(oracle.text(of: all, undoing: [run.id]).utf8))
      let several = Set(runs.filter { _ in workload.number(1...4) == 1 }.map(\.id)).union([run.id])
      let without = TextEdit.applying(history.edits(undoing: several.sorted()), to: history.text)
      try #require(without.utf8.elementsEqual(oracle.text(of: all, undoing: several).utf8))
    }
    #expect(history.edits(undoing: name(1)).isEmpty)
  }

  /// Method: every version's text is put together from the pieces, by the runs that it holds.
  @Test(arguments: seeds(15))
  func itsPiecesMakeTheTextOfEveryVersion(seed: UInt64) throws {
    var workload = TextWorkload(seed: 100 + seed)
    let runs = try workload.history(peers: workload.number(1...4), steps: 40)
    let history = try TextHistory(workload.causalShuffle(runs))
    var oracle = TextOracle()
    for run in runs { oracle.add(run) }
    let pieces = history.pieces()
    for version in [history.frontier] + runs.map({ [$0.id] }) {
      let held = oracle.members(of: version)
      let standing = pieces.filter {
        held.contains($0.run) && held.isDisjoint(with: $0.deleters)
      }
      let text = standing.map(\.text).joined()
      try #require(text.utf8.elementsEqual(oracle.text(of: held).utf8))
    }
  }

  @Test func movesPositionsAndRangesAlong() throws {
    let history = try TextHistory([
      insertion("the old words", id: name(1)),
      insertion("new", id: name(2), at: [name(1)], position: 4, deleteCount: 3),
      insertion("all ", id: name(3), by: 2, at: [name(1)]),
    ])
    #expect(history.text == "all the new words")
    let old: TextVersion = [name(1)]
    #expect(try history.transform(0, from: old, affinity: .before) == 0)
    #expect(try history.transform(0, from: old, affinity: .after) == 4)
    // Inside "old", in front of "new" or behind it.
    #expect(try history.transform(5, from: old, affinity: .before) == 8)
    #expect(try history.transform(5, from: old, affinity: .after) == 11)
    #expect(try history.transform(13, from: old, affinity: .before) == 17)
    #expect(try history.transform(0..<3, from: old) == 4..<7)
    #expect(try history.transform(4..<7, from: old).isEmpty)
    #expect(try history.transform(3..<8, from: old) == 7..<12)
  }

  @Test func movesAnyPosition() throws {
    let history = try TextHistory([
      insertion("ab", id: name(1)), insertion("c", id: name(2), at: [name(1)]),
    ])
    for (position, moved) in [(Int.max, Int.max), (.max - 1, .max), (.min, .min), (1, 2)] {
      #expect(try history.transform(position, from: [name(1)], affinity: .after) == moved)
    }
  }

  @Test func refusesRunsThatDoNotFitTheirVersion() throws {
    var history = try TextHistory([insertion("abc", id: name(1))])
    try history.add(insertion("", id: name(2), at: [name(1)], position: 0, deleteCount: 3))
    let old: TextVersion = [name(1)]
    try history.check(insertion("x", id: name(3), at: old, position: 3))
    try history.check(insertion("x", id: name(3), at: old, position: 1, deleteCount: 2))
    #expect(throws: TextRunError.positionBeyondEnd(position: 4, length: 3)) {
      try history.check(insertion("x", id: name(3), at: old, position: 4))
    }
    #expect(throws: TextRunError.deletionBeyondEnd(deleteCount: .max, available: 2)) {
      try history.check(insertion("x", id: name(3), at: old, position: 1, deleteCount: .max))
    }
    #expect(throws: TextRunError.unknownRun(name(9))) {
      try history.check(insertion("x", id: name(3), at: [name(9)]))
    }
    #expect(throws: TextRunError.positionBeyondEnd(position: 1, length: 0)) {
      try history.makeRun(edit(1, 0, "x"), id: name(3), replica: ReplicaID(rawValue: 1))
    }
  }

  @Test func aVersionThatNamesTooMuchIsTheSameVersion() throws {
    let runs = [
      insertion("a", id: name(2)), insertion("b", id: name(1), at: [name(2)]),
      insertion("c", id: name(3), at: [name(1), name(2), name(1)]),
    ]
    let history = try TextHistory(runs)
    #expect(history.frontier == [name(3)])
    #expect(history.criticals == [Critical(0, 3, 3)])
    #expect(try history.edits(from: [name(2), name(3)]).isEmpty)
  }

  @Test func walksFromTheLastCriticalRun() throws {
    var history = try TextHistory([
      insertion("a", id: name(1)), insertion("b", id: name(2), at: [name(1)]),
    ])
    #expect(history.criticals == [Critical(0, 2, 2)])
    try history.add(insertion("c", id: name(3), by: 2, at: [name(1)]))
    #expect(history.criticals == [Critical(0, 1, 1)])
    try history.add(insertion("d", id: name(4), at: [name(2), name(3)]))
    #expect(history.criticals == [Critical(0, 1, 1), Critical(3, 4, 4)])
  }

  @Test func showsWhereARunIsInTheText() throws {
    let history = try TextHistory([
      insertion("abcdef", id: name(1)),
      insertion("xy", id: name(2), at: [name(1)], position: 3),
      insertion("", id: name(3), by: 2, at: [name(1)], position: 1, deleteCount: 4),
      insertion("_", id: name(4), at: [name(2), name(3)], position: 2),
    ])
    #expect(history.text == "ax_yf")
    #expect(history.places(of: name(1)) == [0..<1, 4..<5])
    #expect(history.places(of: name(2)) == [1..<2, 3..<4])
    // "bc" stood in front of "xy", "de" behind.
    #expect(history.places(of: name(3)) == [1..<1, 4..<4])
    #expect(history.places(of: name(9)).isEmpty)
    #expect(history.authors().map(\.run) == [name(1), name(2), name(4), name(2), name(1)])
    #expect(history.authors().map(\.range) == [0..<1, 1..<2, 2..<3, 3..<4, 4..<5])
  }
}

/// Critical steps, and the length of the text behind them.
private struct Critical: Equatable {
  let start: Int
  let end: Int
  let length: Int

  init(_ start: Int, _ end: Int, _ length: Int) {
    self.start = start
    self.end = end
    self.length = length
  }
}

extension TextHistory {
  fileprivate var criticals: [Critical] {
    read { state in
      (0..<state.criticals.count).map {
        let critical = state.criticals[$0]
        return Critical(Int(critical.start), Int(critical.end), Int(critical.length))
      }
    }
  }
}
