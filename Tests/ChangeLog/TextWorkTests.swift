import Bytes
import TestSupport
import Testing
import TextReference

@testable import ChangeLog

/// How much work bytes make that somebody has forged, counted in pieces and spans looked at.
@Suite struct TextWorkTests {
  @Test func countsEveryPieceThatEveryBranchDeletes() throws {
    // Each branch deletes the pieces, and each but the last takes that back for the next.
    let work = try Self.work(of: TextForge.deletions(pieces: 50, branches: 40).bytes)
    #expect(work > 50 * 40)
    #expect(work < 50 * 40 * 2 * (TextTracker.stretchWork + 1))
  }

  /// A version that takes in one more root each time, as when many people meet.
  @Test func looksOnlyAtWhatIsNewToAVersionThatGrows() throws {
    let small = try Self.work(of: TextForge.growing(by: 100).bytes)
    let large = try Self.work(of: TextForge.growing(by: 400).bytes)
    #expect(small > 100)
    #expect(large < small * 5)
  }

  @Test func refusesAHistoryThatIsMoreWorkThanAllowed() throws {
    let bytes = TextForge.deletions(pieces: 50, branches: 40).bytes
    let work = try Self.work(of: bytes)
    #expect(throws: Never.self) { _ = try TextHistory(encoded: bytes, workMax: work) }
    let error = try #require(throws: FormatError.self) {
      try TextHistory(encoded: bytes, workMax: work / 2)
    }
    #expect(error.reason == .tooMuchWork(max: work / 2))
    #expect("\(error)".contains("more work than \(work / 2) steps"))
    var empty = TextHistory()
    #expect(throws: TextUpdateError.tooMuchWork(max: 100)) {
      try empty.merge(encoded: bytes, workMax: 100)
    }
    #expect(empty.runCount == 0)
  }

  @Test func refusesManyParentsThatTakeALongWayBack() throws {
    let bytes = TextForge.growing(by: 200, isFollowed: true).bytes
    #expect(throws: FormatError.self) { _ = try TextDecoder(bytes, workMax: 200 * 10) }
    #expect(throws: Never.self) { try TextHistory(encoded: bytes) }
  }

  /// Method: an update that deletes the same pieces again and again, to a text that others edit.
  @Test func leavesATextAloneWhenAnUpdateIsTooMuchWork() throws {
    let forge = TextForge.deletions(pieces: 50, branches: 40)
    let root = forge.rootOfDeletions(pieces: 50)
    var history = try TextHistory(encoded: TextForge.deletions(pieces: 50, branches: 0).bytes)
    let update = forge.bytes(since: root)
    let (text, bytes) = (history.text, history.encoded())
    #expect(throws: TextUpdateError.tooMuchWork(max: 2_000)) {
      try history.merge(encoded: update, workMax: 2_000)
    }
    #expect(history.text == text)
    #expect(history.encoded() == bytes)
    // With more it is taken in, as if nothing had come before.
    try history.merge(encoded: update, workMax: 1_000_000)
    #expect(history.encoded() == forge.bytes)
    // Of what nobody deleted.
    #expect(history.text == "ab")
  }

  /// Method: runs that arrived by turns, which make much work each time they are walked again.
  @Test func doesNotCountWhatTheOwnHistoryTakes() throws {
    var runs = [insertion("base", id: name(0))]
    var versions: [TextVersion] = [[name(0)], [name(0)]]
    for number in UInt8(1)...200 {
      let branch = Int(number % 2)
      runs.append(insertion("a", id: name(number), at: versions[branch], position: 0))
      versions[branch] = [name(number)]
    }
    var other = try TextHistory(runs)
    try other.add(insertion("b", id: name(201), at: versions[0], position: 1))
    try other.add(insertion("c", id: name(202), at: versions[1], position: 1))
    let history = try TextHistory(runs)
    // A copy has no tracker: it walks its history first.
    var copy = history
    try copy.merge(encoded: try other.encoded(since: history.frontier), workMax: 1_000)
    #expect(copy.text == other.text)
  }

  @Test func allowsMoreForMoreBytes() {
    #expect(TextHistory.standardWorkMax(forBytes: 0) == 1 << 26)
    #expect(TextHistory.standardWorkMax(forBytes: 1 << 20) == 2000 << 20)
    #expect(TextHistory.standardWorkMax(forBytes: .max) == .max)
  }

  /// How much work a history makes.
  private static func work(of bytes: [UInt8]) throws -> Int {
    let decoder = try TextDecoder(bytes)
    var replay = TextReplay()
    try replay.replay(
      decoder.columns.log, decoder.columns.graph, decoder.columns.names, isInOrder: true)
    return decoder.work + replay.work
  }
}
