public import Bytes
import Cryptography
import SQLite

/// The state that a statistic was computed on: equal on two replicas exactly when both know the
/// same changes and the same members (docs/agreement.md §7).
public struct Viewpoint: Equatable, Sendable {
  /// The changes that no other known change follows or names, ascending.
  public let frontier: [ChangeID]
  /// The last record of the membership log.
  public let membershipHead: RecordID
  /// A name for both: 16 bytes of their hash.
  public let id: [UInt8]

  init(frontier: [ChangeID], membershipHead: RecordID) {
    self.frontier = frontier
    self.membershipHead = membershipHead
    var hasher = SHA256.Hasher()
    hasher.update(tag: "concord/v1/viewpoint")
    hasher.update(membershipHead.bytes)
    for change in frontier { hasher.update(change.bytes) }
    id = Array(hasher.finalize().prefix(16))
  }

  /// The name as screens show it.
  public var text: String { String(Base32.encode(id).prefix(10)) }
}

extension Replica {
  /// The state that this replica has now.
  public func viewpoint() throws -> Viewpoint {
    let frontier = try database.rows(
      "SELECT id FROM frontier JOIN change ON change.row = frontier.change ORDER BY id"
    ) { ChangeID($0.blob(0)) }
    let head = try database.first(
      "SELECT id FROM membership ORDER BY number DESC LIMIT 1"
    ) { RecordID($0.blob(0)) }
    guard let head else { throw ReplicaError.damaged("there is no membership record") }
    return Viewpoint(frontier: frontier, membershipHead: head)
  }
}
