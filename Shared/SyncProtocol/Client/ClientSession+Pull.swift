import Bytes
import Trust

/// How far the reading of the relay's log has come.
struct Pulling {
  /// Counts the streams, so that pages of an abandoned one are told apart.
  private(set) var stream = 0
  /// Whether the stream has reached the relay's last position.
  var isAtEnd = false

  mutating func startStream() {
    stream += 1
    isAtEnd = false
  }

  mutating func abandonStream() { stream += 1 }
}

// Reading the log, two pages ahead (docs/protocol.md §3, §6).
extension ClientSession {
  mutating func pull() throws {
    pulling.startStream()
    // Cleared when the last page is in; a hint that comes later sets it again.
    needs.remove(.pull)
    send(
      .pull(after: try cursor().log.position, known: try store.knownLanes()),
      expecting: .page(stream: pulling.stream))
    for _ in 1..<Limits.pullsInFlight { sendNext() }
  }

  private mutating func sendNext() {
    send(.next, expecting: .page(stream: pulling.stream))
  }

  mutating func take(_ page: Reply.Page, of stream: Int) throws {
    guard stream == pulling.stream else { return }
    var cursor = try cursor()
    guard page.after == cursor.log.position else { throw SessionFailure.unexpectedReply }
    var pulled = PulledPage(entries: [], cursor: cursor)
    for entry in page.entries {
      let (id, bytes) = try identify(entry)
      let position = cursor.log.position + 1
      cursor.log = LogHead(
        position: position, root: cursor.log.root.appending(id, at: position))
      if let promised = cursor.promised, promised.position == position {
        guard promised.root == cursor.log.root else {
          return try startOver(because: fork(at: cursor, seen: promised.root))
        }
        cursor.promised = nil
      }
      pulled.entries.append(PulledPage.Entry(log: cursor.log, id: id, bytes: bytes))
    }
    guard cursor.log.root == page.end.root else {
      return try startOver(because: fork(at: cursor, seen: page.end.root))
    }
    pulled.cursor = cursor
    try store(pulled)
    try goOn(after: page)
  }

  private func identify(
    _ entry: Reply.Page.Entry
  ) throws -> (id: SegmentID, bytes: [UInt8]?) {
    switch entry {
    case .known(let id): return (id, nil)
    case .segment(let bytes):
      do throws(FormatError) {
        return (try Segment(parsing: bytes).id, bytes)
      } catch {
        throw SessionFailure.malformed(error)
      }
    }
  }

  private mutating func store(_ page: PulledPage) throws {
    guard !page.entries.isEmpty else { return }
    let outcome = try store.store(page)
    guard outcome.missing == nil else { throw SessionFailure.relayInconsistent }
    for claimed in outcome.contradicted {
      try raise(.contradicted(generation: page.cursor.generation, claimed: claimed))
    }
    let count = page.entries.count { $0.bytes != nil }
    if count > 0 { report(.pulled(segments: count)) }
  }

  private mutating func goOn(after page: Reply.Page) throws {
    if page.end.position < page.relayPosition {
      // A page that brings nothing although there is more would be asked for ever.
      guard !page.entries.isEmpty else { throw SessionFailure.unexpectedReply }
      return sendNext()
    }
    let cursor = try cursor()
    guard let promised = cursor.promised else { return }
    try startOver(
      because: .wentBack(generation: cursor.generation, seen: promised, shown: cursor.log))
  }

  /// Proof that the relay named another root than the one its pages lead to.
  private func fork(at cursor: Cursor, seen: LogRoot) -> Evidence {
    .forked(
      generation: cursor.generation, position: cursor.log.position, seen: seen,
      shown: cursor.log.root)
  }
}
