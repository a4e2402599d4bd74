import CBenchmarks
import ChangeLog
import Glibc
import Host

/// Measures the memory that a loaded history takes.
///
/// In a process that has done nothing else: what was freed before would be used again, and what is
/// in use twice could not be told apart.
enum TextMemory {
  /// Stores a recorded history, and runs the command `text-memory` on it, with the same standard
  /// streams.
  static func measureApart(
    tracePath: String, named name: String, asJSON: Bool
  ) throws -> ExitCode {
    let path = "/tmp/concord-bench-\(getpid()).history"
    try store(TextTrace(path: tracePath), at: path)
    defer { try? File.remove(path) }
    return try ChildProcess.run(["text-memory", path, name] + (asJSON ? ["--json"] : []))
  }

  /// Writes the recorded history to the file, as the engine stores it.
  static func store(_ trace: TextTrace, at path: String) throws {
    try File.write(TextEngine.store(TextEngine.merge(trace.runs)), to: path)
  }

  /// Loads the stored history in the file, and gives what it takes.
  static func measure(path: String, named name: String) throws -> [Figure] {
    // The engine's code is in memory before the count starts.
    _ = try TextEngine.merge([])
    trim_heap()
    let liveBefore = live_heap_bytes()
    let residentBefore = resident_bytes()
    let history = try TextEngine.load(File.read(path, limit: 1 << 30))
    trim_heap()
    let live = live_heap_bytes() - liveBefore
    let resident = max(residentBefore, resident_bytes()) - residentBefore
    return withExtendedLifetime(history) {
      [
        Figure(name, "memory, live", "MB", [Double(live) / 1e6]),
        Figure(name, "memory, resident", "MB", [Double(resident) / 1e6]),
      ]
    }
  }
}
