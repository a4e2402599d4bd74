/// What a shell may offer for the word at the cursor.
public struct Completion<Context> {
  private let program: Program<Context>

  /// Creates the completions of a program.
  public init(_ program: Program<Context>) { self.program = program }

  /// The words that may stand in place of the last of `words`, in the order of the help page.
  ///
  /// Options are offered after a hyphen, and commands where one is called; where an operand or an
  /// option's value stands nothing is, so that the shell offers files.
  ///
  /// - Parameter words: The command line up to the cursor without the program's name; the last word
  ///   is the beginning of one, and may be empty.
  public func candidates(_ words: [String]) -> [String] {
    var command = program.root
    var awaitsValue = false
    var takesCommand = true
    for word in words.dropLast() {
      if awaitsValue {
        awaitsValue = false
      } else if word == "--" {
        return []
      } else if word.hasPrefix("-") {
        awaitsValue = takesNextWord(word, of: command)
      } else if takesCommand, let next = command.subcommands.first(where: { $0.name == word }) {
        command = next
      } else {
        takesCommand = false
      }
    }
    let start = words.last ?? ""
    if awaitsValue { return [] }
    let offered =
      start.hasPrefix("-")
      ? (command.options + program.globalOptions).map { "--\($0.name)" }
      : takesCommand ? command.subcommands.map(\.name) : []
    return offered.filter { $0.hasPrefix(start) }
  }

  /// Whether the word after an option is its value.
  private func takesNextWord(_ word: String, of command: Command<Context>) -> Bool {
    let option = (command.options + program.globalOptions).first { option in
      word == "--\(option.name)" || option.short.map { word == "-\($0)" } == true
    }
    return option?.placeholder != nil
  }

  /// The shells that a script can be made for.
  public static var shells: [String] { ["bash", "fish", "zsh"] }

  /// The script that makes `shell` ask the program itself, by the words in `call`, what to offer.
  ///
  /// Nil for a shell that is not one of ``shells``.
  ///
  /// - Parameter call: The command that prints the candidates, one a line, for the words after it:
  ///   `completion words --`.
  public func script(for shell: String, asking call: String) -> String? {
    let name = program.root.name
    switch shell {
    case "bash":
      return """
        _\(name)() {
          local IFS=$'\\n'
          COMPREPLY=($(\(name) \(call) "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
        }
        complete -o default -F _\(name) \(name)

        """
    case "fish":
      return """
        complete -c \(name) -a '(\(name) \(call) \
        (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'

        """
    case "zsh":
      return """
        #compdef \(name)
        _\(name)() {
          local -a offered
          offered=(${(f)"$(\(name) \(call) "${(@)words[2,CURRENT]}" 2>/dev/null)"})
          if (( $#offered )); then compadd -- $offered; else _files; fi
        }
        compdef _\(name) \(name)

        """
    default: return nil
    }
  }
}
