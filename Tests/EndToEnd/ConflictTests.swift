import Foundation
import Testing

/// Ana on two devices, Ben and Chloé, all in step.
private struct Team {
  let relay: RunningRelay
  let ana: Person
  let desktop: Person
  let ben: Person
  let chloe: Person
  var all: [Person] { [ana, desktop, ben, chloe] }

  init() throws {
    let site = try Site()
    relay = try RunningRelay(site)
    ana = try site.founder(relay: relay.link)
    desktop = try site.joiner("Ana", folder: "desktop", by: ana, "--my-device")
    ben = try site.joiner("Ben", by: ana)
    chloe = try site.joiner("Chloé", by: ana)
    try expectAgreement(all)
  }

  /// Syncs everybody, and returns the one conflict that all of them list.
  func onlyConflict(_ kind: String) throws -> ListedConflict {
    try expectAgreement(all)
    let lists = try all.map { try $0.conflicts() }
    for list in lists { #expect(list == lists[0]) }
    let conflict = try #require(lists[0].first)
    #expect(lists[0].count == 1)
    #expect(conflict.kind == kind)
    return conflict
  }

  func expectNoConflict() throws {
    try expectAgreement(all)
    for person in all { #expect(try person.conflicts().isEmpty) }
  }
}

@Suite("Conflicts")
struct ConflictTests {
  @Test("A rating written on two devices waits for its member, and for nobody else")
  func collision() throws {
    let team = try Team()
    try team.ana.run("rate", "R2", "eff=3")
    try team.desktop.run("rate", "R2", "eff=6")
    let conflict = try team.onlyConflict("collision")
    #expect(conflict.waitsFor == "Ana")
    #expect(conflict.values.map(\.value).sorted() == ["3", "6"])

    for other in [team.ben, team.chloe] {
      try other.expectRefusal(["resolve", conflict.id, "--pick", "1"], code: 1, saying: "Ana")
    }
    try team.desktop.run("resolve", conflict.id, "--value", "5")
    try team.expectNoConflict()
    #expect(try team.ben.run("ratings").output.contains("5"))

    try team.ana.run("rate", "R2", "eff=1")
    try team.desktop.run("rate", "R2", "eff=9")
    #expect(try team.onlyConflict("collision").id == conflict.id)
    try team.ana.run("resolve", conflict.id, "--pick", "2")
    try team.expectNoConflict()
  }

  @Test("Ratings that diverge are a disagreement, until a decision says why")
  func disagreement() throws {
    let team = try Team()
    try team.ana.run("rate", "R1", "feas=2")
    try team.ben.run("rate", "R1", "feas=8")
    try team.chloe.run("rate", "R1", "feas=6")
    let conflict = try team.onlyConflict("disagreement")
    #expect(conflict.values.map(\.value).sorted() == ["2", "6", "8"])
    #expect(try team.ana.call(["conflicts", "--check"]).code == 3)
    #expect(try team.ana.call(["sync", "--check"]).code == 3)

    let unsaid = try team.chloe.call(["resolve", conflict.id, "--median"])
    #expect(unsaid.code == 1 || unsaid.code == 2, "a reason is needed: \(unsaid)")
    try team.chloe.run("resolve", conflict.id, "--median", "-m", "Between the two")
    try team.expectNoConflict()
    #expect(try team.ben.run("conflicts", "--check").code == 0)
    #expect(try team.ben.run("ratings").output.contains("decided 6"))

    try team.ben.run("rate", "R1", "feas=1")
    #expect(try team.onlyConflict("disagreement").id == conflict.id)
    try team.ben.run("resolve", conflict.id, "--pick", "1", "-m", "The budget fell")
    try team.expectNoConflict()
  }

  @Test("A later rating that the decision agrees with leaves it settled")
  func consistentRating() throws {
    let team = try Team()
    try team.ana.run("rate", "R1", "feas=2")
    try team.ben.run("rate", "R1", "feas=8")
    let conflict = try team.onlyConflict("disagreement")
    try team.ana.run("resolve", conflict.id, "--value", "7", "-m", "Ben has the figures")
    try expectAgreement(team.all)
    try team.chloe.run("rate", "R1", "feas=8")
    try team.expectNoConflict()
  }

  @Test("A decision stands beside a dissent, which is recorded by name")
  func dissent() throws {
    let team = try Team()
    try team.ana.run("rate", "R1", "feas=2")
    try team.ben.run("rate", "R1", "feas=8")
    let conflict = try team.onlyConflict("disagreement")
    try team.ana.run("resolve", conflict.id, "--value", "7", "-m", "Ben has the figures")
    try team.ana.run("dissent", "R1", "feas", "-m", "I keep my two")
    try team.expectNoConflict()
    #expect(try team.ben.run("export").output.contains("I keep my two"))
  }

  @Test("What nobody disputes can be decided at once")
  func agreed() throws {
    let team = try Team()
    try team.ana.run("rate", "R1", "feas=7")
    try team.ben.run("rate", "R1", "feas=7")
    try expectAgreement(team.all)
    #expect(try team.chloe.run("decide", "--agreed").output.contains("7"))
    try team.expectNoConflict()
    #expect(try team.ana.run("ratings").output.contains("decided 7"))
  }

  @Test("An edit that met a deletion keeps the note until somebody chooses")
  func deletion() throws {
    let team = try Team()
    let note = try team.ana.note("Doomed")
    try expectAgreement(team.all)
    try team.ana.run("note", "rm", note)
    try team.ben.run("note", "edit", note, "-m", "Doomed? Never")
    let conflict = try team.onlyConflict("edit met deletion")
    #expect(try team.chloe.notes().map(\.text) == ["Doomed? Never"])

    try team.chloe.run("resolve", conflict.id, "--keep")
    try team.expectNoConflict()
    #expect(try team.ana.notes().map(\.text) == ["Doomed? Never"])

    try team.ana.run("note", "rm", note)
    try team.ben.run("note", "edit", note, "-m", "Doomed? Never ever")
    #expect(try team.onlyConflict("edit met deletion").id == conflict.id)
    try team.ben.run("resolve", conflict.id, "--delete")
    try team.expectNoConflict()
    #expect(try team.ana.notes().isEmpty)
  }

  @Test("A reply to a deleted note keeps its place, until both are kept or both are deleted")
  func replyToADeletedNote() throws {
    let team = try Team()
    let note = try team.ana.note("Is there water?")
    try expectAgreement(team.all)
    try team.ana.run("note", "rm", note)
    try team.ben.run("note", "reply", note, "-m", "There is")
    let conflict = try team.onlyConflict("edit met deletion")
    #expect(conflict.values.map(\.value) == ["deleted", "replied"])
    #expect(conflict.values.map(\.member) == ["Ana", "Ben"])
    #expect(try team.chloe.notes().map(\.text) == ["", "There is"])
    #expect(try team.chloe.run("conflicts").output.contains("reply by Ben"))

    try team.chloe.run("resolve", conflict.id, "--keep")
    try team.expectNoConflict()
    #expect(try team.ana.notes().map(\.text) == ["Is there water?", "There is"])

    // This time whoever deletes has the reply in view, and is told.
    let outcome = try team.ana.run("note", "rm", note)
    #expect(outcome.output.contains("resolve \(conflict.id) --delete"), "\(outcome)")
    #expect(try team.onlyConflict("edit met deletion").id == conflict.id)
    try team.ben.run("resolve", conflict.id, "--delete")
    try team.expectNoConflict()
    #expect(try team.ana.notes().isEmpty)
  }

  @Test("A passage that two people changed while apart is merged, and shown until it is reviewed")
  func bothEdited() throws {
    let team = try Team()
    let note = try team.ana.note("The quay needs shade")
    try expectAgreement(team.all)
    try team.ana.run("note", "edit", note, "-m", "The quay badly needs shade")
    try team.ben.run("note", "edit", note, "-m", "The quay needs much shade")
    let conflict = try team.onlyConflict("both edited")
    #expect(try team.chloe.notes().map(\.text) == ["The quay badly needs much shade"])

    try team.chloe.run("resolve", conflict.id, "--keep")
    try team.expectNoConflict()

    try team.ana.run("note", "edit", note, "-m", "The old quay badly needs much shade")
    try team.ben.run("note", "edit", note, "-m", "The quay badly needs much more shade")
    #expect(try team.onlyConflict("both edited").id == conflict.id)
    try team.ana.run("note", "edit", note, "-m", "The old quay needs more shade")
    try team.expectNoConflict()
  }

  @Test("What both changed at once in a team's cell any writer may settle")
  func teamCell() throws {
    let team = try Team()
    try team.ana.run("recommend", "edit", "R1", "--title", "Plant palms")
    try team.ben.run("recommend", "edit", "R1", "--title", "Plant limes")
    let conflict = try team.onlyConflict("collision")
    #expect(conflict.waitsFor == nil)
    try team.chloe.run("resolve", conflict.id, "--pick", "1")
    try team.expectNoConflict()
    let titles = try team.all.map { try $0.run("show").output }
    #expect(Set(titles).count == 1)
  }

  @Test("Two people who settle one conflict while apart both count, and all replicas end alike")
  func settledTwice() throws {
    let team = try Team()
    try team.ana.run("rate", "R1", "feas=2")
    try team.ben.run("rate", "R1", "feas=8")
    let conflict = try team.onlyConflict("disagreement")
    try team.ana.run("resolve", conflict.id, "--value", "3", "-m", "Low")
    try team.ben.run("resolve", conflict.id, "--value", "8", "-m", "High")
    let collision = try team.onlyConflict("collision")
    try team.chloe.run("resolve", collision.id, "--pick", "1", "-m", "First come")
    try expectAgreement(team.all)
    #expect(try team.chloe.conflicts().filter { $0.kind == "collision" }.isEmpty)
  }

  @Test("A reader may look and not write")
  func reader() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let ana = try site.founder(relay: relay.link)
    let rita = try site.joiner("Rita", by: ana, "--role", "reader")
    #expect(try rita.run("show").output.contains("R1"))
    try rita.expectRefusal(["rate", "R1", "feas=9"], code: 1, saying: "not write in it")
    try ana.note("For all to read")
    try expectAgreement([ana, rita])
    #expect(try rita.notes().map(\.text) == ["For all to read"])
  }
}
