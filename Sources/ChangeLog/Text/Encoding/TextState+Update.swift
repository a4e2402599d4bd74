import Bytes

extension TextState {
  /// Some steps that have been added, all in one span.
  private struct Added: BitwiseCopyable {
    let span: Int32
    let start: Int32
    let end: Int32
    /// The last step of the version that they were made on, or -1.
    let lastParent: Int32
    /// Whether this version was all there was.
    let isOnFrontier: Bool
    /// The span in the update.
    let source: Int32

    var steps: Range<Int> { Int(start)..<Int(end) }
  }

  /// Adds the runs of an update that are not there; see ``TextHistory/merge(encoded:workMax:)``.
  mutating func merge(
    encoded bytes: [UInt8], workMax: Int
  ) throws(TextUpdateError) -> [TextEdit] {
    if let run = TextRunReader.run(bytes), let edits = mergeRun(run) { return edits }
    return try mergeDecoded(bytes, workMax: workMax)
  }

  /// Adds the run of an update of one, or returns nil where something is amiss with it.
  ///
  /// Most updates are what somebody has just typed.
  private mutating func mergeRun(_ run: TextRun) -> [TextEdit]? {
    guard let version = try? places(of: run.version), version.count == run.version.count,
      hasRoom(for: run)
    else { return nil }
    if !names.continuesLast(run.id, run.replica), names.run(named: run.id) != nil { return [] }
    guard version.isEqual(to: graph.frontier) else {
      return try? merge(run, on: version, isExact: true)
    }
    guard run.position <= content.count - run.deleteCount else { return nil }
    return append(run)
  }

  private func hasRoom(for run: TextRun) -> Bool {
    2 * run.insert.utf8.count + run.deleteCount < log.room
  }

  /// As `merge`, for any update.
  private mutating func mergeDecoded(
    _ bytes: [UInt8], workMax: Int
  ) throws(TextUpdateError) -> [TextEdit] {
    let decoder: TextDecoder
    do { decoder = try TextDecoder(bytes, workMax: workMax) } catch { throw Self.error(error) }
    if graph.stepCount == 0, decoder.columns.externals.isEmpty {
      do { self = try TextState(decoder, workMax: workMax) } catch { throw Self.error(error) }
      return content.count > 0 ? [TextEdit(position: 0, deleteCount: 0, insert: content.text)] : []
    }
    try checkRoom(for: decoder.columns.log)
    var update = try TextUpdate(decoder, in: self)
    let (logMark, namesMark) = (log.mark, names.mark)
    let graphMark = graph.mark()
    var kept = criticals.count
    var dropped = Pool<Critical>()
    do throws(TextUpdateError) {
      let added = try append(&update, workMax: workMax)
      kept = countOfCriticals(keptBy: added)
      for index in kept..<criticals.count { dropped.append(criticals[index]) }
      return try apply(added, of: update, workMax: workMax)
    } catch {
      log.remove(from: logMark)
      names.remove(from: namesMark)
      graph.remove(from: graphMark)
      criticals.removeAll(from: kept)
      for index in 0..<dropped.count { criticals.append(dropped[index]) }
      tracker = nil
      throw error
    }
  }

  private static func error(_ error: FormatError) -> TextUpdateError {
    if case .tooMuchWork(let max) = error.reason { return .tooMuchWork(max: max) }
    return .malformed(error)
  }

  /// How many criticals, from the first on, stay as they are when steps are walked that have been
  /// added to the columns.
  ///
  /// A long history has many, and an update seldom reaches far back.
  private func countOfCriticals(keptBy added: borrowing Pool<Added>) -> Int {
    var last = Int32(graph.stepCount)
    for index in 0..<added.count where !added[index].isOnFrontier {
      last = min(last, added[index].lastParent)
    }
    // The last one may grow.
    var kept = max(0, criticals.count - 1)
    while kept > 0, criticals[kept - 1].end > last { kept -= 1 }
    return kept
  }

  /// The last step of a run.
  func place(ofRun run: Int) -> TextGraph.Place {
    graph.place(of: log.steps(ofRun: run).upperBound - 1)
  }

  private func checkRoom(for other: borrowing TextLog) throws(TextUpdateError) {
    let used = log.stepCount + log.content.count
    guard other.stepCount + other.content.count < TextLog.countMax - used else {
      throw .historyFull
    }
  }

