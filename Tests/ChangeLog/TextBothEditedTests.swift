import Bytes
import TestSupport
import Testing
import TextReference

@testable import ChangeLog

@Suite struct TextBothEditedTests {
  /// Method: every pair of runs, by the definition, with what the oracle says of their pasts and
  /// places; the hulls of the open pairs, united where they overlap or touch.
  @Test(arguments: seeds(40))
  func findsExactlyTheOpenPairs(seed: UInt64) throws {
    var workload = TextWorkload(seed: seed)
    let runs = try workload.history(peers: 4, steps: workload.number(10...45))
    let history = try TextHistory(workload.causalShuffle(runs))
    var oracle = TextOracle()
    for run in runs { oracle.add(run) }
    let members = Dictionary(uniqueKeysWithValues: runs.map { ($0.id, $0.replica.rawValue % 3) })
    let distance = workload.number(0...4)
    let reviewed = (0..<workload.number(0...2)).map { _ in
      (0...workload.number(0...2)).map { _ in runs[workload.number(0...runs.count - 1)].id }
    }
    let found = history.bothEdited(reviewed: reviewed, distance: distance) { members[$0] }
    let expected = openPassages(
      of: runs, oracle: oracle, reviewed: reviewed, distance: distance, members: members)
    try #require(found == expected)
  }

  @Test func isOpenUntilSomebodyHasReviewedBoth() throws {
    let history = try Self.history(apart: 40)
    let both: TextVersion = [name(2), name(3)]
    #expect(Self.passages(history).map(\.range) == [0..<42])
    #expect(Self.passages(history).map(\.runs) == [both])
    #expect(Self.passages(history, reviewed: [both]).isEmpty)
    // Two people who each looked at one of them have not seen the two together.
    #expect(!Self.passages(history, reviewed: [[name(2)], [name(3)]]).isEmpty)
    #expect(!Self.passages(history, reviewed: [[], [name(7)]]).isEmpty)
  }

  @Test func leavesEditsFarApartAlone() throws {
    #expect(try Self.passages(Self.history(apart: 41)).isEmpty)
  }

  @Test func leavesOneMembersDevicesAlone() throws {
    #expect(try Self.history(apart: 1).bothEdited { _ in 1 }.isEmpty)
  }

  @Test func opensAgainForALaterRunThatHadNotSeenTheOther() throws {
    var history = try Self.history(apart: 10)
    try history.add(insertion("!", id: name(4), by: 2, at: [name(2)], position: 1))
    let reviewed: [TextVersion] = [[name(2), name(3)]]
    #expect(Self.passages(history, reviewed: reviewed).map(\.runs) == [[name(3), name(4)]])
  }

  @Test func saysNothingOfTextThatIsGone() throws {
    var history = try Self.history(apart: 10)
    let deletion = insertion("", id: name(4), at: [name(2), name(3)], position: 0, deleteCount: 1)
    try history.add(deletion)
    #expect(Self.passages(history).isEmpty)
  }

  /// Two people insert a letter each, with `count` scalars between.
  private static func history(apart count: Int) throws -> TextHistory {
    try TextHistory([
      insertion(String(repeating: "-", count: count), id: name(1)),
      insertion("A", id: name(2), by: 2, at: [name(1)]),
      insertion("B", id: name(3), by: 3, at: [name(1)], position: count),
    ])
  }

  private static func passages(
    _ history: TextHistory, reviewed: [TextVersion] = []
  ) -> [BothEditedPassage] {
    let authors = Dictionary(uniqueKeysWithValues: history.runs.map { ($0.id, $0.replica) })
    return history.bothEdited(reviewed: reviewed) { authors[$0] }
  }
}

private func openPassages(
  of runs: [TextRun], oracle: TextOracle, reviewed: [TextVersion], distance: Int,
  members: [OperationID: UInt64]
) -> [BothEditedPassage] {
  let all = Set(runs.map(\.id))
  let ids = all.sorted()
  let places = ids.map { oracle.places(of: $0, in: all) }
  var hulls: [(range: Range<Int>, runs: Set<OperationID>)] = []
  for left in ids.indices {
    for right in ids.indices where left < right && members[ids[left]] != members[ids[right]] {
      let pair = Set([ids[left], ids[right]])
      let isSequential = pair.contains { pair.isSubset(of: oracle.members(of: [$0])) }
      let isReviewed = reviewed.contains { pair.isSubset(of: oracle.members(of: $0)) }
      if isSequential || isReviewed { continue }
      for one in joined(places[left]) {
        for other in joined(places[right]) {
          let start = min(one.lowerBound, other.lowerBound)
          let end = max(one.upperBound, other.upperBound)
          if end - start <= one.count + other.count + distance { hulls.append((start..<end, pair)) }
        }
      }
    }
  }
  hulls.sort { $0.range.lowerBound < $1.range.lowerBound }
  var united: [(range: Range<Int>, runs: Set<OperationID>)] = []
  for hull in hulls {
    if let last = united.last, hull.range.lowerBound <= last.range.upperBound {
      let end = max(last.range.upperBound, hull.range.upperBound)
      united[united.endIndex - 1] = (last.range.lowerBound..<end, last.runs.union(hull.runs))
    } else {
      united.append(hull)
    }
  }
  return united.map { BothEditedPassage(range: $0.range, runs: $0.runs.sorted()) }
}
