import Testing

@testable import Host

/// What the test program hands to its commands.
private final class Session {
  var removed: [String] = []
}

private typealias TestCommand = Command<Session>

/// A program with every kind of option, operand and nesting.
private let program = Program<Session>(
  root: Command(
    group: "tool", "A tool",
    subcommands: [
      Command(
        "rate", "Rate something",
        operands: [.required("Rn", "What"), .any("VALUE", "How")],
        options: [
          .value("message", short: "m", "TEXT", "Why"), .flag("withdraw", short: "w", "Take back"),
          .flag("quiet", short: "q", "Say nothing"), .repeated("tag", short: "t", "T", "Tags"),
          .value("pick", "N", "Which one"),
          .value("confidence", "LEVEL", "How sure"),
        ]
      ) { _, _ in .done },
      TestCommand(
        group: "note", "Notes",
        subcommands: [
          TestCommand(
            "add", "Add a note", operands: [.required("Rn", "Where")],
            options: [.value("message", short: "m", "TEXT", "The text")],
            examples: ["note add R1 -m \"Too costly\""]
          ) { _, _ in .done },
          TestCommand("list", "List notes", operands: [.optional("Rn", "Where")]) { _, _ in .done },
        ]),
      TestCommand(
        "members", "Show members", options: [.flag("all", "Removed ones, too")],
        subcommands: [
          TestCommand("remove", "Remove one", operands: [.required("NAME", "Who")]) {
            session, arguments in
            session.removed.append(arguments.operand("NAME"))
            return .failed
          }
        ]
      ) { _, _ in .done },
      TestCommand("pack", "Pack files", operands: [.oneOrMore("FILE", "What")]) { _, _ in .done },
      TestCommand(
        "serve", "Serve",
        options: [
          .required("data", "DIR", "Where"), .required("message", short: "m", "WHY", "Why"),
          .flag("open", "To all"),
        ]
      ) { _, _ in .done },
    ]),
  globalOptions: [
    .value("directory", short: "C", "DIR", "Run there"), .flag("json", "Print JSON"),
    .flag("no-color", "Print no colour"),
  ], version: "1.0")

private func parse(_ line: String) throws -> Arguments {
  let words = line.split(separator: " ").map { $0 == "''" ? "" : String($0) }
  guard case .run(_, let arguments) = try program.parse(words) else {
    throw UsageError("no command")
  }
  return arguments
}

private func error(of line: String) -> UsageError? {
  do {
    _ = try parse(line)
    return nil
  } catch {
    return error as? UsageError
  }
}

@Suite struct ParserTests {
  @Test(arguments: [
    "rate R1 --message why", "rate R1 --message=why", "rate R1 -m why", "rate R1 -mwhy",
    "rate -m why R1", "rate --message=why R1", "rate R1 -qwm why", "rate R1 -qwmwhy",
  ])
  func readsEverySpellingOfAValue(line: String) throws {
    let arguments = try parse(line)
    #expect(arguments.value("message") == "why")
    #expect(arguments.operand("Rn") == "R1")
    #expect(arguments.operands("VALUE") == [])
    #expect(arguments.has("withdraw") == line.contains("-qw"))
    #expect(arguments.has("quiet") == line.contains("-qw"))
  }

  @Test(arguments: [
    "-C dir --json rate R1", "rate -C dir R1 --json", "rate R1 --json -Cdir",
    "--directory=dir rate --json R1",
  ])
  func takesGlobalOptionsAnywhere(line: String) throws {
    let arguments = try parse(line)
    #expect(arguments.value("directory") == "dir")
    #expect(arguments.has("json"))
    #expect(!arguments.has("no-color"))
    #expect(arguments.path == ["tool", "rate"])
  }

  @Test func collectsRepeatedValuesInOrder() throws {
    #expect(try parse("rate --tag b R1 -ta -t c=d").values("tag") == ["b", "a", "c=d"])
  }

  @Test(arguments: [
    ("rate R1 -- -m --json", ["-m", "--json"]), ("rate R1 -5 -0.5", ["-5", "-0.5"]),
    ("rate R1 - a=b", ["-", "a=b"]), ("rate R1 '' x", ["", "x"]), ("rate -- R1 help", ["help"]),
    ("rate R1 note add", ["note", "add"]),
  ])
  func readsTheRestAsOperands(line: String, values: [String]) throws {
    let arguments = try parse(line)
    #expect(arguments.operand("Rn") == "R1")
    #expect(arguments.operands("VALUE") == values)
  }

  @Test func takesAValueThatLooksLikeAnOption() throws {
    #expect(try parse("rate R1 -m --tag").value("message") == "--tag")
    #expect(try parse("rate R1 --message=").value("message") == "")
    #expect(try parse("rate R1 --message=a=b").value("message") == "a=b")
  }

  @Test func findsNestedCommands() throws {
    #expect(try parse("note add R1").path == ["tool", "note", "add"])
    #expect(try parse("note --json list").optionalOperand("Rn") == nil)
    #expect(try parse("note list R2").optionalOperand("Rn") == "R2")
    #expect(try parse("members").path == ["tool", "members"])
    #expect(try parse("members --all").has("all"))
    #expect(try parse("members remove Ana").operand("NAME") == "Ana")
  }

