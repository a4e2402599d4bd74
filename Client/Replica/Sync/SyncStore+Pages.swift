import Bytes
import ChangeLog
import SQLite
public import SyncProtocol
import Trust

/// What comes from the relay.
extension SyncStore {
  /// How far the lanes are held, ascending.
  public func knownLanes() throws -> [KnownLane] {
    try database.rows(
      "SELECT device, lane, number FROM lane ORDER BY device, lane LIMIT \(Limits.knownLanes)"
    ) { KnownLane(lane: Self.lane($0), sequence: $0.bits(2)) }
    .sorted { $0.lane < $1.lane }
  }

  /// The lane in the first two columns of `row`.
  static func lane(_ row: borrowing Row) -> Lane {
    Lane(device: DeviceID(row.blob(0)), id: LaneID(rawValue: row.bits(1)))
  }

  /// Stores a run of the relay's log and the cursor after it, in one transaction.
  ///
  /// Each lane's segments are judged together, and what they hold is applied in the order of the
  /// relay's log, which respects causality.
  public func store(_ page: PulledPage) throws -> PageOutcome {
    let before = try cursor()
    let byteCount = page.entries.reduce(0) { $0 + ($1.bytes?.count ?? 0) }
    // Behind a long page there is probably another one, which writes to the same pages of the file.
    let logPages = byteCount >= Self.longPageBytes ? Self.bulkLogPages : Replica.logPagesMax
    return try write(leaving: logPages) { transaction in
      var outcome = PageOutcome()
      var runs: [Lane: [Segment]] = [:]
      var order: [SegmentID: Int] = [:]
      for (place, entry) in page.entries.enumerated() {
        if try acknowledgeOwn(entry.id) { continue }
        let isHeld = try state(of: entry.id) == .admitted
        guard let bytes = entry.bytes, !isHeld else {
          if !isHeld {
            outcome.missing = entry.id
            return outcome
          }
          continue
        }
        let segment = try Segment(parsing: bytes)
        runs[segment.header.lane, default: []].append(segment)
        order[segment.id] = place
      }
      // Before the segments are judged: they may speak of positions of this very page.
      try put(page.cursor, before: before)
      for entry in page.entries {
        try database.run(
          "INSERT OR REPLACE INTO position VALUES (?1, ?2)",
          [.bits(entry.log.position), .blob(entry.log.root.bytes)])
        if entry.bytes == nil { try notePosition(of: entry) }
      }
      let judged = try judge(runs, in: transaction)
      outcome.contradicted = try admit(
        judged.accepted, ordered: order, cursor: page.cursor, in: transaction)
      return outcome
    }
  }

  /// Stores and applies accepted segments in the order in which they came.
  ///
  /// That is also the order in which they are carried to another relay one day. What was set aside
  /// before comes first, in the order of its lane.
  ///
  /// - Returns: The log heads that their authors saw and that this client saw otherwise.
  func admit(
    _ accepted: [Accepted], ordered order: [SegmentID: Int], cursor: Cursor?,
    in transaction: Transaction
  ) throws -> [LogHead] {
    var contradicted: [LogHead] = []
    try noteSeen(by: accepted, cursor: cursor)
    let places = accepted.map { order[$0.opened.segment.id] ?? -1 }
    for index in accepted.indices.sorted(by: { (places[$0], $0) < (places[$1], $1) }) {
      try admit(accepted[index], in: transaction)
      let inner = accepted[index].opened.inner
      if let cursor, let claimed = try contradiction(in: inner, cursor: cursor) {
        contradicted.append(claimed)
      }
    }
    return contradicted
  }

  /// From how many bytes on a page counts as one of many.
  static let longPageBytes = 256 << 10
  /// How long the write-ahead log may be left between two of many pages: 32 MiB.
  static let bulkLogPages: Int64 = 8_192

  func state(of id: SegmentID) throws -> SegmentState? {
    try database.first("SELECT state FROM segment WHERE id = ?1", [.blob(id.bytes)]) {
      SegmentState(rawValue: $0.integer(0))
    } ?? nil
  }

