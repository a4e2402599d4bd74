import Bytes
import Cryptography
import SyncProtocol
import TestSupport
import Trust

/// A replica without documents: its changes are plain bytes, and their own names.
///
/// Simple where a real one is careful: it keeps everything in memory, and treats a segment that it
/// cannot accept as a mistake of the test.
final class MemoryClientStore: ClientStore {
  let identity: DeviceIdentity
  private(set) var membership: MembershipLog
  private let keyring: Keyring
  var random: SplitMix64

  private(set) var savedCursor: Cursor?
  private(set) var evidence: [Evidence] = []
  /// Everything this replica has, its own changes included.
  private(set) var changes: Set<[UInt8]> = []
  private(set) var quarantined: [SegmentID] = []
  /// Admitted segments in the order of their admission, from place 1.
  private(set) var admitted: [Segment] = []
  private(set) var unsent: [[UInt8]] = []
  private(set) var frozen: [OpenedSegment] = []
  private(set) var considered: [[UInt8]] = []
  /// Makes the records that ``nextRecord()`` gives, on the current log.
  var wantedRecords: [(MembershipLog) throws -> [UInt8]] = []

  private var ids: Set<SegmentID> = []
  private var tips: [Lane: LaneTip] = [:]
  private var lane: Lane
  private var roots: [UInt64: LogRoot] = [:]
  private var changeNumber: UInt64 = 1
  private var isProposing = false

  init(_ identity: DeviceIdentity, _ membership: MembershipLog, seed: UInt64) throws {
    self.identity = identity
    self.membership = membership
    keyring = try membership.keyring(for: identity)
    random = SplitMix64(seed: seed)
    lane = Lane(device: identity.id, id: LaneID(rawValue: random.next()))
  }

  var workspace: WorkspaceID { membership.workspace }

  /// Writes something, as a person would.
  func edit() {
    let change = identity.id.bytes + random.bytes(.random(in: 8...400, using: &random))
    changes.insert(change)
    unsent.append(change)
  }

  /// Whether everything of this device was acknowledged by some relay.
  var hasSentAll: Bool { unsent.isEmpty && frozen.isEmpty }

  /// Copies a replica as copying its file does: both go on with the same lane.
  convenience init(copying other: MemoryClientStore, seed: UInt64) throws {
    try self.init(other.identity, other.membership, seed: seed)
    savedCursor = other.savedCursor
    changes = other.changes
    admitted = other.admitted
    unsent = other.unsent
    frozen = other.frozen
    ids = other.ids
    tips = other.tips
    lane = other.lane
    roots = other.roots
    changeNumber = other.changeNumber
  }

  func proof(ofChallenge challenge: [UInt8], spki: [UInt8]) -> Request.Proof {
    let statement = LoginStatement(
      workspace: workspace, challenge: challenge, relayKeyHash: spki)
    return Request.Proof(
      signer: .device(identity.id), spki: spki, signature: statement.signature(by: identity))
  }

  func cursor() -> Cursor? { savedCursor }

  func setCursor(_ cursor: Cursor) {
    if savedCursor?.generation != cursor.generation || savedCursor?.restart != cursor.restart {
      roots = [:]
    }
    savedCursor = cursor
  }

  func keep(_ evidence: Evidence) { self.evidence.append(evidence) }

  func membershipHead() -> MembershipHead {
    MembershipHead(count: UInt64(membership.count), last: membership.head)
  }

  func lastRecord(ofFirst count: UInt64) -> RecordID? {
    membership.records.indices.contains(Int(count) - 1)
      ? membership.records[Int(count) - 1].id : nil
  }

  func records(from first: UInt64, byteCount: Int) -> [[UInt8]] {
    // Few at a time, so that a log needs several messages.
    membership.records.dropFirst(Int(first)).prefix(2).map(\.bytes)
  }

  func admit(records: [[UInt8]], from first: UInt64) -> RecordAdmission {
    var log = membership
    for record in records {
      do throws(MembershipError) {
        try log.append(record)
      } catch {
        return .rejected
      }
    }
    membership = log
    if isProposing, !wantedRecords.isEmpty, records.count == 1 { wantedRecords.removeFirst() }
    isProposing = false
    return .admitted
  }

  func consider(joinRequests: [[UInt8]]) { considered = joinRequests }

  func nextRecord() throws -> [UInt8]? {
    guard let make = wantedRecords.first else { return nil }
    isProposing = true
    return try make(membership)
  }

  func dropRecord(_ reason: Reply.RecordRefusal) {
    wantedRecords.removeFirst()
    isProposing = false
  }

