import Foundation
import Testing

@Suite("Blind rounds")
struct RoundTests {
  /// A round as `concord round status --json` lists it.
  private struct Listed: Decodable {
    struct Item: Decodable {
      let recommendation: String
      let criterion: String
      let n: Int
      let ratings: [Rating]
    }
    struct Rating: Decodable, Equatable {
      let member: String
      let state: String
      let value: Int?
      let blind: Bool
      let late: Bool
    }
    let round: String
    let open: Bool
    let items: [Item]
  }

  private func rounds(_ person: Person) throws -> [Listed] {
    struct List: Decodable { let rounds: [Listed] }
    let output = try person.run("round", "status", "--json").output
    return try JSONDecoder().decode(List.self, from: Data(output.utf8)).rounds
  }

  private func ratings(_ person: Person, of criterion: String = "cost") throws -> [Listed.Rating] {
    try rounds(person).first?.items.first { $0.criterion == criterion }?.ratings ?? []
  }

  /// A value that no other bytes look like: as it stands in a cell, between two integers.
  private static let value = 271_828
  private static let valueBytes = Data([0x03, 0xa8, 0x97, 0x21, 0x03])
  private static let reason = "Marker-reason"

  private func team(_ site: Site, _ relay: RunningRelay) throws -> (ana: Person, ben: Person) {
    let ana = try site.founder(relay: relay.link)
    let scale = try site.write("cost: 0 to 999999 interval\n", to: "scale.txt")
    try ana.run("criteria", "set", scale)
    let ben = try site.joiner("Ben", by: ana)
    try expectAgreement([ana, ben])
    return (ana, ben)
  }

  @Test("Before the end nobody can tell a value: no screen, no file, no relay; after it, all do")
  func hidden() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let (ana, ben) = try team(site, relay)
    try ana.run("round", "open", "R1", "--title", "First")
    let said = try ana.run("rate", "R1", "cost=\(Self.value)", "-m", Self.reason).output
    #expect(said.contains("blind"), "\(said)")
    try ana.run("sync")
    let news = try ben.run("sync").output
    #expect(news.contains("opened round") && news.contains("hidden"), "\(news)")
    try ben.run("rate", "R1", "cost=900000", "-m", "Marker-ben")
    try expectAgreement([ana, ben])

