import Foundation
import Glibc

/// What a program left behind when it ended.
struct Outcome: CustomStringConvertible {
  let command: String
  /// The exit code; 128 plus the signal for one that a signal ended.
  let code: Int32
  let output: String
  let errors: String

  var description: String {
    "\(command): exit \(code)\nstdout: \(output)\nstderr: \(errors)"
  }
}

/// A program that did not do what the test takes for granted.
struct Surprise: Error, CustomStringConvertible {
  let description: String
}

/// Waits until `condition` holds.
///
/// - Throws: A ``Surprise`` that names `what` when it does not within `seconds`.
func eventually(
  _ what: String, within seconds: Double = 20, _ condition: () throws -> Bool
) throws {
  let end = Date(timeIntervalSinceNow: seconds)
  while try !condition() {
    guard Date() < end else { throw Surprise(description: "never came to be: \(what)") }
    usleep(2_000)
  }
}

/// One running program, in a process group of its own; it does not outlive this object.
final class Child {
  enum Input {
    /// Nothing to read: an end of file at once.
    case nothing
    /// No descriptor 0 at all.
    case closed
    case file(String)
  }

  let command: String
  private let pid: pid_t
  private let outputPath: String
  private let errorPath: String
  private var code: Int32?

  /// Starts `words`, with its output in files of `folder`.
  init(
    _ words: [String], in folder: String, environment: [String: String],
    input: Input = .nothing, logs: String
  ) throws {
    command = words.joined(separator: " ")
    outputPath = logs + ".out"
    errorPath = logs + ".err"
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    switch input {
    case .nothing: posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    case .closed: posix_spawn_file_actions_addclose(&actions, 0)
    case .file(let path): posix_spawn_file_actions_addopen(&actions, 0, path, O_RDONLY, 0)
    }
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND
    posix_spawn_file_actions_addopen(&actions, 1, outputPath, flags, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errorPath, flags, 0o600)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // The threads of a test runner may block signals, which a program would inherit.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    // A job in the background of a script ignores SIGINT, which a program would inherit, too.
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    // posix_spawn cannot be told a folder; env can, and becomes the program.
    var arguments = (["env", "-C", folder] + words).map { strdup($0) } + [nil]
    var variables = environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") }
    variables.append(nil)
    defer { for pointer in arguments + variables { free(pointer) } }
    var pid: pid_t = 0
    let failure = posix_spawnp(&pid, "env", &actions, &attributes, &arguments, &variables)
    guard failure == 0 else {
      throw Surprise(description: "\(command): \(String(cString: strerror(failure)))")
    }
    self.pid = pid
  }

  deinit { kill() }

  var output: String { Self.text(outputPath) }
  var errors: String { Self.text(errorPath) }
  var outcome: Outcome? {
    reap().map { Outcome(command: command, code: $0, output: output, errors: errors) }
  }

  /// Waits for the end; one that takes longer than `seconds` is killed, and that is an error.
  @discardableResult
  func wait(seconds: Double = 30) throws -> Outcome {
    let end = Date(timeIntervalSinceNow: seconds)
    while true {
      if let outcome { return outcome }
      guard Date() < end else {
        kill()
        throw Surprise(
          description: "\(command): no end after \(seconds) s\n\(output)\n\(errors)")
      }
      usleep(1_000)
    }
  }

  func signal(_ number: Int32) {
    if reap() == nil { Glibc.kill(-pid, number) }
  }

  /// Ends it and all it started, with SIGKILL.
  func kill() {
    signal(SIGKILL)
    while reap() == nil { usleep(1_000) }
  }

  private func reap() -> Int32? {
    if let code { return code }
    var status: Int32 = 0
    guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
    let number = status & 0x7f
    code = number == 0 ? (status >> 8) & 0xff : 128 + number
    return code
  }

  private static func text(_ path: String) -> String {
    String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
  }
}
