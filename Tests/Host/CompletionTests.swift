import Testing

@testable import Host

private let program = Program<Void>(
  root: Command(
    group: "tool", "A tool",
    subcommands: [
      Command(
        group: "note", "Notes",
        subcommands: [
          Command(
            "add", "Add a note", operands: [.required("Rn", "Where")],
            options: [.value("message", short: "m", "TEXT", "The text")]
          ) { _, _ in .done },
          Command("list", "List notes", operands: [.optional("ID", "Which", .live("note"))]) {
            _, _ in .done
          },
          Command("pack", "Pack files", operands: [.oneOrMore("FILE", "What", .file)]) { _, _ in
            .done
          },
        ]),
      Command(
        "status", "Show the state",
        options: [.value("sort", "HOW", "In which order", .words(["age", "author"]))]
      ) { _, _ in .done },
      Command("secret", "For scripts", isHidden: true) { _, _ in .done },
    ]),
  globalOptions: [.value("directory", short: "C", "DIR", "Run there", .folder)], version: "1.0",
  valuesByName: ["Rn": .live("place")])

private func answer(_ words: [String]) -> Completion<Void>.Answer {
  Completion(program).answer(words) { source, line in
    switch source {
    case "place": [Offer("R1", "First"), Offer("R2", line.value("directory") ?? ""), Offer("-x")]
    default: [Offer("n1"), Offer("n\u{1b}2"), Offer("m3")]
    }
  }
}

@Suite struct CompletionTests {
  @Test(arguments: [
    ([], ["note", "status"]), ([""], ["note", "status"]), (["st"], ["status"]), (["x"], []),
    (["note", ""], ["add", "list", "pack"]), (["note", "add", "R1", ""], []),
    (["note", "add", ""], ["R1", "R2"]), (["note", "add", "r2"], ["R2"]),
    (["note", "list", "n"], ["n1", "n\u{1b}2"]), (["note", "add", "-m", ""], []),
    (["status", "--sort", "a"], ["age", "author"]),
    (["status", "--sort=au"], ["--sort=author"]), (["status", "--no="], []),
    (["-C", "note", "st"], ["status"]), (["--directory=x", "no"], ["note"]),
    (["note", "add", "-"], ["--message", "--directory", "--help", "--version"]),
    (["note", "add", "--m"], ["--message"]), (["note", "add", "-m", "--"], []),
    (["note", "add", "--", "-"], []), (["status", "--m"], []), (["secret"], []),
    (["nonsense", "add", ""], []),
  ])
  func offersWhatMayStandAtTheCursor(words: [String], offers: [String]) {
    guard case .words(let found) = answer(words) else {
      Issue.record("no words")
      return
    }
    #expect(found.map(\.word) == offers)
  }

  @Test func leavesFilesAndFoldersToTheShell() {
    #expect(answer(["-C", ""]) == .folders)
    #expect(answer(["--directory=x"]) == .folders)
    #expect(answer(["note", "pack", "a", "b"]) == .files)
  }

  @Test func tellsTheProgramWhatWasGivenBefore() {
    guard case .words(let found) = answer(["-C", "there", "note", "add", ""]) else { return }
    #expect(found.last == Offer("R2", "there"))
  }

  /// A word that no keyboard can type, and a summary that others wrote.
  @Test func printsNothingThatAShellCouldObey() {
    let lines = Completion(program).lines(["note", "list", ""]) { _, _ in
      [
        Offer("n1", "one\ttwo\n\u{1b}[2J" + String(repeating: "x", count: 90)), Offer("n\u{1b}2"),
        Offer("n\n3"), Offer("n\t4"), Offer(""), Offer("Ana Lee"),
      ]
    }
    #expect(
      lines == ["n1\tone two ␛[2J" + String(repeating: "x", count: 47) + "…", "Ana Lee"])
  }
}
