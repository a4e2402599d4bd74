/// The standard streams of a program that talks to a person, or to another program.
///
/// Output is collected and written in few pieces. A failed write is remembered rather than thrown,
/// so that printing stays a plain statement; ``finish(_:)`` turns it into an exit code. Belongs to
/// one thread. SIGPIPE must be ignored (``Signals/ignoreClosedPipes()``).
public final class Console {
  /// What is known about the terminal.
  public let terminal: Terminal
  let inputDescriptor: Int32
  private let outputDescriptor: Int32
  private let errorDescriptor: Int32
  private var pending: [UInt8] = []
  private var failure: FileError?
  private var pager: String?
  /// The bytes read from standard input that no line has used yet.
  var unread: [UInt8] = []

  /// Output beyond this is written at once, so that a long listing takes no memory.
  private static let pendingBytesMax = 64 << 10
  /// What waits for a pager takes no more than this.
  private static let pagedBytesMax = 16 << 20

  /// Creates the console over the standard streams, or others in their place.
  public init(
    terminal: Terminal, input: Int32 = 0, output: Int32 = 1,
    error: Int32 = 2
  ) {
    self.terminal = terminal
    inputDescriptor = input
    outputDescriptor = output
    errorDescriptor = error
  }

  /// Prints one line on standard output.
  public func print(_ line: StyledText = "") {
    write(Array((line.rendered(isColoured: terminal.outputIsColoured) + "\n").utf8))
  }

  /// Prints lines on standard output.
  public func print(_ lines: [StyledText]) {
    for line in lines { print(line) }
  }

  /// Prints a JSON document, indented where a person reads it.
  public func print(json: JSON) {
    write(json.encoded(indented: terminal.outputIsTerminal) + [UInt8(ascii: "\n")])
  }

  /// Prints a whole document as it is; only a terminal is spared its control characters.
  public func print(document: String) {
    write(Array((terminal.outputIsTerminal ? Sanitising.lines(document) : document).utf8))
  }

  /// Writes bytes on standard output as they are.
  public func write(_ bytes: [UInt8]) {
    if failure != nil { return }
    pending += bytes
    let limit = pager == nil ? Console.pendingBytesMax : Console.pagedBytesMax
    if pending.count >= limit { flush() }
  }

  /// Lets `command` show output that is longer than the screen, which only a terminal has.
  ///
  /// Short output is written as ever, and no other program is started for it.
  public func page(with command: String) {
    if terminal.outputIsTerminal { pager = command }
  }

  /// Whether what was collected takes more lines than the screen has.
  private var isLongerThanTheScreen: Bool {
    var lines = 0
    for line in pending.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      // Escape sequences count as if they were seen: then the pager itself finds that all fits.
      let columns =
        line.count <= terminal.width ? 0 : DisplayWidth.of(String(decoding: line, as: UTF8.self))
      lines += 1 + max(0, columns - 1) / terminal.width
      if lines > terminal.height { return true }
    }
    return false
  }

  /// Writes out what was collected, so that it appears before anything that follows.
  public func flush() {
    if failure != nil || pending.isEmpty { return }
    if let pager, isLongerThanTheScreen, Pager.show(pending, with: pager) {
      pending = []
      return
    }
    do throws(FileError) {
      try Descriptor.write(pending, to: outputDescriptor, path: "standard output")
    } catch {
      failure = error
    }
    pending = []
  }

  /// Prints one line on standard error, at once, after all output so far.
  public func report(_ line: StyledText) { report([line]) }

  /// Prints lines on standard error, at once, after all output so far.
  public func report(_ lines: [StyledText]) {
    flush()
    let isColoured = terminal.errorIsColoured
    writeError(lines.map { $0.rendered(isColoured: isColoured) + "\n" }.joined())
  }

  /// Prints a JSON document in one line on standard error, at once, after all output so far.
  public func report(json: JSON) {
    flush()
    writeError(String(decoding: json.encoded(), as: UTF8.self) + "\n")
  }

  /// Writes text with escape sequences of ours on standard error; nobody can be told when it fails.
  func writeError(_ text: String) {
    try? Descriptor.write(Array(text.utf8), to: errorDescriptor, path: "standard error")
  }

  /// Writes out what is left, and gives the exit code that the program ends with.
  ///
  /// A reader that went away (`| head`) has seen what it wanted, so that is said by code alone;
  /// output lost in any other way is an error.
  public func finish(_ code: ExitCode) -> ExitCode {
    flush()
    guard let failure else { return code }
    if failure.problem == .closedPipe { return .closedPipe }
    writeError("error: \(failure)\n")
    return code == .done ? .failed : code
  }
}
