import Foundation
import Testing

@Suite("Secrecy")
struct SecrecyTests {
  @Test("No word of a review is in any file of the relay, nor in its log")
  func noPlaintext() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let ana = try site.person("Ana")
    try ana.run("init", "--title", "Marker-title", "--as", "Marker-ana", "--relay", relay.link)
    let article = Fixture.article.replacingOccurrences(of: "Harbours", with: "Marker-article")
    try ana.run("import", try site.write(article, to: "article.md"))
    let ben = try site.joiner("Marker-ben", by: ana)
    try ben.note("Marker-note on the quay")
    try ben.run("rate", "R1", "feas=7", "-m", "Marker-reason")
    try expectAgreement([ana, ben])
    // Proves that the search below finds what is there.
    let own = String(decoding: try contents(ben.replica), as: UTF8.self)
    for word in ["note", "reason", "article", "title"] { #expect(own.contains("Marker-\(word)")) }

    let whole = try contents(relay.data)
    #expect(whole.count > 4_096)
    for word in ["Marker", "marker", "effectiveness", "feasibility", "quay"] {
      #expect(whole.range(of: Data(word.utf8)) == nil, "\(word)")
      #expect(!relay.log.contains(word))
    }
  }

  @Test("No word of a review, no name and no token is on the wire")
  func noPlaintextOnTheWire() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let proxy = try site.proxy(to: relay, isRecording: true)
    let link = relay.link(through: proxy)
    let ana = try site.person("Ana")
    try ana.run("init", "--title", "Marker-title", "--as", "Marker-ana", "--relay", link)
    try ana.run("import", try site.write(Fixture.article, to: "article.md"))
    try ana.note("Marker-note on the quay")
    let ben = try site.person("Ben")
    let invite = try ana.run("invite", "--auto").output
    try ben.run(["join", "--as", "Marker-ben"], input: invite, expecting: 3)
    try ana.run("sync")
    try ben.run("sync")
    try ben.run("rate", "R1", "feas=7", "-m", "Marker-reason")
    try expectAgreement([ana, ben])
    #expect(try ben.notes().map(\.text) == ["Marker-note on the quay"])

    let wire = proxy.recorded
    // The recording is whole: both sides of many connections, each of which begins in the clear.
    #expect(wire.count > proxy.passedCount && proxy.passedCount > 10_000)
    #expect(wire.prefix(2) == Data([0x16, 0x03]), "the greeting of TLS")
    let secrets = ["Marker", "feasibility", "quay", "Harbours"]
    let tokens = (link.split(separator: "#").last ?? "").split(separator: ".").map(String.init)
    for word in secrets + tokens + [invite.trimmingCharacters(in: .whitespacesAndNewlines)] {
      #expect(wire.range(of: Data(word.utf8)) == nil, "\(word)")
    }
  }

  /// Every byte in the files of `folder`.
  private func contents(_ folder: String) throws -> Data {
    try FileManager.default.contentsOfDirectory(atPath: folder).reduce(into: Data()) {
      $0.append(FileManager.default.contents(atPath: "\(folder)/\($1)") ?? Data())
    }
  }

  @Test("The keys are readable by their owner alone, in a folder that nobody else enters")
  func permissionsOfKeys() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let ana = try site.founder(relay: relay.link)
    let ben = try site.joiner("Ben", by: ana)
    for person in [ana, ben] {
      #expect(try Site.permissions(of: person.replica) == 0o700)
      #expect(try Site.permissions(of: person.replica + "/identity") == 0o600)
    }
  }

  @Test("An invite is not an argument of any process and is not printed again")
  func inviteIsPrintedOnce() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let ana = try site.founder(relay: relay.link)
    let outcome = try ana.run("invite")
    let token = outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(!outcome.errors.contains(token))
    #expect(!relay.log.contains(token))
    for words in [["log"], ["members"], ["status"], ["keys", "status"], ["sync"]] {
      #expect(!(try ana.run(words).output.contains(token)))
    }
  }
}
