/// What a command line gave to one command.
///
/// A command asks by the names it declared; asking for another name is a mistake in the program and
/// stops it.
public struct Arguments: Sendable {
  /// The words that called the command, the program's name first.
  public let path: [String]
  /// How the command is used.
  public let usage: String
  let options: [Option]
  let operands: [Operand]
  var flags: Set<String> = []
  var optionValues: [String: [String]] = [:]
  var operandValues: [String: [String]] = [:]

  init(path: [String], usage: String, options: [Option], operands: [Operand]) {
    self.path = path
    self.usage = usage
    self.options = options
    self.operands = operands
  }

  private func declaredOption(_ name: String) -> Option {
    guard let option = options.first(where: { $0.name == name }) else {
      preconditionFailure("\(path.joined(separator: " ")) declares no option \(name)")
    }
    return option
  }

  /// Whether the flag was given.
  public func has(_ flag: String) -> Bool {
    precondition(declaredOption(flag).kind == .flag, "\(flag) is no flag")
    return flags.contains(flag)
  }

  /// The option's value, or nil when it was not given.
  public func value(_ option: String) -> String? { values(option).last }

  /// The option's values, in the order in which they were given.
  public func values(_ option: String) -> [String] {
    precondition(declaredOption(option).kind != .flag, "\(option) is a flag")
    return optionValues[option] ?? []
  }

  /// The option's value, for an option without which the command can do nothing.
  public func requiredValue(_ option: String) throws(UsageError) -> String {
    if let value = value(option) { return value }
    let placeholder = declaredOption(option).placeholder ?? ""
    throw error("--\(option) \(placeholder) is missing")
  }

  /// The option's value as a whole number within `range`, or nil when it was not given.
  public func integer(
    _ option: String, in range: ClosedRange<Int> = .min ... .max
  ) throws(UsageError) -> Int? {
    guard let text = value(option) else { return nil }
    guard let number = Int(text) else {
      throw error("--\(option) takes a whole number, not '\(text)'")
    }
    guard range.contains(number) else {
      throw error(
        "--\(option) takes a number from \(range.lowerBound) to \(range.upperBound), not \(number)")
    }
    return number
  }

  /// The option's value, one of `choices`, or nil when it was not given.
  public func choice(_ option: String, among choices: [String]) throws(UsageError) -> String? {
    guard let text = value(option) else { return nil }
    if choices.contains(text) { return text }
    let nearest = Suggestion.nearest(to: text, among: choices)
    throw error(
      "--\(option) takes \(choices.joined(separator: ", ")); not '\(text)'",
      hint: nearest.map { "Did you mean '\($0)'?" })
  }

  /// The word given for an operand that must be given.
  public func operand(_ name: String) -> String {
    guard let word = operands(name).first else {
      preconditionFailure("\(name) may be left out: ask for optionalOperand")
    }
    return word
  }

  /// The word given for an operand that may be left out.
  public func optionalOperand(_ name: String) -> String? { operands(name).first }

  /// The words given for an operand, perhaps none.
  public func operands(_ name: String) -> [String] {
    precondition(operands.contains { $0.name == name }, "no operand \(name) is declared")
    return operandValues[name] ?? []
  }

  /// Makes the error for arguments that are well formed and yet cannot be used together.
  public func error(_ message: String, hint: String? = nil) -> UsageError {
    UsageError(message, usage: usage, hint: hint)
  }
}
