private import Glibc

/// Runs a command of the user's in this terminal: an editor, a pager.
public enum Shell {
  /// Runs `command`, as the shell reads it, with `arguments` as they are, and waits for it.
  ///
  /// While it runs, the keys that interrupt or quit are its own affair, as in a shell.
  ///
  /// - Parameter input: What it reads on its standard input; nil lets it read ours.
  /// - Returns: Its exit code; 128 and the signal's number when a signal ended it.
  /// - Throws: ``FileError`` when no shell could be started.
  public static func run(
    _ command: String, _ arguments: [String] = [], input: [UInt8]? = nil
  ) throws(FileError) -> ExitCode {
    var keyboard = KeyboardSignals()
    keyboard.ignore()
    defer { keyboard.restore() }
    let pipe = try input.map { _ throws(FileError) in try Pipe() }
    let words = ["sh", "-c", "\(command) \"$@\"", command] + arguments
    let child: pid_t
    do throws(FileError) {
      child = try spawn(words, standardInput: pipe?.reading)
    } catch {
      pipe?.close()
      throw error
    }
    if let pipe, let input {
      close(pipe.reading)
      // A pager that is left early has shown what was wanted.
      try? Descriptor.write(input, to: pipe.writing, path: command)
      close(pipe.writing)
    }
    return wait(for: child)
  }

  private static func spawn(
    _ words: [String], standardInput: Int32?
  ) throws(FileError) -> pid_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // The child must not inherit that we ignore, catch or block these.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for signal in [SIGINT, SIGQUIT, SIGTERM, SIGPIPE] { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let standardInput {
      posix_spawn_file_actions_adddup2(&actions, standardInput, STDIN_FILENO)
    }
    var arguments = words.map { strdup($0) }
    arguments.append(nil)
    defer { for argument in arguments { free(argument) } }
    var child: pid_t = 0
    let code = posix_spawnp(&child, "sh", &actions, &attributes, arguments, environ)
    if code != 0 { throw FileError(errno: code, path: "sh") }
    return child
  }

  private static func wait(for child: pid_t) -> ExitCode {
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      if errno != EINTR { return .failed }
    }
    // wait(2): the signal stands in the low seven bits, the exit code in the byte above.
    let signal = status & 0x7f
    return signal == 0 ? ExitCode(rawValue: status >> 8 & 0xff) : .signal(signal)
  }
}

/// A pipe whose ends no child inherits unasked.
private struct Pipe {
  let reading: Int32
  let writing: Int32

  init() throws(FileError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw FileError(errno: errno, path: "pipe") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    reading = ends[0]
    writing = ends[1]
  }

  func close() {
    Glibc.close(reading)
    Glibc.close(writing)
  }
}

/// What this process does about the keys that interrupt and quit.
private struct KeyboardSignals {
  private var interrupt = sigaction()
  private var quit = sigaction()

  mutating func ignore() {
    var ignored = sigaction()
    ignored.__sigaction_handler.sa_handler = SIG_IGN
    sigaction(SIGINT, &ignored, &interrupt)
    sigaction(SIGQUIT, &ignored, &quit)
  }

  mutating func restore() {
    sigaction(SIGINT, &interrupt, nil)
    sigaction(SIGQUIT, &quit, nil)
  }
}
