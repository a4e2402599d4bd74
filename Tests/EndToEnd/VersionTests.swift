import Foundation
import Testing

/// What `concord versions --json` says.
private struct ListedVersion: Decodable {
  struct Change: Decodable {
    let recommendation: String
    let fate: String
  }
  struct Earlier: Decodable, Equatable {
    let recommendation: String
    let criterion: String
    let member: String
  }
  let version: Int
  let recommendations: [Change]
  let ratingsOnEarlierWords: [Earlier]

  var fates: [String] { recommendations.map { "\($0.recommendation) \($0.fate)" } }
}

/// What `concord anchors --all --json` says.
private struct ListedAnchors: Decodable {
  struct Note: Decodable {
    struct Anchor: Decodable {
      let state: String
      let percent: Int
      let passage: String?
    }
    let id: String
    let quote: String
    let anchor: Anchor
  }
  let waiting: Int
  let notes: [Note]

  func state(_ id: String) -> String? { notes.first { $0.id == id }?.anchor.state }
}

extension Person {
  fileprivate func versions() throws -> ListedVersion {
    try JSONDecoder().decode(
      ListedVersion.self, from: Data(try run("versions", "pilots", "--json").output.utf8))
  }

  fileprivate func anchors() throws -> ListedAnchors {
    try JSONDecoder().decode(
      ListedAnchors.self,
      from: Data(try run("anchors", "pilots", "--all", "--json").output.utf8))
  }
}

/// An article and its second version: the second recommendation comes first now and is reworded,
/// the third is gone, and another one is new.
private enum Pilots {
  static let first = """
    # Pilots for the islands

    The islands live from their ports. The old harbours are too small for the ships of today.

    ## Recommendation 1: Open a second berth

    The port authority should open a second berth before the winter. Ferries wait outside the \
    harbour for hours, and the old berth cannot take the larger ships.

    ## Recommendation 2: Share the cost

    The ministry should pay half of the cost. The islands would pay the rest over ten years, as \
    they did for the lighthouse.

    ## Recommendation 3: Keep the lighthouse

    The lighthouse should stay in public hands, since no company will light it in summer.
    """

  static let second = """
    # Pilots for the islands

    This is the second edition. The islands live from their ports. The old harbours are too \
    small for the ships of today.

    ## Recommendation 1: Share the cost

    The ministry should bear two thirds of the cost. The islands would pay the rest over twenty \
    years, as they did for the lighthouse.

    ## Recommendation 2: Open a second berth

    The port authority should open a second berth before the winter. Ferries wait outside the \
    harbour for hours, and the old berth cannot take the larger ships.

    ## Recommendation 3: Train the pilots

    Each island should train two pilots of its own, so that ships need not wait for one.
    """

  static let french = """
    # Des pilotes pour les îles

    Les îles vivent de leurs ports. Les vieux havres sont trop petits pour les navires.

    ## Recommandation 1 : Ouvrir un second quai

    L'autorité du port devrait ouvrir un second quai avant l'hiver. Les bateaux attendent des \
    heures dans la rade, et le vieux quai est trop court pour les plus grands.
    """

  static let other = """
    # Schools for the valley

    The valley has three schools and few teachers. The roads to it are closed in the winter.

    ## Recommendation 1: Hire teachers

    Every school should hire one more teacher, and let them live in the old mill for nothing.
    """

  /// Ana with the first version, called `pilots:` beside another article.
  static func ana(_ site: Site, relay: String? = nil) throws -> Person {
    let ana = try site.founder(relay: relay)
    try ana.run("import", site.write(first, to: "first.md"))
    try site.write(second, to: "second.md")
    return ana
  }
}

@Suite("New versions of an article")
struct VersionTests {
  private static let update = ["import", "../second.md", "--version-of", "pilots"]

