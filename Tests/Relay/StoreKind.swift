import Bytes
import Foundation
import Relay
import SyncProtocol
import Trust

/// The stores that every store test runs on.
enum StoreKind: CaseIterable {
  case memory, sqlite

  func make() throws -> any RelayStore {
    let generation = GenerationID([UInt8](repeating: 7, count: 16))
    switch self {
    case .memory: return MemoryStore(generation: generation)
    case .sqlite: return try SQLiteStore(path: ":memory:", fresh: generation)
    }
  }
}

/// A folder that is deleted with its owner.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "concord-relay-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
