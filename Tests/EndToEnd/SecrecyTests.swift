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
