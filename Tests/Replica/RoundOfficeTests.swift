import Bytes
import ChangeLog
import Foundation
import Review
import SQLite
import TestSupport
import Testing

@testable import Replica

/// Blind rounds over a relay, among people who mean well.
@Suite struct RoundOfficeTests {
  private let recommendation = ObjectID([UInt8](repeating: 1, count: 16))
  private let criterion = Template.policy.criteria[0]

  private func rate(_ replica: Replica, _ value: Int64, reason: String = "") throws {
    _ = try replica.rate(
      recommendation, [(criterion, .value(value, confidence: nil, reason: reason))], time: 5)
  }

  /// Method: people rate, open and close rounds, and sync over a connection that breaks.
  ///
  /// In the end all rounds are closed, all have one digest, nothing is sealed any more, and every
  /// opening is right.
  @Test(arguments: seeds(6))
  func everybodyEndsAlikeAndEveryOpeningIsRight(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let office = try Office(seed: 90 + seed)
    defer { office.remove() }
    var openingCount = 0
    for step in 0..<60 {
      let replica = try #require(office.replicas.randomElement(using: &random))
      let open = try replica.rounds().filter(\.isOpen)
      switch Int.random(in: 0..<10, using: &random) {
      case 0 where open.count < 2:
        _ = try replica.openRound("", on: [], by: [criterion.name], time: UInt64(step))
      case 1:
        if let round = open.first?.round, round.closers.contains(replica.member) {
          try replica.closeRound(round.id, time: UInt64(step))
        }
      case 2..<6: try rate(replica, Int64.random(in: 1...9, using: &random), reason: "w\(step)")
      default: try office.sync(replica, cutAfter: Int.random(in: 0..<25, using: &random))
      }
    }
    let ana = office.replicas[0]
    try rate(ana, 5)
    _ = try ana.openRound("", on: [], by: [], time: 100)
    try rate(ana, 6)
    for _ in 0..<2 { for replica in office.replicas { try office.sync(replica) } }
    for state in try ana.rounds() where state.isOpen {
      let closer = try #require(
        office.replicas.first { state.round.closers.contains($0.member) })
      try closer.closeRound(state.round.id, time: 101)
    }
    for _ in 0..<3 { for replica in office.replicas { try office.sync(replica) } }
    let digest = try office.replicas[0].digest()
    for replica in office.replicas {
      #expect(try replica.digest() == digest)
      #expect(try replica.toSend().count == 0)
      let kinds = try replica.database.rows("SELECT kind FROM ballot_end") { $0.integer(0) }
      #expect(!kinds.contains(BallotEnd.wrongOpening.rawValue))
      openingCount += kinds.count { $0 == BallotEnd.opening.rawValue }
      let left = try replica.database.first("SELECT count(*) FROM sealed") { $0.integer(0) }
      #expect(left == 0)
      let (before, after) = try replica.rebuild { _, _ in }
      #expect(before == after)
    }
    #expect(openingCount > 0, "the seed opens nothing")
  }

  @Test func aLostDeviceLeavesACommitmentThatNobodyOpens() throws {
    let office = try Office(seed: 1)
    defer { office.remove() }
    let (ana, ben) = (office.replicas[0], office.replicas[1])
    let round = try ana.openRound("", on: [], by: [], time: 1)
    try office.sync(ana)
    try office.sync(ben)
    try rate(ben, 7)
    try office.sync(ben)
    // Ben's salts are gone, with the rest of the device.
    try ben.database.run("DELETE FROM sealed")
    try ana.closeRound(round.id, time: 2)
    for replica in [ana, ben, ana] { try office.sync(replica) }
    let state = try ana.state(of: recommendation, criterion.name)
    #expect(state.values == [])
    guard case .commitment = try #require(state.ratings.first).rating else {
      Issue.record("the commitment is not there")
      return
    }
  }

  @Test func anotherDeviceOfTheMemberSeesThatTheyRatedAndDoesNotOpenIt() throws {
    let office = try Office(seed: 2)
    defer { office.remove() }
    let (ana, desktop) = (office.replicas[0], office.replicas[3])
    let round = try ana.openRound("", on: [], by: [], time: 1)
    try rate(ana, 7)
    try office.sync(ana)
    try office.sync(desktop)
    #expect(try ana.state(of: recommendation, criterion.name).ratings.map(\.rating.counted) == [7])
    #expect(
      try desktop.state(of: recommendation, criterion.name).ratings.map(\.rating.counted) == [nil])
    try desktop.closeRound(round.id, time: 2)
    for replica in [desktop, ana, desktop] { try office.sync(replica) }
    #expect(try desktop.state(of: recommendation, criterion.name).values == [7])
  }

  @Test func aRatingGivenAgainInARoundIsOneCommitmentAndWithdrawingLeavesNone() throws {
    let office = try Office(seed: 3)
    defer { office.remove() }
    let ana = office.replicas[0]
    let round = try ana.openRound("", on: [], by: [], time: 1)
    try rate(ana, 3)
    try rate(ana, 7)
    let count = try ana.toSend().count
    try rate(ana, 7)
    #expect(try ana.toSend().count == count, "the same rating makes no change")
    try ana.closeRound(round.id, time: 2)
    #expect(try ana.state(of: recommendation, criterion.name).values == [7])
    let second = try ana.openRound("", on: [], by: [], time: 3)
    #expect(try ana.state(of: recommendation, criterion.name).values == [7], "it stood before")
    try rate(ana, 2)
    _ = try ana.rate(recommendation, [(criterion, .withdrawn)], time: 4)
    try ana.closeRound(second.id, time: 5)
    #expect(try ana.state(of: recommendation, criterion.name).values == [])
  }

  @Test func anUndoBringsNothingIntoTheOpenAndNothingOutOfARound() throws {
    let office = try Office(seed: 4)
    defer { office.remove() }
    let ana = office.replicas[0]
    func undoLast() throws {
      let last = try #require(try ana.log(limit: 1).first)
      _ = try ana.undo(last.id, time: 9)
    }
    try rate(ana, 3)
    let round = try ana.openRound("", on: [], by: [], time: 1)
    #expect(throws: UndoRefused.self) { try undoLast() }
    try rate(ana, 7)
    #expect(throws: UndoRefused.self) { try undoLast() }
    try ana.closeRound(round.id, time: 2)
    // The opening.
    #expect(throws: UndoRefused.self) { try undoLast() }
    try rate(ana, 5)
    try undoLast()
    let state = try ana.state(of: recommendation, criterion.name)
    #expect(state.ratings.map(\.rating) == [.value(7, confidence: nil, reason: "")])
    #expect(state.values == [7])
  }

  @Test func aRoundOfMoreThanOneOperationCanNameSeesAllOfIt() throws {
    let office = try Office(seed: 5)
    defer { office.remove() }
    let (ana, ben) = (office.replicas[0], office.replicas[1])
    let ratings = (0...Replica.seenPerOperation).map { place in
      let criterion = Criterion(
        name: "c\(place)", position: 0, lowest: 1, highest: 9, lowLabel: "", highLabel: "",
        level: .ordinal)
      return (criterion: criterion, rating: Rating.value(5, confidence: nil, reason: ""))
    }
    _ = try ana.rate(recommendation, ratings, time: 1)
    let round = try ana.openRound("", on: [], by: [], time: 2)
    try office.sync(ana)
    try office.sync(ben)
    #expect(try ben.rounds().map(\.round) == [round])
    for place in [0, Replica.seenPerOperation] {
      let state = try ben.state(of: recommendation, "c\(place)")
      #expect(state.ratings.map(\.rating.counted) == [5])
    }
    try ana.closeRound(round.id, time: 3)
    try office.sync(ana)
    try office.sync(ben)
    #expect(try ben.rounds().map(\.isOpen) == [false])
    #expect(try ana.digest() == ben.digest())
  }
}
