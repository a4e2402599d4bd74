import Foundation
import Testing

@Suite("Relays that fail, lose data or turn false")
struct LostRelayTests {
  @Test("A connection that breaks anywhere in a sync is exit 4, and the next sync completes")
  func cut() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let proxy = try site.proxy(to: relay)
    let ana = try site.founder(relay: relay.link(through: proxy))
    let ben = try site.joiner("Ben", by: ana)
    try expectAgreement([ana, ben])
    var breaks = 0
    for bytes in [0, 1, 700, 1_500, 2_500, 4_000, 30_000, 200_000] {
      try ana.note(Fixture.noise(60_000, seed: UInt64(bytes)))
      try ben.note("Meanwhile \(bytes)")
      try ben.run("sync")
      proxy.cut(after: bytes)
      let outcome = try ana.call(["sync"])
      proxy.cut(after: nil)
      if outcome.code != 0 {
        breaks += 1
        #expect(outcome.code == 4, "\(outcome)")
        #expect(outcome.errors.contains("is safe on this machine"), "\(outcome)")
      }
      #expect(try ana.isHealthy())
      try ana.run("sync")
    }
    #expect(breaks >= 5)
    try expectAgreement([ana, ben])
    #expect(try ben.notes().count == 16)
  }

  @Test("A relay killed while it stores a large push has lost nothing after a restart")
  func killedInAPush() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let ana = try site.founder(relay: relay.link)
    let ben = try site.joiner("Ben", by: ana)
    try expectAgreement([ana, ben])
    for size in [200_000, 900_000, 1_800_000] {
      for index in 0..<50 {
        try ana.note(Fixture.noise(60_000, seed: UInt64(size + index)))
      }
      let before = try storedBytes(relay)
      let sync = try ana.start(["sync"])
      try eventually("\(size) bytes at the relay") {
        try storedBytes(relay) >= before + size || sync.outcome != nil
      }
      try relay.kill()
      let outcome = try sync.wait()
      #expect(outcome.code == 4 || outcome.code == 0, "\(outcome)")
      try relay.start()
      try ana.run("sync")
    }
    try expectAgreement([ana, ben])
    #expect(try ben.notes().count == 150)
  }

  private func storedBytes(_ relay: RunningRelay) throws -> Int {
    try relay.files().values.reduce(0) { $0 + $1.count }
  }

  @Test(
    "A relay killed at any write while it stores has lost nothing after a restart",
    .enabled(if: Tools.strace != nil, "needs strace"))
  func killedAtAWrite() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let ana = try site.founder(relay: relay.link)
    let ben = try site.joiner("Ben", by: ana)
    try expectAgreement([ana, ben])
    var kills = 0
    for count in 1... {
      try relay.stop()
      // It may be killed at one of the writes with which it starts.
      try? relay.start(under: Tools.killing("pwrite64", at: count))
      try ana.note("Note \(count)")
      let outcome = try ana.call(["sync"])
      try relay.kill()
      try relay.start()
      try ana.run("sync")
      try ben.run("sync")
      #expect(try ana.digest() == ben.digest())
      if outcome.code == 0 { break }
      #expect(outcome.code == 4, "\(outcome)")
      kills += 1
    }
    #expect(kills > 3)
    try expectAgreement([ana, ben])
  }

  @Test("A relay with another key is refused with exit 5, until its new link is set")
  func otherKey() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let ana = try site.founder(relay: relay.link)
    let ben = try site.joiner("Ben", by: ana)
    try ben.note("Kept")
    try expectAgreement([ana, ben])
    try relay.stop()
    try FileManager.default.removeItem(atPath: relay.data)
    try relay.start()
    for person in [ana, ben] {
      try person.expectRefusal(["sync"], code: 5, saying: "another key")
    }
    for person in [ana, ben] { try person.run("relay", "set", relay.link) }
    try expectAgreement([ana, ben])
    let chloe = try site.joiner("Chloé", by: ana)
    try expectAgreement([ana, ben, chloe])
    #expect(try chloe.notes().map(\.text) == ["Kept"])
  }

  @Test("A relay that lost its store is filled again by any member, with what others wrote too")
  func storeIsLost() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let ana = try site.founder(relay: relay.link)
    let ben = try site.joiner("Ben", by: ana)
    try ben.note("By Ben")
    try ana.note("By Ana")
    try expectAgreement([ana, ben])
    try relay.stop()
    try relay.deleteStore()
    try relay.start()
    #expect(try ana.run("sync").output.contains("relay"))
    let chloe = try site.joiner("Chloé", by: ana)
    #expect(Set(try chloe.notes().map(\.text)) == ["By Ben", "By Ana"])
    try expectAgreement([ana, ben, chloe])
  }

  @Test("A relay rolled back to an older copy is evidence once, with exit 5, and then healed")
  func rolledBack() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let ana = try site.founder(relay: relay.link)
    let ben = try site.joiner("Ben", by: ana)
    try ana.note("Before the copy")
    try expectAgreement([ana, ben])
    try relay.stop()
    let copy = try relay.files().filter { $0.key.hasPrefix("relay.db") }
    try relay.start()
    try ana.note("After the copy, by Ana")
    try ben.note("After the copy, by Ben")
    try expectAgreement([ana, ben])
    try relay.stop()
    try relay.deleteStore()
    for (name, bytes) in copy {
      try bytes.write(to: URL(fileURLWithPath: relay.data + "/" + name))
    }
    try relay.start()

    let before = try ana.digest()
    let outcome = try ana.run("sync", expecting: 5)
    #expect(try ana.digest() == before)
    #expect(outcome.output.contains("the relay was set back"), "\(outcome)")
    #expect(!(try ana.run("sync").output.contains("set back")))
    // Ben learns of it too, or finds it healed already.
    let other = try ben.call(["sync"])
    #expect(other.code == 0 || other.code == 5, "\(other)")
    try expectAgreement([ana, ben])
    let chloe = try site.joiner("Chloé", by: ana)
    #expect(try chloe.notes().count == 3)
  }

  @Test("Nothing listening is exit 4, and the work goes on without it")
  func away() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let ana = try site.founder(relay: relay.link)
    try relay.kill()
    try ana.expectRefusal(["sync"], code: 4, saying: "nothing answers")
    try ana.run("rate", "R1", "feas=7")
    try ana.expectRefusal(["invite"], code: 4, saying: "nothing answers")
    try relay.start()
    try ana.run("sync")
  }

  @Test("A server that is no relay is refused")
  func noRelay() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let ana = try site.founder(relay: relay.link)
    // The relay's own key, so that the pin holds, and openssl's web server behind it.
    try relay.stop()
    let server = try site.start(
      [
        "openssl", "s_server", "-accept", "127.0.0.1:\(relay.port)", "-cert",
        relay.data + "/identity.pem", "-key", relay.data + "/identity.pem", "-www",
      ], in: site.path)
    try eventually("the web server") { server.output.contains("ACCEPT") }
    try ana.expectRefusal(["sync"], code: 4, saying: "relay")
  }
}
