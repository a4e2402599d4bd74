import Foundation
import Testing

@Suite("What a person may type or meet")
struct BadInputTests {
  @Test("A command outside any workspace says how to make one")
  func noWorkspace() throws {
    let site = try Site()
    let nobody = try site.person("Nobody")
    for words in [["status"], ["show"], ["rate", "R1", "feas=7"], ["sync"], ["doctor"]] {
      let outcome = try nobody.run(words, expecting: 1)
      #expect(outcome.errors.contains("concord init"), "\(outcome)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: nobody.folder).isEmpty)
  }

  @Test(
    "A misspelt command is exit 2, with the one that was meant",
    arguments: [("stauts", "status"), ("confilcts", "conflicts"), ("note ad", "add")])
  func misspelt(typed: String, meant: String) throws {
    let site = try Site()
    let ana = try site.founder()
    try ana.expectRefusal(typed.split(separator: " ").map(String.init), code: 2, saying: meant)
  }

  @Test("A value off the scale, a criterion or an id that is not there is refused")
  func badValues() throws {
    let site = try Site()
    let ana = try site.founder()
    try ana.note("The only one")
    try ana.expectRefusal(["rate", "R1", "feas=10"], code: 1, saying: "1 to 9")
    try ana.expectRefusal(["rate", "R1", "feas=x"], code: 1, saying: "1 to 9")
    try ana.expectRefusal(["rate", "R1", "eff=5", "feas=99"], code: 1, saying: "1 to 9")
    try ana.expectRefusal(["rate", "R1", "beauty=5"], code: 1, saying: "feasibility")
    try ana.expectRefusal(["rate", "R1", "a=5"], code: 1, saying: "acceptability, affordability")
    try ana.expectRefusal(["rate", "R9", "feas=5"], code: 1, saying: "R9")
    try ana.expectRefusal(["rate", "R1"], code: 2, saying: "usage")
    try ana.expectRefusal(["note", "edit", "nzzzzz", "-m", "x"], code: 1, saying: "nzzzzz")
    try ana.expectRefusal(["resolve", "czzzzz", "--keep"], code: 1, saying: "czzzzz")
    try ana.expectRefusal(["note", "add", "R1", "-m", " "], code: 2, saying: "-m")
    try ana.expectRefusal(
      ["note", "add", "R1", "-m", "x", "--quote", "not in it"], code: 1, saying: "does not say")
  }

  @Test("A second init leaves the workspace that is there")
  func secondInit() throws {
    let site = try Site()
    let ana = try site.founder()
    try ana.expectRefusal(
      ["init", "--title", "Other", "--as", "Eve"], code: 1, saying: "a workspace")
  }

  @Test("A link that is none is exit 2", arguments: ["", "http://x/", "wss://x/#short", "wss://"])
  func badLink(link: String) throws {
    let site = try Site()
    let ana = try site.founder()
    try ana.expectRefusal(["relay", "set", link], code: 2, saying: "link")
  }

  @Test(
    "With standard input closed nothing waits for an answer",
    arguments: [
      ["init"], ["init", "--title", "T"], ["join", "--as", "Eve"], ["join"], ["note", "add", "R1"],
      ["import", "-"], ["note", "add", "R1", "-m", "-"], ["status"],
    ])
  func closedInput(words: [String]) throws {
    let site = try Site()
    let ana = try site.founder()
    let before = try ana.digest()
    for input in [Child.Input.closed, .nothing] {
      let outcome = try ana.call(words, input: input, seconds: 10)
      #expect(outcome.code <= 2, "\(outcome)")
    }
    let elsewhere = try site.person("Else")
    for input in [Child.Input.closed, .nothing] {
      let outcome = try elsewhere.call(words, input: input, seconds: 10)
      #expect(outcome.code == 1 || outcome.code == 2, "\(outcome)")
    }
    #expect(try ana.digest() == before)
  }

  @Test("Twenty commands at once in one folder all succeed, and all are kept")
  func parallel() throws {
    let site = try Site()
    let ana = try site.founder()
    let notes = try (0..<20).map { try ana.start(["note", "add", "R1", "-m", "Note \($0)"]) }
    let ratings = try (0..<20).map { try ana.start(["rate", "R2", "feas=7", "-m", "Try \($0)"]) }
    for child in notes + ratings {
      let outcome = try child.wait()
      #expect(outcome.code == 0, "\(outcome)")
    }
    #expect(Set(try ana.notes().map(\.text)) == Set((0..<20).map { "Note \($0)" }))
    // 20 notes and 20 ratings, after the founding and the import: one change each.
    let diagnosis = try ana.run("doctor").output
    #expect(diagnosis.contains("42 changes"), "\(diagnosis)")
    #expect(try ana.conflicts().isEmpty)
  }

  @Test("Commands and syncs at once in one folder all succeed")
  func parallelWithSync() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let ana = try site.founder(relay: relay.link)
    let ben = try site.joiner("Ben", by: ana)
    var children: [Child] = []
    for round in 0..<5 {
      for person in [ana, ben] {
        children.append(try person.start(["note", "add", "R1", "-m", "Note \(round)"]))
        children.append(try person.start(["sync"]))
      }
    }
    for child in children {
      let outcome = try child.wait()
      #expect(outcome.code == 0, "\(outcome)")
    }
    try expectAgreement([ana, ben])
    #expect(try ana.notes().count == 10)
  }

