import Foundation
import Testing

@Suite("Ratings as an analyst types them")
struct RatingTests {
  /// A rating as `concord ratings --json` lists it.
  private struct Listed: Decodable, Equatable {
    let value: Int
    let confidence: String?
    let reason: String
  }

  /// The rating of R1's feasibility.
  private func rating(of person: Person) throws -> Listed? {
    struct Criterion: Decodable {
      let criterion: String
      let ratings: [Listed]
    }
    struct List: Decodable { let ratings: [Criterion] }
    let output = try person.run("ratings", "R1", "--json").output
    return try JSONDecoder().decode(List.self, from: Data(output.utf8)).ratings
      .first { $0.criterion == "feasibility" }?.ratings.first
  }

  @Test("A value given again keeps its reason and confidence, and takes new ones")
  func repeated() throws {
    let ana = try Site().founder()
    try ana.run("rate", "R1", "feas=3", "--confidence", "high", "-m", "Needs a vote")
    let again = try ana.run("rate", "R1", "feas=3").output
    #expect(!again.contains("dropped"), "\(again)")
    #expect(try rating(of: ana) == Listed(value: 3, confidence: "high", reason: "Needs a vote"))
    let surer = try ana.run("rate", "R1", "feas=3", "--confidence", "low").output
    #expect(!surer.contains("dropped"), "\(surer)")
    #expect(try rating(of: ana) == Listed(value: 3, confidence: "low", reason: "Needs a vote"))
    try ana.run("rate", "R1", "feas=3", "-m", "")
    #expect(try rating(of: ana) == Listed(value: 3, confidence: "low", reason: ""))
  }

  @Test("Another value starts without them, and says what was dropped")
  func changed() throws {
    let ana = try Site().founder()
    try ana.run("rate", "R1", "feas=3", "--confidence", "high", "-m", "Needs a vote")
    let changed = try ana.run("rate", "R1", "feas=4").output
    #expect(changed.contains("reason dropped: \"Needs a vote\""), "\(changed)")
    #expect(changed.contains("confidence dropped: high"), "\(changed)")
    #expect(try rating(of: ana) == Listed(value: 4, confidence: nil, reason: ""))
    // Whoever gives a new reason knows that it takes the place of the old one.
    try ana.run("rate", "R1", "feas=4", "-m", "The vote is sure")
    let replaced = try ana.run("rate", "R1", "feas=5", "-m", "It was held").output
    #expect(!replaced.contains("dropped"), "\(replaced)")
  }

  @Test("The table stands below a blank line, and no line ends in spaces")
  func table() throws {
    let ana = try Site().founder()
    try ana.run("rate", "R1", "feas=3")
    for output in [try ana.run("ratings").output, try ana.run("ratings", "R1").output] {
      let lines = output.components(separatedBy: "\n")
      #expect(lines[0].hasPrefix("1 = poor"), "\(output)")
      #expect(lines[1].isEmpty && !lines[2].isEmpty, "\(output)")
      #expect(!lines.contains { $0.hasSuffix(" ") }, "\(output)")
    }
  }
}
