import Bytes
import SQLite
import SyncProtocol
import TestSupport
import Testing
import Trust

@testable import Relay

@Suite struct DiskFullTests {
  /// Fills the database page by page; whatever the limit, a round is stored whole or not at all.
  @Test(arguments: [40, 60, 80, 120])
  func aFullDatabaseRefusesWritesWholeAndServesReads(pageCount: Int) throws {
    let store = try SQLiteStore(
      path: ":memory:", fresh: GenerationID([UInt8](repeating: 7, count: 16)))
    var samples = StoreSamples(seed: UInt64(pageCount))
    let workspace = samples.workspace
    try store.withTransaction { try store.addWorkspace(workspace) }
    try store.connection.execute("PRAGMA max_page_count = \(pageCount)")
    var stored: [LogEntry] = []
    var isFull = false
    while !isFull {
      let push = samples.push(3)
      do {
        try store.withTransaction {
          try store.append(push, to: workspace)
          try store.addRecord(samples.bytes(300), at: UInt64(stored.count / 3), to: workspace)
        }
        stored += push
      } catch RelayStoreError.full {
        isFull = true
      }
      let state = try #require(try store.workspace(workspace))
      try #require(state.log.position == UInt64(stored.count))
      try #require(state.recordCount == UInt64(stored.count / 3))
      let page = try store.page(of: workspace, after: 0, byteCount: 1 << 20) { _, _ in false }
      try #require((page?.entries ?? []) == stored.map { .segment($0.bytes) })
    }
    #expect(!stored.isEmpty)
    // Room again: what was refused can be stored.
    try store.connection.execute("PRAGMA max_page_count = 100000")
    var more = StoreSamples(seed: UInt64(pageCount))
    var pushes: [[LogEntry]] = []
    for _ in 0...stored.count / 3 {
      pushes.append(more.push(3))
      _ = more.bytes(300)
    }
    try store.withTransaction { try store.append(pushes[stored.count / 3], to: workspace) }
    #expect(try store.workspace(workspace)?.log.position == UInt64(stored.count) + 3)
  }
}
