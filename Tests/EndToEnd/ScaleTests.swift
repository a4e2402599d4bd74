import Foundation
import Testing

@Suite("Scales, criteria and the rule in force")
struct ScaleTests {
  private static let file = """
    cost: 1 to 5 ordinal
      title: What does it cost?
      1 = a fortune
      5 = nothing
    owner: 1 to 3 nominal
      1 = state
      2 = city
      3 = company

    """

  private func scaled(_ site: Site, _ options: [String]) throws -> Person {
    let ana = try site.person("Ana")
    try ana.run(["init", "--title", "Harbour", "--as", "Ana"] + options)
    try ana.run(["import", try site.write(Fixture.article, to: "article.md")])
    return ana
  }

  @Test(
    "Each template makes a workspace whose criteria can be printed and read back",
    arguments: [("policy", 4), ("ram", 1), ("agree2", 23), ("grade-etd", 10)])
  func template(name: String, count: Int) throws {
    let site = try Site()
    let ana = try scaled(site, ["--template", name])
    let text = try ana.run("criteria").output
    #expect(
      text.split(separator: "\n").count { $0.contains(" to ") && $0.first?.isLetter == true }
        == count)
    struct List: Decodable { let criteria: [Named] }
    struct Named: Decodable { let name: String }
    let json = Data(try ana.run("criteria", "--json").output.utf8)
    #expect(try JSONDecoder().decode(List.self, from: json).criteria.count == count)
    let copy = try site.person("Copy")
    try copy.run(
      ["init", "--title", "Copy", "--as", "Ana", "--criteria", try site.write(text, to: "s.txt")])
    #expect(try copy.run("criteria").output == text)
  }

  @Test("An unknown template, and a template beside a file, make nothing")
  func unknownTemplate() throws {
    let site = try Site()
    let ana = try site.person("Ana")
    let file = try site.write(Self.file, to: "scales.txt")
    for (options, says) in [
      (["--template", "ram2"], "ram"), (["--template", "ram", "--criteria", file], "--criteria"),
    ] {
      let outcome = try ana.call(["init", "--title", "T", "--as", "Ana"] + options)
      #expect(outcome.code == 2, "\(outcome)")
      #expect(outcome.errors.contains(says), "\(outcome)")
      #expect(!FileManager.default.fileExists(atPath: ana.replica))
    }
  }

  @Test("A malformed scale file is refused with its line, and makes nothing")
  func malformedFile() throws {
    let site = try Site()
    let ana = try site.person("Ana")
    let bad = try site.write(Self.file + "  9 = nobody\n", to: "bad.txt")
    let outcome = try ana.call(["init", "--title", "T", "--as", "Ana", "--criteria", bad])
    #expect(outcome.code == 1, "\(outcome)")
    #expect(outcome.errors.contains("line 9: a label is of a value from 1 to 3"), "\(outcome)")
    #expect(!FileManager.default.fileExists(atPath: ana.replica))
    let missing = try ana.call(["init", "--title", "T", "--as", "Ana", "--criteria", "none.txt"])
    #expect(missing.code == 1 && missing.errors.contains("none.txt"), "\(missing)")

    let founder = try scaled(site, ["--criteria", try site.write(Self.file, to: "good.txt")])
    try founder.expectRefusal(["criteria", "set", bad], code: 1, saying: "line 9")
  }

  @Test("A rating off the scale is refused with the scale; labels stand for values")
  func labels() throws {
    let site = try Site()
    let ana = try scaled(site, ["--criteria", try site.write(Self.file, to: "scales.txt")])
    try ana.expectRefusal(["rate", "R1", "cost=6"], code: 1, saying: "1 = a fortune, 5 = nothing")
    try ana.expectRefusal(["rate", "R1", "owner=nobody"], code: 1, saying: "1 = state")
    try ana.expectRefusal(["rate", "R1", "owner=c"], code: 1, saying: "2 city, 3 company")
    try ana.expectRefusal(
      ["decide", "R1", "cost", "6", "-m", "x"], code: 1, saying: "1 = a fortune")
    let rated = try ana.run("rate", "R1", "cost=a fortune", "owner=ci").output
    #expect(rated.contains("cost: 1 a fortune") && rated.contains("owner: 2 city"), "\(rated)")
    try ana.run("rate", "R2", "cost=no-opinion")
    #expect(try ana.run("ratings", "R2").output.contains("?"))
  }

  @Test("Criteria are added and changed, and ratings off a changed scale wait for it")
  func change() throws {
    let site = try Site()
    let ana = try scaled(site, ["--criteria", try site.write(Self.file, to: "scales.txt")])
    try ana.run("rate", "R1", "cost=5")
    let narrow = try site.write("cost: 1 to 4 ordinal\nrisk: 1 to 9 ordinal\n", to: "narrow.txt")
    let changed = try ana.run("criteria", "set", narrow).output
    #expect(changed.contains("Changed cost") && changed.contains("Added risk"), "\(changed)")
    func panel() throws -> Int? {
      struct Report: Decodable { let recommendations: [Section] }
      struct Section: Decodable { let criteria: [Item] }
      struct Item: Decodable {
        let criterion: String
        let n: Int
      }
      let json = Data(try ana.run("agreement", "R1", "--json").output.utf8)
      return try JSONDecoder().decode(Report.self, from: json).recommendations.first?.criteria
        .first { $0.criterion == "cost" }?.n
    }
    #expect(try panel() == 0)
    try ana.run("criteria", "set", try site.write(Self.file, to: "wide.txt"))
    #expect(try panel() == 1)
    #expect(try ana.run("criteria").output.contains("risk: 1 to 9 ordinal"))
  }

  @Test("The rule in force is shown and set, and nonsense is refused")
  func rule() throws {
    let ana = try Site().founder()
    #expect(try ana.run("rule").output.contains("percentiles R6"))
    for (words, says) in [
      (["rule", "set", "nonsense"], "nonsense"),
      (["rule", "set", "ipras", "--percentiles", "R5"], "R5"),
      (["rule", "set", "ipras", "--threshold", "80"], "--threshold"),
      (["rule", "set", "percent", "--percentiles", "R7"], "percentiles"),
      (["rule", "set", "percent", "--threshold", "0"], "threshold"),
      (["rule", "set", "percent", "--threshold", "101"], "threshold"),
      (["agreement", "--rule", "nonsense"], "nonsense"),
      (["agreement", "--threshold", "80"], "--threshold"),
    ] {
      try ana.expectRefusal(words, code: 2, saying: says)
    }
    try ana.expectRefusal(["agreement", "R9"], code: 1, saying: "R9")
    try ana.run("rule", "set", "percent", "--threshold", "80")
    #expect(try ana.run("rule").output.contains("80 %"))
    #expect(try ana.run("rule", "--json").output.contains("\"threshold\":\"80 %\""))
    #expect(try ana.run("criteria").output.hasPrefix("# Disagreement: fewer than 80 %"))
  }
}
