/// One command: what it takes, what its help page says, and what it does.
///
/// A value to be declared once, one command a file. `Context` is what the program hands to whatever
/// command runs: its console, its clock, its open files.
public struct Command<Context>: Sendable {
  /// What a command does; it gives the program's exit code.
  public typealias Action = @Sendable (Context, Arguments) throws -> ExitCode

  /// The word that calls it.
  public let name: String
  /// What it does, in one sentence without a full stop.
  public let summary: String
  /// The heading under which its parent's help page lists it.
  public let topic: String
  /// More about it, in paragraphs, for its help page.
  public let details: String
  /// What it takes by place.
  public let operands: [Operand]
  /// What it takes by name.
  public let options: [Option]
  /// The commands below it: `add` in `note add`.
  public let subcommands: [Command]
  /// Command lines to copy, without the program's name.
  public let examples: [String]
  /// Whether what it prints is shown through a pager when it is longer than the screen.
  public let isPaged: Bool
  /// Whether it is for programs alone, so that no help page and no completion names it.
  public let isHidden: Bool
  let action: Action?

  /// Declares a command that does something; it may have subcommands besides.
  public init(
    _ name: String, _ summary: String, topic: String = "Commands", details: String = "",
    operands: [Operand] = [], options: [Option] = [], subcommands: [Command] = [],
    examples: [String] = [], isPaged: Bool = true, isHidden: Bool = false,
    run action: @escaping Action
  ) {
    self.name = name
    self.summary = summary
    self.topic = topic
    self.details = details
    self.operands = operands
    self.options = options
    self.subcommands = subcommands
    self.examples = examples
    self.isPaged = isPaged
    self.isHidden = isHidden
    self.action = action
  }

  /// Declares a command that only groups others.
  public init(
    group name: String, _ summary: String, topic: String = "Commands", details: String = "",
    subcommands: [Command], examples: [String] = []
  ) {
    self.name = name
    self.summary = summary
    self.topic = topic
    self.details = details
    self.operands = []
    self.options = []
    self.subcommands = subcommands
    self.examples = examples
    isPaged = false
    isHidden = false
    self.action = nil
  }

  /// Does what the command is for; ``Program/parse(_:)`` only gives out commands that do something.
  public func run(_ context: Context, _ arguments: Arguments) throws -> ExitCode {
    guard let action else { preconditionFailure("\(name) only groups other commands") }
    return try action(context, arguments)
  }

  /// The commands below it that people are told of.
  var visibleSubcommands: [Command] { subcommands.filter { !$0.isHidden } }

  /// Its usage line after `path`, the words that call it.
  func usage(_ path: [String]) -> String {
    var words = path
    if !subcommands.isEmpty { words.append(action == nil ? "COMMAND" : "[COMMAND]") }
    words += operands.map(\.usage)
    words += options.map(\.usage)
    return words.joined(separator: " ")
  }

  /// Whether parsing can tell all of its options and operands apart.
  func isWellFormed(amongGlobal globalOptions: [Option]) -> Bool {
    let all = options + globalOptions
    let names = all.map(\.name)
    let letters = all.compactMap(\.short)
    return Set(names).count == names.count && Set(letters).count == letters.count
      && letters.allSatisfy { $0.isLetter || $0 == "?" }
      && operands.dropLast().allSatisfy { $0.kind == .required || $0.kind == .optional }
      && Set(subcommands.map(\.name)).count == subcommands.count
      && subcommands.allSatisfy { $0.isWellFormed(amongGlobal: globalOptions) }
  }
}
