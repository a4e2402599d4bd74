import Bytes
import Cryptography
import Host
import SQLite
public import SyncProtocol
public import Trust

/// Bundles: what a relay would pass on, in a file.
extension SyncStore {
  // MARK: Making one

  /// Seals all that is unsent, so that a bundle can hold it.
  ///
  /// It is still sent to the relay: the very same segments.
  public func sealAll() throws {
    let sealed = try database.rows(
      """
      SELECT device, lane, min(number) FROM segment WHERE state != 0 AND state = ?1
      GROUP BY device, lane
      """, [.integer(SegmentState.frozen.rawValue)]
    ) { (lane: Self.lane($0), first: $0.bits(2)) }
    // A copy of this folder has used the lane, and somebody brought its segments: as a relay would
    // refuse ours, so would whoever gets the bundle.
    for (lane, first) in sealed where try tip(of: lane).sequence >= first { try abandon(lane) }
    while try write({ _ in try sealUnsent(after: nil) }) {}
  }

  /// Writes a bundle of all that is held here and not yet `known`, and gives it its name.
  ///
  /// - Parameters:
  ///   - known: What whoever gets the bundle holds already; all of it is left out.
  ///   - progress: Told how many segments are written.
  /// - Returns: What the bundle holds of each lane, and its size.
  public func writeBundle(
    to path: String, beyond known: [BundleLane], time: UInt64, progress: (Int) -> Void
  ) throws -> (lanes: [BundleLane], byteCount: Int) {
    let lanes = try replica.bundleLanes(beyond: known)
    var file = try NewFile(path)
    var writer = BundleWriter(log, lanes: lanes, time: time)
    var byteCount = writer.headByteCount
    // The head, which is known last, has its place at the start.
    var waiting = [UInt8](repeating: 0, count: byteCount)
    for record in log.records { waiting += writer.frame(record.bytes) }
    byteCount = waiting.count
    var count = 0
    try forEachSegment(of: lanes) { segment in
      let framed = writer.frame(segment)
      byteCount += framed.count
      waiting += framed
      if waiting.count >= Self.writtenAtOnce {
        try file.append(waiting)
        waiting.removeAll(keepingCapacity: true)
      }
      count += 1
      progress(count)
    }
    try file.append(waiting)
    try file.overwriteStart(writer.head(signedBy: identity))
    try file.commit()
    return (lanes, byteCount)
  }

  /// How many bytes of a bundle are gathered before they are written.
  private static let writtenAtOnce = 256 << 10

  /// Gives the sealed segments of `lanes` one by one, in the order in which they were admitted or
  /// sealed here: each after all that it depends on.
  private func forEachSegment(
    of lanes: [BundleLane], _ body: ([UInt8]) throws -> Void
  ) throws {
    let after = Dictionary(uniqueKeysWithValues: lanes.map { ($0.lane, $0.after) })
    var place: Int64 = 0
    while true {
      let page = try database.rows(
        """
        SELECT device, lane, number, id, row FROM segment
        WHERE state IN (0, 1) AND row > ?1 ORDER BY row LIMIT 1000
        """, [.integer(place)]
      ) { (Self.lane($0), $0.bits(2), SegmentID($0.blob(3)), $0.integer(4)) }
      guard let last = page.last else { return }
      for (lane, sequence, id, _) in page where sequence > after[lane] ?? .max {
        try body(try bytes(of: id))
      }
      place = last.3
    }
  }

  // MARK: Taking one in

  /// What became of segments of a bundle.
  public struct BundleOutcome: Sendable {
    /// Segments that are new here and were applied, or wait for changes that others made.
    public internal(set) var added = 0
    /// Segments that were here already.
    public internal(set) var known = 0
    /// Segments that wait for something which this replica lacks.
    public internal(set) var waiting = 0
    /// Why segments were refused; they are kept in quarantine.
    public internal(set) var refused: [SegmentFault] = []
    /// Rules that somebody broke.
    public internal(set) var evidence: [Evidence] = []

    /// An outcome of nothing.
    public init() {}

    /// Adds what became of more segments.
    public static func += (left: inout Self, right: Self) {
      left.added += right.added
      left.known += right.known
      left.waiting += right.waiting
      left.refused += right.refused
      left.evidence += right.evidence
    }
  }

