import Host

/// The whole command line of `concord-relay`.
enum RelayProgram {
  static let program = Program<Console>(
    root: Command(
      group: "concord-relay", "Stores and orders what the replicas of a team say to each other",
      details: """
        A relay cannot read what it stores: everything is sealed by the replicas. A team needs one \
        relay that all of them can reach.
        """,
      subcommands: [serveCommand, completionCommand, completeCommand]),
    version: "1.0",
    valuesByName: [
      "DIR": .folder, "FILE": .file, "SHELL": .words(Completion<Console>.shells),
    ],
    manual: Manual(
      section: 8,
      exitCodes: [
        ("0", "Stopped as asked"), ("1", "Refused or failed"),
        ("2", "The command line makes no sense"), ("5", "The store is damaged"),
      ],
      environment: [
        ("PAGER", "Shows help that is longer than the screen; cat or nothing for none"),
        ("NO_COLOR", "No colours, if it is not empty"),
        ("COLUMNS, LINES", "The size of the screen, in place of what the terminal says"),
      ],
      files: [
        ("DIR/relay.db", "The sealed segments and their order"),
        ("DIR/identity.pem", "The certificate that the relay made for itself, and its key"),
        ("DIR/operator-token", "What makes workspaces"),
      ],
      seeAlso: ["concord(1)"]))
}

private let completionCommand: Command<Console> = Command(
  "completion", "Print the script that lets a shell complete commands and options",
  operands: [.required("SHELL", "bash, fish or zsh")], examples: ["completion bash"]
) { console, arguments in
  let shells = Completion<Console>.shells
  guard
    let script = Completion<Console>.script(
      for: arguments.operand("SHELL"), of: "concord-relay", asking: "complete --")
  else {
    throw arguments.error("SHELL is one of \(shells.joined(separator: ", "))")
  }
  console.print(document: script)
  return .done
}

private let completeCommand: Command<Console> = Command(
  "complete", "Print what may stand in place of the last word",
  operands: [.any("WORD", "The command line up to the cursor, behind --", .any)], isHidden: true
) { console, arguments in
  let words = arguments.operands("WORD")
  let lines = Completion(RelayProgram.program).lines(words) { _, _ in [] }
  console.print(document: lines.map { $0 + "\n" }.joined())
  return .done
}
