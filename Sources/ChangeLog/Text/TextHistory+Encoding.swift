public import Bytes

// The history as bytes (docs/text-format.md).
extension TextHistory {
  /// Reads a history that ``encoded()`` wrote.
  ///
  /// - Throws: `FormatError` when the bytes are anything else.
  ///
  /// - Complexity: O(bytes) and that of merging what is concurrent.
  public init(encoded bytes: [UInt8]) throws(FormatError) {
    self.init(try TextState(try TextDecoder(bytes)))
  }

  /// All runs, as bytes that depend on them alone, not on the order in which they came.
  ///
  /// Not compressed: whoever keeps or sends them may do so.
  ///
  /// - Complexity: O(size + s log s) for s stretches that go on without concurrency.
  public func encoded() -> [UInt8] { read { $0.encoded() } }

  /// The runs that `version` does not hold, as bytes for ``merge(encoded:)``.
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
  /// - Throws: `TextUpdateError` when the update was made on runs that are not here, the bytes are
  ///   no update, or the history is full.
  ///
  /// - Complexity: O(update) and that of adding its runs (``add(_:)``).
  @discardableResult
  public mutating func merge(encoded bytes: [UInt8]) throws(TextUpdateError) -> [TextEdit] {
    try update { state throws(TextUpdateError) in try state.merge(encoded: bytes) }
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

  /// Makes the text of a whole history.
  init(_ decoder: consuming TextDecoder) throws(FormatError) {
    guard decoder.columns.externals.isEmpty else {
      throw FormatError("a history without its beginning", at: 0)
    }
    var replay = TextReplay()
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