  /// Brings the membership log forward to that of a bundle.
  ///
  /// - Returns: False, without having stored anything, when the two contradict each other.
  public func admit(membershipOf other: MembershipLog) throws -> Bool {
    let (ours, theirs) = (log.records, other.records)
    guard zip(ours, theirs).allSatisfy({ $0.id == $1.id }) else { return false }
    guard theirs.count > ours.count else { return true }
    let added = theirs[ours.count...].map(\.bytes)
    return try admit(records: Array(added), from: UInt64(ours.count)) == .admitted
  }

  /// Judges, stores and applies segments of a bundle as if a relay had brought them, in one
  /// transaction; the next sync carries them to the relay.
  public func store(bundled segments: [Segment]) throws -> BundleOutcome {
    let byteCount = segments.reduce(0) { $0 + $1.bytes.count }
    let logPages = byteCount >= Self.longPageBytes ? Self.bulkLogPages : Replica.logPagesMax
    var outcome = BundleOutcome()
    try write(leaving: logPages) { transaction in
      var runs: [Lane: [Segment]] = [:]
      var order: [SegmentID: Int] = [:]
      for (place, segment) in segments.enumerated() {
        switch try state(of: segment.id) {
        case .admitted, .frozen: outcome.known += 1
        case .held, .quarantined, nil:
          if let evidence = try equivocation(by: segment) { outcome.evidence.append(evidence) }
          runs[segment.header.lane, default: []].append(segment)
          order[segment.id] = place
        }
      }
      guard !runs.isEmpty else { return }
      let cursor = try cursor()
      let judged = try judge(runs, in: transaction)
      let contradicted = try admit(
        judged.accepted, ordered: order, cursor: cursor, in: transaction)
      if let generation = cursor?.generation {
        outcome.evidence += contradicted.map {
          .contradicted(generation: generation, claimed: $0)
        }
      }
      outcome.added += judged.accepted.count
      for (segment, fault) in judged.setAside where order[segment.id] != nil {
        if let fault, !fault.isRetriable {
          outcome.refused.append(fault)
        } else {
          outcome.waiting += 1
        }
      }
      if var cursor, !judged.accepted.isEmpty {
        cursor.owesCarrying = true
        try put(cursor, before: cursor)
      }
    }
    for evidence in outcome.evidence { try keep(evidence) }
    return outcome
  }

  /// Proof that a device signed two segments for one place: ours, and one that is new here.
  private func equivocation(by segment: Segment) throws -> Evidence? {
    let header = segment.header
    guard try state(of: segment.id) == nil,
      let held = try replica.segment(at: header.sequence, of: header.lane),
      let author = log.keys(of: header.lane.device), segment.isSigned(by: author)
    else { return nil }
    return .equivocated(
      held: LaneHead(lane: header.lane, sequence: header.sequence, id: held), shown: segment.id)
  }
}

extension Replica {
  /// The lanes that are held here, ascending, as the manifest of a bundle lists them.
  ///
  /// - Parameter known: What whoever gets the bundle holds already; all of it is left out.
  public func bundleLanes(beyond known: [BundleLane]) throws -> [BundleLane] {
    let heads = try database.rows(
      """
      SELECT device, lane, max(number), id FROM segment WHERE state IN (0, 1)
      GROUP BY device, lane
      """
    ) { LaneHead(lane: SyncStore.lane($0), sequence: $0.bits(2), id: SegmentID($0.blob(3))) }
    guard heads.count <= TrustLimits.bundleLanesMax else {
      throw ReplicaError.refused("this workspace has more lanes than a bundle can list")
    }
    var known = Dictionary(uniqueKeysWithValues: known.map { ($0.lane, $0) })
    return try heads.sorted { $0.lane < $1.lane }.map { head in
      var after: UInt64 = 0
      if let other = known.removeValue(forKey: head.lane) {
        // Of a lane that went another way there, they need all to see it.
        let isShared = try other.last > head.sequence || isOnLane(other)
        after = isShared ? min(other.last, head.sequence) : 0
      }
      return BundleLane(lane: head.lane, after: after, last: head.sequence, id: head.id)
    }
  }

  private func isOnLane(_ other: BundleLane) throws -> Bool {
    try segment(at: other.last, of: other.lane) == other.id
  }

  /// The segment that is admitted, or sealed here, at one place of a lane.
  func segment(at sequence: UInt64, of lane: Lane) throws -> SegmentID? {
    try database.first(
      """
      SELECT id FROM segment
      WHERE device = ?1 AND lane = ?2 AND number = ?3 AND state IN (0, 1)
      """,
      [.blob(lane.device.bytes), .bits(lane.id.rawValue), .bits(sequence)]
    ) { SegmentID($0.blob(0)) }
  }
}
