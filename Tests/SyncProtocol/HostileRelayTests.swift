import Bytes
import SyncProtocol
import TestSupport
import Testing
import Trust

/// A relay that answers with rubbish; the client must end its session in good order.
@Suite struct HostileRelayTests {
  /// Changes bytes of what the relay says.
  ///
  /// Method: a few clients sync, with one message in ten damaged on its way. Nothing may trap, and
  /// an honest relay must bring everybody in step afterwards.
  @Test(arguments: seeds(60))
  func damagedRepliesAreSurvived(seed: UInt64) throws {
    let world = try World(deviceCount: 2, seed: seed)
    for _ in 0..<6 {
      for client in world.clients {
        client.store.edit()
        try world.connect(client)
        var deliveries = 0
        while client.session != nil, deliveries < 200 {
          deliveries += 1
          while !client.toRelay.isEmpty { world.deliverToRelay(client) }
          world.endRound()
          if let first = client.toClient.first {
            if world.random.happens(0.1) { client.toClient[0] = damaged(first, &world.random) }
            try world.deliverToClient(client)
          } else {
            world.disconnect(client)
          }
        }
      }
    }
    for _ in 0..<3 { for client in world.clients { try world.sync(client) } }
    // A damaged signature is refused, held or quarantined, and comes again only if asked for: so
    // what counts here is that the clients go on.
    for client in world.clients { #expect(client.outcome == nil && client.store.hasSentAll) }
  }

  private func damaged(_ bytes: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      switch Int.random(in: 0..<3, using: &random) {
      case 0: bytes[.random(in: 0..<bytes.count, using: &random)] ^= 1 << (random.next() % 8)
      case 1: bytes.removeLast(.random(in: 0..<min(40, bytes.count), using: &random))
      default: bytes.append(UInt8.random(in: 0...255, using: &random))
      }
      if bytes.isEmpty { return [0] }
    }
    return bytes
  }

  /// Answers that are well formed and answer something else, or promise more and give nothing.
  @Test func anAnswerToAnotherQuestionEndsTheSession() throws {
    var samples = MessageSamples(seed: 4)
    for reply in samples.replies() {
      let world = try World(deviceCount: 1, seed: 1)
      let ana = world.clients[0]
      try world.connect(ana)
      ana.toClient = [Numbered(1, reply).encoded()]
      if case .hint = reply { ana.toClient = [Numbered(0, reply).encoded()] }
      if case .challenge = reply { continue }
      try world.deliverToClient(ana)
      #expect(ana.session == nil && ana.outcome != nil)
    }
  }

  @Test func aRelayThatAlwaysHasMoreAndGivesNothingIsLeft() throws {
    let world = try World(deviceCount: 1, seed: 2)
    let ana = world.clients[0]
    try world.sync(ana)
    try world.connect(ana)
    // The third request is the first pull.
    try world.exchange(ana) { ana.toRelay.contains { $0[0] == 0x04 } }
    let cursor = try #require(ana.store.cursor())
    let page = Reply.Page(
      after: 0, end: cursor.log, relayPosition: 1_000, entries: [])
    let number = try #require(ana.toRelay.first { $0[0] == 0x04 }.map { Array($0[1...4]) })
    let value = number.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    ana.toClient = [Numbered(value, Reply.page(page)).encoded()]
    try world.deliverToClient(ana)
    #expect(ana.outcome == .unexpectedReply)
  }
}
