import Bytes
import Relay
import SyncProtocol
import TestSupport
import Testing
import Trust

/// The checks of a push, one by one.
@Suite struct RelayPushTests {
  let team: Team
  let relay: RawRelay
  let ana: ConnectionNumber
  let ben: ConnectionNumber

  init() throws {
    team = try Team(deviceCount: 2)
    relay = RawRelay(team)
    ana = try relay.logIn(team.devices[0])
    ben = try relay.logIn(team.devices[1])
  }

  private func push(
    _ segments: [Segment], _ purpose: Request.Purpose = .fresh, on connection: ConnectionNumber
  ) throws -> Reply {
    try relay.ask(.push(purpose, segments: segments.map(\.bytes)), on: connection)
  }

  private func refusal(_ reply: Reply) -> Reply.PushRefusal? {
    if case .pushRefused(let refusal) = reply { refusal } else { nil }
  }

  private func position(_ reply: Reply) -> UInt64? {
    if case .pushed(let head) = reply { head.position } else { nil }
  }

  @Test func positionsAreDenseAndAPushIsAnsweredAgainWithItsOldPosition() throws {
    var lane = LaneWriter(team, team.devices[0])
    let segments = try (0..<4).map { _ in try lane.seal() }
    #expect(position(try push(Array(segments[..<2]), on: ana)) == 2)
    #expect(position(try push([segments[0]], on: ana)) == 1)
    // The first two are there, the others follow.
    #expect(position(try push(segments, on: ana)) == 4)
    #expect(position(try push(segments, on: ana)) == 4)
    #expect(relay.store.workspace(team.workspace)?.log.position == 4)
  }

  @Test func aHoleInTheLaneIsRefusedWithWhatTheRelayHolds() throws {
    var lane = LaneWriter(team, team.devices[0])
    let segments = try (0..<3).map { _ in try lane.seal() }
    _ = try push([segments[0]], on: ana)
    let refusal = refusal(try push([segments[2]], on: ana))
    #expect(refusal?.reason == .gap)
    #expect(refusal?.sequence == 1 && refusal?.id == segments[0].id)
  }

  @Test func anotherSegmentAtATakenPlaceIsRefusedWithTheOneThatIsThere() throws {
    var lane = LaneWriter(team, team.devices[0])
    var fork = lane
    let segment = try lane.seal()
    _ = try push([segment], on: ana)
    let other = try fork.seal(text: "y")
    let refusal = refusal(try push([other], on: ana))
    #expect(refusal?.reason == .laneConflict)
    #expect(refusal?.sequence == 1 && refusal?.id == segment.id)
    // What chains to the other one conflicts at the same place.
    let next = try fork.seal()
    #expect(self.refusal(try push([next], on: ana))?.id == segment.id)
  }

  @Test func onePoorSignatureAtTheEndRefusesAll() throws {
    var lane = LaneWriter(team, team.devices[0])
    var segments = try (0..<3).map { _ in try lane.seal().bytes }
    segments[2][segments[2].count - 1] ^= 1
    let reply = try relay.ask(.push(.fresh, segments: segments), on: ana)
    #expect(refusal(reply)?.reason == .invalid)
    #expect(relay.store.workspace(team.workspace)?.log.position == 0)
    // A later good one vouches for those before it.
    segments[1][segments[1].count - 1] ^= 1
    segments[2][segments[2].count - 1] ^= 1
    #expect(position(try relay.ask(.push(.fresh, segments: segments), on: ana)) == 3)
  }

  @Test func whatIsNoSegmentOrOfTwoLanesIsRefused() throws {
    var lane = LaneWriter(team, team.devices[0])
    var other = LaneWriter(team, team.devices[0], lane: 2)
    let segment = try lane.seal()
    let truncated = Array(segment.bytes.dropLast())
    let reply = try relay.ask(.push(.fresh, segments: [truncated]), on: ana)
    #expect(refusal(reply)?.reason == .invalid)
    #expect(refusal(try push([segment, try other.seal()], on: ana))?.reason == .invalid)
    let strangers = try Team(deviceCount: 1, seed: 7)
    var foreign = LaneWriter(strangers, strangers.devices[0])
    #expect(refusal(try push([try foreign.seal()], .carried, on: ana))?.reason == .invalid)
  }

  @Test func freshSegmentsComeFromTheirAuthorAndCarriedOnesFromAnybody() throws {
    var lane = LaneWriter(team, team.devices[0])
    let segment = try lane.seal()
    #expect(refusal(try push([segment], on: ben))?.reason == .notWriter)
    #expect(position(try push([segment], .carried, on: ben)) == 1)
  }

  @Test func aMembershipRecordThatTheRelayLacksIsRefused() throws {
    var random = SplitMix64(seed: 3)
    var later = team
    _ = try later.invite(&random)
    var lane = LaneWriter(team, team.devices[0])
    let segment = try lane.seal(knowing: later.log)
    for purpose in [Request.Purpose.fresh, .carried] {
      #expect(refusal(try push([segment], purpose, on: ana))?.reason == .unknownRecord)
    }
  }

  @Test func aFullQuotaRefusesAndReadsGoOn() throws {
    var configuration = RelayConfiguration()
    configuration.memberBytesMax = 1_000
    let relay = RawRelay(team, configuration)
    let connection = try relay.logIn(team.devices[0])
    var lane = LaneWriter(team, team.devices[0])
    let segments = try (0..<3).map { _ in try lane.seal() }
    #expect(
      position(try relay.ask(.push(.fresh, segments: [segments[0].bytes]), on: connection)) == 1)
    let rest = segments[1...].map(\.bytes)
    #expect(
      refusal(try relay.ask(.push(.fresh, segments: rest), on: connection))?.reason == .quota)
    guard case .page(let page) = try relay.ask(.pull(after: 0, known: []), on: connection) else {
      Issue.record("no page")
      return
    }
    #expect(page.entries == [.segment(segments[0].bytes)])
  }

  @Test func aRoundIsOneTransactionForEverybody() throws {
    var lanes = team.devices.map { LaneWriter(team, $0) }
    let first = try lanes[0].seal()
    let second = try lanes[1].seal()
    // Room for one of them, and therefore for none.
    relay.store.byteLimit = used(by: relay) + first.bytes.count
    for (segment, connection) in [(first, ana), (second, ben)] {
      relay.send(.push(.fresh, segments: [segment.bytes]), on: connection)
      relay.send(.heads(after: nil), on: connection)
    }
    try relay.endRound()
    for connection in [ana, ben] {
      let replies = relay.take(connection)
      guard case .error(.storageFull, _) = replies.first else {
        Issue.record("\(replies)")
        return
      }
      #expect(replies.last == .heads([], isLast: true))
    }
    relay.store.byteLimit = .max
    #expect(position(try push([first], on: ana)) == 1)
    #expect(position(try push([second], on: ben)) == 2)
  }

  private func used(by relay: RawRelay) -> Int {
    // Records, and 64 bytes for the workspace.
    team.records.reduce(64) { $0 + $1.count }
  }

  @Test func aStoreThatFailsStopsTheRelayAndAcknowledgesNothing() throws {
    var lane = LaneWriter(team, team.devices[0])
    relay.store.failure = .failed(detail: "disk I/O error")
    relay.send(.push(.fresh, segments: [try lane.seal().bytes]), on: ana)
    try relay.endRound()
    guard case .error(.internal, _) = relay.take(ana).first else {
      Issue.record("the push was answered as if it were stored")
      return
    }
    #expect(relay.stopped == .failed(detail: "disk I/O error"))
    #expect(relay.closed == [ana, ben])
  }
}