    try expectNoTrace(of: ana, with: ben, relay)
    // Proves that the search finds what is there: the value lies sealed on Ana's device.
    #expect(try contents(ana.replica).range(of: Self.valueBytes) != nil)
    #expect(try ana.conflicts().isEmpty)
    #expect(try ana.run("ratings", "R1").output.contains("\(Self.value)"))
    let seen = try ratings(ben).sorted { $0.member < $1.member }
    #expect(
      seen == [
        .init(member: "Ana", state: "hidden", value: nil, blind: true, late: false),
        .init(member: "Ben", state: "hidden", value: 900_000, blind: true, late: false),
      ])

    try ana.run("round", "close")
    try ana.run("sync")
    try ben.run("sync")
    try expectAgreement([ana, ben])
    for person in [ana, ben] {
      let item = try rounds(person).first?.items.first { $0.criterion == "cost" }
      #expect(item?.n == 2)
      let values = Dictionary(
        uniqueKeysWithValues: (item?.ratings ?? []).map { ($0.member, $0.value) })
      #expect(values == ["Ana": Self.value, "Ben": 900_000])
      #expect(item?.ratings.allSatisfy { $0.blind && !$0.late && $0.state == "opened" } == true)
      #expect(try person.conflicts().count == 1)
      #expect(try person.run("ratings", "R1", "--json").output.contains(Self.reason))
    }
  }

  /// Expects nothing of `author`'s rating at `other`'s, on a screen or in a file, or at the relay.
  private func expectNoTrace(
    of author: Person, with other: Person, _ relay: RunningRelay
  ) throws {
    let log = try other.run("log", "--all", "--json").output
    struct List: Decodable {
      struct Change: Decodable { let id: String }
      let changes: [Change]
    }
    let changes = try JSONDecoder().decode(List.self, from: Data(log.utf8)).changes
    let screens =
      [
        ["ratings"], ["ratings", "--json"], ["ratings", "R1"], ["show", "R1"],
        ["show", "R1", "--json"], ["log", "--all"], ["log", "--all", "--json"],
        ["diff", changes[changes.count - 1].id], ["diff", changes[changes.count - 1].id, "--json"],
        ["conflicts", "--json"], ["agreement", "--json"], ["agreement"], ["status", "--json"],
        ["round", "status"], ["round", "status", "--json"], ["export", "--format", "md"],
        ["export", "--format", "json"], ["export", "--format", "csv"],
        ["export", "--format", "jsonld"], ["search", "Marker", "--json"],
      ] + changes.flatMap { [["log", $0.id], ["log", $0.id, "--json"]] }
    for words in screens {
      let output = try other.run(words).output
      #expect(!output.contains(Self.reason), "\(words): \(output)")
      #expect(!output.contains("\(Self.value)"), "\(words): \(output)")
    }
    for folder in [other.replica, relay.data] {
      let whole = try contents(folder)
      #expect(whole.count > 4_096)
      #expect(whole.range(of: Data(Self.reason.utf8)) == nil)
      #expect(whole.range(of: Self.valueBytes) == nil)
    }
  }

  private func contents(_ folder: String) throws -> Data {
    try FileManager.default.contentsOfDirectory(atPath: folder).reduce(into: Data()) {
      $0.append(FileManager.default.contents(atPath: "\(folder)/\($1)") ?? Data())
    }
  }

  @Test("What was rated plainly, unaware of a round, stays hidden until the end and is not blind")
  func plain() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let (ana, ben) = try team(site, relay)
    try ana.run("round", "open")
    try ben.run("rate", "R1", "cost=\(Self.value)", "-m", Self.reason)
    try ben.run("sync")
    let news = try ana.run("sync").output
    #expect(!news.contains("\(Self.value)"), "\(news)")
    for words in [
      ["ratings", "--json"], ["log", "--json"], ["export"], ["round", "status"],
      ["search", "Marker", "--json"], ["todo", "--json"], ["conflicts", "--json"],
    ] {
      let output = try ana.run(words).output
      #expect(!output.contains(Self.reason) && !output.contains("\(Self.value)"), "\(output)")
    }
    try ana.run("round", "close")
    try ana.run("sync")
    #expect(
      try ratings(ana) == [
        .init(member: "Ben", state: "plain", value: Self.value, blind: false, late: false)
      ])
  }

  @Test("A rating made apart from the closing counts, and is marked as late")
  func late() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let (ana, ben) = try team(site, relay)
    try ana.run("round", "open")
    try expectAgreement([ana, ben])
    try ana.run("round", "close")
    try ben.run("rate", "R1", "cost=9")
    try expectAgreement([ana, ben])
    #expect(
      try ratings(ana) == [
        .init(member: "Ben", state: "opened", value: 9, blind: true, late: true)
      ])
  }

  @Test("Only who opened a round or was an admin then may close it, once, and for good")
  func closing() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let (ana, ben) = try team(site, relay)
    try ana.expectRefusal(["round", "close"], code: 1, saying: "no round is open")
    try ana.run("round", "open")
    try expectAgreement([ana, ben])
    try ben.expectRefusal(["round", "close"], code: 1, saying: "may close it: Ana")
    let id = try #require(try rounds(ana).first?.round)
    try ana.run("round", "close", id)
    try ana.expectRefusal(["round", "close", id], code: 1, saying: "is closed already")
    try ana.expectRefusal(["undo"], code: 1, saying: "done for good")
    try ana.expectRefusal(["round", "close", "bzzz"], code: 1, saying: "bzzz")
    #expect(try ana.run("round", "status").output.contains("closed by you"))
  }

  @Test("Without a relay, openings travel in bundles")
  func bundles() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let (ana, ben) = try team(site, relay)
    func hand(_ name: String, from one: Person, to other: Person) throws {
      let path = site.file(name)
      try one.run("bundle", "create", path)
      try other.run("bundle", "apply", path)
    }
    try ana.run("round", "open")
    try hand("open", from: ana, to: ben)
    try ben.run("rate", "R1", "cost=5")
    try hand("rated", from: ben, to: ana)
    try ana.run("round", "close")
    try hand("closed", from: ana, to: ben)
    try hand("opened", from: ben, to: ana)
    #expect(
      try ratings(ana) == [
        .init(member: "Ben", state: "opened", value: 5, blind: true, late: false)
      ])
  }

  @Test("A second round tells how many kept to what they said in the first")
  func stability() throws {
    let site = try Site()
    let ana = try site.founder()
    for values in [["R1", "feas=3", "eff=7"], ["R1", "feas=5", "eff=7"]] {
      try ana.run("round", "open")
      try ana.run(["rate"] + values)
      try ana.run("round", "close")
      // A later rating in the open changes nothing of what a round came to.
      try ana.run("rate", "R1", "feas=9")
    }
    let id = try #require(try rounds(ana).last?.round)
    let output = try ana.run("round", "status", id).output
    #expect(output.contains("0.0 % of 1 rater unchanged, median moved by 2"), "\(output)")
    #expect(output.contains("100.0 % of 1 rater unchanged"), "\(output)")
  }
}
