public import Bytes
import SQLite
public import SyncProtocol
public import Trust

// What RelayStore says of each method holds here.
extension SQLiteStore {
  /// Finds a stored segment.
  public func place(of segment: SegmentID, in workspace: WorkspaceID) throws -> LogHead? {
    try translating {
      guard let row = try row(of: workspace) else { return nil }
      return try connection.first(
        "SELECT position, root FROM segment WHERE workspace = ?1 AND id = ?2",
        [.integer(row), .blob(segment.bytes)]
      ) { LogHead(position: $0.bits(0), root: try name($0.blob(1))) }
    }
  }

  /// Finds the end of a lane.
  public func laneTip(_ lane: Lane, in workspace: WorkspaceID) throws -> LaneTip? {
    try translating {
      guard let row = try row(of: workspace) else { return nil }
      return try connection.first(
        """
        SELECT sequence, id, member_head FROM lane
        WHERE workspace = ?1 AND device = ?2 AND lane = ?3
        """, [.integer(row), .blob(lane.device.bytes), .blob(lane.laneBytes)]
      ) { row in
        LaneTip(
          lane: lane, sequence: row.bits(0), id: try name(row.blob(1)),
          memberHead: try name(row.blob(2)))
      }
    }
  }

  /// Finds the segment at a place of a lane.
  public func segment(
    at sequence: UInt64, of lane: Lane, in workspace: WorkspaceID
  ) throws -> SegmentID? {
    try translating {
      guard let row = try row(of: workspace) else { return nil }
      return try connection.first(
        """
        SELECT segment.id FROM segment JOIN lane ON lane.row = segment.lane
        WHERE lane.workspace = ?1 AND lane.device = ?2 AND lane.lane = ?3 AND segment.sequence = ?4
        """,
        [.integer(row), .blob(lane.device.bytes), .blob(lane.laneBytes), .bits(sequence)]
      ) { try name($0.blob(0)) }
    }
  }

  /// Lists lane heads.
  public func laneHeads(
    of workspace: WorkspaceID, after lane: Lane?, count: Int
  ) throws -> [LaneHead] {
    try translating {
      guard let row = try row(of: workspace) else { return [] }
      // Every blob is greater than an empty one, so no lane is skipped without `lane`.
      return try connection.rows(
        """
        SELECT device, lane, sequence, id FROM lane
        WHERE workspace = ?1 AND (device, lane) > (?2, ?3) ORDER BY device, lane LIMIT ?4
        """,
        [
          .integer(row), .blob(lane?.device.bytes ?? []), .blob(lane?.laneBytes ?? []),
          .integer(count),
        ]
      ) { row in
        LaneHead(
          lane: try makeLane(row.blob(0), row.blob(1)), sequence: row.bits(2),
          id: try name(row.blob(3)))
      }
    }
  }

  /// Appends segments at the next positions.
  public func append(_ segments: [LogEntry], to workspace: WorkspaceID) throws {
    guard let last = segments.last else { return }
    try translating {
      let row = try knownRow(of: workspace)
      let lane = try moveLane(to: last, in: row)
      for segment in segments {
        precondition(segment.lane == last.lane, "a push is of one lane")
        try connection.run(
          "INSERT INTO segment VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
          [
            .integer(row), .bits(segment.log.position), .blob(segment.log.root.bytes),
            .blob(segment.id.bytes), .integer(lane), .bits(segment.sequence), .blob(segment.bytes),
          ])
      }
      let byteCount = segments.reduce(0) { $0 + $1.bytes.count }
      try connection.run(
        """
        INSERT INTO usage VALUES (?1, ?2, ?3)
        ON CONFLICT DO UPDATE SET byte_count = byte_count + excluded.byte_count
        """, [.integer(row), .blob(last.member.bytes), .integer(byteCount)])
      let updated = try connection.run(
        """
        UPDATE workspace SET position = ?2, root = ?3, byte_count = byte_count + ?4
        WHERE row = ?1 AND position = ?2 - ?5
        """,
        [
          .integer(row), .bits(last.log.position), .blob(last.log.root.bytes),
          .integer(byteCount), .integer(segments.count),
        ])
      precondition(updated == 1, "positions are dense")
      // A page of the log, its frame header, and the index pages that the row touches.
      noteWrite(byteCount + segments.count * 1_024 + 16 << 10)
    }
  }

  private func moveLane(to last: LogEntry, in workspace: Int64) throws -> Int64 {
    let row = try connection.first(
      """
      INSERT INTO lane (workspace, device, lane, sequence, id, member_head)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6)
      ON CONFLICT (workspace, device, lane) DO UPDATE
      SET sequence = excluded.sequence, id = excluded.id, member_head = excluded.member_head
      RETURNING row
      """,
      [
        .integer(workspace), .blob(last.lane.device.bytes), .blob(last.lane.laneBytes),
        .bits(last.sequence), .blob(last.id.bytes), .blob(last.memberHead.bytes),
      ]
    ) { $0.integer(0) }
    guard let row else { preconditionFailure("RETURNING returned nothing") }
    return row
  }

  /// Reads a run of the log.
  public func page(
    of workspace: WorkspaceID, after position: UInt64, byteCount: Int,
    isKnown: (Lane, UInt64) -> Bool
  ) throws -> (entries: [Reply.Page.Entry], root: LogRoot)? {
    try translating {
      guard let row = try row(of: workspace) else { return nil }
      var page = PageBuilder(byteCount: byteCount)
      var last = position
      // In small batches, because a query runs to its end and most pages hold few segments.
      let batch = 256
      while !page.isFull {
        var count = 0
        try connection.query(
          """
          SELECT segment.position, segment.id, segment.root, lane.device, lane.lane,
            segment.sequence, segment.bytes
          FROM segment JOIN lane ON lane.row = segment.lane
          WHERE segment.workspace = ?1 AND segment.position > ?2
          ORDER BY segment.position LIMIT ?3
          """, [.integer(row), .bits(last), .integer(batch)]
        ) { entry in
          count += 1
          guard !page.isFull else { return }
          last = entry.bits(0)
          let lane = try makeLane(entry.blob(3), entry.blob(4))
          page.add(
            isKnown(lane, entry.bits(5))
              ? .known(try name(entry.blob(1))) : .segment(entry.blob(6)),
            root: try name(entry.blob(2)))
        }
        if count < batch { break }
      }
      return page.page
    }
  }

  /// Adds up the segments of a member.
  public func byteCount(of member: MemberID, in workspace: WorkspaceID) throws -> UInt64 {
    try translating {
      guard let row = try row(of: workspace) else { return 0 }
      return try connection.first(
        "SELECT byte_count FROM usage WHERE workspace = ?1 AND member = ?2",
        [.integer(row), .blob(member.bytes)]
      ) { $0.bits(0) } ?? 0
    }
  }
}

extension Lane {
  /// The lane's number as a blob, whose order is the order of lane keys.
  fileprivate var laneBytes: [UInt8] {
    var writer = ByteWriter()
    writer.writeInteger(id.rawValue)
    return writer.bytes
  }
}

private func makeLane(_ device: [UInt8], _ lane: [UInt8]) throws -> Lane {
  guard device.count == 16, lane.count == 8 else { throw damaged }
  return Lane(
    device: DeviceID(device), id: LaneID(rawValue: lane.reduce(0) { $0 << 8 | UInt64($1) }))
}

private func name<Kind>(_ bytes: [UInt8]) throws -> ID32<Kind> {
  guard bytes.count == 32 else { throw damaged }
  return ID32(bytes)
}

private var damaged: RelayStoreError { .damaged(detail: "a stored name has a wrong length") }
