import Foundation
import Testing

/// A program killed at one of its writes leaves all or nothing of what it was doing.
@Suite("kill -9", .enabled(if: Tools.strace != nil, "needs strace"))
struct CrashTests {
  /// Runs a command again and again, killed at its first write, its second and so on until it
  /// comes to its end, and looks at what is left each time.
  private func sweep(
    _ person: Person, _ words: [String], call: String, every step: Int = 1,
    before: () throws -> Void = {}, after: (_ wasKilled: Bool) throws -> Void
  ) throws {
    var place = 1
    var kills = 0
    while true {
      try before()
      let outcome = try person.call(words, under: Tools.killing(call, at: place))
      #expect(outcome.code == 0 || outcome.code == 128 + 9, "\(outcome)")
      #expect(try person.isHealthy(), "killed at \(call) \(place)")
      try after(outcome.code != 0)
      if outcome.code == 0 { break }
      kills += 1
      place += step
    }
    #expect(kills > 0)
  }

  @Test("A killed rating is whole or absent", arguments: ["pwrite64", "fdatasync", "write"])
  func rate(call: String) throws {
    let site = try Site()
    let ana = try site.founder()
    var value = 1
    var digest = ""
    try sweep(
      ana, ["rate", "R1", "feas=7", "eff=3", "accept=2"], call: call,
      before: {
        value = value % 9 + 1
        try ana.run("rate", "R1", "feas=9", "eff=9", "accept=9", "-m", "\(value)")
        digest = try ana.digest()
      },
      after: { wasKilled in
        struct Ratings: Decodable { let ratings: [Rating] }
        struct Rating: Decodable { let previous: Int? }
        let output = try ana.run(
          "rate", "R1", "feas=9", "eff=9", "accept=9", "-m", "\(value)", "--json"
        ).output
        let list = try JSONDecoder().decode(Ratings.self, from: Data(output.utf8)).ratings
        let values = list.map(\.previous)
        #expect(values == [9, 9, 9] || values == [7, 3, 2], "\(values)")
        if !wasKilled { #expect(values == [7, 3, 2]) }
      })
    #expect(!digest.isEmpty)
  }

  @Test("A killed note is whole or absent", arguments: ["pwrite64", "fdatasync"])
  func note(call: String) throws {
    let site = try Site()
    let ana = try site.founder()
    var count = 0
    try sweep(ana, ["note", "add", "R1", "-m", "All of it", "--tag", "law"], call: call) { killed in
      let notes = try ana.notes()
      #expect(notes.allSatisfy { $0.text == "All of it" })
      #expect(notes.count == count || notes.count == count + 1)
      if !killed { #expect(notes.count == count + 1) }
      count = notes.count
    }
  }

  @Test("A killed import is whole or absent")
  func importing() throws {
    let site = try Site()
    let ana = try site.person("Ana")
    let path = try site.write(Fixture.article, to: "article.md")
    try ana.run("init", "--title", "T", "--as", "Ana")
    try sweep(ana, ["import", path], call: "pwrite64") { wasKilled in
      let shown = try ana.run("show").output
      let isThere = shown.contains("Cooling")
      #expect(isThere == shown.contains("R2"))
      if !wasKilled { #expect(isThere) }
    }
  }

  @Test("A killed init leaves no workspace, or a whole one")
  func founding() throws {
    let site = try Site()
    var count = 0
    var kills = 0
    for call in ["pwrite64", "write", "openat", "fdatasync"] {
      for place in stride(from: 1, through: 61, by: 6) {
        count += 1
        let ana = try site.person("Ana", folder: "ana-\(count)")
        let words = ["init", "--title", "T", "--as", "Ana"]
        let outcome = try ana.call(words, under: Tools.killing(call, at: place))
        if outcome.code != 0 {
          kills += 1
          let again = try ana.call(words)
          #expect(again.code == 0 || again.errors.contains("a workspace"), "\(again)")
        }
        #expect(try ana.call(["status"]).code == 0, "killed at \(call) \(place)")
        #expect(try ana.call(["doctor"]).code == 0, "killed at \(call) \(place)")
      }
    }
    #expect(kills > 20)
  }

  @Test(
    "A killed sync loses nothing, and the next one completes",
    arguments: ["pwrite64", "fdatasync", "sendto"])
  func sync(call: String) throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let ana = try site.founder(relay: relay.link)
    let ben = try site.joiner("Ben", by: ana)
    try expectAgreement([ana, ben])
    var count = 0
    try sweep(
      ana, ["sync"], call: call, every: 3,
      before: {
        count += 1
        try ana.note("By Ana \(count)")
        try ben.note("By Ben \(count)")
        try ben.run("sync")
      },
      after: { _ in })
    try expectAgreement([ana, ben])
    #expect(try ben.notes().count == 2 * count)
  }

  @Test("A killed join can be taken up again")
  func join() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let ana = try site.founder(relay: relay.link)
    let ben = try site.person("Ben")
    let token = try ana.run("invite", "--auto").output
    try ben.run(["join", "--as", "Ben"], input: token, expecting: 3)
    try ana.run("sync")
    var place = 1
    while true {
      let outcome = try ben.call(["sync"], under: Tools.killing("pwrite64", at: place))
      if outcome.code == 0 { break }
      #expect(outcome.code == 128 + 9, "\(outcome)")
      place += 4
    }
    #expect(place > 1)
    try expectAgreement([ana, ben])
  }
}
