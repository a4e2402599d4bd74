import Host

enum CompletionCommand {
  static let command: Command<Session> = Command(
    "completion", "Print the script that lets a shell complete commands, ids and names",
    topic: "Care",
    details: """
      The script asks concord itself while you type, so that ids, titles, criteria and names are \
      those of the workspace you are in.

      bash: concord completion bash >~/.local/share/bash-completion/completions/concord

      fish: concord completion fish >~/.config/fish/completions/concord.fish

      zsh: concord completion zsh >FOLDER/_concord, where FOLDER is one of $fpath
      """,
    operands: [.required("SHELL", "bash, fish or zsh")],
    examples: ["completion bash"], isPaged: false
  ) { session, arguments in
    let shell = arguments.operand("SHELL")
    guard
      let script = Completion<Session>.script(
        for: shell, of: "concord", asking: "\(CompleteCommand.name) --")
    else {
      let shells = Completion<Session>.shells
      let nearest = Suggestion.nearest(to: shell, among: shells)
      throw arguments.error(
        "SHELL is one of \(shells.joined(separator: ", ")), not '\(shell)'",
        hint: nearest.map { "Did you mean '\($0)'?" })
    }
    session.console.print(document: script)
    return .done
  }
}

/// What the scripts call while somebody types.
///
/// Whatever goes wrong, it says nothing.
enum CompleteCommand {
  static let name = "complete"

  static let command: Command<Session> = Command(
    name, "Print what may stand in place of the last word", topic: "Care",
    operands: [.any("WORD", "The command line up to the cursor, behind --", .any)],
    isPaged: false, isHidden: true
  ) { session, arguments in
    let words = arguments.operands("WORD")
    let completion = Completion(ConcordProgram.program)
    let lines = completion.lines(words) { source, line in
      let typed = Session(
        console: session.console, environment: session.environment,
        folder: line.value("folder") ?? arguments.value("folder"))
      return (try? LiveValues(typed).offers(source, line)) ?? []
    }
    session.console.print(document: lines.map { $0 + "\n" }.joined())
    return .done
  }
}
