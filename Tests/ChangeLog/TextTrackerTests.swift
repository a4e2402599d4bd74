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

  /// Many people insert at one place, in front of and behind their own and what they have seen.
  @Test(arguments: seeds(20))
  func agreesWithTheSlowTrackerWhereManyHangOnOneScalar(seed: UInt64) throws {
    var workload = TextWorkload(seed: seed)
    let start = insertion("[]", id: workload.name())
    var versions = Array(repeating: [start.id], count: 8)
    var lengths = Array(repeating: 0, count: 8)
    var runs = [start]
    for _ in 0..<220 {
      let person = workload.number(0...7)
      if workload.chance(8) {
        let other = workload.number(0...7)
        versions[person] = Array(Set(versions[person] + versions[other])).sorted()
        lengths[person] = max(lengths[person], lengths[other])
      }
      let run = TextRun(
        id: workload.name(), replica: ReplicaID(rawValue: UInt64(person)),
        version: versions[person],
        position: 1 + (workload.chance(70) ? 0 : workload.number(0...lengths[person])),
        deleteCount: workload.chance(10) ? 1 : 0, insert: workload.chance(80) ? "x" : "yz")
      versions[person] = [run.id]
      lengths[person] += 1
      runs.append(run)
    }
    try compare(runs, everyRun: false)
  }

  /// Method: once as it is, and once where the order of all pieces that hang on one scalar is kept.
  private func compare(_ runs: [TextRun], everyRun: Bool) throws {
    try compare(runs, everyRun: everyRun, passedMax: 32)
    try compare(runs, everyRun: everyRun, passedMax: 0)
  }

  private func compare(_ runs: [TextRun], everyRun: Bool, passedMax: Int) throws {
    let history = try TextHistory(runs)
    var reference = ReferenceTextTracker()
    try history.read { state in
      var tracker = TextTracker(base: -1, length: 0, log: state.log, graph: state.graph)
      tracker.isReporting = true
      tracker.passedMax = passedMax
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
