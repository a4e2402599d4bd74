public import Bytes
import Cryptography
import SQLite
public import SyncProtocol
public import Trust

/// What goes to the relay.
extension SyncStore {
  /// Bytes of changes that are put into one segment: with the rest of it they fit, even when
  /// compression gains nothing.
  private static let changeBytesPerSegment = 700 << 10
  /// Header and signature of a segment.
  private static let bytesAroundCiphertext = SegmentHeader.byteCount + 64

  /// The frozen segments of this replica's lane after `last`, or new ones sealed from what is
  /// unsent; nil when there is nothing to push.
  public func nextPush(after last: LaneHead?, byteCount: Int) throws -> SealedRun? {
    if let run = try frozenRun(after: last, byteCount: byteCount) { return run }
    // A run that is on its way may be refused: then what follows it would have to be sealed anew.
    let isSealed = try write { _ in try sealUnsent(after: last) }
    return isSealed ? try frozenRun(after: last, byteCount: byteCount) : nil
  }

  /// A change that is in no segment yet.
  private struct Unsent {
    let row: Int64
    let replica: UInt64
    let number: UInt64
    let bytes: [UInt8]
    let time: UInt64
  }

  private func frozenRun(after last: LaneHead?, byteCount: Int) throws -> SealedRun? {
    let heads = try database.rows(
      """
      SELECT device, lane, number, id FROM segment
      WHERE state != 0 AND state = ?1 AND number > ?2 ORDER BY lane, number LIMIT ?3
      """,
      [
        .integer(SegmentState.frozen.rawValue), .bits(last?.sequence ?? 0),
        .integer(Limits.pushSegments),
      ]
    ) { LaneHead(lane: Self.lane($0), sequence: $0.bits(2), id: SegmentID($0.blob(3))) }
    var run: SealedRun?
    var left = byteCount
    // One after the other, until the push is full: what follows may be large.
    for head in heads where last == nil || head.lane == last?.lane {
      if let known = run, known.last.lane != head.lane { break }
      let bytes = try sealed(try stored(head.id), as: head.id)
      left -= bytes.count + 8
      guard run == nil || left >= 0 else { break }
      run = SealedRun(last: head, segments: (run?.segments ?? []) + [bytes])
    }
    return run
  }

  /// The stored form of a segment that is known to be here.
  private func stored(_ id: SegmentID) throws -> [UInt8] {
    let bytes = try database.first(
      "SELECT bytes FROM segment WHERE id = ?1", [.blob(id.bytes)]
    ) { $0.blob(0) }
    guard let bytes else { throw ReplicaError.damaged("a held segment is not there") }
    return bytes
  }

  /// The bytes of a segment as they were first sealed.
  private func sealed(_ stored: [UInt8], as id: SegmentID) throws -> [UInt8] {
    let segment = try StoredSegment(parsing: stored)
    guard let keys = keyring[segment.header.epoch] else {
      throw ReplicaError.damaged("the key of epoch \(segment.header.epoch) is missing")
    }
    do {
      return try segment.sealed(with: keys, as: id).bytes
    } catch {
      throw ReplicaError.damaged("a segment is not what its name says")
    }
  }

  /// Seals unsent changes into the next segments of this replica's lane, and freezes them.
  ///
  /// - Returns: Whether there was anything to seal.
  func sealUnsent(after last: LaneHead?) throws -> Bool {
    let changes = try database.rows(
      """
      SELECT row, replica, number, bytes, time FROM change WHERE segment IS NULL ORDER BY row
      LIMIT \(TrustLimits.changesPerSegmentMax)
      """
    ) {
      Unsent(
        row: $0.integer(0), replica: $0.bits(1), number: $0.bits(2), bytes: $0.blob(3),
        time: $0.bits(4))
    }
    guard let first = changes.first, let keys = keyring[log.epoch] else { return false }
    var batch: [Unsent] = []
    var byteCount = 0
    for change in changes {
      byteCount += change.bytes.count + 4
      guard change.replica == first.replica,
        change.number == first.number + UInt64(batch.count),
        batch.isEmpty || byteCount <= Self.changeBytesPerSegment
      else { break }
      batch.append(change)
    }
    let cursor = try cursor()
    let inner = try SegmentInner(
      generation: cursor?.generation ?? .none, seenPosition: cursor?.log.position ?? 0,
      seenRoot: cursor?.log.root ?? .none, firstChange: first.number,
      changes: batch.map(\.bytes))
    let opened = try OpenedSegment.seal(
      inner, after: try tipToSeal(after: last), memberHead: log.head, keys: keys,
      identity: identity, random: SecureRandom.bytes(32))
    let header = opened.segment.header
    try database.run(
      """
      INSERT INTO segment (id, device, lane, number, bytes, state, changes, since)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
      """,
      [
        .blob(opened.segment.id.bytes), .blob(header.lane.device.bytes),
        .bits(header.lane.id.rawValue), .bits(header.sequence), .blob(opened.stored),
        .integer(SegmentState.frozen.rawValue), .integer(batch.count),
        .bits(batch.map(\.time).min() ?? 0),
      ])
    let row = database.lastInsertedRow
    try noteSealed(opened.segment.id, upTo: first.number + UInt64(batch.count) - 1)
    for change in batch {
      try database.run(
        "UPDATE change SET segment = ?1 WHERE row = ?2", [.integer(row), .integer(change.row)])
    }
    return true
  }

