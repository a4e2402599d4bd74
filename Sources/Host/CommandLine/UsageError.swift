/// A command line that cannot be understood, with what helps to write a better one.
public struct UsageError: Error, Equatable, Sendable {
  /// What is wrong, in one sentence without a full stop.
  public let message: String
  /// How the command is used, when it is known which one was meant.
  public let usage: String?
  /// What to do instead, in one sentence.
  public let hint: String?

  /// Creates an error; the program prints it and exits with ``ExitCode/usage``.
  public init(_ message: String, usage: String? = nil, hint: String? = nil) {
    self.message = message
    self.usage = usage
    self.hint = hint
  }

  /// The lines to print on standard error.
  public var lines: [StyledText] {
    var lines: [StyledText] = ["\("error:", [.bold, .red]) \(message)"]
    if let usage { lines.append("usage: \(usage)") }
    if let hint { lines.append(StyledText(hint)) }
    return lines
  }
}
