import Foundation
import Testing

@Suite("Invites that let nobody in")
struct InviteTests {
  private struct Door {
    let site: Site
    let relay: RunningRelay
    let ana: Person
    let eve: Person

    init() throws {
      site = try Site()
      relay = try RunningRelay(site)
      ana = try site.founder(relay: relay.link)
      eve = try site.person("Eve")
    }

    /// Expects Eve to be refused, and to have nothing left over.
    func expectRefusal(
      _ token: String, code: Int32, saying text: String,
      sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
      let outcome = try eve.run(["join", "--as", "Eve"], input: token, expecting: code)
      #expect(outcome.errors.contains(text), "\(outcome)", sourceLocation: sourceLocation)
      #expect(
        !FileManager.default.fileExists(atPath: eve.replica), sourceLocation: sourceLocation)
      #expect(!(try ana.run("sync").output.contains("Eve")), sourceLocation: sourceLocation)
    }
  }

  @Test("One that is no invite")
  func wrong() throws {
    let door = try Door()
    try door.expectRefusal("hello", code: 1, saying: "invite")
    try door.expectRefusal(door.relay.link, code: 1, saying: "invite")
    try door.expectRefusal("", code: 2, saying: "invite")
  }

  @Test("One that was cut short, or has a letter changed")
  func damaged() throws {
    let door = try Door()
    let token = try door.ana.run("invite").output.trimmingCharacters(in: .whitespacesAndNewlines)
    for count in [1, 20, token.count - 1] {
      try door.expectRefusal(String(token.prefix(count)), code: 1, saying: "not a whole invite")
    }
    let letter: Character = token.hasPrefix("0") ? "1" : "0"
    var changed = Array(token)
    changed[token.count / 2] = changed[token.count / 2] == letter ? "z" : letter
    try door.expectRefusal(String(changed), code: 1, saying: "not a whole invite")
  }

  @Test("One that was used already")
  func used() throws {
    let door = try Door()
    let token = try door.ana.run("invite", "--auto").output
    let ben = try door.site.person("Ben")
    try ben.run(["join", "--as", "Ben"], input: token, expecting: 3)
    try door.ana.run("sync")
    try ben.run("sync")
    try door.expectRefusal(token, code: 1, saying: "used already")
  }

  @Test(
    "One whose hours are over, even when nobody is asked",
    .enabled(if: Tools.fakeTime != nil, "needs libfaketime"))
  func expired() throws {
    let door = try Door()
    let token = try door.ana.run(
      ["invite", "--auto", "--expires", "1"], environment: Tools.clock("-2h")
    ).output
    let outcome = try door.eve.run(["join", "--as", "Eve"], input: token, expecting: 1)
    #expect(outcome.errors.contains("has expired"), "\(outcome)")
    try door.ana.run("sync")
    #expect(!(try door.ana.run("members").output.contains("Eve")))
  }

  @Test(
    "One whose hours end while its holder waits, who then comes in with a new one",
    .enabled(if: Tools.fakeTime != nil, "needs libfaketime"))
  func expiredWhileWaiting() throws {
    let door = try Door()
    let token = try door.ana.run("invite", "--expires", "1").output
    try door.eve.run(["join", "--as", "Eve"], input: token, expecting: 3)
    for words in [["sync"], ["join", "--as", "Eve"]] {
      let outcome = try door.eve.run(words, environment: Tools.clock("+2h"), expecting: 1)
      #expect(outcome.errors.contains("has expired"), "\(outcome)")
      #expect(outcome.errors.contains("ask for a new invite"), "\(outcome)")
      #expect(outcome.output.isEmpty)
    }
    let next = try door.ana.run("invite", "--auto").output
    try door.eve.run(["join", "--as", "Eve"], input: next, expecting: 3)
    try door.ana.run("sync")
    try door.eve.run("sync")
    try expectAgreement([door.ana, door.eve])
  }

  @Test("One given a second time, or none, goes on with the request that waits")
  func sameAgain() throws {
    let door = try Door()
    let token = try door.ana.run("invite", "--auto").output
    let identity = door.eve.replica + "/identity"
    try door.eve.run(["join", "--as", "Eve"], input: token, expecting: 3)
    let keys = FileManager.default.contents(atPath: identity)
    try door.eve.run(["join"], input: token, expecting: 3)
    try door.eve.run("join", expecting: 3)
    #expect(FileManager.default.contents(atPath: identity) == keys)
    let outcome = try door.eve.run(["join"], input: "hello", expecting: 1)
    #expect(outcome.errors.contains("not a whole invite"), "\(outcome)")
    #expect(FileManager.default.contents(atPath: identity) == keys)
  }

  @Test("Another one with a name that will not do leaves the request that waits alone")
  func badNameWithAnother() throws {
    let door = try Door()
    let token = try door.ana.run("invite", "--auto").output
    let other = try door.ana.run("invite", "--auto").output
    let identity = door.eve.replica + "/identity"
    try door.eve.run(["join", "--as", "Eve"], input: token, expecting: 3)
    let keys = FileManager.default.contents(atPath: identity)
    for name in [" ", String(repeating: "e", count: 1_001)] {
      let outcome = try door.eve.run(["join", "--as", name], input: other, expecting: 2)
      #expect(outcome.errors.contains("--as"), "\(outcome)")
    }
    #expect(FileManager.default.contents(atPath: identity) == keys)
    try door.ana.run("sync")
    try door.eve.run("sync")
    try expectAgreement([door.ana, door.eve])
  }

  @Test("One that an admin refused")
  func refused() throws {
    let door = try Door()
    let token = try door.ana.run("invite").output
    try door.eve.run(["join", "--as", "Eve"], input: token, expecting: 3)
    try door.ana.run("sync")
    try door.ana.run("members", "refuse", "Eve")
    let outcome = try door.eve.run("sync", expecting: 1)
    #expect(outcome.errors.contains("taken back"), "\(outcome)")
    #expect(!FileManager.default.fileExists(atPath: door.eve.replica))
  }

  /// What `concord invite --json` prints.
  private struct Made: Decodable {
    let token: String
    let id: String
  }

  private func invite(_ person: Person, _ options: String...) throws -> Made {
    let output = try person.run(["invite", "--json"] + options).output
    return try JSONDecoder().decode(Made.self, from: Data(output.utf8))
  }

  @Test("One that nobody has used is listed, and can be taken back by its id or its token")
  func void() throws {
    let door = try Door()
    let (first, second) = (try invite(door.ana, "--auto"), try invite(door.ana))
    let list = try door.ana.run("invite", "--list").output
    #expect(list.contains(first.id) && list.contains(second.id), "\(list)")
    #expect(try door.ana.run("invite", "--void", first.id).output.contains(first.id))
    #expect(try door.ana.run("invite", "--void", second.token).output.contains(second.id))
    #expect(try door.ana.run("invite", "--list").output.contains("no invite"))
    for made in [first, second] {
      try door.expectRefusal(made.token, code: 1, saying: "taken back")
    }
    try door.ana.run("invite", "--void", first.id, expecting: 1)
    let again = try door.ana.run("invite", "--void", second.token, expecting: 1)
    #expect(again.errors.contains("taken back already"), "\(again)")
  }

  @Test("One that was used cannot be taken back, and who used it is named")
  func voidUsed() throws {
    let door = try Door()
    let made = try invite(door.ana, "--auto")
    try door.eve.run(["join", "--as", "Eve"], input: made.token, expecting: 3)
    try door.ana.run("sync")
    try door.eve.run("sync")
    try door.ana.run("sync")
    let late = try door.ana.run("invite", "--void", made.token, expecting: 1)
    #expect(late.errors.contains("Eve has joined"), "\(late)")
  }

  @Test("One can be taken back by who made it or by an admin, and by nobody else")
  func voidOfOthers() throws {
    let door = try Door()
    let ben = try door.site.joiner("Ben", by: door.ana)
    let (anas, bens) = (try invite(door.ana), try invite(ben, "--my-device"))
    try ben.run("sync")
    let refused = try ben.run("invite", "--void", anas.id, expecting: 1)
    #expect(refused.errors.contains("only an admin"), "\(refused)")
    try door.ana.run("sync")
    try door.ana.run("invite", "--void", bens.id)
    try ben.run("sync")
    let list = try ben.run("invite", "--list").output
    #expect(list.contains(anas.id) && !list.contains(bens.id), "\(list)")
  }

  @Test("Who asks again while waiting is told that another name is ignored")
  func otherName() throws {
    let door = try Door()
    let token = try door.ana.run("invite", "--auto").output
    try door.eve.run(["join", "--as", "Eve"], input: token, expecting: 3)
    let same = try door.eve.run("join", "--as", "Eve", expecting: 3)
    #expect(same.errors.isEmpty, "\(same)")
    let other = try door.eve.run("join", "--as", "Evelyn", expecting: 3)
    #expect(other.errors.contains("as Eve already"), "\(other)")
    #expect(other.errors.contains("--as Evelyn is ignored"), "\(other)")
    try door.ana.run("sync")
    #expect(try door.eve.run("sync").output.contains("as Eve."))
  }

  @Test("One to a relay that has another key now")
  func otherKey() throws {
    let door = try Door()
    let token = try door.ana.run("invite").output
    try door.relay.stop()
    try FileManager.default.removeItem(atPath: door.relay.data)
    try door.relay.start()
    let outcome = try door.eve.run(["join", "--as", "Eve"], input: token, expecting: 5)
    #expect(outcome.errors.contains("another key"), "\(outcome)")
  }

  @Test("While the relay is away the wish is kept, with exit 4, and goes on later")
  func relayIsAway() throws {
    let door = try Door()
    let token = try door.ana.run("invite", "--auto").output
    try door.relay.kill()
    let outcome = try door.eve.run(["join", "--as", "Eve"], input: token, expecting: 4)
    #expect(outcome.errors.contains("kept"), "\(outcome)")
    try door.relay.start()
    try door.eve.run("sync", expecting: 3)
    try door.ana.run("sync")
    try door.eve.run("sync")
    try expectAgreement([door.ana, door.eve])
  }
}
