import CBenchmarks
import ChangeLog

/// Measures the memory that a loaded history takes, in a process that has done nothing else.
enum TextMemory {
  static func measure(tracePath: String, named name: String) throws -> [Figure] {
    // The engine's code is in memory before the count starts.
    _ = try TextEngine.load([])
    trim_heap()
    let liveBefore = live_heap_bytes()
    let residentBefore = resident_bytes()
    let history = try load(tracePath)
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

  /// Leaves nothing but the history behind.
  private static func load(_ path: String) throws -> TextHistory {
    try TextEngine.merge(TextTrace(path: path).runs)
  }
}
