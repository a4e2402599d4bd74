import Foundation
import Glibc
import Testing

@Suite("concord sync --watch")
struct WatchTests {
  /// Two people in step; the second one watches.
  private struct Pair {
    let site: Site
    let relay: RunningRelay
    let ana: Person
    let ben: Person
    let watch: Child

    init() throws {
      site = try Site()
      relay = try RunningRelay(site)
      ana = try site.founder(relay: relay.link)
      ben = try site.joiner("Ben", by: ana)
      try expectAgreement([ana, ben])
      watch = try ben.start(["sync", "--watch"])
      try noticed("Ana: wrote note", after: "First")
    }

    /// Lets Ana write `text`, and waits until Ben's watch says `line`.
    func noticed(_ line: String, after text: String) throws {
      let before = watch.output.components(separatedBy: line).count
      try ana.note(text)
      try ana.run("sync")
      try eventually("the watch says: \(line)\n\(watch.output)\(watch.errors)") {
        watch.output.components(separatedBy: line).count > before
      }
    }
  }

  @Test("A watch brings a teammate's change at once, and passes an own one on")
  func bothWays() throws {
    let pair = try Pair()
    #expect(try pair.ben.notes().map(\.text) == ["First"])
    try pair.ben.note("From Ben")
    try eventually("Ben's note at Ana's") {
      try pair.ana.run("sync")
      return try pair.ana.notes().count == 2
    }
    try eventually("the same digest") { try pair.ana.digest() == pair.ben.digest() }
  }

  @Test("Two watches keep two replicas in step")
  func twoWatches() throws {
    let pair = try Pair()
    let other = try pair.ana.start(["sync", "--watch"])
    for value in 1...9 {
      try pair.ana.run("rate", "R1", "feas=\(value)")
      try pair.ben.run("rate", "R2", "feas=\(value)")
    }
    try eventually("one digest") { try pair.ana.digest() == pair.ben.digest() }
    #expect(try pair.ana.run("ratings").output.contains("9"))
    other.signal(SIGINT)
    #expect(try other.wait().code == 0)
  }

  @Test("A sync beside a watch returns once the watch has sent everything")
  func besides() throws {
    let pair = try Pair()
    try pair.ben.note("From Ben")
    #expect(try pair.ben.run("sync").output.contains("has sent everything"))
    try pair.ana.run("sync")
    #expect(try pair.ana.notes().count == 2)
  }

  @Test("A second watch says that another sync is at work, and takes over when that ends")
  func secondWatch() throws {
    let pair = try Pair()
    let second = try pair.ben.start(["sync", "--watch"])
    let third = try pair.ben.start(["sync", "--watch"])
    for watch in [second, third] {
      try eventually("the watch waits") { watch.errors.contains("Another sync is at work here") }
    }
    third.signal(SIGTERM)
    #expect(try third.wait().code == 0)
    pair.watch.signal(SIGTERM)
    try pair.watch.wait()
    try pair.ben.note("After the first watch")
    try eventually("Ben's note at Ana's") {
      try pair.ana.run("sync")
      return try pair.ana.notes().count == 2
    }
    #expect(second.outcome == nil)
  }

  @Test("SIGTERM and SIGINT end a watch with exit 0", arguments: [SIGTERM, SIGINT])
  func stops(signal: Int32) throws {
    let pair = try Pair()
    pair.watch.signal(signal)
    #expect(try pair.watch.wait(seconds: 10).code == 0)
    #expect(try pair.ben.isHealthy())
  }

  @Test("A watch outlives a restart of the relay")
  func relayRestarts() throws {
    let pair = try Pair()
    try pair.relay.kill()
    try eventually("the watch notices") { pair.watch.errors.contains("trying again") }
    try pair.relay.start()
    try pair.noticed("Ana: wrote note", after: "After the restart")
    #expect(try pair.ben.notes().count == 2)
  }

  @Test("A watch begun while the relay is away starts once it is there")
  func relayIsAway() throws {
    let pair = try Pair()
    pair.watch.signal(SIGTERM)
    try pair.watch.wait()
    try pair.relay.kill()
    try pair.ben.note("Alone")
    let watch = try pair.ben.start(["sync", "--watch"])
    try eventually("the watch tries") { watch.errors.contains("trying again") }
    try pair.relay.start()
    try eventually("Ben's note at Ana's") {
      try pair.ana.run("sync")
      return try pair.ana.notes().contains { $0.text == "Alone" }
    }
  }

  @Test("An invite and an approval go through a watch that is at work")
  func invites() throws {
    let pair = try Pair()
    let watch = try pair.ana.start(["sync", "--watch"])
    let chloe = try pair.site.person("Chloé")
    let token = try pair.ana.run("invite").output
    try chloe.run(["join", "--as", "Chloé"], input: token, expecting: 3)
    try eventually("the request") { try pair.ana.run("members").output.contains("asks to join") }
    try pair.ana.run("members", "approve", "Chloé")
    try chloe.run("sync")
    try eventually("one digest") { try chloe.digest() == pair.ben.digest() }
    watch.signal(SIGTERM)
    #expect(try watch.wait().code == 0)
  }
}
