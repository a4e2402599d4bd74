import Bytes
import Relay
import SyncProtocol
import TestSupport
import Testing
import Trust

/// Runs a whole team against one relay while connections break, disks fill and relays die.
///
/// Method: one event at a time, drawn from a seed that also draws which faults there are and how
/// often. What must always hold is checked as it goes; in the end the faults stop, everybody syncs
/// three times, and everybody must have everything.
@Suite struct FaultTests {
  @Test(arguments: seeds(100))
  func everybodyHasEverythingOnceTheFaultsStop(seed: UInt64) throws {
    let run = try FaultRun(seed: seed)
    for _ in 0..<run.stepCount { try run.step() }
    run.world.store.byteLimit = .max
    for _ in 0..<3 {
      for client in run.world.clients { try run.world.sync(client) }
    }
    try run.checkEnd()
  }

  /// The run above would prove little if its faults were never met.
  @Test func theFaultsAreMet() throws {
    var met = FaultRun.Met()
    for seed in UInt64(0)..<40 {
      let run = try FaultRun(seed: seed)
      for _ in 0..<run.stepCount { try run.step() }
      met.formUnion(run.met)
    }
    #expect(met == .all)
  }
}

private final class FaultRun {
  struct Met: OptionSet {
    let rawValue: Int
    static let brokenConnection = Met(rawValue: 1)
    static let lostAcknowledgement = Met(rawValue: 2)
    static let restart = Met(rawValue: 4)
    static let rollBack = Met(rawValue: 8)
    static let loss = Met(rawValue: 16)
    static let fullDisk = Met(rawValue: 32)
    static let caught = Met(rawValue: 64)
    static let carried = Met(rawValue: 128)
    static let all = Met(rawValue: 255)
  }

  let world: World
  let stepCount: Int
  private(set) var met: Met = []
  private var backups: [MemoryStore.Contents] = []
  private let breaks: Double
  private let restarts: Double
  private let rollBacks: Double
  private let losses: Double
  private let fullDisks: Double
  private var hasGoneBack = false
  private var places: [Lane: [UInt64: SegmentID]] = [:]

  init(seed: UInt64) throws {
    var random = SplitMix64(seed: seed ^ 0xfa17)
    world = try World(deviceCount: .random(in: 1...4, using: &random), seed: seed)
    stepCount = .random(in: 100...1_000, using: &random)
    func rate(_ highest: Double) -> Double {
      random.happens(0.5) ? .random(in: 0..<highest, using: &random) : 0
    }
    breaks = rate(0.1)
    restarts = rate(0.03)
    rollBacks = rate(0.02)
    losses = rate(0.02)
    fullDisks = rate(0.05)
  }

  func step() throws {
    let client = world.clients.randomElement(using: &world.random) ?? world.clients[0]
    switch Int.random(in: 0..<11, using: &world.random) {
    case 0:
      client.store.edit()
      if client.isCaughtUp { try world.tell(client, .localChange) }
    case 1:
      if client.session == nil {
        try world.connect(client, mode: world.random.happens(0.3) ? .watch : .once)
      } else if client.isCaughtUp {
        try world.tell(client, .poll)
      }
    case 2, 3, 4: world.deliverToRelay(client)
    case 5, 6: world.endRound()
    case 10:
      // Three exchanges at once, or few sessions would ever come to their end.
      for _ in 0..<3 {
        while !client.toRelay.isEmpty { world.deliverToRelay(client) }
        world.endRound()
        while !client.toClient.isEmpty { try world.deliverToClient(client) }
      }
    default: try world.deliverToClient(client)
    }
    try breakSomething(client)
    for client in world.clients { try checkPlaces(client) }
    try #require(world.stopped.isEmpty)
  }

  private func breakSomething(_ client: World.Client) throws {
    if world.random.happens(breaks), client.session != nil {
      met.insert(.brokenConnection)
      if !client.store.frozen.isEmpty, !client.toClient.isEmpty { met.insert(.lostAcknowledgement) }
      world.disconnect(client)
    }
    if world.random.happens(restarts) {
      met.insert(.restart)
      world.restartRelay()
    }
    if world.random.happens(0.05) { backups.append(world.store.contents) }
    if world.random.happens(rollBacks), let backup = backups.randomElement(using: &world.random) {
      met.insert(.rollBack)
      hasGoneBack = true
      world.rollBack(to: backup)
    }
    if world.random.happens(losses) {
      met.insert(.loss)
      backups = []
      world.loseRelay()
    }
    if world.random.happens(fullDisks) {
      world.store.byteLimit = world.random.happens(0.5) ? 5_000 : .max
    }
    if case .relay(.storageFull, _) = client.outcome { met.insert(.fullDisk) }
    if !client.store.evidence.isEmpty { met.insert(.caught) }
    if client.reports.contains(where: { if case .carried = $0 { true } else { false } }) {
      met.insert(.carried)
    }
  }

  /// A place of a lane has one content for ever: the signature of a second one would be a lie.
  private func checkPlaces(_ client: World.Client) throws {
    for segment in client.store.frozen.map(\.segment) {
      let header = segment.header
      let before = places[header.lane, default: [:]]
        .updateValue(segment.id, forKey: header.sequence)
      try #require(before == nil || before == segment.id)
    }
  }

  func checkEnd() throws {
    let stored = try world.relayLog().map(\.id)
    #expect(Set(stored).count == stored.count)
    let everything = world.clients.reduce(into: Set<[UInt8]>()) { $0.formUnion($1.store.changes) }
    for client in world.clients {
      let store = client.store
      #expect(client.outcome == nil)
      #expect(store.hasSentAll)
      #expect(store.changes == everything)
      #expect(store.quarantined.isEmpty)
      #expect(Set(store.admitted.map(\.id)) == Set(stored))
      #expect(store.cursor()?.log.position == UInt64(stored.count))
      #expect(store.cursor()?.log.root == world.clients[0].store.cursor()?.log.root)
      #expect(hasGoneBack || store.evidence.isEmpty)
      #expect(!store.evidence.contains { if case .equivocated = $0 { true } else { false } })
    }
  }
}
