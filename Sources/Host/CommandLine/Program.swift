/// A program's whole command line: its commands, the options that all of them take, its version.
///
/// Parsing is pure. The words before the first operand of a program with subcommands choose the
/// command; `--help`, `--version` and the command `help` are understood without being declared.
public struct Program<Context>: Sendable {
  /// The program itself: its name, what it is for, and all commands below it.
  public let root: Command<Context>
  /// The options that every command takes, in any place.
  public let globalOptions: [Option]
  /// What `--version` prints after the name.
  public let version: String
  /// What operands and options' values of each name can be, unless they declare it themselves.
  public let valuesByName: [String: Values]
  /// What the manual pages say besides the commands.
  public let manual: Manual

  /// Declares a program; two options of one name or letter for one command stop it.
  public init(
    root: Command<Context>, globalOptions: [Option] = [], version: String,
    valuesByName: [String: Values] = [:], manual: Manual = Manual()
  ) {
    self.root = root
    self.valuesByName = valuesByName
    self.manual = manual
    self.globalOptions =
      globalOptions + [
        .flag("help", short: "h", "Print help and exit"),
        .flag("version", "Print the version and exit"),
      ]
    self.version = version
    assert(root.isWellFormed(amongGlobal: self.globalOptions), "options or operands collide")
  }

  /// What a command line asks for.
  public enum Request: Sendable {
    /// To run a command.
    case run(Command<Context>, Arguments)
    /// To print the help page of the command that these words call.
    case help(Command<Context>, path: [String])
    /// To print the manual page of the command that these words call.
    case manual(Command<Context>, path: [String])
    /// To print the version.
    case version

    /// Whether the answer goes through a pager when it is longer than the screen.
    public var isPaged: Bool {
      switch self {
      case .run(let command, _): command.isPaged
      case .help: true
      case .manual, .version: false
      }
    }
  }

  /// Makes sense of the words of a command line, without the program's name.
  public func parse(_ words: [String]) throws(UsageError) -> Request {
    if words.isEmpty, root.action == nil { return .help(root, path: [root.name]) }
    if words.first == "help", !root.subcommands.contains(where: { $0.name == "help" }) {
      return try helpRequest(words.dropFirst())
    }
    var parsing = Parsing(program: self)
    return try parsing.run(words)
  }

  /// The lines of the help page for a command that ``parse(_:)`` named.
  public func help(_ command: Command<Context>, path: [String], width: Int) -> [StyledText] {
    HelpPage(command: command, path: path, globalOptions: globalOptions).lines(width: width)
  }

  /// The manual page, in the language of man(7), for a command that ``parse(_:)`` named.
  public func manualPage(_ command: Command<Context>, path: [String]) -> String {
    ManualPage(program: self, command: command, path: path).text
  }

  private func helpRequest(_ words: ArraySlice<String>) throws(UsageError) -> Request {
    var command = root
    var path = [root.name]
    for word in words where !word.hasPrefix("-") {
      command = try subcommand(word, of: command, path: path)
      path.append(command.name)
    }
    return words.contains("--man") ? .manual(command, path: path) : .help(command, path: path)
  }

  /// The command that `word` names below `parent`.
  func subcommand(
    _ word: String, of parent: Command<Context>, path: [String]
  ) throws(UsageError) -> Command<Context> {
    if let command = parent.subcommands.first(where: { $0.name == word }) { return command }
    let names = parent.visibleSubcommands.map(\.name)
    let guess =
      Suggestion.nearest(to: word, among: names).map { path + [$0] }
      ?? paths(to: word, below: root, path: [root.name]).first
    throw UsageError(
      "'\(path.joined(separator: " "))' has no command '\(word)'",
      hint: guess.map { "Did you mean '\($0.joined(separator: " "))'?" }
        ?? "See '\(([root.name, "help"] + path.dropFirst()).joined(separator: " "))'.")
  }

  /// The ways to call a command of that name, wherever it stands.
  private func paths(to name: String, below: Command<Context>, path: [String]) -> [[String]] {
    below.visibleSubcommands.flatMap { command in
      let here = path + [command.name]
      return (command.name == name ? [here] : []) + paths(to: name, below: command, path: here)
    }
  }
}
