import Bytes
import SyncProtocol
import Trust

// What is checked of a push, in the order of docs/protocol.md §3.
extension RelayCore {
  mutating func push(
    _ pushed: [[UInt8]], _ purpose: Request.Purpose, by device: DeviceID, in id: WorkspaceID
  ) throws -> Reply {
    var workspace = try known(id)
    func refused(
      _ reason: Reply.PushRefusal.Reason, at sequence: UInt64, holding held: SegmentID? = nil
    ) -> Reply {
      .pushRefused(
        Reply.PushRefusal(
          reason: reason, sequence: sequence,
          id: held ?? SegmentID([UInt8](repeating: 0, count: 32)),
          membership: workspace.membershipHead))
    }

    var segments: [Segment] = []
    for bytes in pushed {
      guard let segment = try? Segment(parsing: bytes), segment.header.workspace == id,
        segment.header.lane == segments.first?.header.lane ?? segment.header.lane
      else { return refused(.invalid, at: 0) }
      segments.append(segment)
    }

    var stored: LogHead?
    var new = segments[...]
    while let first = new.first, let place = try store.place(of: first.id, in: id) {
      stored = place
      new = new.dropFirst()
    }
    guard let first = new.first else {
      return stored.map { .pushed($0) } ?? refused(.invalid, at: 0)
    }

    let lane = first.header.lane
    let tip = try store.laneTip(lane, in: id) ?? .start(of: lane, in: id)
    if let conflict = try conflict(of: first, with: tip, in: id) {
      return refused(conflict.reason, at: conflict.sequence, holding: conflict.id)
    }
    let run = Array(new)
    if let fault = Self.fault(of: run, after: tip, purpose, by: device, in: workspace) {
      return refused(fault.reason, at: fault.sequence)
    }
    guard let member = workspace.membership.member(of: lane.device) else {
      return refused(.notWriter, at: first.header.sequence)
    }
    let byteCount = UInt64(run.reduce(0) { $0 + $1.bytes.count })
    guard byteCount <= (try bytesLeft(for: member, in: workspace)) else {
      return refused(.quota, at: first.header.sequence)
    }

    try store.append(workspace.place(run, of: member), to: id)
    workspace.byteCount += byteCount
    workspaces[id] = workspace
    changed.insert(id)
    return .pushed(workspace.log)
  }

  /// What the membership log and the signatures say against a run that continues its lane.
  private static func fault(
    of run: [Segment], after tip: LaneTip, _ purpose: Request.Purpose, by device: DeviceID,
    in workspace: Workspace
  ) -> (reason: Reply.PushRefusal.Reason, sequence: UInt64)? {
    let verifier = LaneVerifier(workspace.membership)
    for (segment, verdict) in zip(run, verifier.judgeHeaders(of: run, after: tip)) {
      switch verdict {
      case .accepted: continue
      case .held: return (.invalid, segment.header.sequence)
      case .quarantined(let fault): return (fault.reason, segment.header.sequence)
      }
    }
    guard purpose == .fresh else { return nil }
    for segment in run {
      guard tip.lane.device == device else { return (.notWriter, segment.header.sequence) }
      if let fault = verifier.faultOfPush(segment) {
        return (fault.reason, segment.header.sequence)
      }
    }
    return nil
  }

  /// What the relay holds in the way of `segment`, if anything, or what is missing before it.
  private func conflict(
    of segment: Segment, with tip: LaneTip, in id: WorkspaceID
  ) throws -> (reason: Reply.PushRefusal.Reason, sequence: UInt64, id: SegmentID?)? {
    let header = segment.header
    if header.sequence <= tip.sequence {
      let held = try store.segment(at: header.sequence, of: header.lane, in: id)
      return (.laneConflict, header.sequence, held)
    }
    guard header.sequence == tip.sequence + 1 else {
      return (.gap, tip.sequence, tip.sequence > 0 ? tip.id : nil)
    }
    if tip.sequence > 0, header.previous != tip.id { return (.laneConflict, tip.sequence, tip.id) }
    return nil
  }

  /// The bytes that `member` may still push.
  func bytesLeft(for member: MemberID?, in workspace: Workspace) throws -> UInt64 {
    guard let member else { return 0 }
    let used = try store.byteCount(of: member, in: workspace.membership.workspace)
    let ofMember = configuration.memberBytesMax - min(used, configuration.memberBytesMax)
    let ofAll =
      configuration.workspaceBytesMax - min(workspace.byteCount, configuration.workspaceBytesMax)
    return min(ofMember, ofAll)
  }
}

extension Workspace {
  /// Gives `segments` the next positions.
  fileprivate mutating func place(_ segments: [Segment], of member: MemberID) -> [LogEntry] {
    segments.map { segment in
      let position = log.position + 1
      log = LogHead(position: position, root: log.root.appending(segment.id, at: position))
      return LogEntry(
        id: segment.id, lane: segment.header.lane, sequence: segment.header.sequence,
        memberHead: segment.header.memberHead, member: member, log: log, bytes: segment.bytes)
    }
  }
}

extension SegmentFault {
  /// How the relay says it.
  fileprivate var reason: Reply.PushRefusal.Reason {
    switch self {
    case .gap: .gap
    case .equivocation: .laneConflict
    case .unknownMemberHead: .unknownRecord
    case .unknownDevice, .notWriter, .notWriterNow: .notWriter
    case .wrongEpoch, .epochNotCurrent: .staleEpoch
    case .unsigned, .duplicate, .elsewhere, .needsNewer, .memberHeadWentBack, .missingEpochKey,
      .notAuthentic, .badPadding, .badCompression, .badContent, .followsInvalid,
      .waitsForPredecessor, .tooMuchWaiting:
      .invalid
    }
  }
}
