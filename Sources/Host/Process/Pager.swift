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
