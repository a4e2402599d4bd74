import Bytes
import Cryptography
import Relay
import SyncProtocol
import TestSupport
import Testing
import Trust

/// Who gets in, who may make a workspace, and what is shut out.
@Suite struct RelayLoginTests {
  let team: Team

  init() throws { team = try Team(deviceCount: 2) }

  private func code(_ reply: Reply) -> Reply.ErrorCode? {
    if case .error(let code, _) = reply { code } else { nil }
  }

  @Test func nothingButHelloAndAProofIsHeardBeforeTheLogin() throws {
    let relay = RawRelay(team)
    for request in [Request.next, .heads(after: nil), .members(first: 0), .listJoins] {
      let connection = relay.connect()
      #expect(code(try relay.ask(request, on: connection)) == .outOfOrder)
      #expect(relay.closed.contains(connection))
      let greeted = relay.connect()
      _ = try relay.ask(relay.hello, on: greeted)
      #expect(code(try relay.ask(request, on: greeted)) == .outOfOrder)
      #expect(relay.closed.contains(greeted))
    }
    let stranger = relay.connect()
    let hello = Request.hello(version: 99, workspace: team.workspace)
    #expect(code(try relay.ask(hello, on: stranger)) == .unsupportedVersion)
  }

  @Test func aProofForAnotherRelayOrByAnotherKeyIsRefused() throws {
    let relay = RawRelay(team)
    _ = try relay.logIn(team.devices[0])
    var forged = relay.proof(team.devices[1])
    forged.signer = .device(team.devices[0].id)
    let elsewhere = relay.proof(team.devices[0], spki: [UInt8](repeating: 5, count: 32))
    for proof in [forged, elsewhere] {
      let connection = relay.connect()
      _ = try relay.ask(relay.hello, on: connection)
      #expect(code(try relay.ask(.authenticate(proof), on: connection)) == .badProof)
      #expect(relay.closed.contains(connection))
    }
  }

  @Test func aNewWorkspaceNeedsTheOperatorsToken() throws {
    let token = [UInt8](repeating: 4, count: 16)
    var configuration = RelayConfiguration()
    configuration.operatorTokenHash = SHA256.hash(token)
    let relay = RawRelay(team, configuration)
    for (attempt, isLetIn) in [([UInt8](), false), ([1, 2, 3], false), (token, true)] {
      let connection = relay.connect()
      _ = try relay.ask(relay.hello, on: connection)
      let login = try relay.ask(.authenticate(relay.proof(team.devices[0])), on: connection)
      #expect(code(login) == .unknownWorkspace)
      let reply = try relay.ask(
        .create(first: 0, records: team.records, token: attempt), on: connection)
      if isLetIn {
        guard case .welcome = reply else { throw Missing() }
      } else {
        #expect(code(reply) == .mayNotCreate)
        #expect(relay.store.workspace(team.workspace) == nil)
      }
    }
  }

  @Test func aForgedOrForeignFoundationIsRefused() throws {
    let other = try Team(deviceCount: 1, seed: 5)
    var forged = team.records
    forged[1][forged[1].count - 1] ^= 1
    let relay = RawRelay(team)
    for records in [other.records, forged, Array(team.records.dropFirst()), []] {
      let connection = relay.connect()
      _ = try relay.ask(relay.hello, on: connection)
      _ = try relay.ask(.authenticate(relay.proof(team.devices[0])), on: connection)
      let reply = try relay.ask(.create(first: 0, records: records, token: []), on: connection)
      #expect(reply == .recordRefused(.invalid, head: .none))
    }
    #expect(relay.store.workspace(team.workspace) == nil)
  }

  @Test func aRelayThatKnowsOnlyTheBeginningIsBroughtForward() throws {
    let relay = RawRelay(team)
    let founder = relay.connect()
    _ = try relay.ask(relay.hello, on: founder)
    _ = try relay.ask(.authenticate(relay.proof(team.devices[0])), on: founder)
    _ = try relay.ask(
      .create(first: 0, records: Array(team.records.prefix(1)), token: []), on: founder)
    // The second device is not in what the relay has.
    let connection = relay.connect()
    _ = try relay.ask(relay.hello, on: connection)
    let login = try relay.ask(.authenticate(relay.proof(team.devices[1])), on: connection)
    #expect(code(login) == .notAMember)
    let half = try relay.ask(
      .create(first: 0, records: Array(team.records.prefix(2)), token: []), on: connection)
    #expect(half == .recorded(MembershipHead(count: 2, last: team.log.records[1].id)))
    let rest = try relay.ask(
      .create(first: 2, records: Array(team.records.dropFirst(2)), token: []), on: connection)
    guard case .welcome(let welcome) = rest else { throw Missing() }
    #expect(welcome.membership.last == team.log.head)
  }

