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
          Command("list", "List notes") { _, _ in .done },
        ]),
      Command("status", "Show the state") { _, _ in .done },
    ]),
  globalOptions: [.value("directory", short: "C", "DIR", "Run there")], version: "1.0")

@Suite struct CompletionTests {
  @Test(arguments: [
    ([], ["note", "status"]), ([""], ["note", "status"]), (["st"], ["status"]), (["x"], []),
    (["note", ""], ["add", "list"]), (["note", "add", ""], []), (["note", "add", "R1", ""], []),
    (["-C", ""], []), (["-C", "note", "st"], ["status"]), (["--directory=x", "no"], ["note"]),
    (["note", "add", "-"], ["--message", "--directory", "--help", "--version"]),
    (["note", "add", "--m"], ["--message"]), (["note", "add", "-m", "--"], []),
    (["note", "add", "--", "-"], []), (["status", "--m"], []),
  ])
  func offersWhatMayStandAtTheCursor(words: [String], candidates: [String]) {
    #expect(Completion(program).candidates(words) == candidates)
  }

  /// The script is run by a shell, with a stand-in for the program.
  @Test func makesAScriptThatBashUnderstands() throws {
    let script = try #require(
      Completion(program).script(for: "bash", asking: "completion words --"))
    let check = """
      tool() {
        local IFS=' '
        [ "$*" = "completion words -- note ad" ] && printf 'add\\nadjust\\n'
      }
      COMP_WORDS=(tool note ad); COMP_CWORD=2; _tool
      [ "${COMPREPLY[*]}" = "add adjust" ]
      """
    #expect(try Shell.run("bash -c", [script + check]) == .done)
    #expect(Completion(program).script(for: "csh", asking: "x") == nil)
    for shell in Completion<Void>.shells {
      #expect(Completion(program).script(for: shell, asking: "x")?.hasSuffix("\n") == true)
    }
  }
}