  /// Adds what is missing to the columns.
  private mutating func append(
    _ update: inout TextUpdate, workMax: Int
  ) throws(TextUpdateError) -> Pool<Added> {
    var added = Pool<Added>()
    var version = Pool<TextGraph.Place>()
    for span in 0..<update.spanCount {
      let steps = update.missing(ofSpan: span)
      guard !steps.isEmpty else { continue }
      try update.findParents(ofSpan: span, in: self, &version)
      guard update.work <= workMax else { throw .tooMuchWork(max: workMax) }
      let isOnFrontier = version.isEqual(to: graph.frontier)
      let (first, firstOperation) = (graph.stepCount, log.operations.count)
      let continues = graph.continuesLastSpan(version)
      append(steps, of: update.decoder.columns, continues: continues)
      graph.append(steps.count, after: version, operation: firstOperation)
      let stateSpan = graph.spans.count - 1
      update.place(span, at: first, inSpan: stateSpan)
      added.append(
        Added(
          span: Int32(stateSpan), start: Int32(first), end: Int32(graph.stepCount),
          lastParent: version.isEmpty ? -1 : version.last.step, isOnFrontier: isOnFrontier,
          source: Int32(span)))
    }
    return added
  }

  private mutating func append(
    _ steps: Range<Int>, of columns: borrowing TextColumns, continues: Bool
  ) {
    let runs =
      columns.log.run(of: steps.lowerBound)..<columns.log.run(of: steps.upperBound - 1) + 1
    log.append(
      steps, of: columns.log, from: columns.log.operation(of: steps.lowerBound),
      continues: continues)
    names.append(runs, of: columns.names)
  }

  /// Brings the text up to date with steps that have been added to the columns.
  private mutating func apply(
    _ added: borrowing Pool<Added>, of update: borrowing TextUpdate, workMax: Int
  ) throws(TextUpdateError) -> [TextEdit] {
    var isLinear = true
    for index in 0..<added.count where !added[index].isOnFrontier { isLinear = false }
    if isLinear { return try applyLinear(added, of: update) }
    return try walk(added, of: update, workMax: workMax)
  }

  /// Applies steps that had seen everything before them.
  private mutating func applyLinear(
    _ added: borrowing Pool<Added>, of update: borrowing TextUpdate
  ) throws(TextUpdateError) -> [TextEdit] {
    var length = content.count
    for index in 0..<added.count {
      do { length = try log.length(after: added[index].steps, from: length) } catch {
        throw update.error(error, ofSpan: Int(added[index].source))
      }
    }
    var edits = TextEditList()
    for index in 0..<added.count {
      let steps = added[index].steps
      log.forEachPart(of: steps) { part, operation, position in
        content.apply(part, of: operation, at: position, in: log)
        if log.isInsertion(operation) {
          let text = log.text(of: part, in: operation)
          edits.append(insert: text, scalars: part.count, at: position)
        } else {
          edits.append(delete: log.deleteCount(part, of: operation), at: position)
        }
      }
      noteCritical(steps, length: content.count)
    }
    return edits.edits
  }

  /// Walks steps of which some had not seen everything.
  private mutating func walk(
    _ added: borrowing Pool<Added>, of update: borrowing TextUpdate, workMax: Int
  ) throws(TextUpdateError) -> [TextEdit] {
    let first = added[0].steps.lowerBound
    for index in 0..<added.count { dropCriticals(behind: Int(added[index].lastParent)) }
    let base = base(upTo: first)
    var tracker = takeTracker(from: base, upTo: first)
    tracker.isReporting = true
    // To walk the own history again is not the update's work.
    tracker.allow(workMax - update.work)
    for index in 0..<added.count {
      let part = added[index]
      do {
        try tracker.walk(
          part.steps, ofSpan: Int(part.span), log: log, graph: graph, names: names)
      } catch {
        switch error {
        case .beyondEnd(let step):
          throw update.error(TextBeyondEnd(step: step), ofSpan: Int(part.source))
        case .tooMuchWork: throw .tooMuchWork(max: workMax)
        }
      }
      if part.isOnFrontier {
        noteCritical(part.steps, length: tracker.count)
      } else {
        dropCriticals(behind: Int(part.lastParent))
      }
    }
    tracker.workMax = .max
    return giveBack(tracker)
  }
}
