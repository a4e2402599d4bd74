public import Bytes

// The history as bytes (docs/text-format.md).
extension TextHistory {
  /// Reads a history that ``encoded()`` wrote.
  ///
  /// - Parameter workMax: How much work the bytes may make, in pieces and versions looked at; nil
  ///   is ``standardWorkMax(forBytes:)``. `Int.max` is for bytes that one has written oneself.
  ///
  /// - Throws: `FormatError` when the bytes are anything else, or more work than allowed.
  ///
  /// - Complexity: O(bytes) and that of merging what is concurrent, at most O(workMax).
  public init(encoded bytes: [UInt8], workMax: Int? = nil) throws(FormatError) {
    let workMax = workMax ?? Self.standardWorkMax(forBytes: bytes.count)
    self.init(try TextState(try TextDecoder(bytes, workMax: workMax), workMax: workMax))
  }

  /// How much work bytes from outside may make unless another limit is given: 64 million, and
  /// 2,000 for each byte.
  ///
  /// Some bytes make work that grows with the square of their number (`docs/text.md` §7).
  public static func standardWorkMax(forBytes bytes: Int) -> Int {
    let (product, overflows) = bytes.multipliedReportingOverflow(by: 2000)
    return overflows ? .max : max(1 << 26, product)
  }

  /// All runs, as bytes that depend on them alone, not on the order in which they came.
  ///
  /// Not compressed: whoever keeps or sends them may do so.
  ///
  /// - Complexity: O(size + s log s) for s stretches that go on without concurrency.
  public func encoded() -> [UInt8] { read { $0.encoded() } }

  /// The runs that `version` does not hold, as bytes for ``merge(encoded:workMax:)``.
  ///
  /// - Throws: `UnknownTextRun` when the version names a run that is not there.
  ///
  /// - Complexity: as ``encoded()``.
  public func encoded(since version: TextVersion) throws(UnknownTextRun) -> [UInt8] {
    try read { state throws(UnknownTextRun) in
      let places = try state.places(of: version)
      if places.isEmpty { return state.encoded() }
      let columns = TextColumns(state, without: state.graph.members(of: places))
      return columns.encoded()
    }
  }

  /// Adds the runs of another history, or of an update from ``encoded(since:)``; returns the edits
  /// that bring a copy of the text before up to date.
  ///
  /// Runs that are there already are ignored. On an error nothing has changed.
  ///
  /// - Parameter workMax: How much work the update may make, in pieces and versions looked at; nil
  ///   is ``standardWorkMax(forBytes:)`` of the update and the history together.
  ///
  /// - Throws: `TextUpdateError` when the update was made on runs that are not here, the bytes are
  ///   no update, they make more work than allowed, or the history is full.
  ///
  /// - Complexity: O(update) and that of adding its runs (``add(_:)``), at most O(workMax).
  @discardableResult
  public mutating func merge(
    encoded bytes: [UInt8], workMax: Int? = nil
  ) throws(TextUpdateError) -> [TextEdit] {
    try update { state throws(TextUpdateError) in
      try state.merge(
        encoded: bytes,
        workMax: workMax ?? Self.standardWorkMax(forBytes: bytes.count + state.size))
    }
  }
}

/// Why a history refuses an update.
public enum TextUpdateError: Error, Equatable, Sendable {
  /// The bytes are not an update, or one of another history.
  case malformed(FormatError)
  /// An earlier update is missing, the one with this run.
  case missing(OperationID)
  /// The history would have more scalars and deletions than it can number, 2³¹.
  case historyFull
  /// To take the update in is more work than was allowed.
  case tooMuchWork(max: Int)
}

extension TextColumns {
  func encoded() -> [UInt8] { TextEncoder.encode(log, graph, names, externals: externals) }
}

extension TextState {
  func encoded() -> [UInt8] {
    let order = TextOrder(log, graph, names)
    if order.isOrderOfArrival { return TextEncoder.encode(log, graph, names) }
    let columns = TextColumns(self, order)
    return columns.encoded()
  }

  /// About as many bytes as the history takes, for limits: each inserted one, and one for each
  /// operation and each span.
  var size: Int { log.content.count + log.operations.count + graph.spans.count }

  /// Makes the text of a whole history.
  init(_ decoder: consuming TextDecoder, workMax: Int) throws(FormatError) {
    guard decoder.columns.externals.isEmpty else {
      throw FormatError("a history without its beginning", at: 0)
    }
    var replay = TextReplay(workMax: workMax - decoder.work)
    do {
      try replay.replay(
        decoder.columns.log, decoder.columns.graph, decoder.columns.names, isInOrder: true)
    } catch {
      throw decoder.error(error)
    }
    self.init()
    names = decoder.columns.names
    log = decoder.columns.log
    graph = decoder.columns.graph
    criticals = replay.criticals
    content = replay.content
  }
}
