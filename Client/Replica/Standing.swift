public import Bytes
import SQLite
import Trust

/// Where the exchange with the others stands.
extension Replica {
  /// How many of the changes that were sent from this device each other member had not seen when
  /// last heard from; a member of whom that is not known is left out.
  ///
  /// A segment tells how far its author had read (docs/storage.md §1.3). Who only reads and never
  /// writes tells nothing, so a member may have seen more than this.
  public func unseenChanges() throws -> [MemberID: Int] {
    let sent = Int(clamping: try Meta(database).bits(.number)) - (try toSend().count)
    var unseen: [MemberID: Int] = [:]
    let positions = try database.rows(
      """
      SELECT device.member, max(position) FROM seen JOIN device ON device.id = seen.device
      WHERE device.member != ?1 GROUP BY device.member
      """, [.blob(member.bytes)]
    ) { (member: MemberID($0.blob(0)), position: $0.integer(1)) }
    for (member, position) in positions {
      let number = try database.first(
        "SELECT number FROM sent WHERE position <= ?1 ORDER BY position DESC LIMIT 1",
        [.integer(position)]
      ) { Int($0.integer(0)) }
      unseen[member] = max(0, sent - (number ?? 0))
    }
    return unseen
  }

  /// A segment that is kept and not applied.
  public struct SegmentAside: Equatable, Sendable {
    /// Whose it is.
    public let device: DeviceID
    /// Its number in its lane.
    public let number: UInt64
    /// Which rule it breaks, in the words of docs/format.md §9; empty for one that only waits for a
    /// signature.
    public let reason: String
  }

  /// The segments that are held or in quarantine, in the order of their lanes: at most `limit`.
  public func segmentsAside(limit: Int) throws -> [SegmentAside] {
    try database.rows(
      """
      SELECT device, number, reason FROM segment WHERE state != 0 AND state IN (2, 3)
      ORDER BY device, lane, number LIMIT ?1
      """, [.integer(limit)]
    ) { SegmentAside(device: DeviceID($0.blob(0)), number: $0.bits(1), reason: $0.text(2)) }
  }

  /// How many segments are held until a signature covers them.
  public func heldCount() throws -> Int {
    try database.first(
      "SELECT count(*) FROM segment WHERE state != 0 AND state = 2"
    ) { Int($0.integer(0)) } ?? 0
  }
}
