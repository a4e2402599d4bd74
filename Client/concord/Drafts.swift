import Host
import Replica

/// Text from the user's editor, kept as a draft until it is safely stored.
extension Session {
  private func draftPath(_ name: String) throws -> String {
    let safe = name.map { $0.isLetter || $0.isNumber || $0 == "-" ? $0 : "-" }
    return try replicaFolder() + "/draft-" + String(safe) + ".txt"
  }

  /// The text after `-m` or, without it, from `$EDITOR`.
  ///
  /// - Throws: A usage error where there is neither: nothing is ever asked for on a closed or
  ///   piped standard input.
  func text(_ arguments: Arguments, draft: String, initial: String) throws -> String {
    if let message = try message(arguments) {
      guard !message.trimmed.isEmpty else { throw arguments.error("-m takes a text") }
      return message
    }
    let isNamed =
      environment.nonEmpty("VISUAL") != nil || environment.nonEmpty("EDITOR") != nil
    guard isNamed || console.terminal.inputIsTerminal, let editor = Editor.command(environment)
    else { throw arguments.error("give the text with -m TEXT, or set EDITOR") }
    let text = try edit(draft, initial: initial, with: editor).trimmed
    guard !text.isEmpty else {
      dropDraft(draft)
      throw Failure("the text is empty", hint: "Nothing was written.")
    }
    return text
  }

  /// Lets the user edit `initial`, or the draft that an earlier attempt has left.
  func edit(_ draft: String, initial: String, with editor: String) throws -> String {
    let path = try draftPath(draft)
    // A draft from before holds words that were never stored: they are offered again.
    if try File.status(path) == nil {
      try File.write(Array(initial.utf8), to: path, permissions: 0o600)
    } else {
      console.report("Going on with the draft in \(path).")
    }
    let code = try Editor.edit(path, with: editor)
    guard code == .done else {
      throw Failure(
        "the editor ended with code \(code.rawValue)",
        hint: "Nothing was stored; your text is in \(path), and the next edit goes on with it.")
    }
    let bytes = try File.read(path, limit: Self.textBytesMax)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure("\(path) is not UTF-8 text", hint: "It was left there; nothing was stored.")
    }
    return text
  }

  /// Removes a draft whose text is stored.
  func dropDraft(_ draft: String) {
    // A draft that stays is offered again, which is a nuisance and no loss.
    if let path = try? draftPath(draft) { try? File.remove(path) }
  }
}
