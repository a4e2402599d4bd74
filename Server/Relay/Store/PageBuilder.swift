import SyncProtocol
import Trust

/// Collects the entries of one page until it is full; both stores fill pages by this rule.
struct PageBuilder {
  private(set) var entries: [Reply.Page.Entry] = []
  private(set) var root: LogRoot?
  private var bytesLeft: Int

  init(byteCount: Int) { bytesLeft = byteCount }

  /// Whether an entry was turned away.
  private(set) var isFull = false

  /// Adds an entry if it fits; the first one always does.
  mutating func add(_ entry: Reply.Page.Entry, root: LogRoot) {
    // A kind byte and a varint length of at most four bytes stand before a segment.
    let size =
      switch entry {
      case .known: 33
      case .segment(let bytes): bytes.count + 5
      }
    guard entries.isEmpty || size <= bytesLeft, entries.count < Limits.pageEntries else {
      isFull = true
      return
    }
    bytesLeft -= size
    entries.append(entry)
    self.root = root
  }

  /// The page, or nil when it is empty.
  var page: (entries: [Reply.Page.Entry], root: LogRoot)? {
    root.map { (entries, $0) }
  }
}