  @Test("Recommendations keep their numbers; each is unchanged, moved, reworded, vanished or new")
  func fates() throws {
    let ana = try Pilots.ana(Site())
    let before = try ana.digest()
    let rehearsal = try ana.run(Self.update + ["--dry-run"]).output
    #expect(rehearsal.contains("Nothing was imported"))
    #expect(try ana.digest() == before)

    let screen = try ana.run(Self.update).output
    #expect(screen.contains("{+bear two thirds+}"), "\(screen)")
    #expect(
      try ana.versions().fates
        == [
          "pilots-for-the:R1 unchanged", "pilots-for-the:R2 reworded",
          "pilots-for-the:R3 vanished", "pilots-for-the:R4 new",
        ])
    #expect(try ana.run("show", "pilots:R2").output.contains("two thirds"))
    #expect(try ana.run("show", "pilots:R3").output.contains("public hands"))
    #expect(try ana.run("show", "pilots").output.contains("version 2"))
    #expect(try ana.run("show", "pilots", "--text").output.contains("second edition"))
    #expect(try ana.run(Self.update).output.contains("here already"))
    #expect(try ana.isHealthy())
  }

  @Test("A person says which recommendation is which")
  func chosen() throws {
    let ana = try Pilots.ana(Site())
    try ana.expectRefusal(Self.update + ["--match", "R3=4"], code: 1, saying: "no number 4")
    try ana.expectRefusal(Self.update + ["--match", "R3"], code: 2, saying: "Rn=K")
    try ana.expectRefusal(
      Self.update + ["--match", "R3=1", "--match", "R1=1"], code: 2, saying: "twice")
    try ana.run(Self.update + ["--match", "R3=3", "--match", "R1=none"])
    #expect(
      try ana.versions().fates
        == [
          "pilots-for-the:R1 vanished", "pilots-for-the:R2 reworded",
          "pilots-for-the:R3 reworded", "pilots-for-the:R4 new",
        ])
  }

  @Test("Quotations are found again, and a person settles the others")
  func anchors() throws {
    let ana = try Pilots.ana(Site())
    func note(_ target: String, _ quote: String) throws -> String {
      let output = try ana.run(
        ["note", "add", target, "-m", "A note", "--quote", quote, "--json"]
      ).output
      return try JSONDecoder().decode(ListedNote.self, from: Data(output.utf8)).id
    }
    let exact = try note("pilots:R1", "before the winter")
    let changed = try note("pilots:R2", "pay the rest over ten years")
    let doubtful = try note("pilots:R2", "pay half of the cost")
    let gone = try note("pilots:R3", "no company will light it")
    let second = try note("pilots:R3", "in public hands")
    #expect(try ana.anchors().waiting == 0)
    try ana.run(Self.update)

    let states = try ana.anchors()
    #expect(states.state(exact) == "exact")
    #expect(states.state(changed) == "sure")
    #expect(states.state(doubtful) == "needs review")
    #expect(states.state(gone) == "orphan")
    #expect(states.waiting == 3)
    #expect(try ana.run("note", "show", changed).output.contains("over twenty years"))
    try ana.run("anchors", "--check", expecting: 3)
    let todo = try ana.run("todo").output
    #expect(todo.contains("concord note anchor \(doubtful) --accept"), "\(todo)")
    #expect(todo.contains("concord note anchor \(gone) --quote TEXT"), "\(todo)")

    try ana.run("note", "anchor", doubtful, "--accept")
    try ana.expectRefusal(
      ["note", "anchor", gone, "--accept"], code: 1, saying: "nothing like its passage")
    try ana.expectRefusal(
      ["note", "anchor", gone, "--quote", "no such words"], code: 1, saying: "does not say")
    try ana.expectRefusal(["note", "anchor", gone], code: 2, saying: "--accept")
    try ana.run("note", "anchor", gone, "--quote", "lighthouse")
    try ana.run("note", "anchor", second, "--drop")
    #expect(try !ana.run("todo").output.contains("concord note anchor"))
    let settled = try ana.anchors()
    #expect(settled.waiting == 0)
    #expect(settled.state(doubtful) == "original")
    #expect(settled.notes.count == 4)
    try ana.run("anchors", "--check")
    try ana.expectRefusal(
      ["note", "anchor", doubtful, "--accept"], code: 1, saying: "no passage that changed")
  }

  @Test("Ratings on earlier words stay, are listed, and are given anew with the same value")
  func earlierWords() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let ana = try Pilots.ana(site, relay: relay.link)
    let ben = try site.joiner("Ben", by: ana)
    try ana.run("rate", "pilots:R1", "feas=7")
    try ana.run("rate", "pilots:R2", "feas=3")
    // Ben rates apart, before he knows of the new version, and on R3, which is gone by then.
    try ben.run("rate", "pilots:R2", "feas=4")
    try ben.run("rate", "pilots:R3", "feas=5")
    try ana.run(Self.update)
    try expectAgreement([ana, ben])
    let both = try ben.versions().ratingsOnEarlierWords
    #expect(both.map(\.member) == ["Ana", "Ben"] || both.map(\.member) == ["Ben", "Ana"])
    #expect(both.allSatisfy { $0.recommendation == "pilots-for-the:R2" })
    try ben.run("versions", "pilots", "--check", expecting: 3)
    #expect(try ben.run("show", "pilots:R3").output.contains("5"))
    let todo = try ben.run("todo", "--all").output
    #expect(todo.contains("You rated earlier words of"), "\(todo)")
    #expect(!todo.contains("pilots-for-the:R3"), "\(todo)")

    try ben.run("rate", "pilots:R2", "feas=4")
    try expectAgreement([ana, ben])
    #expect(try ana.versions().ratingsOnEarlierWords.map(\.member) == ["Ana"])
    try ben.run("versions", "pilots", "--check")
    try ben.expectRefusal(
      ["rate", "pilots:R3", "feas=6"], code: 1, saying: "not in version 2")
    try ben.run("rate", "pilots:R3", "feas", "--withdraw")
  }

  @Test("Two machines that import one version at once have one")
  func convergence() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let ana = try Pilots.ana(site, relay: relay.link)
    let ben = try site.joiner("Ben", by: ana)
    try ana.run(Self.update)
    try ben.run(Self.update)
    try expectAgreement([ana, ben])
    #expect(try ana.conflicts().isEmpty)
    let version = try ben.versions()
    #expect(version.version == 2)
    #expect(version.fates.count == 4)
    // A rating that saw one of two equal imports saw the words of both.
    try ben.run("rate", "pilots:R2", "feas=4")
    try expectAgreement([ana, ben])
    #expect(try ana.versions().ratingsOnEarlierWords.isEmpty)
  }

  @Test("Two different versions at once are a collision that any writer settles")
  func twoVersions() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let ana = try Pilots.ana(site, relay: relay.link)
    let ben = try site.joiner("Ben", by: ana)
    try site.write(
      Pilots.second.replacingOccurrences(of: "two thirds", with: "all"), to: "third.md")
    try ana.run(Self.update)
    try ben.run("import", "../third.md", "--version-of", "pilots")
    try expectAgreement([ana, ben])
    let conflict = try #require(try ana.conflicts().first { $0.about.contains("version") })
    #expect(conflict.kind == "collision")
    try ana.run("resolve", conflict.id, "--pick", "1")
    try expectAgreement([ana, ben])
    #expect(try ben.conflicts().allSatisfy { !$0.about.contains("current version") })
    #expect(try ana.run("show", "pilots").output == ben.run("show", "pilots").output)
  }
}

