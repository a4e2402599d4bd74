import Bytes

/// All that a history knows: who made which steps on what, and the text that they make.
///
/// Invariants: what a step's author had seen is there before the step; `criticals` are exactly the
/// critical steps, those that every other step either precedes or has seen.
struct TextState: ~Copyable, Sendable {
  /// Critical steps one after the other, and how long the text was when the last had been made.
  struct Critical: BitwiseCopyable {
    let start: Int32
    var end: Int32
    var length: Int32
  }

  var names = TextNames()
  var log = TextLog()
  var graph = TextGraph()
  var criticals = Pool<Critical>()
  var content = TextSegments()
  /// The walk of the latest concurrent stretch, which goes on when more of it arrives.
  var tracker: TextTracker?
  /// How many steps, counted from the first, `tracker` has behind it.
  var walked = 0

  init() {}

  /// An equal state of its own; its first concurrent run walks the latest stretch again.
  func copy() -> TextState {
    var copy = TextState()
    copy.names = names
    copy.log = log.copy()
    copy.graph = graph.copy()
    copy.criticals = criticals.copy()
    copy.content = content.copy()
    return copy
  }

  /// Makes an edit of the text as it is into a run, which has seen everything.
  ///
  /// The edit must lie inside the text, and the name must be free.
  mutating func edit(
    _ position: Int, deleting deleteCount: Int, inserting utf8: Span<UInt8>, id: OperationID,
    replica: ReplicaID
  ) {
    let scalars = scalarCount(utf8)
    let continues = graph.isLinearAtEnd
    let operation = log.operations.count
    let steps = log.append(
      position, deleting: deleteCount, inserting: utf8, scalars: scalars, continues: continues)
    if continues {
      graph.extend(by: steps)
    } else {
      graph.appendBehindFrontier(steps, operation: operation)
    }
    if names.continuesLast(id, replica) { names.extend() } else { names.append(id, replica) }
    content.replace(deleteCount, at: position, with: utf8, scalars: scalars)
    noteCritical(steps)
  }

  /// Makes an edit of the text as it is into a run that goes on with the latest one, in the log and
  /// in the text; `settle` has the rest follow, behind one such run or many.
  ///
  /// The latest run must have seen all others, and the next name be free. Whether the edit lies
  /// inside the text, and the history has room; else nothing has changed.
  @inline(__always)
  mutating func goOn(_ edit: TextEdit) -> Bool {
    // Once: a string takes a while to find where its bytes are.
    let utf8 = edit.insert.utf8.span
    let (position, deleteCount) = (edit.position, edit.deleteCount)
    guard position >= 0, deleteCount >= 0, deleteCount <= content.count - position,
      deleteCount + utf8.count < log.room
    else { return false }
    if deleteCount == 0, utf8.count == 1 {
      // A single byte is an ASCII scalar.
      log.type(utf8[0], at: position)
      if !content.type(utf8[0], at: position) {
        content.replace(0, at: position, with: utf8, scalars: 1)
      }
    } else if deleteCount == 1, utf8.isEmpty {
      log.erase(at: position)
      if !content.erase(at: position) {
        content.replace(1, at: position, with: utf8, scalars: 0)
      }
    } else {
      goOn(position, deleting: deleteCount, inserting: utf8)
    }
    return true
  }

  private mutating func goOn(
    _ position: Int, deleting deleteCount: Int, inserting utf8: Span<UInt8>
  ) {
    let scalars = scalarCount(utf8)
    _ = log.append(
      position, deleting: deleteCount, inserting: utf8, scalars: scalars, continues: true)
    content.replace(deleteCount, at: position, with: utf8, scalars: scalars)
  }

  /// Tells all but the log and the text of the runs that went on with the latest one.
  @inline(__always)
  mutating func settle() {
    let steps = log.stepCount - graph.stepCount
    guard steps > 0 else { return }
    graph.extend(by: steps)
    names.extend(by: log.runCount - names.runCount)
    noteCritical(steps)
  }

  /// Notes that the latest steps have seen all others.
  @inline(__always)
  mutating func noteCritical(_ steps: Int) {
    noteCritical(graph.stepCount - steps..<graph.stepCount, length: content.count)
  }

  /// Notes that some steps have seen all others, and how long they leave the text.
  @inline(__always)
  mutating func noteCritical(_ steps: Range<Int>, length: Int) {
    let (start, end) = (Int32(steps.lowerBound), Int32(steps.upperBound))
    if criticals.count > 0, criticals[criticals.count - 1].end == start {
      criticals[criticals.count - 1].end = end
      criticals[criticals.count - 1].length = Int32(length)
    } else {
      criticals.append(Critical(start: start, end: end, length: Int32(length)))
    }
  }

  /// Leaves of the critical steps those that a version holds whose last step is `last`.
  ///
  /// Every later run has seen the critical ones, so one comparison tells whether this has.
  mutating func dropCriticals(behind last: Int) {
    while criticals.count > 0, Int(criticals.last.start) > last {
      criticals.removeAll(from: criticals.count - 1)
    }
    guard criticals.count > 0, Int(criticals.last.end) > last + 1 else { return }
    let growth = log.growth(over: last + 1..<Int(criticals.last.end))
    criticals.last.end = Int32(last + 1)
    criticals.last.length -= Int32(growth)
  }

