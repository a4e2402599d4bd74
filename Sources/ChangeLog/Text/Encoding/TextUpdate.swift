import Bytes

/// The runs of an update that a state lacks, and where they go.
///
/// Of each span a state holds the runs up to some place, since it holds what its runs were made on.
struct TextUpdate: ~Copyable {
  /// Steps to be added, and what their first one follows.
  struct Stretch: BitwiseCopyable {
    let span: Int32
    /// The steps as the update numbers them.
    let start: Int32
    let end: Int32
  }

  /// A span of the update in the state.
  struct Target: BitwiseCopyable {
    /// How many of its runs the state holds, and where the first step that it lacks is.
    var known: Int32 = 0
    var start: Int32 = 0
    /// What is added to the number of such a step, and the number of its span.
    var offset: Int32 = 0
    var span: Int32 = 0
  }

  let decoder: TextDecoder
  private var targets: Pool<Target>
  private var runEnds = Pool<Int32>()
  /// Where the externals are in the state.
  private var externals = Pool<TextGraph.Place>()
  private var queue = TextGraphQueue()

  /// Finds out what of an update `state` lacks.
  init(_ decoder: consuming TextDecoder, in state: borrowing TextState) throws(TextUpdateError) {
    self.decoder = decoder
    targets = Pool(repeating: Target(), count: self.decoder.columns.graph.spans.count)
    for id in self.decoder.columns.externals {
      guard let run = state.names.run(named: id) else { throw .missing(id) }
      externals.append(state.place(ofRun: run))
    }
    guard !targets.isEmpty else { return }
    runEnds = self.decoder.columns.log.runEnds(self.decoder.columns.graph)
    try findKnown(state)
  }

  var spanCount: Int { targets.count }

  /// How many spans of the state were looked at to find that no parent follows another.
  var work: Int { queue.work }

  private mutating func findKnown(_ state: borrowing TextState) throws(TextUpdateError) {
    let names = decoder.columns.names
    var span = 0
    for entry in names.entries.indices {
      var runs = names.runs(of: entry)
      while !runs.isEmpty {
        let stretch = state.names.stretch(
          from: names.name(of: runs.lowerBound), upTo: runs.count)
        let end = runs.lowerBound + stretch.count
        if stretch.isKnown { try note(runs.lowerBound..<end, from: &span) }
        runs = end..<runs.upperBound
      }
    }
    for span in 0..<targets.count where targets[span].known == 0 {
      targets[span].start = decoder.columns.graph.spans[span].start
    }
  }

  /// Notes that the state holds some runs.
  private mutating func note(_ runs: Range<Int>, from span: inout Int) throws(TextUpdateError) {
    var run = runs.lowerBound
    while run < runs.upperBound {
      while Int(runEnds[span]) <= run { span += 1 }
      let first = span > 0 ? Int(runEnds[span - 1]) : 0
      guard run == first + Int(targets[span].known) else {
        throw .malformed(decoder.error("a known run that follows an unknown one", span: span))
      }
      run = min(Int(runEnds[span]), runs.upperBound)
      targets[span].known = Int32(run - first)
      targets[span].start = Int32(decoder.columns.log.steps(ofRun: run - 1).upperBound)
    }
  }
}

// Where things go.
extension TextUpdate {
  /// The first operation of a span that the state lacks, and its steps from there on.
  func missing(ofSpan span: Int) -> Range<Int> {
    Int(targets[span].start)..<decoder.columns.graph.steps(of: span).upperBound
  }

  /// Finds the places in `state` that the first missing step of a span follows.
  mutating func findParents(
    ofSpan span: Int, in state: borrowing TextState, _ version: inout Pool<TextGraph.Place>
  ) throws(TextUpdateError) {
    version.removeAll()
    if targets[span].known > 0 {
      version.append(place(of: targets[span].start - 1, state))
      return
    }
    let range = decoder.columns.graph.parentRange(of: span)
    for index in range { version.append(place(of: decoder.columns.graph.parents[index], state)) }
    state.graph.reduce(&version, with: &queue)
    guard version.count == range.count else {
      throw .malformed(decoder.error("a parent that another one follows", span: span))
    }
  }

  /// Notes where in the state the missing steps of a span have gone.
  mutating func place(_ span: Int, at step: Int, inSpan stateSpan: Int) {
    targets[span].offset = Int32(step) - targets[span].start
    targets[span].span = Int32(stateSpan)
  }

  /// The error for a step of the state that lies beyond the end of the text.
  func error(_ error: TextBeyondEnd, ofSpan span: Int) -> TextUpdateError {
    .malformed(
      decoder.error(TextBeyondEnd(step: error.step - Int(targets[span].offset))))
  }

  private func place(of parent: TextGraph.Place, _ state: borrowing TextState) -> TextGraph.Place {
    if parent.step < 0 { return externals[-1 - Int(parent.step)] }
    let target = targets[parent.span]
    if parent.step >= target.start {
      return TextGraph.Place(step: parent.step + target.offset, span: target.span)
    }
    return place(of: parent.step, state)
  }

  /// The place of a run that the state holds, by its last step in the update.
  private func place(of step: Int32, _ state: borrowing TextState) -> TextGraph.Place {
    let id = decoder.columns.names.name(of: decoder.columns.log.run(of: Int(step)))
    guard let run = state.names.run(named: id) else {
      preconditionFailure("the state holds the run")
    }
    return state.place(ofRun: run)
  }
}
