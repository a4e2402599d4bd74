import Foundation
import Testing

@Suite("Undo, redo, and looking back")
struct HistoryTests {
  /// A change as `concord log --json` lists it.
  private struct Listed: Decodable {
    let id: String
    let author: String
    let summary: String
    let undoneBy: [String]
  }

  private func log(_ person: Person, _ options: String...) throws -> [Listed] {
    struct List: Decodable { let changes: [Listed] }
    let output = try person.run(["log", "--json"] + options).output
    return try JSONDecoder().decode(List.self, from: Data(output.utf8)).changes
  }

  private func feasibility(_ person: Person) throws -> [Int] {
    // A rating that was taken back has a word for a value.
    struct Rating: Decodable {
      enum Keys: String, CodingKey { case value }
      let value: Int?
      init(from decoder: any Decoder) throws {
        value = try? decoder.container(keyedBy: Keys.self).decode(Int.self, forKey: .value)
      }
    }
    struct Criterion: Decodable {
      let criterion: String
      let ratings: [Rating]
    }
    struct List: Decodable { let ratings: [Criterion] }
    let output = try person.run("ratings", "R1", "--json").output
    return try JSONDecoder().decode(List.self, from: Data(output.utf8)).ratings
      .first { $0.criterion == "feasibility" }?.ratings.compactMap(\.value) ?? []
  }

  @Test("undo goes back step by step, redo forth, and the log tells of both")
  func steps() throws {
    let ana = try Site().founder()
    try ana.run("rate", "R1", "feas=3")
    try ana.run("rate", "R1", "feas=8")
    let preview = try ana.run("undo", "--dry-run").output
    #expect(preview.contains("Would undo") && preview.contains("8 → 3"), "\(preview)")
    #expect(try feasibility(ana) == [8])
    let undo = try ana.run("undo", "-m", "a slip").output
    #expect(undo.contains("8 → 3") && undo.contains("concord redo"), "\(undo)")
    #expect(try feasibility(ana) == [3])
    #expect(try log(ana)[0].summary.hasPrefix("undid h"))
    #expect(try log(ana)[0].summary.hasSuffix(": a slip"))
    #expect(try log(ana)[1].undoneBy == [log(ana)[0].id])
    try ana.run("undo")
    #expect(try feasibility(ana) == [])
    try ana.run("redo")
    try ana.run("redo")
    #expect(try feasibility(ana) == [8])
    try ana.expectRefusal(["redo"], code: 1, saying: "nothing to redo")
  }

