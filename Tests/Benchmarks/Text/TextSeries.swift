import ChangeLog
import TestSupport

/// Histories of one shape that grow tenfold, to see how the cost grows.
struct TextSeries {
  /// A shape of history, and how one of `count` edits is made.
  enum Shape: String, CaseIterable {
    case twoBranches = "two branches, everywhere"
    case twoTypedBranches = "two branches, typed"
    case hundredBranches = "100 branches"
    case thousandReplicas = "1000 replicas"
    case onePlace = "all at one place"
    case typed = "one text, typed"
    case everywhere = "one text, everywhere"

    /// Whether the edits are made one by one; the others are merged.
    var isLocal: Bool { self == .typed || self == .everywhere }
  }

  let largest: Int
  let repeats: Int
  let report: (Figure) -> Void
  let note: (String) -> Void

  /// A history is left out when, judged by the one before, it would take longer than this.
  private static let millisecondsMax = 60_000.0

  func measure() throws {
    for shape in Shape.allCases {
      var before: Double?
      var count = 1_000
      while count <= largest {
        // What costs n log n takes less than 14 times as long, what costs n² a hundred times.
        if let before, before * 14 > Self.millisecondsMax {
          note("\(shape.rawValue), \(count) edits: left out, since it would take minutes")
          break
        }
        let trace = TextTrace(shape, count: count)
        let times = try times(of: trace, isLocal: shape.isLocal)
        var figure = Figure(shape.rawValue, "\(count) edits", "ms", times)
        let each = Figure.digits(figure.median * 1_000 / Double(trace.runs.count), places: 3)
        figure.remark = "\(each) µs each"
        if let before {
          figure.remark += ", \(Figure.digits(figure.median / before, places: 1)) times a tenth"
        }
        report(figure)
        before = figure.median
        count *= 10
      }
    }
  }

  private func times(of trace: TextTrace, isLocal: Bool) throws -> [Double] {
    var times: [Double] = []
    var total = 0.0
    // Long ones vary less.
    while times.count < repeats, total < 3_000 || times.count < 1 {
      let time = try Stopwatch.time {
        isLocal ? try TextEngine.type(trace) : try TextEngine.merge(trace.runs)
      }.milliseconds
      times.append(time)
      total += time
    }
    return times
  }
}

extension TextTrace {
  /// A history of `count` edits besides the one that writes the text they start from, or twice as
  /// many where there are two branches.
  init(_ shape: TextSeries.Shape, count: Int) {
    self.init()
    let start = TextEdit(
      position: 0, deleteCount: 0, insert: String(repeating: "word ", count: Writer.words))
    let version = append([start], by: 0, at: [])
    var writer = Writer()
    switch shape {
    case .twoBranches:
      for agent in 1...2 { append(writer.everywhere(count), by: UInt64(agent), at: version) }
    case .twoTypedBranches:
      for agent in 1...2 { append(writer.typed(count), by: UInt64(agent), at: version) }
    case .hundredBranches:
      for agent in 1...100 {
        append(writer.everywhere(count / 100), by: UInt64(agent), at: version)
      }
    case .thousandReplicas: appendReplicas(1_000, count: count, at: version, &writer)
    case .onePlace:
      for agent in 1...count {
        append(
          [TextEdit(position: 5, deleteCount: 0, insert: "x")], by: UInt64(agent), at: version)
      }
    case .typed: append(writer.typed(count), by: 0, at: version)
    case .everywhere: append(writer.everywhere(count), by: 0, at: version)
    }
    guard shape.isLocal else { return }
    edits = runs.map {
      TextEdit(position: $0.position, deleteCount: $0.deleteCount, insert: $0.insert)
    }
  }

  /// Each of many replicas makes its share of the edits, in an order that is random, and takes in
  /// all that the others have made before one in ten of its own.
  private mutating func appendReplicas(
    _ replicas: Int, count: Int, at start: TextVersion, _ writer: inout Writer
  ) {
    var versions = Array(repeating: start, count: replicas)
    var frontier = Set(start)
    for _ in 0..<count / replicas {
      for replica in (0..<replicas).shuffled(using: &writer.random) {
        if writer.happens(10) { versions[replica] = frontier.sorted() }
        frontier.subtract(versions[replica])
        // As if the text had not grown: three in four edits make it longer.
        versions[replica] = append(
          writer.everywhere(1), by: UInt64(replica + 1), at: versions[replica])
        frontier.formUnion(versions[replica])
      }
    }
  }
}

/// Makes edits to a text that starts with 2,000 scalars.
private struct Writer {
  static let words = 400

  var random = SplitMix64(seed: 1)

  mutating func happens(_ percent: Int) -> Bool {
    Int.random(in: 1...100, using: &random) <= percent
  }

  /// One scalar each, each behind the one before.
  mutating func typed(_ count: Int) -> [TextEdit] {
    let start = Self.words * 5 / 2
    return (0..<count).map { TextEdit(position: start + $0, deleteCount: 0, insert: "x") }
  }

  /// At random places; one in four deletes.
  mutating func everywhere(_ count: Int) -> [TextEdit] {
    var length = Self.words * 5
    return (0..<count).map { _ in
      let position = Int.random(in: 0..<length, using: &random)
      let deletes = happens(25)
      length += deletes ? -1 : 3
      return TextEdit(
        position: position, deleteCount: deletes ? 1 : 0, insert: deletes ? "" : "abc")
    }
  }
}
