/// The state of parsing one command line, word by word.
struct Parsing<Context> {
  private let program: Program<Context>
  private var command: Command<Context>
  private var path: [String]
  private var words: ArraySlice<String> = []
  private var operands: [String] = []
  private var flags: Set<String> = []
  private var values: [String: [String]] = [:]
  /// Options of a group, which the command found later must take too.
  private var given: [Option] = []

  init(program: Program<Context>) {
    self.program = program
    command = program.root
    path = [program.root.name]
  }

  private var knownOptions: [Option] { command.options + program.globalOptions }
  private var usage: String { command.usage(path) }

  mutating func run(_ words: [String]) throws(UsageError) -> Program<Context>.Request {
    self.words = words[...]
    var onlyOperands = false
    while let word = self.words.popFirst() {
      if onlyOperands || !isOption(word) {
        try takeOperand(word, maySelect: !onlyOperands)
      } else if word == "--" {
        onlyOperands = true
      } else if word.hasPrefix("--") {
        try takeLong(word.dropFirst(2))
      } else {
        try takeShort(word.dropFirst())
      }
    }
    if flags.contains("help") { return .help(command, path: path) }
    if flags.contains("version") { return .version }
    return .run(command, try arguments())
  }

  /// Whether `word` is an option or `--`; a hyphen alone and a negative number are operands.
  private func isOption(_ word: String) -> Bool {
    guard word.hasPrefix("-"), let second = word.dropFirst().first else { return false }
    return !(second.isASCII && second.isNumber)
  }

  private mutating func takeOperand(_ word: String, maySelect: Bool) throws(UsageError) {
    guard maySelect, operands.isEmpty, !command.subcommands.isEmpty else {
      operands.append(word)
      return
    }
    // A group that takes operands of its own reads a word that is no subcommand as one of them.
    let isKnown = command.subcommands.contains { $0.name == word }
    if !isKnown, !command.operands.isEmpty {
      operands.append(word)
      return
    }
    command = try program.subcommand(word, of: command, path: path)
    path.append(command.name)
    for option in given where !knownOptions.contains(option) {
      throw error("'\(path.joined(separator: " "))' takes no option --\(option.name)")
    }
  }

  private mutating func takeLong(_ body: Substring) throws(UsageError) {
    let parts = body.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let option = knownOptions.first(where: { $0.name == name }) else {
      throw unknown("--\(name)", among: knownOptions.map { "--\($0.name)" })
    }
    try take(option, spelling: "--\(name)", attached: parts.count == 2 ? parts[1] : nil)
  }

  /// Takes `-m TEXT`, `-mTEXT`, or several flags in one word, the last of which may have a value.
  private mutating func takeShort(_ letters: Substring) throws(UsageError) {
    var rest = letters
    while let letter = rest.popFirst() {
      guard let option = knownOptions.first(where: { $0.short == letter }) else {
        // One hyphen in front of a long name is the usual slip.
        throw unknown(
          "-\(letter)", among: knownOptions.filter { $0.name == letters }.map { "--\($0.name)" })
      }
      guard option.kind == .flag else {
        try take(option, spelling: "-\(letter)", attached: rest.isEmpty ? nil : rest)
        return
      }
      try take(option, spelling: "-\(letter)", attached: nil)
    }
  }

  private mutating func take(
    _ option: Option, spelling: String, attached: Substring?
  ) throws(UsageError) {
    given.append(option)
    guard let placeholder = option.placeholder else {
      if attached != nil { throw error("\(spelling) takes no value") }
      flags.insert(option.name)
      return
    }
    guard let value = attached.map(String.init) ?? words.popFirst() else {
      throw error("\(spelling) needs a value: \(placeholder)")
    }
    if case .value = option.kind, values[option.name] != nil {
      throw error("\(spelling) is given twice")
    }
    values[option.name, default: []].append(value)
  }

  private func unknown(_ spelling: String, among known: [String]) -> UsageError {
    let guess =
      Suggestion.nearest(to: spelling, among: known) ?? (known.count == 1 ? known[0] : nil)
    let help = ([program.root.name, "help"] + path.dropFirst()).joined(separator: " ")
    return UsageError(
      "'\(path.joined(separator: " "))' takes no option \(spelling)", usage: usage,
      hint: guess.map { "Did you mean '\($0)'?" } ?? "See '\(help)'.")
  }

  private func error(_ message: String) -> UsageError { UsageError(message, usage: usage) }

  /// Gives each operand its words.
  private func arguments() throws(UsageError) -> Arguments {
    if command.action == nil {
      let names = command.visibleSubcommands.map(\.name).joined(separator: ", ")
      throw UsageError(
        "'\(path.joined(separator: " "))' needs a command: \(names)", usage: usage)
    }
    var arguments = Arguments(
      path: path, usage: usage, options: knownOptions, operands: command.operands)
    arguments.flags = flags
    arguments.optionValues = values
    var rest = operands[...]
    for operand in command.operands {
      switch operand.kind {
      case .required, .optional:
        if let word = rest.popFirst() {
          arguments.operandValues[operand.name] = [word]
        } else if operand.kind == .required {
          throw error("\(operand.name) is missing")
        }
      case .oneOrMore, .any:
        if rest.isEmpty, operand.kind == .oneOrMore { throw error("\(operand.name) is missing") }
        arguments.operandValues[operand.name] = Array(rest)
        rest = []
      }
    }
    if let extra = rest.first { throw error("'\(extra)' is one word too many") }
    for option in command.options where option.isRequired {
      _ = try arguments.requiredValue(option.name)
    }
    return arguments
  }
}