  func knownLanes() -> [KnownLane] {
    tips.keys.sorted().compactMap { lane in
      tips[lane].map { KnownLane(lane: lane, sequence: $0.sequence) }
    }
  }

  func store(_ page: PulledPage) -> PageOutcome {
    for entry in page.entries where entry.bytes == nil && !ids.contains(entry.id) {
      return PageOutcome(missing: entry.id)
    }
    var contradicted: [LogHead] = []
    for entry in page.entries {
      roots[entry.log.position] = entry.log.root
      guard let bytes = entry.bytes, !ids.contains(entry.id),
        let segment = try? Segment(parsing: bytes)
      else { continue }
      if let opened = open(segment) {
        let seen = LogHead(position: opened.inner.seenPosition, root: opened.inner.seenRoot)
        if opened.inner.generation == page.cursor.generation, let root = roots[seen.position],
          root != seen.root
        {
          contradicted.append(seen)
        }
      } else {
        quarantined.append(segment.id)
      }
    }
    savedCursor = page.cursor
    return PageOutcome(contradicted: contradicted)
  }

  private func open(_ segment: Segment) -> OpenedSegment? {
    let lane = segment.header.lane
    let tip = tips[lane] ?? .start(of: lane, in: workspace)
    let (verdicts, next) = LaneVerifier(membership).open([segment], after: tip, with: keyring)
    guard case .accepted(let opened) = verdicts.first else { return nil }
    take(opened)
    tips[lane] = next
    // Ours, when the acknowledgement of a push was lost.
    frozen.removeAll { $0.segment.id == segment.id }
    return opened
  }

  private func take(_ opened: OpenedSegment) {
    ids.insert(opened.segment.id)
    admitted.append(opened.segment)
    for range in opened.inner.changes { changes.insert(Array(opened.inner.bytes[range])) }
  }

  func nextPush(after last: LaneHead?, byteCount: Int) throws -> SealedRun? {
    var run = frozen.filter { $0.segment.header.sequence > last?.sequence ?? 0 }
    if run.isEmpty { run = try sealUnsent().map { [$0] } ?? [] }
    run = Array(run.prefix(.random(in: 1...3, using: &random)))
    guard let end = run.last?.segment else { return nil }
    return SealedRun(
      last: LaneHead(lane: lane, sequence: end.header.sequence, id: end.id),
      segments: run.map(\.segment.bytes))
  }

  private func sealUnsent() throws -> OpenedSegment? {
    guard !unsent.isEmpty, let keys = keyring[membership.epoch] else { return nil }
    let count = Int.random(in: 1...min(3, unsent.count), using: &random)
    let inner = try SegmentInner(
      generation: savedCursor?.generation ?? .none,
      seenPosition: savedCursor?.log.position ?? 0, seenRoot: savedCursor?.log.root ?? .none,
      firstChange: changeNumber, changes: Array(unsent.prefix(count)))
    let tip =
      frozen.last.map { $0.segment.header.tip(as: $0.segment.id) } ?? tips[lane]
      ?? .start(of: lane, in: workspace)
    let opened = try OpenedSegment.seal(
      inner, after: tip, memberHead: membership.head, keys: keys, identity: identity,
      random: random.bytes(32))
    unsent.removeFirst(count)
    changeNumber += UInt64(count)
    frozen.append(opened)
    return opened
  }

  func acknowledge(_ head: LaneHead, cursor: Cursor) {
    setCursor(cursor)
    while let first = frozen.first, first.segment.header.sequence <= head.sequence {
      frozen.removeFirst()
      take(first)
      tips[head.lane] = first.segment.header.tip(as: first.segment.id)
    }
  }

  func abandon(_ lane: Lane) {
    unsent =
      frozen.flatMap { opened in opened.inner.changes.map { Array(opened.inner.bytes[$0]) } }
      + unsent
    frozen = []
    self.lane = Lane(device: identity.id, id: LaneID(rawValue: random.next()))
  }

  func held(after place: UInt64, count: Int) -> [HeldSegment] {
    admitted.enumerated().dropFirst(Int(place)).prefix(min(count, 3)).map { index, segment in
      HeldSegment(
        place: UInt64(index) + 1,
        head: LaneHead(
          lane: segment.header.lane, sequence: segment.header.sequence, id: segment.id),
        byteCount: segment.bytes.count)
    }
  }

  func bytes(of segment: SegmentID) throws -> [UInt8] {
    guard let found = admitted.first(where: { $0.id == segment }) else { throw Missing() }
    return found.bytes
  }
}