  @Test func anotherBranchOfTheMembershipLogIsRefused() throws {
    var left = team
    var right = team
    var random = SplitMix64(seed: 8)
    _ = try left.invite(&random)
    _ = try right.invite(&random)
    let relay = RawRelay(left)
    let connection = try relay.logIn(team.devices[0])
    let reply = try relay.ask(
      .create(first: 0, records: right.records, token: []), on: connection)
    guard case .recordRefused(.diverged, _) = reply else { throw Missing() }
  }

  @Test func ofTwoRecordsForOnePlaceTheFirstWinsAndMayComeTwice() throws {
    let relay = RawRelay(team)
    let connection = try relay.logIn(team.devices[0])
    var left = team
    var right = team
    var random = SplitMix64(seed: 9)
    _ = try left.invite(&random)
    _ = try right.invite(&random)
    let (won, lost) = (left.records[left.log.count - 1], right.records[right.log.count - 1])
    let head = MembershipHead(count: UInt64(left.log.count), last: left.log.head)
    #expect(try relay.ask(.append(record: won), on: connection) == .recorded(head))
    #expect(try relay.ask(.append(record: won), on: connection) == .recorded(head))
    let late = try relay.ask(.append(record: lost), on: connection)
    #expect(late == .recordRefused(.staleHead, head: head))
    #expect(
      try relay.ask(.append(record: [1]), on: connection) == .recordRefused(.invalid, head: head))
  }

  @Test func malformedBytesAndWrongNumbersEndTheConnection() throws {
    let relay = RawRelay(team)
    for bytes in [[], [0xff], Numbered(2, Request.next).encoded()] as [[UInt8]] {
      let connection = relay.connect()
      relay.send(bytes, on: connection)
      try relay.endRound()
      #expect(relay.take(connection).count == 1)
      #expect(relay.closed.contains(connection))
    }
  }

  @Test func aClientThatAsksForTooMuchAtOnceIsClosed() throws {
    let relay = RawRelay(team)
    let greedy = try relay.logIn(team.devices[0])
    for _ in 0..<40 { relay.send(.heads(after: nil), on: greedy) }
    try relay.endRound()
    #expect(relay.closed.contains(greedy) && relay.take(greedy).isEmpty)
    let puller = try relay.logIn(team.devices[0])
    relay.send(.pull(after: 0, known: []), on: puller)
    for _ in 0..<2 { relay.send(.next, on: puller) }
    try relay.endRound()
    #expect(relay.closed.contains(puller))
  }

  @Test func aFloodOfBytesIsToldToWait() throws {
    var configuration = RelayConfiguration()
    configuration.bytesPerSecond = 1_000
    configuration.burstBytes = 20_000
    let relay = RawRelay(team, configuration)
    let connection = try relay.logIn(team.devices[0])
    var isBusy = false
    let large = Request.append(record: [UInt8](repeating: 0, count: 1_000))
    for _ in 0..<100 where !isBusy {
      isBusy = code(try relay.ask(large, on: connection)) == .busy
    }
    #expect(isBusy && !relay.closed.contains(connection))
    relay.send(.heads(after: nil), on: connection)
    try relay.endRound(now: 60_000)
    #expect(relay.take(connection) == [.heads([], isLast: true)])
  }

  @Test func aHintIsSentOnceUntilTheClientAsks() throws {
    let relay = RawRelay(team)
    let ana = try relay.logIn(team.devices[0])
    let ben = try relay.logIn(team.devices[1])
    var lane = LaneWriter(team, team.devices[0])
    for _ in 0..<3 {
      _ = try relay.ask(.push(.fresh, segments: [try lane.seal().bytes]), on: ana)
    }
    let count = UInt64(team.log.count)
    #expect(relay.take(ben) == [.hint(Reply.Hint(position: 1, recordCount: count, joinCount: 0))])
    #expect(relay.take(ana).isEmpty)
    _ = try relay.ask(.pull(after: 0, known: []), on: ben)
    #expect(relay.take(ben).isEmpty)
    _ = try relay.ask(.push(.fresh, segments: [try lane.seal().bytes]), on: ana)
    #expect(relay.take(ben) == [.hint(Reply.Hint(position: 4, recordCount: count, joinCount: 0))])
  }

  /// Mutates what a client sends; the relay must answer or close, and go on serving another.
  @Test(arguments: seeds(30))
  func hostileBytesHarmNobodyElse(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let relay = RawRelay(team)
    let ana = try relay.logIn(team.devices[0])
    var samples = MessageSamples(seed: seed)
    for request in samples.requests() {
      let hostile = try relay.logIn(team.devices[1])
      var bytes = Numbered(3, request).encoded()
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        bytes[.random(in: 5..<max(6, bytes.count), using: &random) % bytes.count] ^=
          UInt8.random(in: 0...255, using: &random)
      }
      relay.send(bytes, on: hostile)
      try relay.endRound()
      try #require(relay.stopped == nil)
    }
    guard case .heads = try relay.ask(.heads(after: nil), on: ana) else { throw Missing() }
  }
}