  @Test("Another's synced change is undone under one's own name, and only what is still theirs")
  func others() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let ana = try site.founder(relay: relay.link)
    try ana.run("sync")
    let ben = try site.joiner("Ben", by: ana)
    let note = try ana.note("one two three four")
    try ana.run("sync")
    try ben.run("sync")
    try ben.run("note", "edit", note, "-m", "one TWO three four", "--tag", "law")
    try ben.run("rate", "R1", "feas=3")
    try ben.run("sync")
    try ana.run("sync")
    try ana.run("note", "edit", note, "-m", "one TWO three FOUR")
    let theirs = try log(ana, "--by", "Ben")
    let rating = try #require(theirs.first { $0.summary.contains("rated") }).id
    try ana.expectRefusal(["undo", rating], code: 1, saying: "only Ben can say")
    let edit = try #require(theirs.first { $0.summary.contains("edited") }).id
    let undo = try ana.run("undo", edit).output
    #expect(undo.contains("[-TWO-]{+two+}"), "\(undo)")
    #expect(try ana.notes().map(\.text) == ["one two three FOUR"])
    try ana.expectRefusal(["undo", edit], code: 1, saying: "was undone already, by you")
    try expectAgreement([ana, ben])
    #expect(try ben.notes().map(\.text) == ["one two three FOUR"])
    #expect(try log(ben)[0].author == "Ana")
    try ben.run("redo", edit)
    try expectAgreement([ana, ben])
    #expect(try ana.notes().map(\.text) == ["one TWO three FOUR"])
  }

  @Test("Two people who undo one edit are told of it")
  func twice() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let ana = try site.founder(relay: relay.link)
    try ana.run("sync")
    let ben = try site.joiner("Ben", by: ana)
    let note = try ana.note("one two three")
    try ana.run("note", "edit", note, "-m", "one three")
    try expectAgreement([ana, ben])
    let edit = try #require(try log(ana).first { $0.summary.contains("edited") }).id
    try ana.run("undo", edit)
    try ben.run("undo", edit)
    try expectAgreement([ana, ben])
    #expect(try ana.conflicts().map(\.kind) == ["both edited"])
    #expect(try log(ana).first { $0.id == edit }?.undoneBy.count == 2)
  }

  @Test("A deleted note comes back, a new one goes, and the article goes while nothing is on it")
  func objects() throws {
    let ana = try Site().founder()
    let note = try ana.note("one two three")
    try ana.run("note", "rm", note)
    try ana.run("undo")
    #expect(try ana.notes().count == 1)
    let addition = try #require(try log(ana).last { $0.summary.contains("wrote") }).id
    try ana.run("undo", addition)
    #expect(try ana.notes().isEmpty)
    try ana.run("redo")
    #expect(try ana.notes().map(\.text) == ["one two three"])
    let article = try #require(try log(ana).first { $0.summary.contains("imported") }).id
    try ana.expectRefusal(["undo", article], code: 1, saying: "something was written by you since")
    try ana.run("undo", addition)
    try ana.run("undo", article)
    #expect(try ana.run("show").output.contains("No article yet"))
    try ana.run("redo")
    #expect(try ana.run("show", "R1").output.contains("Plant trees"))
  }

  @Test("A note's history lists its changes, shows and restores any of them; blame names authors")
  func noteHistory() throws {
    let ana = try Site().founder()
    let note = try ana.note("one two three")
    let first = try log(ana)[0].id
    try ana.run("note", "edit", note, "-m", "one three four")
    let history = try ana.run("note", "history", note).output
    #expect(history.contains("{+four+}") || history.contains("{+ four+}"), "\(history)")
    #expect(try ana.run("note", "history", note, "--at", first).output == "one two three\n")
    try ana.run("note", "history", note, "--restore", first, "-m", "It was better")
    #expect(try ana.notes().map(\.text) == ["one two three"])
    #expect(try log(ana)[0].summary.contains("It was better"))
    try ana.expectRefusal(
      ["note", "history", note, "--restore", first], code: 1, saying: "says that already")
    try ana.expectRefusal(
      ["note", "history", note, "--at", "2001-01-01"], code: 1, saying: "was not written then")
    try ana.expectRefusal(
      ["note", "history", note, "--at", "tomorrow"], code: 1, saying: "no point of the history")
    let blame = try ana.run("blame", note).output
    #expect(blame.contains("you") && blame.contains(first), "\(blame)")
    try ana.run("note", "rm", note)
    try ana.expectRefusal(
      ["note", "history", note, "--restore", first], code: 1, saying: "was deleted")
    try ana.expectRefusal(["blame", note], code: 1, saying: "was deleted")
  }

  @Test("diff shows values and words between any two points, and who changed them")
  func diff() throws {
    let ana = try Site().founder()
    let note = try ana.note("one two three")
    try ana.run("rate", "R1", "feas=3")
    let point = try log(ana)[0].id
    #expect(try ana.run("diff", point).output == "Nothing changed.\n")
    try ana.run("note", "edit", note, "-m", "one 2 three")
    try ana.run("rate", "R1", "feas=8")
    let output = try ana.run("diff", point).output
    #expect(output.contains("R1 feasibility  3 → 8  you"), "\(output)")
    #expect(output.contains("one [-two-]{+2+} three"), "\(output)")
    let reverse = try ana.run("diff", "now", point).output
    #expect(reverse.contains("R1 feasibility  8 → 3"), "\(reverse)")
    #expect(reverse.contains("{+two+}") && reverse.contains("[-2-]"), "\(reverse)")
    #expect(!(try ana.run("diff", point, "--on", "R1").output.contains("three")))
    #expect(try ana.run("diff", "yesterday").output.contains("{+one 2 three+}"))
    try ana.expectRefusal(["diff", "25:00"], code: 1, saying: "no point of the history")
    try ana.expectRefusal(["diff", point, "--on", "R9"], code: 1, saying: "R9")
  }

  @Test("log filters by person, kind, thing and time, and shows one change in full")
  func filters() throws {
    let ana = try Site().founder()
    let note = try ana.note("one two three")
    try ana.run("rate", "R2", "feas=3")
    try ana.run("rate", "R2", "feas=5")
    #expect(try log(ana, "--kind", "rating").count == 2)
    #expect(try log(ana, "--on", "R1").count == 2)
    #expect(try log(ana, "--on", note).count == 1)
    #expect(try log(ana, "--since", "yesterday").count == 5)
    #expect(try log(ana, "--since", log(ana)[1].id).count == 1)
    #expect(try log(ana, "--by", "Ana", "-n", "2").count == 2)
    let full = try ana.run("log", log(ana)[0].id).output
    #expect(full.contains("R2 feasibility  3 → 5"), "\(full)")
    let graph = try ana.run("log", "--graph").output
    #expect(graph.components(separatedBy: "\n").filter { $0.hasPrefix("*") }.count == 5)
    try ana.expectRefusal(["log", "--kind", "ratings"], code: 2, saying: "--kind takes")
    try ana.expectRefusal(["log", "hzzzzzz"], code: 1, saying: "names nothing here")
    try ana.expectRefusal(["undo", "hzzzzzz"], code: 1, saying: "names nothing here")
    try ana.expectRefusal(["log", "--all", "-n", "3"], code: 2, saying: "one of")
  }
}
