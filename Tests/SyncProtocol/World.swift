import Bytes
import Relay
import SyncProtocol
import TestSupport
import Trust

/// Replicas and one relay, with a network in between that delivers one message at a time.
///
/// Nothing here knows the protocol: bytes move, connections break, the relay dies and comes back.
final class World {
  /// A replica, and its connection if it has one.
  final class Client {
    let store: MemoryClientStore
    var session: ClientSession?
    var connection = ConnectionNumber(rawValue: 0)
    var toRelay: [[UInt8]] = []
    var toClient: [[UInt8]] = []
    var reports: [ClientSession.Report] = []
    var outcome: SessionFailure?
    var isCaughtUp = false

    init(_ store: MemoryClientStore) { self.store = store }
  }

  let team: Team
  var clients: [Client]
  private(set) var store: MemoryStore
  private(set) var core: RelayCore
  var configuration = RelayConfiguration()
  var random: SplitMix64
  private var lastConnection: UInt64 = 0
  /// Why the relay stopped by itself.
  private(set) var stopped: [String] = []

  init(deviceCount: Int, seed: UInt64) throws {
    team = try Team(deviceCount: deviceCount)
    random = SplitMix64(seed: seed)
    store = MemoryStore(generation: GenerationID(random.bytes(16)))
    core = RelayCore(store: store, configuration: configuration)
    clients = []
    for device in team.devices {
      clients.append(Client(try MemoryClientStore(device, team.log, seed: random.next())))
    }
  }

  // MARK: Connections

  func connect(_ client: Client, mode: ClientSession.Mode = .once) throws {
    disconnect(client)
    lastConnection += 1
    client.connection = ConnectionNumber(rawValue: lastConnection)
    client.outcome = nil
    client.isCaughtUp = false
    client.session = ClientSession(store: client.store, mode: mode)
    _ = core.step(.opened(client.connection, challenge: random.bytes(32), time: 0))
    try tell(client, .connected(spki: LoginStatement.noRelayKeyHash))
  }

  func disconnect(_ client: Client) {
    guard client.session != nil else { return }
    client.session = nil
    client.toRelay = []
    client.toClient = []
    _ = core.step(.closed(client.connection))
  }

  func tell(_ client: Client, _ event: ClientSession.Event) throws {
    guard let effects = try client.session?.step(event) else { return }
    for effect in effects {
      switch effect {
      case .send(let bytes): client.toRelay.append(bytes)
      case .report(let report): client.reports.append(report)
      case .caughtUp: client.isCaughtUp = true
      case .finished(let failure):
        client.outcome = failure
        client.isCaughtUp = failure == nil
        disconnect(client)
      }
    }
  }

  // MARK: The network

  /// Delivers the oldest message that `client` sent.
  func deliverToRelay(_ client: Client) {
    guard !client.toRelay.isEmpty else { return }
    _ = core.step(.received(client.connection, client.toRelay.removeFirst()))
  }

  func deliverToClient(_ client: Client) throws {
    guard !client.toClient.isEmpty else { return }
    try tell(client, .received(client.toClient.removeFirst()))
  }

  func endRound() {
    for effect in core.step(.roundEnded(now: 0)) {
      switch effect {
      case .send(let connection, let bytes):
        clients.first { $0.session != nil && $0.connection == connection }?.toClient.append(bytes)
      case .close, .note: break
      case .stop(let error): stopped.append(error.detail)
      }
    }
  }

  /// Delivers everything until nothing moves.
  func settle() throws {
    while clients.contains(where: { !$0.toRelay.isEmpty || !$0.toClient.isEmpty }) {
      for client in clients { while !client.toRelay.isEmpty { deliverToRelay(client) } }
      endRound()
      for client in clients { while !client.toClient.isEmpty { try deliverToClient(client) } }
    }
  }

  /// Delivers what `client` and the relay say to each other until `condition` holds.
  func exchange(_ client: Client, until condition: () throws -> Bool) throws {
    while try !condition(), client.session != nil {
      if client.toClient.isEmpty {
        deliverToRelay(client)
        endRound()
      } else {
        try deliverToClient(client)
      }
    }
  }

  /// Lets one client sync from beginning to end.
  func sync(_ client: Client) throws {
    try connect(client)
    try settle()
  }

  /// Gives the relay an event that comes from none of the clients.
  @discardableResult
  func deliver(_ event: RelayEvent) -> [RelayEffect] { core.step(event) }

  // MARK: The relay

  /// Kills the relay and starts it again with the same store.
  func restartRelay() { start(store) }

  /// Gives the relay another store, and lets it start.
  func start(_ store: MemoryStore) {
    for client in clients { disconnect(client) }
    self.store = store
    core = RelayCore(store: store, configuration: configuration)
  }

  /// The relay comes back with an older copy of its data, and does not know it.
  func rollBack(to contents: MemoryStore.Contents) {
    start(MemoryStore(generation: store.generation, contents: contents))
  }

  /// The relay comes back with nothing.
  func loseRelay() { start(MemoryStore(generation: GenerationID(random.bytes(16)))) }

  /// Everything the relay has, in order, after checking that its positions and roots are right.
  func relayLog() throws -> [Segment] {
    guard let state = store.workspace(team.workspace) else { return [] }
    var segments: [Segment] = []
    var root = LogRoot.start(of: team.workspace, in: store.generation)
    while UInt64(segments.count) < state.log.position {
      guard
        let page = store.page(
          of: team.workspace, after: UInt64(segments.count), byteCount: 1 << 20,
          isKnown: { _, _ in false })
      else { throw Missing() }
      for entry in page.entries {
        guard case .segment(let bytes) = entry else { throw Missing() }
        let segment = try Segment(parsing: bytes)
        segments.append(segment)
        root = root.appending(segment.id, at: UInt64(segments.count))
      }
      guard page.root == root else { throw Missing() }
    }
    return segments
  }
}