  @Test(arguments: [
    ("note", "'tool note' needs a command: add, list"),
    ("note add", "Rn is missing"),
    ("note add R1 R2", "'R2' is one word too many"),
    ("pack", "FILE is missing"),
    ("rate R1 --message", "--message needs a value: TEXT"),
    ("rate R1 -qm", "-m needs a value: TEXT"),
    ("rate R1 -m a -m b", "-m is given twice"),
    ("rate R1 --quiet=yes", "--quiet takes no value"),
    ("rate R1 --mesage x", "'tool rate' takes no option --mesage"),
    ("rate R1 -x", "'tool rate' takes no option -x"),
    ("note --message x add R1", "'tool note' takes no option --message"),
    ("members --all remove Ana", "'tool members remove' takes no option --all"),
    ("members Ana", "'tool members' has no command 'Ana'"),
    ("rat R1", "'tool' has no command 'rat'"),
    ("-- rate R1", "'tool' needs a command: rate, note, members, pack, serve"),
  ])
  func refusesWhatItCannotRead(line: String, message: String) {
    #expect(error(of: line)?.message == message)
  }

  @Test func refusesToGoOnWithoutARequiredOption() throws {
    #expect(error(of: "serve -m why --open")?.message == "--data DIR is missing")
    #expect(error(of: "serve --data d")?.message == "--message WHY is missing")
    #expect(error(of: "serve")?.usage == "tool serve --data DIR -m WHY [--open]")
    #expect(try parse("serve -mwhy --data d").value("data") == "d")
  }

  @Test(arguments: [
    ("rat R1", "Did you mean 'tool rate'?"), ("ntoe add", "Did you mean 'tool note'?"),
    ("note ad R1", "Did you mean 'tool note add'?"), ("add R1", "Did you mean 'tool note add'?"),
    ("xyzzy", "See 'tool help'."), ("note xyzzy", "See 'tool help note'."),
    ("rate R1 --mesage x", "Did you mean '--message'?"),
    ("rate R1 --jsno", "Did you mean '--json'?"), ("rate --xyzzy", "See 'tool help rate'."),
    ("rate R1 -json", "Did you mean '--json'?"),
  ])
  func suggestsWhatWasMeant(line: String, hint: String) {
    #expect(error(of: line)?.hint == hint)
  }

  @Test func answersHelpAndVersion() throws {
    func helpPath(_ words: [String]) throws -> [String]? {
      guard case .help(_, let path) = try program.parse(words) else { return nil }
      return path
    }
    #expect(try helpPath([]) == ["tool"])
    #expect(try helpPath(["help"]) == ["tool"])
    #expect(try helpPath(["--help"]) == ["tool"])
    #expect(try helpPath(["help", "note", "add"]) == ["tool", "note", "add"])
    #expect(try helpPath(["note", "add", "-h"]) == ["tool", "note", "add"])
    #expect(try helpPath(["note", "--help"]) == ["tool", "note"])
    #expect(throws: UsageError.self) { try program.parse(["help", "nonsense"]) }
    guard case .version = try program.parse(["--version"]) else {
      Issue.record("--version was not understood")
      return
    }
  }

  @Test func runsTheCommandInItsContext() throws {
    guard case .run(let command, let arguments) = try program.parse(["members", "remove", "Ana"])
    else { throw UsageError("no command") }
    let session = Session()
    #expect(try command.run(session, arguments) == .failed)
    #expect(session.removed == ["Ana"])
  }

  @Test func convertsValues() throws {
    let arguments = try parse("rate R1 --pick 3 --confidence high")
    #expect(try arguments.integer("pick", in: 1...3) == 3)
    #expect(try arguments.choice("confidence", among: ["low", "high"]) == "high")
    #expect(try arguments.requiredValue("pick") == "3")
    #expect(throws: UsageError.self) { try arguments.integer("pick", in: 4...5) }
    #expect(throws: UsageError.self) { try arguments.integer("confidence") }
    #expect(throws: UsageError.self) { try arguments.choice("confidence", among: ["hihg"]) }
    #expect(throws: UsageError.self) { try arguments.requiredValue("message") }
    #expect(try parse("rate R1").integer("pick") == nil)
  }

  @Test func stopsAProgramThatAsksForAnUndeclaredName() async {
    await #expect(processExitsWith: .failure) {
      let arguments = Arguments(path: ["x"], usage: "x", options: [], operands: [])
      _ = arguments.has("nothing")
    }
  }

  @Test func printsAHelpPageInAlignedColumns() throws {
    guard case .help(let command, let path) = try program.parse(["help", "note", "add"]) else {
      Issue.record("no help page")
      return
    }
    let page = program.help(command, path: path, width: 60).map(\.plain).joined(separator: "\n")
    #expect(
      page == """
        Add a note.

        Usage: tool note add Rn [-m TEXT]

        Operands
          Rn  Where

        Options
          -m, --message TEXT  The text

        Everywhere
          -C, --directory DIR  Run there
              --json           Print JSON
              --no-color       Print no colour
          -h, --help           Print help and exit
              --version        Print the version and exit

        Examples
          tool note add R1 -m "Too costly"
        """)
  }

  @Test(arguments: [30, 40, 60, 200])
  func keepsTheHelpPageWithinTheWidth(width: Int) {
    for command in program.root.subcommands {
      let lines = program.help(command, path: ["tool", command.name], width: width)
      #expect(lines.allSatisfy { $0.width <= width })
    }
  }

  @Test(arguments: [
    ("", "", 0), ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("abc", "abcd", 1),
    ("ca", "abc", 3), ("kitten", "sitting", 3), ("", "abc", 3),
  ])
  func measuresTheDistanceOfWords(first: String, second: String, distance: Int) {
    #expect(Suggestion.distance(first, second) == distance)
    #expect(Suggestion.distance(second, first) == distance)
  }
}
