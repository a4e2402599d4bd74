import ChangeLog
import Host

enum TextCommand {
  static let command = Command<Console>(
    "text", "Measure the text engine",
    details: """
      Prints the median time and the spread of typing each sequential history edit by edit, of \
      merging each history from its runs, and of merging two branches of growing length.
      """,
    options: [
      .value("traces", "DIR", "A folder of NAME.json.gz from editing-traces; none without it"),
      .value("repeats", "N", "How often each is done; 7 without it"),
      .value("branches", "N", "Edits of the longest branches; 100000 without it"),
    ],
    examples: ["text --traces /tmp/traces --branches 10000"]
  ) { console, arguments in
    let repeats = try arguments.integer("repeats", in: 1...1_000) ?? 7
    let longest = try arguments.integer("branches", in: 0...10_000_000) ?? 100_000
    let bench = TextBench(repeats: repeats) { console.print("\($0)") }
    if let folder = arguments.value("traces") {
      for name in TextBench.traceNames {
        try bench.measure(try TextTrace(path: "\(folder)/\(name).json.gz"), named: name)
      }
    }
    var count = 1_000
    while count <= longest {
      try bench.measure(TextTrace(branches: count, seed: 1), named: "two branches of \(count)")
      count *= 10
    }
    return .done
  }
}

private struct TextBench {
  static let traceNames = [
    "automerge-paper", "rustcode", "sveltecomponent", "friendsforever", "git-makefile",
  ]

  let repeats: Int
  let report: (String) -> Void

  func measure(_ trace: TextTrace, named name: String) throws {
    if !trace.edits.isEmpty {
      try time("\(name): local") {
        var history = TextHistory()
        for (place, edit) in trace.edits.enumerated() {
          let original = trace.runs[place]
          try history.add(history.makeRun(edit, id: original.id, replica: original.replica))
        }
        return history
      }
    }
    var end = ""
    try time("\(name): import") {
      let history = try TextHistory(trace.runs)
      end = history.text
      return history
    }
    if !trace.end.isEmpty, !end.utf8.elementsEqual(trace.end.utf8) {
      report("\(name): ends in another text than the recorded one")
    }
  }

  /// Prints how long the work takes; what it makes is freed behind the clock.
  private func time(_ what: String, _ work: () throws -> TextHistory) throws {
    var times: [Double] = []
    for _ in 0..<repeats {
      let clock = ContinuousClock()
      let start = clock.now
      let history = try work()
      times.append((clock.now - start) / .milliseconds(1))
      withExtendedLifetime(history) {}
    }
    times.sort()
    let figures = [times[times.count / 2], times[0], times[times.count - 1]].map { time in
      String((time * 100).rounded() / 100)
    }
    report("\(what): \(figures[0]) ms (\(figures[1]) to \(figures[2]))")
  }
}
