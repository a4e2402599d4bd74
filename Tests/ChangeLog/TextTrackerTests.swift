import Bytes
import TestSupport
import Testing
import TextReference

@testable import ChangeLog

@Suite struct TextTrackerTests {
  /// Method: the slow tracker, which keeps one array and sets each piece anew for each version,
  /// must give the same edits after every run, and hold the same scalars with the same fates.
  @Test(arguments: seeds(30))
  func agreesWithTheSlowTrackerAfterEveryRun(seed: UInt64) throws {
    var workload = TextWorkload(seed: seed)
    let runs = try workload.history(peers: workload.number(2...6), steps: 80)
    try compare(workload.causalShuffle(runs), everyRun: true)
  }

  /// Enough pieces for a tree of three levels.
  @Test(arguments: seeds(3))
  func agreesWithTheSlowTrackerInALongHistory(seed: UInt64) throws {
    var workload = TextWorkload(seed: seed)
    let runs = try workload.history(peers: 3, steps: 1200)
    try compare(runs, everyRun: false)
  }

  /// Method: two people type a scalar at a time in all manners, each without the other.
  @Test(arguments: seeds(6))
  func agreesWithTheSlowTrackerOnTwoLongBranches(seed: UInt64) throws {
    var workload = TextWorkload(seed: seed)
    let start = insertion("[]", id: workload.name())
    var runs = [start]
    for person in 0..<2 {
      var version = [start.id]
      let manner = workload.number(0...2)
      for length in 0..<250 {
        let offset = [length, 0, workload.number(0...length)][manner]
        let run = TextRun(
          id: workload.name(), replica: ReplicaID(rawValue: UInt64(person)), version: version,
          position: 1 + offset, deleteCount: workload.number(0...8) == 0 ? 1 : 0, insert: "x")
        version = [run.id]
        runs.append(run)
      }
    }
    try compare(runs, everyRun: false)
  }

  private func compare(_ runs: [TextRun], everyRun: Bool) throws {
    let history = try TextHistory(runs)
    var reference = ReferenceTextTracker()
    try history.read { state in
      var tracker = TextTracker(base: -1, length: 0, log: state.log, graph: state.graph)
      tracker.isReporting = true
      for (number, run) in runs.enumerated() {
        state.walk(run: number, with: &tracker)
        let edits = state.edits(of: tracker.reports)
        tracker.reports.removeAll()
        try #require(edits == reference.walk(run))
        guard everyRun || number == runs.count - 1 else { continue }
        let expected = reference.items.flatMap { item in
          (0..<item.count).map { Scalar(item.run, item.offset + $0, item.deleters) }
        }
        let found = tracker.items(state.log).flatMap { item in
          (0..<item.count).map { Scalar(item.run, item.offset + $0, item.deleters) }
        }
        try #require(found == expected)
        let count = tracker.count
        try #require(count == expected.count { $0.deleters.isEmpty })
      }
    }
  }
}

extension TextState {
  /// Walks a run by its number.
  func walk(run: Int, with tracker: inout TextTracker) {
    let steps = log.steps(ofRun: run)
    walk(steps, ofSpan: Int(graph.place(of: steps.lowerBound).span), with: &tracker)
  }
}

/// A scalar of a tracker and who has deleted it.
private struct Scalar: Equatable {
  let run: Int
  let offset: Int
  let deleters: [Int]

  init(_ run: Int, _ offset: Int, _ deleters: [Int]) {
    self.run = run
    self.offset = offset
    self.deleters = deleters
  }
}
