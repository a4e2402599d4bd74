import Bytes

/// Reads runs from bytes that anybody may have sent, and refuses what ``TextEncoder`` would not
/// have written (`docs/text-format.md`).
struct TextDecoder: ~Copyable {
  /// What was read; nobody has looked yet whether its positions lie inside the text.
  private(set) var columns = TextColumns()
  private let bytes: [UInt8]
  private var bits: TextBitReader
  private var header = TextHeader()
  /// Where each operation was read, for errors.
  private var offsets = Pool<Int>()
  private var isExternalUsed = Pool<Bool>()
  /// How many runs there are up to the end of each span.
  private var runEnds = Pool<Int32>()
  /// How much of the content is inserted by the entries so far, and whether all of it is ASCII.
  private var inserted = 0
  private var isASCII = false
  /// The parents of the span that is read, and those of them that are inside.
  private var version = Pool<TextGraph.Place>()
  private var inside = Pool<TextGraph.Place>()
  private var queue = TextGraphQueue()
  /// How many spans may be looked at.
  private let workMax: Int

  /// Reads all of `bytes`.
  ///
  /// - Complexity: O(bytes + spans log spans), and at most `workMax` spans looked at to find that
  ///   no parent follows another.
  init(_ bytes: [UInt8], workMax: Int = .max) throws(FormatError) {
    self.workMax = workMax
    let start = TextHeader.magic.count + 1
    self.bytes = bytes
    bits = TextBitReader(bytes, from: start)
    guard bytes.starts(with: TextHeader.magic) else { throw FormatError("not a text", at: 0) }
    guard bytes.count >= start else {
      throw FormatError(.truncated(missing: 1), at: bytes.count)
    }
    guard bytes[start - 1] == TextHeader.version else { throw FormatError(.newer, at: start - 1) }
    try readHeader()
    if header.spans > 0 {
      try readSpans()
      var reader = TextNameReader(bytes, header)
      try reader.read(&bits, runEnds, isExternalUsed)
      columns.names = reader.names
      columns.externals = reader.externals
    }
    try bits.finish()
    columns.graph.findFrontier()
    try checkOrder()
  }

  /// How many spans were looked at.
  var work: Int { queue.work }

  /// The error for a step that cannot be walked.
  func error(_ error: TextWalkError) -> FormatError {
    switch error {
    case .beyondEnd(let step): self.error(TextBeyondEnd(step: step))
    case .tooMuchWork(let step): tooMuchWork(at: offset(ofStep: step))
    }
  }

  /// The error for a step that lies beyond the end of the text at its version.
  func error(_ error: TextBeyondEnd) -> FormatError {
    FormatError("a position beyond the end of the text", at: offset(ofStep: error.step))
  }

  private func tooMuchWork(at offset: Int) -> FormatError {
    FormatError(.tooMuchWork(max: workMax), at: offset)
  }

  private func offset(ofStep step: Int) -> Int { offsets[columns.log.operation(of: step)] }

  /// The error for a span that breaks `rule`.
  func error(_ rule: StaticString, span: Int) -> FormatError {
    FormatError(rule, at: offsets[columns.graph.spans[span].firstOperation])
  }

  private mutating func readHeader() throws(FormatError) {
    let start = bits.offset
    try header.code(&bits)
    try bits.dropLast(header.tailCount)
    // Each takes a bit or more.
    for count in [header.spans, header.rows, header.externals] where count > bits.remaining {
      throw FormatError(.tooLarge(UInt64(count), limit: UInt64(bits.remaining)), at: start)
    }
    let tail = bytes.count - header.content
    let bytes = bytes
    let content = bytes.span.extracting(last: header.content)
    do {
      isASCII = try UTF8Span(validating: content).isKnownASCII
    } catch {
      throw FormatError(.notUTF8, at: tail + error.byteOffsets.lowerBound)
    }
    columns.log.appendContent(content)
    isExternalUsed = Pool(repeating: false, count: header.externals)
  }

  private mutating func readSpans() throws(FormatError) {
    var model = TextSpanModel()
    var entries = TextEntryModel()
    var parents = Pool<TextParent>()
    // A local one is kept in registers.
    var bits = self.bits
    for span in 0..<header.spans {
      let start = bits.offset
      parents.removeAll()
      try model.code(&parents, of: span, externals: header.externals, runEnds, &bits)
      try startSpan(span, parents, at: start)
      let count = try model.codeEntryCount(0, &bits)
      for index in 0..<count {
        let start = bits.offset
        let entry = try entries.code(TextEntry(.nothing, 0), &bits)
        try append(entry, isFirst: index == 0, at: start)
      }
      columns.graph.add(steps: columns.log.stepCount - columns.graph.stepCount)
      runEnds.append(Int32(columns.log.runCount))
    }
    self.bits = bits
    guard inserted == header.content else {
      throw FormatError("content that nothing inserts", at: bytes.count - header.content + inserted)
    }
  }

