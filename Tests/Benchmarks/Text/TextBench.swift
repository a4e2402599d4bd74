import ChangeLog

/// Measures the text engine on recorded histories.
struct TextBench {
  /// What can be measured on a recorded history.
  enum Measure: String, CaseIterable {
    case local, `import`, merge, stream, load, memory
  }

  /// The recorded histories that are measured if none is named.
  static let traceNames = [
    "automerge-paper", "rustcode", "sveltecomponent", "friendsforever", "git-makefile",
  ]

  let measures: Set<Measure>
  let repeats: Int
  let report: (Figure) -> Void
  let note: (String) -> Void

  /// Measures everything but memory, which takes a process of its own (``TextMemory``).
  func measure(_ trace: TextTrace, named name: String) throws {
    let history = try TextEngine.merge(trace.runs)
    if !trace.end.isEmpty, !trace.end.utf8.elementsEqual(history.text.utf8) {
      // Where several insert at one place, engines may differ in the order.
      note("\(name): ends in another text than the recorded one")
    }
    if measures.contains(.local), !trace.edits.isEmpty { try measureLocal(trace, name) }
    if measures.contains(.import) {
      let stored = TextEngine.store(history)
      report(Figure(name, "import", "ms", try times { try TextEngine.load(stored).text }))
      report(Figure(name, "full history", "bytes", [Double(stored.count)]))
    }
    if measures.contains(.merge) {
      report(Figure(name, "merge only", "ms", try times { history.mergedAnew() }))
    }
    if measures.contains(.stream) { try measureStream(trace, name) }
    if measures.contains(.load) { try measureLoad(history, name) }
  }

  /// Types edit by edit, in turn with the gap buffer, so that a busy moment falls on both.
  private func measureLocal(_ trace: TextTrace, _ name: String) throws {
    guard let gapBuffer = GapBuffer(trace.edits) else { return }
    var ours: [Double] = []
    var limit: [Double] = []
    for _ in 0..<repeats {
      let (time, history) = try Stopwatch.time { try TextEngine.type(trace) }
      ours.append(time)
      // Once off the clock, so that it finds its own text in the cache and not the engine's. Never
      // in `measured_call`, whose instructions are the engine's alone.
      gapBuffer.replay()
      limit.append(Stopwatch.timeUnseen { gapBuffer.replay() })
      precondition(
        history.text.utf8.elementsEqual(gapBuffer.text.utf8), "the gap buffer has another text")
    }
    report(Figure(name, "local", "ms", ours))
    report(Figure(name, "gap buffer in C", "ms", limit))
    report(Figure(name, "local / gap buffer", "times", zip(ours, limit).map { $0 / $1 }))
  }

  private func measureStream(_ trace: TextTrace, _ name: String) throws {
    let updates = try TextEngine.updates(of: trace.runs)
    let milliseconds = try times {
      var history = TextHistory()
      var editsGiven = 0
      for update in updates { editsGiven += try TextEngine.receive(update, into: &history).count }
      return (history, editsGiven)
    }
    let decoded = try times {
      var history = TextHistory()
      var editsGiven = 0
      for run in trace.runs { editsGiven += try TextEngine.add(run, to: &history).count }
      return (history, editsGiven)
    }
    report(Figure(name, "stream", "ms", milliseconds))
    let count = Double(trace.runs.count)
    report(Figure(name, "stream, one run", "µs", milliseconds.map { $0 * 1_000 / count }))
    report(Figure(name, "stream, decoded run", "µs", decoded.map { $0 * 1_000 / count }))
  }

  private func measureLoad(_ history: TextHistory, _ name: String) throws {
    let saved = try TextEngine.save(history)
    let edit = TextEdit(position: history.count / 2, deleteCount: 0, insert: "x")
    var other = TextTrace()
    other.append([edit], by: .max, at: [])
    let original = other.runs[0]
    report(Figure(name, "load", "ms", try times { try TextEngine.open(saved) }))
    report(
      Figure(
        name, "load and first edit", "ms",
        try times { try TextEngine.open(saved, andMake: edit, as: original) }))
  }

  private func times<Value>(_ work: () throws -> Value) throws -> [Double] {
    try (0..<repeats).map { _ in try Stopwatch.time(work).milliseconds }
  }
}
