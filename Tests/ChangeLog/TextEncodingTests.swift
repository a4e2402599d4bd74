import Bytes
import TestSupport
import Testing
import TextReference

@testable import ChangeLog

@Suite struct TextEncodingTests {
  /// Method: several random causal orders of the same runs, with versions that name too much and
  /// positions beyond the end, give the same bytes; these give the same text and runs, and again
  /// the same bytes.
  @Test(arguments: seeds(60))
  func dependsOnTheRunsAlone(seed: UInt64) throws {
    var workload = TextWorkload(seed: seed)
    let runs = try workload.tangledHistory(peers: workload.number(1...5), steps: 60)
    let first = try TextHistory(runs)
    let bytes = first.encoded()
    for _ in 0..<4 {
      let history = try TextHistory(workload.causalShuffle(runs))
      try #require(history.encoded() == bytes)
    }
    let decoded = try TextHistory(encoded: bytes)
    try #require(decoded.encoded() == bytes)
    try #require(decoded.text.utf8.elementsEqual(first.text.utf8))
    try #require(decoded.frontier == first.frontier)
    try #require(decoded.runs.sorted { $0.id < $1.id } == first.runs.sorted { $0.id < $1.id })
    // One that was read goes on as one that never was written.
    let part = runs.prefix(workload.number(0...runs.count))
    var continued = try TextHistory(encoded: TextHistory(part).encoded())
    for run in runs.dropFirst(part.count) { try continued.add(run) }
    try #require(continued.encoded() == bytes)
    try #require(continued.text.utf8.elementsEqual(first.text.utf8))
  }
}

extension TextWorkload {
  /// A history with old versions, ones that name too much, and runs of one change or of one scalar
  /// that go on with each other.
  mutating func tangledHistory(peers: Int, steps: Int) throws -> [TextRun] {
    var histories = Array(repeating: TextHistory(), count: peers)
    var all: [TextRun] = []
    for _ in 0..<steps {
      let peer = number(0...peers - 1)
      guard chance(70) else {
        for run in histories[number(0...peers - 1)].runs { try histories[peer].add(run) }
        continue
      }
      let known = histories[peer].runs
      var version = histories[peer].frontier
      if chance(15), !known.isEmpty {
        version = (0...number(0...2)).map { _ in known[number(0...known.count - 1)].id }
      }
      let replica = ReplicaID(rawValue: UInt64(chance(5) ? number(0...9) : peer))
      let new = runs(by: replica, at: version, length: histories[peer].count)
      for run in new { try histories[peer].add(run) }
      all += new
    }
    return all
  }

  /// One run, or several of one scalar each.
  mutating func runs(
    by replica: ReplicaID, at version: TextVersion, length: Int
  ) -> [TextRun] {
    chance(40)
      ? typed(by: replica, at: version, length: length)
      : [run(by: replica, at: version, length: length)]
  }

  /// Runs of one scalar each, one behind the other, in all the ways that people type and delete.
  private mutating func typed(
    by replica: ReplicaID, at version: TextVersion, length: Int
  ) -> [TextRun] {
    let start = name()
    var version = version
    var position = number(0...max(0, min(5, length)))
    var manner = number(0...2)
    return (0..<number(1...9)).map { index in
      if chance(20) { manner = number(0...2) }
      if manner == 1 { position = max(0, position - 1) }
      let id = OperationID(start.change, start.index + index + (chance(5) ? 7 : 0))
      defer {
        version = [id]
        if manner == 0 { position += 1 }
      }
      return TextRun(
        id: id, replica: replica, version: version, position: position,
        deleteCount: manner == 0 ? 0 : 1, insert: manner == 0 ? ["x", "é", "👩"][number(0...2)] : "")
    }
  }
}
