import ChangeLog

/// Every call of the benchmarks into the text engine, each as a program that embeds it would make.
enum TextEngine {
  /// A whole history as it is kept and sent.
  typealias Stored = [UInt8]
  /// One text as it is kept by a program that seldom needs its history.
  typealias Saved = [UInt8]

  /// Makes one edit to the text as it is now, under the name and replica of `original`.
  static func edit(
    _ history: inout TextHistory, _ edit: TextEdit, as original: TextRun
  ) throws {
    try history.edit(edit, id: original.id, replica: original.replica)
  }

  /// Makes all edits of a sequential history, one by one.
  static func type(_ trace: TextTrace) throws -> TextHistory {
    // All of it is by one agent.
    guard let first = trace.runs.first else { return TextHistory() }
    var session = TextSession(by: first.replica, from: first.id)
    for edit in trace.edits { try session.edit(edit) }
    return session.history
  }

  /// The updates that bring each run by itself, as its author would send them.
  static func updates(of runs: [TextRun]) throws -> [[UInt8]] {
    var history = TextHistory()
    return try runs.map { run in
      let version = history.frontier
      try history.add(run)
      return try history.encoded(since: version)
    }
  }

  /// Takes in one update from elsewhere; gives the edits for an editor that shows the text.
  static func receive(_ update: [UInt8], into history: inout TextHistory) throws -> [TextEdit] {
    try history.merge(encoded: update)
  }

  /// Takes in one run that somebody else has decoded.
  static func add(_ run: TextRun, to history: inout TextHistory) throws -> [TextEdit] {
    try history.add(run)
  }

  /// Merges runs that are in memory.
  static func merge(_ runs: [TextRun]) throws -> TextHistory { try TextHistory(runs) }

  static func store(_ history: TextHistory) -> Stored { history.encoded() }

  static func load(_ stored: Stored) throws -> TextHistory { try TextHistory(encoded: stored) }

  static func save(_ history: TextHistory) throws -> Saved {
    var document = TextDocument(history)
    return try document.saved()
  }

  /// Opens a saved text to read it.
  static func open(_ saved: Saved) throws -> String { try TextDocument(saved: saved).text }

  /// Opens a saved text and makes the first edit to it.
  static func open(_ saved: Saved, andMake edit: TextEdit, as original: TextRun) throws -> String {
    var document = try TextDocument(saved: saved)
    try document.edit(edit, id: original.id, replica: original.replica)
    return document.text
  }
}