  /// The last critical step of at most `step`, -1 for the beginning, and the length of the text
  /// when it had been made.
  func base(upTo step: Int) -> (step: Int, length: Int) {
    var (low, high) = (0, criticals.count)
    while low < high {
      let middle = (low + high) / 2
      if Int(criticals[middle].start) <= step { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return (-1, 0) }
    let critical = criticals[low - 1]
    if Int(critical.end) <= step + 1 { return (Int(critical.end) - 1, Int(critical.length)) }
    return (step, Int(critical.length) - log.growth(over: step + 1..<Int(critical.end)))
  }

  /// Adds a run that has not seen everything, made on `version`; returns what it comes to.
  ///
  /// The name must be free.
  ///
  /// - Parameter isExact: Whether a run that reaches beyond the text at its version is refused.
  mutating func merge(
    _ run: TextRun, on version: borrowing Pool<TextGraph.Place>, isExact: Bool = false
  ) throws(TextBeyondEnd) -> [TextEdit] {
    let last = version.isEmpty ? -1 : Int(version.last.step)
    let base = base(upTo: last)
    var tracker = takeTracker(from: base, upTo: graph.stepCount)
    tracker.prepare(version, log: log, graph: graph)
    let position = min(run.position, tracker.preparedCount)
    let deleteCount = min(run.deleteCount, tracker.preparedCount - position)
    if isExact, position < run.position || deleteCount < run.deleteCount {
      self.tracker = consume tracker
      throw TextBeyondEnd(step: graph.stepCount)
    }
    dropCriticals(behind: last)
    let operation = log.operations.count
    let continues = graph.continuesLastSpan(version)
    let utf8 = run.insert.utf8.span
    let steps = log.append(
      position, deleting: deleteCount, inserting: utf8, scalars: scalarCount(utf8),
      continues: continues)
    let first = graph.stepCount
    graph.append(steps, after: version, operation: operation)
    names.append(run.id, run.replica)
    tracker.isReporting = true
    walk(first..<graph.stepCount, with: &tracker)
    return giveBack(tracker)
  }

  /// Takes the tracker of the stretch behind a critical step, which has walked all steps up to
  /// `end`; give it back, and say in `walked` how far it is.
  mutating func takeTracker(
    from base: (step: Int, length: Int), upTo end: Int
  ) -> TextTracker {
    var taken: TextTracker
    if let tracker = tracker.take(), tracker.base == base.step {
      taken = tracker
    } else {
      taken = TextTracker(base: base.step, length: base.length, log: log, graph: graph)
      walked = base.step + 1
    }
    walk(walked..<end, with: &taken)
    walked = end
    return taken
  }

  /// Gives back a tracker that has walked all steps, and applies what it reports.
  mutating func giveBack(_ tracker: consuming TextTracker) -> [TextEdit] {
    let edits = apply(tracker.reports)
    tracker.isReporting = false
    tracker.reports.removeAll()
    walked = graph.stepCount
    self.tracker = consume tracker
    return edits
  }

  /// Walks steps in the order of arrival; none may lie beyond the end of the text at its version.
  func walk(_ steps: Range<Int>, with tracker: inout TextTracker) {
    guard !steps.isEmpty else { return }
    var span = Int(graph.place(of: steps.lowerBound).span)
    while span < graph.spans.count, Int(graph.spans[span].start) < steps.upperBound {
      walk(graph.steps(of: span).clamped(to: steps), ofSpan: span, with: &tracker)
      span += 1
    }
  }

  /// Walks steps of one span; none may lie beyond the end of the text at its version.
  func walk(_ steps: Range<Int>, ofSpan span: Int, with tracker: inout TextTracker) {
    guard !steps.isEmpty else { return }
    do {
      try tracker.walk(steps, ofSpan: span, log: log, graph: graph, names: names)
    } catch {
      preconditionFailure("the history holds a step beyond the end of its text")
    }
  }

  /// Applies what a tracker reports to the text, and returns it as edits.
  mutating func apply(_ reports: borrowing Pool<TextTracker.Report>) -> [TextEdit] {
    for index in 0..<reports.count {
      let report = reports[index]
      let range =
        report.insertCount == 0
        ? 0..<0 : log.contentRange(of: report.insertion, in: report.operation)
      log.content.withSpan(range) { utf8 in
        content.replace(
          report.deleteCount, at: report.position, with: utf8, scalars: report.insertCount)
      }
    }
    return edits(of: reports)
  }

  /// What a tracker reports, as edits.
  func edits(of reports: borrowing Pool<TextTracker.Report>) -> [TextEdit] {
    var edits = TextEditList()
    for index in 0..<reports.count {
      let report = reports[index]
      if report.insertCount == 0 {
        edits.append(delete: report.deleteCount, at: report.position)
      } else {
        let text = log.text(of: report.insertion, in: report.operation)
        edits.append(insert: text, scalars: report.insertCount, at: report.position)
      }
    }
    return edits.edits
  }
}