  /// Takes note that the relay holds a segment of ours whose acknowledgement was lost.
  private func acknowledgeOwn(_ id: SegmentID) throws -> Bool {
    let head = try database.first(
      "SELECT device, lane, number FROM segment WHERE id = ?1 AND state = ?2",
      [.blob(id.bytes), .integer(SegmentState.frozen.rawValue)]
    ) { LaneHead(lane: Self.lane($0), sequence: $0.bits(2), id: id) }
    guard let head else { return false }
    try markAdmitted(upTo: head)
    return true
  }

  /// A segment that is accepted, with its changes.
  struct Accepted {
    let opened: OpenedSegment
    let changes: [EncodedChange]
  }

  /// What became of segments that were judged.
  struct Judged {
    var accepted: [Accepted] = []
    /// The others, each with the reason; none for one that is only held.
    var setAside: [(segment: Segment, fault: SegmentFault?)] = []
  }

  /// Judges what came of each lane, together with what was kept of it before.
  ///
  /// Those that are not accepted are stored, with the reason.
  func judge(_ runs: [Lane: [Segment]], in transaction: Transaction) throws -> Judged {
    var judged = Judged()
    for (lane, arrived) in runs.sorted(by: { $0.key < $1.key }) {
      let kept = try keptAside(lane)
      let keptIDs = Set(kept.map(\.id))
      let run = (kept + arrived.filter { !keptIDs.contains($0.id) })
        .sorted { $0.header.sequence < $1.header.sequence }
      let (verdicts, _) = LaneVerifier(log).open(run, after: try tip(of: lane), with: keyring)
      let isPaused = try isPaused(lane.device)
      var ending: SegmentFault?
      for (segment, verdict) in zip(run, verdicts) {
        switch verdict {
        case .accepted(let opened):
          do {
            if let ending { throw ending }
            if isPaused { throw SegmentFault.tooMuchWaiting }
            judged.accepted.append(Accepted(opened: opened, changes: try changes(in: opened)))
          } catch let fault as SegmentFault {
            judged.setAside.append((segment, fault))
            ending = fault.isRetriable ? .waitsForPredecessor : .followsInvalid
          }
        case .held: judged.setAside.append((segment, nil))
        case .quarantined(let fault): judged.setAside.append((segment, fault))
        }
      }
    }
    for (segment, fault) in judged.setAside {
      try keep(segment, fault == nil ? .held : .quarantined, reason: fault?.rawValue ?? "")
    }
    return judged
  }

  /// Changes of one member that may wait for others to come; more would let a member fill the disk
  /// with changes that never can be applied.
  private static let waitingChangesMax = 20_000

  /// Whether the member of `device` has so much waiting that no more is taken for now.
  private func isPaused(_ device: DeviceID) throws -> Bool {
    guard let member = log.member(of: device) else { return false }
    let count =
      try database.first(
        """
        SELECT count(*) FROM pending JOIN segment ON segment.row = pending.segment
        JOIN device ON device.id = segment.device WHERE device.member = ?1
        """, [.blob(member.bytes)]
      ) { Int($0.integer(0)) } ?? 0
    return count >= Self.waitingChangesMax
  }

  /// What is held of a lane, or set aside for a reason that can change.
  private func keptAside(_ lane: Lane) throws -> [Segment] {
    try database.rows(
      """
      SELECT bytes, state, reason FROM segment
      WHERE state != 0 AND state IN (2, 3) AND device = ?1 AND lane = ?2 ORDER BY number
      """, [.blob(lane.device.bytes), .bits(lane.id.rawValue)]
    ) { row -> Segment? in
      let isHeld = SegmentState(rawValue: row.integer(1)) == .held
      let isRetriable = SegmentFault(rawValue: row.text(2))?.isRetriable ?? false
      return isHeld || isRetriable ? try Segment(parsing: row.blob(0)) : nil
    }.compactMap { $0 }
  }

