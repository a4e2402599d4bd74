import ChangeLog
import Host

enum TextCommand {
  static let command = Command<Console>(
    "text", "Measure the text engine",
    details: """
      Prints the median, and the least and largest of several. On recorded histories: *local*, \
      the edits of a sequential history made one by one, beside a gap buffer in C that makes the \
      same ones; *import*, from the stored history to its text; *merge*, from runs in memory; \
      *stream*, run by run; *load*, from a saved text, and to its first edit; *memory* of the \
      loaded history, in a process of its own. *series* are made histories that grow tenfold.
      """,
    options: [
      .value("traces", "DIR", "A folder of NAME.json.gz from editing-traces; none without it"),
      .repeated("trace", "NAME", "Only this history of the folder"),
      .repeated(
        "only", "WHAT", "local, import, merge, stream, load, memory or series; all without it"),
      .value("repeats", "N", "How often each is done; 7 without it"),
      .value("series", "N", "The most edits of a made history; 100000 without it"),
      .flag("json", "One JSON document a line, with every value"),
      .flag("random", "Compare the engine with its oracle instead"),
      .value("minutes", "M", "How long to compare; 1 without it"),
      .value("seed", "N", "The first seed; 1 without it"),
    ],
    examples: [
      "text --traces /tmp/traces --only local", "text --only series --series 1000000",
      "text --random --minutes 10",
    ]
  ) { console, arguments in
    if arguments.has("random") { return try compareWithOracle(console, arguments) }
    let repeats = try arguments.integer("repeats", in: 1...1_000) ?? 7
    let isJSON = arguments.has("json")
    let parts = try parts(arguments)
    let report = { (figure: Figure) in console.print(figure, asJSON: isJSON) }
    let note = { (text: String) in console.report("\(text)") }
    if let folder = arguments.value("traces") {
      let chosen = arguments.values("trace")
      let bench = TextBench(
        measures: parts.measures, repeats: repeats, report: report, note: note)
      for name in chosen.isEmpty ? TextBench.traceNames : chosen {
        let path = "\(folder)/\(name).json.gz"
        if parts.measures != [.memory] { try bench.measure(TextTrace(path: path), named: name) }
        guard parts.measures.contains(.memory) else { continue }
        let code = try TextMemory.measureApart(tracePath: path, named: name, asJSON: isJSON)
        if code != .done { return code }
      }
    }
    if parts.series {
      let largest = try arguments.integer("series", in: 0...10_000_000) ?? 100_000
      try TextSeries(largest: largest, repeats: repeats, report: report, note: note).measure()
    }
    return .done
  }

  private static func compareWithOracle(
    _ console: Console, _ arguments: Arguments
  ) throws -> ExitCode {
    let random = TextRandom(
      firstSeed: UInt64(try arguments.integer("seed", in: 0...(.max)) ?? 1),
      minutes: try arguments.integer("minutes", in: 0...10_000) ?? 1
    ) {
      console.print("\($0)")
      console.flush()
    }
    return random.play() ? .done : .failed
  }

  /// What the options ask for.
  private static func parts(
    _ arguments: Arguments
  ) throws -> (measures: Set<TextBench.Measure>, series: Bool) {
    let words = arguments.values("only")
    if words.isEmpty { return (Set(TextBench.Measure.allCases), true) }
    var measures: Set<TextBench.Measure> = []
    for word in words where word != "series" {
      guard let measure = TextBench.Measure(rawValue: word) else {
        throw arguments.error("--only does not know '\(word)'")
      }
      measures.insert(measure)
    }
    return (measures, words.contains("series"))
  }
}
