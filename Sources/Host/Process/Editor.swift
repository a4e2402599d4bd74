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
