private import Glibc

extension Console {
  /// The longest line that is read; what follows it is a fault of the input.
  public static let lineBytesMax = 64 << 10

  /// Asks a question on standard error and reads the answer.
  ///
  /// - Returns: The answer without spaces around it, or nil when standard input is no terminal
  ///   (then nothing is asked) or was closed.
  public func ask(_ question: StyledText) throws(FileError) -> String? {
    guard terminal.inputIsTerminal else { return nil }
    flush()
    writeError(question.rendered(isColoured: terminal.errorIsColoured) + " ")
    return try readLine().map { line in
      String(line.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// Asks for something that must not be seen: what is typed is not shown.
  ///
  /// - Returns: As ``ask(_:)``, with its spaces.
  public func askSecret(_ question: StyledText) throws(FileError) -> String? {
    guard terminal.inputIsTerminal else { return nil }
    flush()
    writeError(question.rendered(isColoured: terminal.errorIsColoured) + " ")
    var before = termios()
    guard tcgetattr(inputDescriptor, &before) == 0 else { return nil }
    // Were the process interrupted now, the terminal would stay silent: the signals wait.
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP] { sigaddset(&signals, signal) }
    var mask = sigset_t()
    pthread_sigmask(SIG_BLOCK, &signals, &mask)
    defer { pthread_sigmask(SIG_SETMASK, &mask, nil) }
    var silent = before
    silent.c_lflag &= ~UInt32(ECHO)
    tcsetattr(inputDescriptor, TCSAFLUSH, &silent)
    defer {
      tcsetattr(inputDescriptor, TCSAFLUSH, &before)
      writeError("\n")
    }
    return try readLine()
  }

  /// Asks a question that is answered by yes or no; anything else, and no terminal, means no.
  public func confirm(_ question: StyledText) throws(FileError) -> Bool {
    let answer = try ask(question + " [y/N]")?.lowercased()
    return answer == "y" || answer == "yes"
  }

  /// Reads one line of standard input, terminal or not, without its line break.
  ///
  /// Bytes that are no UTF-8 become U+FFFD.
  ///
  /// - Returns: The line, or nil at the end of the input, and when it is closed.
  /// - Throws: `tooLarge` for a line of more than ``lineBytesMax`` bytes.
  public func readLine() throws(FileError) -> String? {
    while true {
      if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
        var line = unread[..<end]
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        let text = String(decoding: line, as: UTF8.self)
        unread.removeSubrange(...end)
        return text
      }
      if unread.count > Console.lineBytesMax {
        throw FileError(.tooLarge(limit: Console.lineBytesMax), path: "standard input")
      }
      let more = try Descriptor.read(4_096, from: inputDescriptor, path: "standard input")
      if more.isEmpty {
        if unread.isEmpty { return nil }
        unread.append(UInt8(ascii: "\n"))
      }
      unread += more
    }
  }
}
