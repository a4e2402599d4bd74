import Bytes
import Relay
import SyncProtocol
import TestSupport
import Trust

/// A relay, and connections on which a test says whatever it likes.
final class RawRelay {
  let team: Team
  let store: MemoryStore
  private(set) var core: RelayCore
  private var lastConnection: UInt64 = 0
  private var numbers: [ConnectionNumber: UInt32] = [:]
  private(set) var replies: [ConnectionNumber: [Reply]] = [:]
  private(set) var closed: Set<ConnectionNumber> = []
  private(set) var stopped: RelayStoreError?
  let challenge = [UInt8](repeating: 9, count: 32)

  init(_ team: Team, _ configuration: RelayConfiguration = RelayConfiguration()) {
    self.team = team
    store = MemoryStore(generation: GenerationID([UInt8](repeating: 1, count: 16)))
    core = RelayCore(store: store, configuration: configuration)
  }

  func connect() -> ConnectionNumber {
    lastConnection += 1
    let connection = ConnectionNumber(rawValue: lastConnection)
    _ = core.step(.opened(connection, challenge: challenge, time: 0))
    return connection
  }

  func send(_ bytes: [UInt8], on connection: ConnectionNumber) {
    _ = core.step(.received(connection, bytes))
  }

  /// Sends a request that is answered when the round ends.
  func send(_ request: Request, on connection: ConnectionNumber) {
    numbers[connection, default: 0] += 1
    send(Numbered(numbers[connection] ?? 0, request).encoded(), on: connection)
  }

  func endRound(now: UInt64 = 0) throws {
    for effect in core.step(.roundEnded(now: now)) {
      switch effect {
      case .send(let connection, let bytes):
        replies[connection, default: []].append(try Numbered<Reply>(decoding: bytes).body)
      case .close(let connection): closed.insert(connection)
      case .stop(let error): stopped = error
      case .note: break
      }
    }
  }

  /// Takes the replies that have come.
  func take(_ connection: ConnectionNumber) -> [Reply] {
    replies.removeValue(forKey: connection) ?? []
  }

  func ask(_ request: Request, on connection: ConnectionNumber) throws -> Reply {
    send(request, on: connection)
    try endRound()
    guard let reply = take(connection).first(where: { if case .hint = $0 { false } else { true } })
    else { throw Missing() }
    return reply
  }

  func proof(
    _ device: DeviceIdentity, spki: [UInt8] = LoginStatement.noRelayKeyHash
  )
    -> Request.Proof
  {
    let statement = LoginStatement(
      workspace: team.workspace, challenge: challenge, relayKeyHash: spki)
    return Request.Proof(
      signer: .device(device.id), spki: spki, signature: statement.signature(by: device))
  }

  var hello: Request { .hello(version: Request.version, workspace: team.workspace) }

  /// Logs a device in, and makes the workspace if it is missing.
  func logIn(_ device: DeviceIdentity) throws -> ConnectionNumber {
    let connection = connect()
    _ = try ask(hello, on: connection)
    if case .error(.unknownWorkspace, _) = try ask(.authenticate(proof(device)), on: connection) {
      _ = try ask(.create(first: 0, records: team.records, token: []), on: connection)
    }
    return connection
  }
}

/// Seals segments of one lane.
struct LaneWriter {
  let team: Team
  let identity: DeviceIdentity
  private(set) var tip: LaneTip
  private var random: SplitMix64

  init(_ team: Team, _ identity: DeviceIdentity, lane: UInt64 = 1) {
    self.team = team
    self.identity = identity
    random = SplitMix64(seed: lane)
    tip = .start(
      of: Lane(device: identity.id, id: LaneID(rawValue: lane)), in: team.workspace)
  }

  /// Seals the next segment; `log` is what its author knows of the members.
  mutating func seal(knowing log: MembershipLog? = nil, text: String = "x") throws -> Segment {
    let log = log ?? team.log
    guard let keys = try log.keyring(for: identity)[log.epoch] else { throw Missing() }
    let inner = try SegmentInner(
      generation: .none, seenPosition: 0, seenRoot: .none, firstChange: tip.sequence + 1,
      changes: [Array(text.utf8)])
    let opened = try OpenedSegment.seal(
      inner, after: tip, memberHead: log.head, keys: keys, identity: identity,
      random: random.bytes(32))
    tip = opened.segment.header.tip(as: opened.segment.id)
    return opened.segment
  }
}