  @Test("A replica copied with its folder and used beside the original loses nothing")
  func copiedFolder() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let ana = try site.founder(relay: relay.link)
    let ben = try site.joiner("Ben", by: ana)
    try ana.note("Unsent before the copy")
    try site.copy(ana.folder, to: site.file("twin"))
    let twin = try site.person("Ana", folder: "twin")
    try ana.note("By the original")
    try twin.note("By the copy")
    try ana.run("sync")
    try twin.run("sync")
    try twin.note("By the copy, later")
    try ana.note("By the original, later")
    try expectAgreement([ana, twin, ben])
    #expect(
      Set(try ben.notes().map(\.text)) == [
        "Unsent before the copy", "By the original", "By the copy", "By the copy, later",
        "By the original, later",
      ])
  }

  @Test(
    "A replica restored from an older copy catches up, and goes on", arguments: [false, true])
  func restoredFolder(isInPlace: Bool) throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let ana = try site.founder(relay: relay.link)
    let ben = try site.joiner("Ben", by: ana)
    try expectAgreement([ana, ben])
    try site.copy(ana.replica, to: site.file("copy"))
    try ana.note("After the backup")
    try expectAgreement([ana, ben])
    if !isInPlace { try FileManager.default.removeItem(atPath: ana.replica) }
    try site.copy(site.file("copy") + (isInPlace ? "/." : ""), to: ana.replica)
    try ana.note("After the restore")
    try expectAgreement([ana, ben])
    #expect(Set(try ben.notes().map(\.text)) == ["After the backup", "After the restore"])
  }

  @Test("A machine set back as a whole goes on under the old name, which the doctor tells of")
  func machineSetBack() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let ana = try site.founder(relay: relay.link)
    let ben = try site.joiner("Ben", by: ana)
    try expectAgreement([ana, ben])
    #expect(!(try ben.run("doctor").output.contains("copied or set back")))
    // The replica, and what the machine remembers of it outside, as in a snapshot of a whole disk.
    try site.copy(ana.replica, to: site.file("copy"))
    try site.copy(site.file("state"), to: site.file("copied-state"))
    try ana.note("After the snapshot")
    try expectAgreement([ana, ben])
    try site.copy(site.file("copy") + "/.", to: ana.replica)
    try site.copy(site.file("copied-state") + "/.", to: site.file("state"))
    try ana.note("After it was set back")
    try expectAgreement([ana, ben])
    let notes = ["After it was set back", "After the snapshot"]
    #expect(try ben.notes().map(\.text).sorted() == notes)
    let report = try ben.run("doctor").output
    #expect(report.contains("gave 1 number to more than one change"), "\(report)")
    #expect(report.contains("replica of Ana (device 1)"), "\(report)")
    #expect(report.contains("copied or set back"), "\(report)")
  }

  @Test(
    "A clock ten years off is a warning, and changes nothing that is shared",
    .enabled(if: Tools.fakeTime != nil, "needs libfaketime"), arguments: ["-3650d", "+3650d"])
  func clock(offset: String) throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let ana = try site.founder(relay: relay.link)
    let ben = try site.joiner("Ben", by: ana)
    let off = Tools.clock(offset)
    try ben.run(["rate", "R1", "feas=8"], environment: off)
    try ben.run(["note", "add", "R1", "-m", "From another time"], environment: off)
    let warned = try ben.run(["sync"], environment: off)
    #expect(warned.errors.contains("clock"), "\(warned)")
    try ana.run("rate", "R1", "feas=2")
    #expect(!(try ana.run("sync").errors.contains("clock")))
    try expectAgreement([ana, ben])
    let conflict = try #require(try ana.conflicts().first)
    try ben.run(["resolve", conflict.id, "--median", "-m", "Now"], environment: off)
    try ben.run(["sync"], environment: off)
    try expectAgreement([ana, ben])
    #expect(try ana.conflicts().isEmpty)
    for words in [["status"], ["log"], ["show", "R1"], ["ratings"]] {
      try ana.run(words)
      try ben.run(words, environment: off)
    }
  }
}