  /// The changes of a segment that opened: they must be its author's own, numbered one after the
  /// other.
  private func changes(in opened: OpenedSegment) throws(SegmentFault) -> [EncodedChange] {
    let inner = opened.inner
    var changes: [EncodedChange] = []
    changes.reserveCapacity(inner.changes.count)
    for (offset, range) in inner.changes.enumerated() {
      let encoded: EncodedChange
      do throws(FormatError) {
        encoded = try EncodedChange(decoding: Array(inner.bytes[range]), hash: replicaHash)
      } catch {
        throw error.reason == .newer ? .needsNewer : .badContent
      }
      let change = encoded.change
      guard change.author == opened.segment.header.lane.device,
        change.number == inner.firstChange + UInt64(offset),
        change.replica == changes.first?.change.replica ?? change.replica
      else { throw .badContent }
      changes.append(encoded)
    }
    return changes
  }

  private var replicaHash: HashFunction { replica.hash }

  /// How far a lane is admitted.
  func tip(of lane: Lane) throws -> LaneTip {
    try database.first(
      "SELECT number, segment, head FROM lane WHERE device = ?1 AND lane = ?2",
      [.blob(lane.device.bytes), .bits(lane.id.rawValue)]
    ) {
      LaneTip(
        lane: lane, sequence: $0.bits(0), id: SegmentID($0.blob(1)),
        memberHead: RecordID($0.blob(2)))
    } ?? .start(of: lane, in: workspace)
  }

  private func keep(_ segment: Segment, _ state: SegmentState, reason: String) throws {
    let lane = segment.header.lane
    try database.run(
      """
      INSERT INTO segment (id, device, lane, number, bytes, state, reason)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
      ON CONFLICT (id) DO UPDATE SET state = excluded.state, reason = excluded.reason
      """,
      [
        .blob(segment.id.bytes), .blob(lane.device.bytes), .bits(lane.id.rawValue),
        .bits(segment.header.sequence), .blob(segment.bytes), .integer(state.rawValue),
        .text(reason),
      ])
  }

  /// Stores an accepted segment and applies what it holds; what is here already, or waits for its
  /// past, is no fault.
  private func admit(_ accepted: Accepted, in transaction: Transaction) throws {
    let opened = accepted.opened
    let header = opened.segment.header
    // Its place in the order of admission is now, also when it was set aside before.
    try database.run("DELETE FROM segment WHERE id = ?1", [.blob(opened.segment.id.bytes)])
    try database.run(
      """
      INSERT INTO segment (id, device, lane, number, bytes, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
      """,
      [
        .blob(opened.segment.id.bytes), .blob(header.lane.device.bytes),
        .bits(header.lane.id.rawValue), .bits(header.sequence), .blob(opened.stored),
        .integer(SegmentState.admitted.rawValue),
      ])
    let row = database.lastInsertedRow
    try setTip(header.tip(as: opened.segment.id))
    for change in accepted.changes { _ = try transaction.admit(change, segment: row) }
  }

  func setTip(_ tip: LaneTip) throws {
    guard let head = tip.memberHead else { preconditionFailure("a tip without a segment") }
    try database.run(
      "INSERT OR REPLACE INTO lane VALUES (?1, ?2, ?3, ?4, ?5)",
      [
        .blob(tip.lane.device.bytes), .bits(tip.lane.id.rawValue), .bits(tip.sequence),
        .blob(tip.id.bytes), .blob(head.bytes),
      ])
  }

  /// The log head that the author of `inner` saw, when this client saw another one there.
  private func contradiction(in inner: SegmentInner, cursor: Cursor) throws -> LogHead? {
    guard inner.generation == cursor.generation, cursor.restart == 0, inner.seenPosition > 0
    else { return nil }
    let root = try database.first(
      "SELECT root FROM position WHERE number = ?1", [.bits(inner.seenPosition)]
    ) { LogRoot($0.blob(0)) }
    guard let root, root != inner.seenRoot else { return nil }
    return LogHead(position: inner.seenPosition, root: inner.seenRoot)
  }

  /// Judges again what was set aside for a reason that the membership log may have removed.
  func retryQuarantined() throws {
    let lanes = try database.rows(
      "SELECT DISTINCT device, lane FROM segment WHERE state != 0 AND state IN (2, 3)"
    ) { Self.lane($0) }
    guard !lanes.isEmpty else { return }
    try write { transaction in
      let runs = Dictionary(uniqueKeysWithValues: lanes.map { ($0, [Segment]()) })
      for segment in try judge(runs, in: transaction).accepted {
        try admit(segment, in: transaction)
      }
    }
  }
}
