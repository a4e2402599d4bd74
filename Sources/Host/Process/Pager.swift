/// The user's pager.
public enum Pager {
  /// The command that shows long output a screenful at a time, or nil for none.
  ///
  /// The first of `variables` that is set names it, else `less` does if it is installed; an empty
  /// variable, or `cat`, means none.
  public static func command(_ environment: Environment, variables: [String]) -> String? {
    let asked = variables.lazy.compactMap { environment[$0] }.first
    let command = asked ?? environment.executable("less").map { _ in "less" } ?? ""
    return command.isEmpty || command == "cat" ? nil : command
  }

  /// Shows `bytes` with `command`, and waits until the user has left it.
  ///
  /// - Returns: Whether it could be started; when it could not, nothing was shown.
  static func show(_ bytes: [UInt8], with command: String) -> Bool {
    // less: quit when one screen holds all, show colours, leave the screen as it is.
    let call = "LESS=\"${LESS-FRX}\"; export LESS; \(command)"
    guard let code = try? Shell.run(call, input: bytes) else { return false }
    return code.rawValue != 126 && code.rawValue != 127
  }
}
