import Bytes
import Cryptography
import Relay
import SyncProtocol
import TestSupport
import Testing
import Trust

/// From an invite to a member.
@Suite struct JoinTests {
  /// When the invite ends.
  private static let end: UInt64 = 5_000
  private let world: World
  private let secret: InviteSecret
  private let ben: DeviceIdentity
  private var random = SplitMix64(seed: 77)

  init() throws {
    world = try World(deviceCount: 1, seed: 20)
    let ana = world.clients[0]
    secret = InviteSecret(SecretBytes(random.bytes(16)), workspace: world.team.workspace)
    ben = random.identity()
    let invite = Invite(
      secret.id, for: .newMember(.writer), expires: Self.end, isAutomatic: true)
    ana.store.wantedRecords = [{ try $0.makeInvite(invite, by: ana.store.identity, time: 0) }]
    try world.sync(ana)
    #expect(ana.reports.contains(.recorded))
  }

  private func session(at time: UInt64 = 0) -> JoinSession {
    let seed = SecretBytes([UInt8](repeating: 3, count: 32))
    return JoinSession(
      JoinSession.Invitation(secret: secret, device: ben.id, time: time) { [secret, ben] log in
        guard let creator = log.invite(secret.id)?.creator, let keys = log.keys(of: creator) else {
          throw Missing()
        }
        return try JoinRequest(
          by: ben, with: secret, name: "Ben", inviter: keys, memberHead: log.head,
          ephemeralSeed: seed)
      })
  }

  /// Approves the first join request that the founder's client was shown.
  private mutating func approve() throws {
    let ana = world.clients[0]
    try world.sync(ana)
    let request = try JoinRequest(parsing: try #require(ana.store.considered.first))
    let (member, seed) = (MemberID(random.bytes(16)), SecretBytes(random.bytes(32)))
    ana.store.wantedRecords = [
      { log in
        guard let keys = try log.keyring(for: ana.store.identity)[log.epoch] else {
          throw Missing()
        }
        return try log.makeAddition(
          of: request, as: member, countersignature: nil, keys: keys, ephemeralSeed: seed,
          by: ana.store.identity, time: 0)
      }
    ]
    try world.sync(ana)
  }

  @Test mutating func aJoinerWaitsIsApprovedAndSyncs() throws {
    world.clients[0].store.edit()
    var session = session()
    guard case .waiting = try world.run(&session) else { throw Missing() }
    try approve()
    var second = self.session()
    guard case .approved(let log) = try world.run(&second) else { throw Missing() }
    #expect(log.workspace == world.team.workspace)
    let client = World.Client(try MemoryClientStore(ben, log, seed: 5))
    world.clients.append(client)
    client.store.edit()
    try world.sync(client)
    #expect(client.outcome == nil && client.store.changes.count == 2)
    // Whoever has joined leaves nothing to decide.
    try world.sync(world.clients[0])
    #expect(world.clients[0].store.considered.isEmpty)
  }

  @Test mutating func aWaitingJoinerLearnsOfTheApprovalByPolling() throws {
    var session = session()
    let connection = try world.open(&session)
    guard case .waiting = try world.settle(&session, connection) else { throw Missing() }
    guard case .waiting = try world.settle(&session, connection, first: .poll) else {
      throw Missing()
    }
    try approve()
    guard case .approved = try world.settle(&session, connection, first: .poll) else {
      throw Missing()
    }
  }

  @Test mutating func whoeverWaitsLearnsThatTheInviteHasExpired() throws {
    var session = session(at: Self.end - 1)
    guard case .waiting = try world.run(&session) else { throw Missing() }
    var late = self.session(at: Self.end)
    guard case .expired(since: Self.end) = try world.run(&late) else { throw Missing() }
    // What was approved in time counts, whenever it is heard of.
    try approve()
    var later = self.session(at: Self.end + 1)
    guard case .approved = try world.run(&later) else { throw Missing() }
  }

  @Test func anExpiredInviteIsNotAskedWith() throws {
    var session = session(at: Self.end)
    guard case .expired = try world.run(&session) else { throw Missing() }
    try world.sync(world.clients[0])
    #expect(world.clients[0].store.considered.isEmpty)
  }

  @Test func aRevokedInviteIsClosed() throws {
    let ana = world.clients[0]
    let id = secret.id
    ana.store.wantedRecords = [{ try $0.makeRevocation(of: id, by: ana.store.identity, time: 0) }]
    try world.sync(ana)
    var session = session()
    guard case .failed(.relay(.notAMember, _)) = try world.run(&session) else { throw Missing() }
  }

  @Test func aRelayThatShowsAnotherTeamIsCaught() throws {
    let other = try Team(deviceCount: 1, seed: 6)
    var session = session()
    _ = try session.step(.connected(spki: LoginStatement.noRelayKeyHash))
    let head = MembershipHead(count: UInt64(other.log.count), last: other.log.head)
    let generation = GenerationID([UInt8](repeating: 1, count: 16))
    let replies: [Reply] = [
      .challenge([UInt8](repeating: 1, count: 32)),
      .welcome(
        Reply.Welcome(
          generation: generation, log: LogHead(position: 0, root: .none), membership: head,
          pushesInFlight: 1, bytesLeft: 0, time: 0)),
      .records(first: 0, head: head, records: other.records),
    ]
    var last: JoinSession.Effect?
    for (index, reply) in replies.enumerated() {
      last = try session.step(.received(Numbered(UInt32(index + 1), reply).encoded())).last
    }
    guard case .failed(.membershipForked) = last else { throw Missing() }
  }
}

extension World {
  /// Opens a connection for a joiner.
  func open(_ session: inout JoinSession) throws -> ConnectionNumber {
    // Far from the numbers of the clients.
    let number = UInt64.random(in: 1 << 32...(1 << 60), using: &random)
    let connection = ConnectionNumber(rawValue: number)
    deliver(.opened(connection, challenge: random.bytes(32), time: 0))
    return connection
  }

  /// Lets a joiner and the relay talk until nothing moves; gives the last thing it said.
  func settle(
    _ session: inout JoinSession, _ connection: ConnectionNumber, first: JoinSession.Event? = nil
  ) throws -> JoinSession.Effect? {
    var last: JoinSession.Effect?
    var events = [first ?? .connected(spki: LoginStatement.noRelayKeyHash)]
    while !events.isEmpty {
      for effect in try session.step(events.removeFirst()) {
        last = effect
        guard case .send(let bytes) = effect else { continue }
        deliver(.received(connection, bytes))
        for case .send(connection, let reply) in deliver(.roundEnded(now: 0)) {
          events.append(.received(reply))
        }
      }
    }
    return last
  }

  func run(_ session: inout JoinSession) throws -> JoinSession.Effect? {
    let connection = try open(&session)
    defer { deliver(.closed(connection)) }
    return try settle(&session, connection)
  }
}
