// Article GettingStarted
import Bytes
import ChangeLog

/// One program that edits one text.
struct Session {
  let replica: ReplicaID
  private let change: ChangeID
  private var count = 0

  init(replica: UInt64) {
    self.replica = ReplicaID(rawValue: replica)
    change = ChangeID((0..<32).map { _ in UInt8.random(in: 0...255) })
  }

  mutating func makeName() -> OperationID {
    defer { count += 1 }
    return OperationID(change, count)
  }
}
// End
