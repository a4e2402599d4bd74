import Bytes
import SQLite
import SyncProtocol
import Trust

/// What others have seen of what was written here, as far as their segments tell.
///
/// Each segment says how far its author had read the relay's log. Own segments stand at known
/// positions of that log, so what is behind an author's position was not seen yet.
extension SyncStore {
  /// Takes note that the segment `id` of this device holds its changes up to `number`.
  func noteSealed(_ id: SegmentID, upTo number: UInt64) throws {
    try database.run(
      "INSERT INTO sent (segment, number) VALUES (?1, ?2)", [.blob(id.bytes), .bits(number)])
  }

  /// Takes note of where in the relay's log a segment stands, if it is one of this device's.
  func notePosition(of entry: PulledPage.Entry) throws {
    try database.run(
      "UPDATE sent SET position = ?2 WHERE segment = ?1",
      [.blob(entry.id.bytes), .bits(entry.log.position)])
  }

  /// Takes note of how far the authors of these segments had read the relay's log.
  func noteSeen(by accepted: [Accepted], cursor: Cursor?) throws {
    var positions: [DeviceID: UInt64] = [:]
    for segment in accepted {
      let inner = segment.opened.inner
      // Positions of another life of the relay are not comparable.
      guard let cursor, inner.generation == cursor.generation, cursor.restart == 0 else { continue }
      let device = segment.opened.segment.header.lane.device
      positions[device] = max(positions[device] ?? 0, inner.seenPosition)
    }
    for (device, position) in positions.sorted(by: { $0.key < $1.key }) {
      try database.run(
        """
        INSERT INTO seen VALUES (?1, ?2)
        ON CONFLICT (device) DO UPDATE SET position = max(position, excluded.position)
        """, [.blob(device.bytes), .bits(position)])
    }
  }

  /// Forgets all positions: the relay lost its log, or another one took its place.
  func forgetPositions() throws {
    try database.run("DELETE FROM seen")
    try database.run("UPDATE sent SET position = NULL WHERE position IS NOT NULL")
  }
}
