import Bytes
import Relay
import SQLite
import SyncProtocol
import TestSupport
import Testing
import Trust

@Suite struct StoreTests {
  /// Pushes at random into both stores, and compares all they can say after every step.
  @Test(arguments: seeds(8))
  func bothStoresSayTheSameAfterEveryStep(seed: UInt64) throws {
    var samples = StoreSamples(seed: seed)
    let workspace = samples.workspace
    let stores = try StoreKind.allCases.map { try $0.make() }
    for store in stores { try store.withTransaction { try store.addWorkspace(workspace) } }
    for step in 0..<30 {
      let segments = samples.push(.random(in: 1...4, using: &samples.random))
      let record = samples.bytes(40)
      let invite = [UInt8](repeating: .random(in: 0...2, using: &samples.random), count: 32)
      for store in stores {
        try store.withTransaction {
          try store.append(segments, to: workspace)
          try store.addRecord(record, at: UInt64(step), to: workspace)
          try store.setJoinRequest(record, of: invite, in: workspace)
          if step % 3 == 0 { try store.removeJoinRequest(of: invite, in: workspace) }
        }
      }
      let after = UInt64.random(in: 0...40, using: &samples.random)
      let known = samples.lane()
      let missing = SegmentID(samples.bytes(32))
      var answers: [[String]] = []
      for store in stores {
        let page = try store.page(of: workspace, after: after, byteCount: 1_500) { lane, sequence in
          lane == known && sequence <= 4
        }
        answers.append([
          "\(try store.workspace(workspace) as Any)",
          "\(try store.records(of: workspace, from: after, byteCount: 150))",
          "\(try store.place(of: segments[0].id, in: workspace) as Any)",
          "\(try store.place(of: missing, in: workspace) as Any)",
          "\(try store.laneTip(known, in: workspace) as Any)",
          "\(try store.segment(at: after, of: known, in: workspace) as Any)",
          "\(try store.laneHeads(of: workspace, after: nil, count: 100))",
          "\(try store.laneHeads(of: workspace, after: known, count: 2))",
          "\(page as Any)",
          "\(try store.byteCount(of: segments[0].member, in: workspace))",
          "\(try store.joinRequests(of: workspace))",
        ])
      }
      try #require(answers[0] == answers[1])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func aTransactionThatFailsLeavesNothing(kind: StoreKind) throws {
    struct Failure: Error {}
    var samples = StoreSamples(seed: 1)
    let workspace = samples.workspace
    let store = try kind.make()
    try store.withTransaction { try store.addWorkspace(workspace) }
    let before = try store.workspace(workspace)
    let segments = samples.push(3)
    #expect(throws: Failure.self) {
      try store.withTransaction {
        try store.append(segments, to: workspace)
        throw Failure()
      }
    }
    #expect(try store.workspace(workspace) == before)
    #expect(try store.place(of: segments[0].id, in: workspace) == nil)
  }

  @Test(arguments: StoreKind.allCases)
  func aPageHoldsOneSegmentHoweverLarge(kind: StoreKind) throws {
    var samples = StoreSamples(seed: 2)
    let workspace = samples.workspace
    let store = try kind.make()
    let segments = samples.push(2)
    try store.withTransaction {
      try store.addWorkspace(workspace)
      try store.append(segments, to: workspace)
    }
    let page = try #require(
      try store.page(of: workspace, after: 0, byteCount: 1) { _, _ in false })
    #expect(page.entries == [.segment(segments[0].bytes)])
    #expect(page.root == segments[0].log.root)
    #expect(try store.page(of: workspace, after: 2, byteCount: 1) { _, _ in false } == nil)
  }

  @Test func aReopenedDatabaseHoldsWhatWasCommitted() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/relay.db"
    var samples = StoreSamples(seed: 3)
    let workspace = samples.workspace
    var segments: [LogEntry] = []
    for round in 0..<5 {
      // Never closed: what follows opens the files as a killed process leaves them.
      let store = try SQLiteStore(
        path: path, fresh: GenerationID([UInt8](repeating: UInt8(round), count: 16)))
      #expect(store.generation == GenerationID([UInt8](repeating: 0, count: 16)))
      let push = samples.push(2)
      try store.withTransaction {
        if round == 0 { try store.addWorkspace(workspace) }
        try store.append(push, to: workspace)
      }
      segments += push
      if round == 2 { try store.checkpoint(above: 0) }
      if round == 3 { try store.close() }
      let page = try store.page(of: workspace, after: 0, byteCount: 1 << 20) { _, _ in false }
      #expect(page?.entries == segments.map { .segment($0.bytes) })
    }
  }

  @Test func aDatabaseOfAnotherProgramOrVersionIsRefused() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/relay.db"
    let generation = GenerationID([UInt8](repeating: 0, count: 16))
    for script in [
      "CREATE TABLE theirs (x)",
      "PRAGMA application_id = \(0x434e_4352); PRAGMA user_version = 99",
    ] {
      try Connection(path: path).execute(script)
      #expect(throws: RelayStoreError.self) { try SQLiteStore(path: path, fresh: generation) }
    }
  }
}