@Suite("What is no new version of an article")
struct VersionInputTests {
  @Test("One in another language, and one with nothing in common, are refused by name")
  func unlike() throws {
    let site = try Site()
    let ana = try Pilots.ana(site)
    let french = try site.write(Pilots.french, to: "french.md")
    let other = try site.write(Pilots.other, to: "other.md")
    try ana.expectRefusal(
      ["import", french, "--version-of", "pilots"], code: 1, saying: "this is in French")
    try ana.expectRefusal(
      ["import", other, "--version-of", "pilots"], code: 1, saying: "hardly a sentence in common")
    try ana.run("import", other, "--version-of", "pilots", "--force")
    #expect(try ana.versions().fates.first == "pilots-for-the:R1 vanished")
    #expect(try ana.isHealthy())
  }

  @Test("One that is here already, or an earlier one, changes nothing")
  func known() throws {
    let site = try Site()
    let ana = try Pilots.ana(site)
    try ana.run("import", "../second.md", "--version-of", "pilots")
    try ana.expectRefusal(
      ["import", "../first.md", "--version-of", "pilots"], code: 1, saying: "this is version 1")
    try ana.expectRefusal(
      ["import", "../second.md", "--version-of", "cooling"], code: 1, saying: "here already")
    #expect(try ana.run("import", "../first.md").output.contains("here already"))
  }

  @Test("One that is called the same is not taken for another article unasked")
  func likely() throws {
    let site = try Site()
    let ana = try Pilots.ana(site)
    try ana.expectRefusal(
      ["import", "../second.md"], code: 1, saying: "looks like a new version of pilots-for-the")
    try ana.expectRefusal(
      ["import", "../second.md", "--version-of", "none"], code: 1, saying: "none")
    try ana.expectRefusal(["import", "../second.md", "--force"], code: 2, saying: "--version-of")
    try ana.run("import", "../second.md", "--separate")
    #expect(try ana.run("show").output.contains("Train the pilots"))
  }

  @Test("A repaired title and text survive a version that says the same")
  func repairs() throws {
    let site = try Site()
    let ana = try Pilots.ana(site)
    try ana.run("recommend", "edit", "pilots:R1", "--title", "A second berth", "-m", "Repaired.")
    try ana.run("import", "../second.md", "--version-of", "pilots")
    let shown = try ana.run("show", "pilots:R1").output
    #expect(shown.contains("A second berth") && shown.contains("Repaired."), "\(shown)")
    #expect(try ana.versions().fates[0] == "pilots-for-the:R1 unchanged")
  }
}
