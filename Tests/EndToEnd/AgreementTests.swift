import Foundation
import Testing

/// What `concord agreement --json` prints, as far as these tests look.
private struct Report: Decodable {
  struct State: Decodable, Equatable {
    let id: String
    let frontier: [String]
    let membershipHead: String
  }
  struct Rule: Decodable { let name: String }
  struct Verdict: Decodable { let verdict: String }
  struct Judged: Decodable {
    let n: Int
    let value: Verdict?
    let undefined: String?
    let caution: String?
  }
  struct Item: Decodable {
    let criterion: String
    let n: Int
    let verdict: Judged
  }
  struct Section: Decodable { let criteria: [Item] }

  let state: State
  let rule: Rule
  let recommendations: [Section]

  func item(_ criterion: String) -> Item? {
    recommendations.first?.criteria.first { $0.criterion == criterion }
  }
}

private struct Team {
  let relay: RunningRelay
  let ana: Person
  let ben: Person
  let chloe: Person
  var all: [Person] { [ana, ben, chloe] }

  init() throws {
    let site = try Site()
    relay = try RunningRelay(site)
    ana = try site.founder(relay: relay.link)
    ben = try site.joiner("Ben", by: ana)
    chloe = try site.joiner("Chloé", by: ana)
    try expectAgreement(all)
  }
}

@Suite("Agreement")
struct AgreementTests {
  private func report(_ person: Person, _ words: String...) throws -> Report {
    try JSONDecoder().decode(
      Report.self, from: Data(try person.run(["agreement"] + words + ["--json"]).output.utf8))
  }

  @Test("Everybody sees the same figures of the same state, and each names what it rests on")
  func figures() throws {
    let team = try Team()
    for (person, feasibility, effectiveness) in [(team.ana, 2, 7), (team.ben, 8, 8)] {
      try person.run("rate", "R1", "feas=\(feasibility)", "eff=\(effectiveness)")
      try person.run("rate", "R2", "eff=\(effectiveness - 4)")
    }
    try team.chloe.run("rate", "R1", "feas=no-opinion", "eff=9")
    let before = try report(team.ana).state
    #expect(try report(team.ben).state != before)
    try expectAgreement(team.all)

    let reports = try team.all.map { try $0.run("agreement", "--json").output }
    #expect(Set(reports).count == 1)
    let report = try report(team.ana)
    #expect(report.state.id.count == 10 && !report.state.frontier.isEmpty)
    let feasibility = try #require(report.item("feasibility"))
    #expect(feasibility.n == 2)
    #expect(feasibility.verdict.value?.verdict == "disagreement")
    #expect(feasibility.verdict.caution != nil)
    #expect(report.item("effectiveness")?.n == 3)
    #expect(report.item("effectiveness")?.verdict.value?.verdict == "agreement")
    #expect(report.item("affordability")?.verdict.undefined == "no ratings")

    let text = try team.ana.run("agreement").output
    for part in [
      "R1", "R2", "Across recommendations", "alpha: ordinal", "percentiles R6", "Caution",
      report.state.id,
    ] {
      #expect(text.contains(part), "\(part): \(text)")
    }
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(text)")
    #expect(try !team.ana.run("agreement", "R1").output.contains("Across"))
  }

  @Test("The rule of the workspace decides what is open, for everybody; another one only answers")
  func rule() throws {
    let team = try Team()
    for (person, value) in zip(team.all, [6, 6, 7]) {
      try person.run("rate", "R1", "feas=\(value)")
    }
    try expectAgreement(team.all)
    for person in team.all { #expect(try person.conflicts().isEmpty) }
    let asked = try report(team.ana, "--rule", "percent", "--threshold", "80")
    #expect(asked.item("feasibility")?.verdict.value?.verdict == "no consensus")
    #expect(try team.ana.conflicts().isEmpty)

    try team.ben.run("rule", "set", "percent", "--threshold", "80")
    try expectAgreement(team.all)
    for person in team.all { #expect(try person.conflicts().map(\.kind) == ["disagreement"]) }
    #expect(
      try report(team.chloe).item("feasibility")?.verdict.value?.verdict == "disagreement")
    try team.ben.run("rule", "set", "ipras")
    try expectAgreement(team.all)
    for person in team.all { #expect(try person.conflicts().isEmpty) }
  }

  @Test("A third person adjudicates, raters cannot, and dissent comes out in every export")
  func adjudication() throws {
    let team = try Team()
    try team.ana.run("rate", "R1", "feas=2")
    try team.ben.run("rate", "R1", "feas=8")
    try expectAgreement(team.all)
    let id = try #require(try team.chloe.conflicts().first).id
    try team.ana.expectRefusal(
      ["resolve", id, "--value", "6", "--adjudicate", "-m", "x"], code: 1, saying: "yourself")
    try team.ana.expectRefusal(
      ["decide", "R1", "feas", "6", "--adjudicate", "-m", "x"], code: 1, saying: "yourself")
    try team.chloe.expectRefusal(
      ["resolve", id, "--median", "--adjudicate", "-m", "x"], code: 2, saying: "--adjudicate")
    let settled = try team.chloe.run(
      "resolve", id, "--value", "6", "--adjudicate", "-m", "Heard both"
    ).output
    #expect(settled.contains("third person"), "\(settled)")
    try expectAgreement(team.all)
    try team.ben.run("dissent", "R1", "feas", "-m", "The quay is ours")
    try expectAgreement(team.all)
    for person in team.all {
      #expect(try person.conflicts().isEmpty)
      let export = try person.run("export").output
      #expect(export.contains("adjudicated") && export.contains("Heard both"), "\(export)")
      #expect(export.contains("dissent by Ben on feasibility, keeping 8: The quay is ours"))
      let shown = try person.run("ratings", "R1").output
      #expect(shown.contains("adjudicated") && shown.contains("The quay is ours"), "\(shown)")
    }
    // A rating that agrees later leaves it closed; one that contradicts it opens it again.
    try team.chloe.run("rate", "R1", "feas=5")
    try expectAgreement(team.all)
    #expect(try team.ana.conflicts().isEmpty)
    try team.chloe.run("rate", "R1", "feas=9")
    try expectAgreement(team.all)
    #expect(try team.ana.conflicts().map(\.id) == [id])
  }
}
