public import Bytes
import ChangeLog
import Review
import SQLite

extension Replica {
  /// The notes that were last written or edited here or elsewhere, latest first.
  ///
  /// Looks at the latest changes only, so that its cost does not grow with the history.
  ///
  /// - Parameter limit: At most so many.
  public func latestNotes(limit: Int) throws -> [ObjectID] {
    let changes = try database.rows(
      "SELECT bytes FROM change ORDER BY row DESC LIMIT ?1", [.integer(limit * 4)]
    ) { try EncodedChange(decoding: $0.blob(0), hash: hash).change }
    var found: [ObjectID] = []
    var known: Set<ObjectID> = []
    for operation in changes.lazy.flatMap(\.operations) where found.count < limit {
      guard case .text(let key, _, _, _, _) = operation, key.field == .noteText,
        known.insert(key.object).inserted
      else { continue }
      found.append(key.object)
    }
    return found
  }
}