  /// The end of this replica's lane, frozen segments included.
  private func tipToSeal(after last: LaneHead?) throws -> LaneTip {
    let meta = Meta(database)
    if try meta.first(.lane, { $0.bits(0) }) == nil {
      try meta.set(.lane, .bits(Replica.randomBits()))
    }
    let lane = Lane(device: identity.id, id: LaneID(rawValue: try meta.bits(.lane)))
    let newest = try database.first(
      """
      SELECT id, bytes FROM segment
      WHERE state != 0 AND state = ?3 AND device = ?1 AND lane = ?2 ORDER BY number DESC LIMIT 1
      """,
      [
        .blob(lane.device.bytes), .bits(lane.id.rawValue),
        .integer(SegmentState.frozen.rawValue),
      ]
    ) { (id: SegmentID($0.blob(0)), stored: $0.blob(1)) }
    guard let newest else { return try tip(of: lane) }
    return try StoredSegment(parsing: newest.stored).header.tip(as: newest.id)
  }

  /// Marks the segments of a lane up to `head` as acknowledged.
  public func acknowledge(_ head: LaneHead, cursor: Cursor) throws {
    let before = try self.cursor()
    try write { _ in
      try markAdmitted(upTo: head)
      try put(cursor, before: before)
    }
  }

  /// Marks own segments as held by the relay; the caller has a transaction open.
  func markAdmitted(upTo head: LaneHead) throws {
    try database.run(
      """
      UPDATE segment SET state = ?1
      WHERE state != 0 AND state = ?5 AND device = ?2 AND lane = ?3 AND number <= ?4
      """,
      [
        .integer(SegmentState.admitted.rawValue), .blob(head.lane.device.bytes),
        .bits(head.lane.id.rawValue), .bits(head.sequence),
        .integer(SegmentState.frozen.rawValue),
      ])
    let stored = try database.first(
      "SELECT bytes FROM segment WHERE id = ?1", [.blob(head.id.bytes)]
    ) { $0.blob(0) }
    guard let stored else {
      throw ReplicaError.damaged("the relay acknowledges a segment that is not here")
    }
    try setTip(try StoredSegment(parsing: stored).header.tip(as: head.id))
  }

  /// Gives up a lane: what it held unacknowledged is sealed again, in a new one.
  public func abandon(_ lane: Lane) throws {
    try write { _ in
      let values: [SQLiteValue] = [
        .blob(lane.device.bytes), .bits(lane.id.rawValue),
        .integer(SegmentState.frozen.rawValue),
      ]
      try database.run(
        """
        UPDATE change SET segment = NULL WHERE segment IN
          (SELECT row FROM segment
            WHERE state != 0 AND state = ?3 AND device = ?1 AND lane = ?2)
        """, values)
      try database.run(
        """
        DELETE FROM segment WHERE state != 0 AND state = ?3 AND device = ?1 AND lane = ?2
        """, values)
      try Meta(database).set(.lane, .bits(Replica.randomBits()))
    }
  }

  // MARK: Bringing segments back

  /// Admitted and own segments behind `place`, in the order of their admission or sealing.
  public func held(after place: UInt64, count: Int) throws -> [HeldSegment] {
    try database.rows(
      """
      SELECT device, lane, number, id, row, substr(bytes, 125, 4), state
      FROM segment WHERE state IN (0, 1) AND row > ?1 ORDER BY row LIMIT ?2
      """, [.bits(place), .integer(count)]
    ) { row in
      // The header's last field before the salt: the length of the ciphertext.
      var length = ByteReader(row.blob(5))
      let ciphertextByteCount = Int(try length.readInteger(UInt32.self))
      return HeldSegment(
        place: row.bits(4),
        head: LaneHead(
          lane: Self.lane(row), sequence: row.bits(2), id: SegmentID(row.blob(3))),
        byteCount: ciphertextByteCount + Self.bytesAroundCiphertext,
        isFresh: SegmentState(rawValue: row.integer(6)) == .frozen)
    }
  }

  /// The bytes of an admitted or own segment, sealed again as they were.
  public func bytes(of segment: SegmentID) throws -> [UInt8] {
    try sealed(try stored(segment), as: segment)
  }
}