  private mutating func startSpan(
    _ span: Int, _ parents: borrowing Pool<TextParent>, at start: Int
  ) throws(FormatError) {
    version.removeAll()
    inside.removeAll()
    for index in (0..<parents.count).reversed() {
      let place = place(of: parents[index])
      version.append(place)
      if place.step < 0 {
        isExternalUsed[-1 - Int(place.step)] = true
      } else {
        inside.append(place)
      }
    }
    if columns.graph.continuesLastSpan(version) {
      throw FormatError("a span that goes on with the one before", at: start)
    }
    let count = inside.count
    columns.graph.reduce(&inside, with: &queue)
    guard queue.work <= workMax else { throw tooMuchWork(at: start) }
    guard inside.count == count else {
      throw FormatError("a parent that another one follows", at: start)
    }
    columns.graph.startSpan(after: version, operation: columns.log.operations.count)
  }

  private func place(of parent: TextParent) -> TextGraph.Place {
    let span = parent.span
    guard span >= 0 else { return TextGraph.Place(step: Int32(span), span: Int32(span)) }
    let steps =
      parent.runsBehind == 0
      ? columns.graph.steps(of: span)
      : columns.log.steps(ofRun: Int(runEnds[span]) - 1 - parent.runsBehind)
    return TextGraph.Place(step: Int32(steps.upperBound - 1), span: Int32(span))
  }

  private func checkOrder() throws(FormatError) {
    if columns.graph.spans.count < 2 { return }
    if let piece = TextOrder.firstMisplaced(columns.log, columns.graph, columns.names) {
      throw error("spans out of order", span: Int(piece.span))
    }
  }
}

// Entries.
extension TextDecoder {
  @inline(__always)
  private mutating func append(
    _ entry: TextEntry, isFirst: Bool, at start: Int
  ) throws(FormatError) {
    let steps = columns.log.stepCount + entry.deleteCount + entry.insertCount
    guard entry.position >= 0, entry.position <= TextLog.countMax else {
      throw FormatError("a position out of range", at: start)
    }
    guard steps < TextLog.countMax - header.content else {
      throw FormatError("more steps than a history may have", at: start)
    }
    let isTyped: Bool
    switch entry.kind {
    case .wholeInsertion, .wholeDeletion, .wholeReplacement: isTyped = false
    default:
      isTyped = true
      if !isFirst, goesOn(entry) {
        throw FormatError("an entry that goes on with the one before", at: start)
      }
    }
    if entry.deleteCount > 0 {
      let kind = entry.kind.isBackwards ? TextLog.Kind.backspace : .deletion
      let runs = isTyped ? entry.deleteCount : entry.insertCount > 0 ? 0 : 1
      append(kind, entry, steps: entry.deleteCount, runs: runs, isTyped: isTyped, at: start)
    }
    if entry.insertCount > 0 {
      let runs = isTyped ? entry.insertCount : 1
      append(.insertion, entry, steps: entry.insertCount, runs: runs, isTyped: isTyped, at: start)
      try insert(entry.insertCount, at: start)
    }
    if entry.kind == .nothing {
      append(.nothing, entry, steps: 1, runs: 1, isTyped: true, at: start)
    }
  }

  /// Whether the entry before and this one would have been written as one.
  @inline(__always)
  private mutating func goesOn(_ entry: TextEntry) -> Bool {
    let last = columns.log.operations.last
    guard last.isTyped else { return false }
    switch entry.kind {
    case .typedInsertion:
      return last.kind == .insertion
        ? columns.log.extendLast(entry.position, isInsertion: true)
        : last.kind != .nothing && last.position == entry.position
    case .typedDeletion, .typedReplacement:
      return columns.log.extendLast(entry.position, isInsertion: false)
    case .backspace, .backspaceReplacement:
      return columns.log.extendLast(
        entry.position + entry.deleteCount - 1, isInsertion: false)
    default: return false
    }
  }

  @inline(__always)
  private mutating func append(
    _ kind: TextLog.Kind, _ entry: TextEntry, steps: Int, runs: Int, isTyped: Bool, at start: Int
  ) {
    let operation = TextLog.Operation(
      start: Int32(columns.log.stepCount), run: Int32(columns.log.runCount),
      position: Int32(entry.position), content: Int32(inserted), kind: kind, isTyped: isTyped)
    columns.log.append(operation, steps: steps, runs: runs)
    offsets.append(start)
  }

  /// Passes the content of an insertion.
  @inline(__always)
  private mutating func insert(_ scalars: Int, at start: Int) throws(FormatError) {
    let rest = header.content - inserted
    let count =
      isASCII ? scalars : columns.log.byteCount(ofScalars: scalars, from: inserted)
    guard count <= rest else { throw FormatError("an insertion without content", at: start) }
    inserted += count
  }
}
