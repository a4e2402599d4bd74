import Foundation
import TestSupport
import Testing

@Suite("The whole way")
struct WholeWayTests {
  @Test("A review goes from one offline machine to three members on four devices")
  func wholeWay() throws {
    let site = try Site()
    let ana = try site.founder()
    #expect(try ana.run("show").output.contains("R2"))
    try ana.run("rate", "R1", "feas=7", "eff=6", "-m", "Shade is cheap")
    let note = try ana.note("Which trees stand salt?")
    #expect(try ana.run("sync", expecting: 1).errors.contains("no relay is set"))

    let relay = try RunningRelay(site)
    try ana.run("relay", "set", relay.link)
    try ana.run("sync")
    let ben = try site.person("Ben")
    let token = try ana.run("invite").output
    #expect(
      try ben.run(["join", "--as", "Ben"], input: token, expecting: 3).output.contains("Waiting"))
    #expect(try ben.run("status", expecting: 3).errors.contains("not let into"))
    #expect(try ana.run("sync").output.contains("Ben asks to join"))
    try ana.run("members", "approve", "Ben")
    #expect(try ben.run("sync").output.contains("Joined"))
    let chloe = try site.joiner("Chloé", by: ana)
    let desktop = try site.joiner("Ana", folder: "desktop", by: ana, "--my-device")

    try desktop.run("rate", "R2", "accept=4")
    try ben.run("note", "reply", note, "-m", "Tamarisks do")
    try chloe.run("rate", "R2", "accept=5")
    try expectAgreement([ana, ben, chloe, desktop])
    #expect(try ana.notes().map(\.text) == ["Which trees stand salt?", "Tamarisks do"])
    let members = try chloe.run("members").output
    #expect(members.contains("Ana    admin   2 devices"), "\(members)")
  }

  @Test("An automatic invite is answered by the next sync of an admin, unasked")
  func automatic() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let ana = try site.founder(relay: relay.link)
    let ben = try site.person("Ben")
    let token = try ana.run("invite", "--auto").output
    try ben.run(["join", "--as", "Ben"], input: token, expecting: 3)
    try ana.run("sync")
    #expect(try ben.run("sync").output.contains("Joined"))
    try expectAgreement([ana, ben])
  }

  @Test("An article imported twice is there once")
  func importedTwice() throws {
    let site = try Site()
    let ana = try site.founder()
    let before = try ana.digest()
    #expect(try ana.run("import", site.file("article.md")).output.contains("nothing was changed"))
    #expect(try ana.digest() == before)
  }

  @Test("An article imported on two machines while apart is one article, without a conflict")
  func importedApart() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let ana = try site.person("Ana")
    try ana.run("init", "--title", "Harbour", "--as", "Ana", "--relay", relay.link)
    let ben = try site.joiner("Ben", by: ana)
    let path = try site.write(Fixture.article, to: "article.md")
    for person in [ana, ben] { try person.run("import", path) }
    try ben.run("rate", "R1", "feas=5")
    try expectAgreement([ana, ben])
    #expect(try ana.conflicts().isEmpty)
    let shown = try ana.run("show").output
    #expect(shown.components(separatedBy: "Cooling the harbour").count == 2, "\(shown)")
  }

  @Test(
    "Whatever the order of commands and syncs, all replicas end alike, and so does a late one",
    arguments: seeds(2))
  func anyOrder(seed: UInt64) throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let ana = try site.founder(relay: relay.link)
    let people = [
      ana, try site.joiner("Ben", by: ana), try site.joiner("Chloé", by: ana),
      try site.joiner("Ana", folder: "desktop", by: ana, "--my-device"),
    ]
    var random = SplitMix64(seed: seed)
    for step in 0..<60 {
      guard let person = people.randomElement(using: &random) else { continue }
      try act(person, step, &random)
    }
    let late = try site.joiner("Dora", by: ana)
    try expectAgreement(people + [late])
    #expect(try late.conflicts() == ana.conflicts())
  }

  /// One command of `person`, whatever chance says.
  private func act(_ person: Person, _ step: Int, _ random: inout SplitMix64) throws {
    let target = Bool.random(using: &random) ? "R1" : "R2"
    let value = Int.random(in: 1...9, using: &random)
    let notes = try person.notes()
    switch (Int.random(in: 0..<8, using: &random), notes.randomElement(using: &random)) {
    case (0...1, _): try person.run("sync")
    case (2...3, _): try person.run("rate", target, "feas=\(value)")
    case (4, let note?): try person.run("note", "edit", note.id, "-m", note.text + " and \(step)")
    case (5, let note?):
      try person.run("note", "edit", note.id, "-m", "\(step) before " + note.text)
    case (6, let note?): try person.run("note", "rm", note.id)
    case (7, _):
      guard let conflict = try person.conflicts().randomElement(using: &random) else { break }
      // Refused where it is another's to settle; that too must leave all alike.
      _ = try person.call(
        ["resolve", conflict.id]
          + (conflict.kind == "disagreement" || conflict.kind == "collision"
            ? ["--pick", "1", "-m", "Chance"] : ["--keep"]))
    default: try person.note("Note \(step)", on: target)
    }
  }
}
