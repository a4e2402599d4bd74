import Bytes
import ChangeLog
import Cryptography
import SQLite

/// The fingerprint of a replica's shared state (docs/format.md §11).
extension Replica {
  /// The digest of what was admitted and what it comes to.
  ///
  /// Equal on two replicas if and only if they admitted the same changes and came to the same
  /// cells, texts and open conflicts. Row numbers, caches, quarantine and what waits for its past
  /// are not in it.
  ///
  /// - Complexity: O(state).
  public func digest() throws -> [UInt8] {
    try read { try Self.digest(of: database) }
  }

  static func digest(of database: Connection) throws -> [UInt8] {
    var hasher = DigestHasher()
    try database.query("SELECT id FROM change ORDER BY id") { hasher.add($0.blob(0)) }
    hasher.endSection()
    // Within a cell, operations count in the order of their names, which rows do not have.
    try database.query(
      """
      SELECT object, field, element, change.id, operation, value FROM cell
      JOIN change ON change.row = cell.change
      ORDER BY object, field, element, change.id, operation
      """
    ) { row in
      hasher.add(row.blob(0))
      hasher.add(Array(row.text(1).utf8))
      hasher.add(row.blob(2))
      hasher.add(row.blob(3))
      hasher.add(row.bits(4))
      hasher.add(row.blob(5))
    }
    hasher.endSection()
    try database.query("SELECT object, field, content FROM text ORDER BY object, field") { row in
      hasher.add(row.blob(0))
      hasher.add(Array(row.text(1).utf8))
      hasher.add(Array(row.text(2).utf8))
    }
    hasher.endSection()
    try database.query("SELECT id FROM conflict ORDER BY id") { hasher.add($0.blob(0)) }
    hasher.endSection()
    return hasher.finish()
  }

  /// Empties the views and replays the log into them.
  ///
  /// - Returns: The digests before and after; they differ only where the views were damaged.
  public func rebuild(
    progress: (Int, Int) -> Void
  ) throws -> (before: [UInt8], after: [UInt8]) {
    let before = try digest()
    try write { transaction in
      let total = Int(
        try database.first("SELECT count(*) FROM change") { $0.integer(0) } ?? 0)
      for table in Schema.views { _ = try database.run("DELETE FROM \(table)") }
      transaction.forgetViews()
      var done = 0
      var last: Int64 = 0
      // In pages, because a statement that is being read must not see its table written.
      while true {
        let page = try database.rows(
          "SELECT row, bytes FROM change WHERE row > ?1 ORDER BY row LIMIT 1000",
          [.integer(last)]
        ) { ($0.integer(0), $0.blob(1)) }
        guard let end = page.last else { break }
        for (row, bytes) in page {
          let change = try EncodedChange(decoding: bytes, hash: hash)
          let past = try change.change.past.map { id in
            guard let info = try transaction.info(id) else {
              throw ReplicaError.damaged("a change stands in the log without its past")
            }
            return info.row
          }
          try transaction.applyToViews(change, row: row, pastRows: past, isRemote: false)
        }
        last = end.0
        done += page.count
        progress(done, total)
      }
    }
    return (before, try digest())
  }
}

/// Feeds values to a hash so that no two sequences of values give the same bytes.
private struct DigestHasher: ~Copyable {
  private var hasher = SHA256.Hasher()

  init() {
    hasher.update(tag: "concord/v1/digest")
  }

  mutating func add(_ bytes: [UInt8]) {
    add(UInt64(bytes.count))
    hasher.update(bytes)
  }

  mutating func add(_ value: UInt64) {
    var writer = ByteWriter()
    writer.writeInteger(value)
    hasher.update(writer.bytes)
  }

  /// Marks the end of a list: no count of bytes is that large.
  mutating func endSection() { add(UInt64.max) }

  consuming func finish() -> [UInt8] { hasher.finalize() }
}
