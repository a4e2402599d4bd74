import Foundation
import Glibc
import Testing

@Suite("concord-relay")
struct RelayProgramTests {
  @Test(
    "SIGTERM and SIGINT stop it with exit 0, and a restart serves what was stored",
    arguments: [SIGTERM, SIGINT])
  func stops(signal: Int32) throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let link = relay.link
    let ana = try site.founder(relay: relay.link)
    let ben = try site.joiner("Ben", by: ana)
    try ana.note("Stored before")
    try ana.run("sync")
    #expect(try relay.stop(with: signal).code == 0)
    #expect(try ben.run("sync", expecting: 4).errors.contains("nothing answers"))
    try relay.start()
    #expect(relay.link == link)
    try ben.run("sync")
    #expect(try ben.notes().map(\.text) == ["Stored before"])
  }

  @Test("It stops while clients are connected")
  func stopsWithClients() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let ana = try site.founder(relay: relay.link)
    let watch = try ana.start(["sync", "--watch"])
    try eventually("the watch is there") { relay.log.contains("device logged in") }
    #expect(try relay.stop().code == 0)
    watch.kill()
  }

  @Test("A second relay on the same folder is refused, and the first goes on")
  func lock() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let ana = try site.founder(relay: relay.link)
    let outcome = try site.start(
      [Tools.relay, "serve", "--data", relay.data, "--listen", "127.0.0.1:0"], in: site.path
    ).wait()
    #expect(outcome.code == 1)
    #expect(outcome.errors.contains("another relay runs"))
    try ana.run("sync")
  }

  @Test("A port that is taken is an error in words")
  func portIsTaken() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let outcome = try site.start(
      [Tools.relay, "serve", "--data", "other", "--listen", "127.0.0.1:\(relay.port)"],
      in: site.path
    ).wait()
    #expect(outcome.code == 1)
    #expect(outcome.errors.contains("cannot listen"))
  }

  @Test(
    "Without --advertise, a relay on all addresses links to its host's name, and warns",
    arguments: ["0.0.0.0", "[::]"])
  func listensOnAllAddresses(address: String) throws {
    let site = try Site()
    let serve = [Tools.relay, "serve", "--data", "relay", "--listen", "\(address):0"]
    let guessing = try site.start(serve, in: site.path)
    try eventually("the set-up link") { guessing.output.hasSuffix("\n") }
    let host = ProcessInfo.processInfo.hostName
    #expect(guessing.output.contains("wss://\(host):"), "\(guessing.output)")
    #expect(guessing.errors.contains("--advertise"), "\(guessing.errors)")
    guessing.kill()
    let told = try site.start(serve + ["--advertise", "relay.example:7"], in: site.path)
    try eventually("the set-up link") { told.output.hasSuffix("\n") }
    #expect(told.output.contains("wss://relay.example:7/"), "\(told.output)")
    #expect(!told.errors.contains("--advertise"), "\(told.errors)")
  }

  @Test("A damaged store is refused with exit 5, and left as it is")
  func damagedStore() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let ana = try site.founder(relay: relay.link)
    try ana.run("sync")
    try relay.stop()
    let path = relay.data + "/relay.db"
    var bytes = try #require(FileManager.default.contents(atPath: path))
    bytes.replaceSubrange(0..<64, with: Data(repeating: 0x5a, count: 64))
    try bytes.write(to: URL(fileURLWithPath: path))
    let outcome = try relay.launch().wait()
    #expect(outcome.code == 5, "\(outcome)")
    #expect(FileManager.default.contents(atPath: path) == bytes)
  }

  @Test("GET /health says ok over TLS, and other paths say nothing")
  func health() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let ok = try get("/health", relay, site)
    #expect(ok.hasPrefix("HTTP/1.1 200"), "\(ok)")
    #expect(ok.hasSuffix("ok\n"), "\(ok)")
    #expect(try get("/other", relay, site).hasPrefix("HTTP/1.1 4"))
  }

  /// One request as openssl sends it.
  private func get(_ path: String, _ relay: RunningRelay, _ site: Site) throws -> String {
    let request = try site.write(
      "GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", to: "request")
    return try site.start(
      ["openssl", "s_client", "-quiet", "-connect", "127.0.0.1:\(relay.port)"], in: site.path,
      input: .file(request)
    ).wait().output
  }

  @Test("Its keys and its token are readable by nobody else")
  func permissions() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    for name in ["identity.pem", "operator-token"] {
      #expect(try Site.permissions(of: relay.data + "/" + name) == 0o600)
    }
    #expect(try Site.permissions(of: relay.data) == 0o700)
  }
}
