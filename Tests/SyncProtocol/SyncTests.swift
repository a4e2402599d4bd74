import Bytes
import Relay
import SyncProtocol
import TestSupport
import Testing
import Trust

@Suite struct SyncTests {
  @Test func aNewWorkspaceIsCreatedAndFilledBySync() throws {
    let world = try World(deviceCount: 1, seed: 1)
    let ana = world.clients[0]
    ana.store.edit()
    try world.sync(ana)
    #expect(ana.outcome == nil && ana.isCaughtUp)
    #expect(ana.reports.contains(.workspaceCreated))
    #expect(ana.store.hasSentAll)
    #expect(try world.relayLog().count == 1)
    #expect(ana.store.cursor()?.log.position == 1)
  }

  @Test func whatOneWroteTheOtherHas() throws {
    let world = try World(deviceCount: 2, seed: 2)
    let (ana, ben) = (world.clients[0], world.clients[1])
    for _ in 0..<20 { ana.store.edit() }
    try world.sync(ana)
    ben.store.edit()
    try world.sync(ben)
    try world.sync(ana)
    #expect(ana.store.changes.count == 21)
    #expect(ben.store.changes == ana.store.changes)
    #expect(ben.store.cursor()?.log == ana.store.cursor()?.log)
  }

  @Test func ownSegmentsComeBackAsNamesOnly() throws {
    let world = try World(deviceCount: 1, seed: 3)
    let ana = world.clients[0]
    for _ in 0..<5 { ana.store.edit() }
    try world.sync(ana)
    let pulled = ana.reports.filter { if case .pulled = $0 { true } else { false } }
    #expect(pulled.isEmpty)
    #expect(ana.store.admitted.count == (try world.relayLog().count))
  }

  @Test func aWatchingClientLearnsOfNewsAndSendsItsOwnAtOnce() throws {
    let world = try World(deviceCount: 2, seed: 4)
    let (ana, ben) = (world.clients[0], world.clients[1])
    try world.sync(ana)
    try world.connect(ben, mode: .watch)
    try world.settle()
    #expect(ben.isCaughtUp)
    for round in 1...3 {
      ana.store.edit()
      try world.sync(ana)
      #expect(ben.store.changes.count == 2 * round - 1)
      ben.store.edit()
      try world.tell(ben, .localChange)
      try world.settle()
      try world.sync(ana)
      #expect(ana.store.changes.count == 2 * round)
    }
    #expect(ben.session != nil)
  }

  @Test func aPushWhoseAcknowledgementWasLostIsStoredOnce() throws {
    let world = try World(deviceCount: 1, seed: 5)
    let ana = world.clients[0]
    try world.sync(ana)
    ana.store.edit()
    try world.connect(ana)
    try world.exchange(ana) { try !world.relayLog().isEmpty }
    world.disconnect(ana)
    #expect(!ana.store.hasSentAll)
    try world.sync(ana)
    #expect(ana.store.hasSentAll)
    #expect(try world.relayLog().count == 1)
    #expect(ana.store.evidence.isEmpty)
  }

  @Test func aCopiedReplicaGivesUpTheLaneThatTheOtherWroteOn() throws {
    let world = try World(deviceCount: 1, seed: 10)
    let ana = world.clients[0]
    ana.store.edit()
    try world.sync(ana)
    let copy = World.Client(try MemoryClientStore(copying: ana.store, seed: 11))
    world.clients.append(copy)
    // Both seal another segment for the same place of the same lane.
    for client in world.clients {
      client.store.edit()
      try world.connect(client)
      try world.exchange(client) { !client.store.frozen.isEmpty }
      world.disconnect(client)
    }
    try world.sync(ana)
    try world.sync(copy)
    #expect(copy.outcome == nil && copy.store.hasSentAll)
    #expect(copy.reports.contains(.laneAbandoned(.laneConflict)))
    try world.sync(ana)
    #expect(ana.store.changes.count == 3 && copy.store.changes == ana.store.changes)
  }

  @Test func aLostRelayIsRefilledByWhoeverComesFirst() throws {
    let world = try World(deviceCount: 3, seed: 6)
    for client in world.clients {
      client.store.edit()
      try world.sync(client)
    }
    for client in world.clients { try world.sync(client) }
    let before = Set(try world.relayLog().map(\.id))
    world.loseRelay()
    // The last one carries what all of them wrote.
    try world.sync(world.clients[2])
    #expect(Set(try world.relayLog().map(\.id)) == before)
    #expect(world.clients[2].reports.contains(.relayReplaced))
    for client in world.clients { try world.sync(client) }
    #expect(world.clients.allSatisfy { $0.store.evidence.isEmpty && $0.outcome == nil })
    #expect(try world.relayLog().count == before.count)
  }

  @Test func aRelayThatWentBackIsCaughtAndRefilled() throws {
    let world = try World(deviceCount: 2, seed: 7)
    let (ana, ben) = (world.clients[0], world.clients[1])
    ana.store.edit()
    try world.sync(ana)
    let old = world.store.contents
    ana.store.edit()
    try world.sync(ana)
    let before = Set(try world.relayLog().map(\.id))
    world.rollBack(to: old)
    try world.sync(ana)
    guard case .wentBack(_, let seen, let shown) = ana.store.evidence.first else {
      Issue.record("no evidence")
      return
    }
    #expect(seen.position == 2 && shown.position == 1)
    #expect(ana.outcome == nil)
    #expect(Set(try world.relayLog().map(\.id)) == before)
    try world.sync(ana)
    #expect(ana.store.evidence.count == 1)
    try world.sync(ben)
    #expect(ben.store.changes == ana.store.changes)
  }

  @Test func aRelayThatWentBackAndOnIsCaughtByItsRoot() throws {
    let world = try World(deviceCount: 2, seed: 8)
    let (ana, ben) = (world.clients[0], world.clients[1])
    try world.sync(ana)
    let old = world.store.contents
    ana.store.edit()
    try world.sync(ana)
    world.rollBack(to: old)
    ben.store.edit()
    try world.sync(ben)
    try world.sync(ana)
    guard case .forked(_, let position, _, _) = ana.store.evidence.first else {
      Issue.record("no evidence")
      return
    }
    #expect(position == 1)
    try world.sync(ben)
    #expect(ben.store.changes == ana.store.changes && ana.store.changes.count == 2)
  }

  /// Ana seals a segment while she sees one log, and Ben, who saw another, reads it later.
  @Test func aForkShowsInWhatOthersSaw() throws {
    let world = try World(deviceCount: 2, seed: 9)
    let (ana, ben) = (world.clients[0], world.clients[1])
    try world.sync(ana)
    let common = world.store.contents
    ana.store.edit()
    try world.sync(ana)
    ana.store.edit()
    try world.connect(ana)
    try world.exchange(ana) { !ana.store.frozen.isEmpty }
    world.rollBack(to: common)
    ben.store.edit()
    try world.sync(ben)
    try world.sync(ana)
    try world.sync(ben)
    #expect(
      ben.store.evidence.contains { if case .contradicted = $0 { true } else { false } })
    #expect(ben.outcome == nil && ben.store.changes == ana.store.changes)
  }
}
