/// The user's editor.
public enum Editor {
  /// The command that edits a file: `$VISUAL`, `$EDITOR`, or what is installed of `vi` and `nano`.
  ///
  /// Nil when there is none.
  public static func command(_ environment: Environment) -> String? {
    if let command = environment.nonEmpty("VISUAL") ?? environment.nonEmpty("EDITOR") {
      return command
    }
    return ["vi", "nano"].first { environment.executable($0) != nil }
  }

  /// Lets the user edit the file at `path` with `command`, and waits until the editor is closed.
  ///
  /// - Returns: The editor's exit code; when it is not ``ExitCode/done``, nothing should be made of
  ///   the file.
  public static func edit(_ path: String, with command: String) throws(FileError) -> ExitCode {
    try Shell.run(command, [path])
  }
}

/// The user's pager.
public enum Pager {
  /// Shows lines a screenful at a time on a terminal; elsewhere they are simply printed.
  ///
  /// `$PAGER` is used, else `less` if it is installed; an empty `$PAGER`, or `cat`, means none.
  public static func show(
    _ lines: [StyledText], on console: Console, _ environment: Environment
  ) throws(FileError) {
    let command = environment["PAGER"] ?? environment.executable("less").map { _ in "less" } ?? ""
    guard console.terminal.outputIsTerminal, !command.isEmpty, command != "cat" else {
      console.print(lines)
      return
    }
    console.flush()
    let isColoured = console.terminal.outputIsColoured
    let text = lines.map { $0.rendered(isColoured: isColoured) + "\n" }.joined()
    // less: quit when one screen holds all, show colours, leave the screen as it is.
    _ = try Shell.run("LESS=\"${LESS-FRX}\"; export LESS; \(command)", input: Array(text.utf8))
  }
}
