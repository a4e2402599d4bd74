import Foundation
import Testing

@Suite("Search, tags, and what waits for whom")
struct FindingTests {
  private func hits(_ person: Person, _ words: String...) throws -> [String] {
    struct List: Decodable {
      struct Hit: Decodable {
        let about: String
        let hits: [String]
      }
      let hits: [Hit]
    }
    let output = try person.run(["search", "--json"] + words).output
    return try JSONDecoder().decode(List.self, from: Data(output.utf8)).hits.map(\.about)
  }

  private struct Todo: Decodable {
    struct Group: Decodable {
      struct Item: Decodable {
        let about: String
        let next: String
      }
      let kind: String
      let total: Int
      let items: [Item]
    }
    let groups: [Group]

    func group(_ kind: String) -> Group? { groups.first { $0.kind == kind } }
  }

  private func todo(_ person: Person) throws -> Todo {
    try JSONDecoder().decode(
      Todo.self, from: Data(try person.run("todo", "--json").output.utf8))
  }

  @Test("Notes, reasons, titles and the article are found, by filters too")
  func search() throws {
    let ana = try Site().founder()
    let note = try ana.note("A list of shared warnings in 横滨港口")
    try ana.run("note", "edit", note, "--tag", "Law")
    try ana.run("rate", "R1", "feas=3", "-m", "No warning comes in time")
    #expect(try hits(ana, "warning*").count == 2)
    #expect(try hits(ana, "\"shared warnings\"") == ["note \(note) on R1"])
    #expect(try hits(ana, "港口") == ["note \(note) on R1"])
    #expect(try hits(ana, "warning* -shared") == ["R1 feasibility"])
    #expect(try hits(ana, "warning*", "--in", "reasons") == ["R1 feasibility"])
    #expect(try hits(ana, "warning*", "--tag", "la") == ["note \(note) on R1"])
    #expect(try hits(ana, "warning*", "--on", "R2") == [])
    #expect(try hits(ana, "warning*", "--by", "Ana", "-n", "1").count == 1)
    let screen = try ana.run("search", "shared", "warnings").output
    #expect(screen.contains("A list of shared warnings in 横滨港口"), "\(screen)")
    try ana.run("note", "rm", note)
    #expect(try ana.run("search", "shared").output == "Nothing found.\n")
  }

  @Test("A search for nothing, in nothing, by nobody is refused and says what can be done")
  func badSearches() throws {
    let ana = try Site().founder()
    try ana.expectRefusal(["search", "!!!"], code: 2, saying: "no word to look for")
    try ana.expectRefusal(["search", "a", "--in", "mail"], code: 2, saying: "--in takes notes")
    try ana.expectRefusal(["search", "a", "--by", "Zoe"], code: 1, saying: "no member 'Zoe'")
    try ana.expectRefusal(["search", "a", "--tag", "x"], code: 1, saying: "no note has the tag")
    try ana.expectRefusal(["search", "a", "--on", "R99"], code: 1, saying: "R99")
    try ana.expectRefusal(["search", "a", "-n", "0"], code: 2, saying: "--limit takes")
    for odd in ["\"", "a AND", "(((", "text:a", "NEAR(a b)", "'; DROP TABLE word; --a"] {
      try ana.run("search", odd, "x")
    }
  }

  @Test("Tags have one spelling, merge as sets, and are counted")
  func tags() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let ana = try site.founder(relay: relay.link)
    try ana.run("sync")
    let ben = try site.joiner("Ben", by: ana)
    let note = try ana.note("Whose law?")
    try ana.run("sync")
    try ben.run("sync")
    try ana.run("note", "edit", note, "--tag", "#Law")
    try ben.run("note", "edit", note, "--tag", "law", "--tag", "Sea of Japan")
    try expectAgreement([ana, ben])
    #expect(try ana.run("tags").output == "#law           1\n#sea-of-japan  1\n")
    #expect(try ana.run("tags", "LA").output == "#law  1\n")
    #expect(try ana.run("note", "list", "--tag", "se").output.contains(note))
    // Ben puts on again what Ana takes away.
    try ana.run("note", "edit", note, "--untag", "law", "--untag", "sea-of-japan")
    try expectAgreement([ana, ben])
    #expect(try ben.run("tags").output.hasPrefix("No such tags.\n"))
    try ana.expectRefusal(["note", "edit", note, "--tag", "#"], code: 2, saying: "--tag takes")
  }

  @Test("todo lists what waits for whoever asks, and status who is behind")
  func todoAndStatus() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let ana = try site.founder(relay: relay.link)
    try ana.run("sync")
    let ben = try site.joiner("Ben", by: ana)
    let note = try ana.note("The capitals should agree.")
    try ana.run("sync")
    try ben.run("sync")
    #expect(try todo(ben).group("read")?.total == 1)
    try ben.run("note", "reply", note, "-m", "Which capitals?")
    try ben.run("sync")
    try ana.run("sync")
    let reply = try #require(try todo(ana).group("reply")?.items.first)
    #expect(reply.about == "Ben replied to you: “Which capitals?”")
    #expect(try todo(ana).groups.map(\.kind) == ["reply", "rate", "read"])
    try ana.run(
      reply.next.split(separator: " ").dropFirst().dropLast().map(String.init) + ["Both."])
    #expect(try todo(ana).group("reply") == nil)
    #expect(try !ana.run("status").output.contains("Behind"))
    try ana.run("sync")
    #expect(try ana.run("status").output.contains("Ben has not seen your last change, as of"))
    try ben.run("rate", "R1", "feas=8")
    try ben.run("sync")
    try ben.run("rate", "R1", "eff=8")
    try ben.run("sync")
    try ana.run("rate", "R1", "feas=2")
    try ana.run("sync")
    let settle = try #require(try todo(ana).group("settle"))
    #expect(settle.items.map(\.about) == ["R1 feasibility: disagreement"])
    #expect(try ana.run("status", "--json").output.contains("\"unseen\":1"))
  }
}
