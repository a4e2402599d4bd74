public import Bytes
public import SyncProtocol
public import Trust

/// A store that forgets everything with the process: for tests, and the plain twin of
/// ``SQLiteStore``.
public final class MemoryStore: RelayStore {
  /// Everything that is stored; a value, so that a copy of it is a backup.
  public struct Contents: Sendable {
    var workspaces: [WorkspaceID: Workspace] = [:]
    /// The bytes of all records and segments.
    var byteCount = 0

    /// Creates an empty store.
    public init() {}
  }

  struct Workspace {
    var state: StoredWorkspace
    var records: [[UInt8]] = []
    var segments: [LogEntry] = []
    var places: [SegmentID: Int] = [:]
    var lanes: [Lane: [Int]] = [:]
    var byteCounts: [MemberID: UInt64] = [:]
    var joins: [[UInt8]: [UInt8]] = [:]
  }

  /// The life of this store.
  public let generation: GenerationID
  /// What is stored; set it to an older copy to act a relay that was restored from a backup.
  public var contents: Contents
  /// Where the pretended disk is full.
  public var byteLimit = Int.max

  /// What the pretended disk answers to every commit, if it has failed.
  public var failure: RelayStoreError?

  /// Creates a store that starts with `contents`.
  public init(generation: GenerationID, contents: Contents = Contents()) {
    self.generation = generation
    self.contents = contents
  }

  /// Runs `body`, and takes its changes back if it throws.
  public func withTransaction<Result>(_ body: () throws -> Result) throws -> Result {
    let before = contents
    do {
      let result = try body()
      if let failure { throw failure }
      return result
    } catch {
      contents = before
      throw error
    }
  }

  private func use(_ byteCount: Int) throws {
    guard contents.byteCount + byteCount <= byteLimit else { throw RelayStoreError.full }
    contents.byteCount += byteCount
  }

  private func change(
    _ id: WorkspaceID, _ body: (inout Workspace) throws -> Void
  ) throws {
    guard contents.workspaces[id] != nil else { preconditionFailure("no such workspace") }
    try body(&contents.workspaces[id, default: Workspace(state: .empty)])
  }
}

extension StoredWorkspace {
  /// The state of a workspace that was just added; nobody reads the root of position 0.
  static let empty = StoredWorkspace(
    log: LogHead(position: 0, root: .none), recordCount: 0,
    byteCount: 0)
}

// What RelayStore says of each method holds here.
extension MemoryStore {
  /// Finds a workspace.
  public func workspace(_ id: WorkspaceID) -> StoredWorkspace? { contents.workspaces[id]?.state }

  /// Adds an empty workspace.
  public func addWorkspace(_ id: WorkspaceID) throws {
    precondition(contents.workspaces[id] == nil, "the workspace is there")
    try use(64)
    contents.workspaces[id] = Workspace(state: .empty)
  }

  /// Reads membership records.
  public func records(of workspace: WorkspaceID, from first: UInt64, byteCount: Int) -> [[UInt8]] {
    guard let all = contents.workspaces[workspace]?.records, first < UInt64(all.count) else {
      return []
    }
    var rest = byteCount
    return Array(
      all[Int(first)...].enumerated().prefix { place, record in
        rest -= record.count + 5
        return place == 0 || rest >= 0 && place < Limits.records
      }.map(\.element))
  }

  /// Appends a membership record.
  public func addRecord(_ bytes: [UInt8], at index: UInt64, to workspace: WorkspaceID) throws {
    try use(bytes.count)
    try change(workspace) { workspace in
      precondition(index == workspace.state.recordCount, "records follow each other")
      workspace.records.append(bytes)
      workspace.state.recordCount += 1
    }
  }

  /// Finds a stored segment.
  public func place(of segment: SegmentID, in workspace: WorkspaceID) -> LogHead? {
    contents.workspaces[workspace].flatMap { found in
      found.places[segment].map { found.segments[$0].log }
    }
  }

  /// Finds the end of a lane.
  public func laneTip(_ lane: Lane, in workspace: WorkspaceID) -> LaneTip? {
    guard let found = contents.workspaces[workspace], let last = found.lanes[lane]?.last else {
      return nil
    }
    let segment = found.segments[last]
    return LaneTip(
      lane: lane, sequence: segment.sequence, id: segment.id, memberHead: segment.memberHead)
  }

  /// Finds the segment at a place of a lane.
  public func segment(
    at sequence: UInt64, of lane: Lane, in workspace: WorkspaceID
  ) -> SegmentID? {
    guard let found = contents.workspaces[workspace], let places = found.lanes[lane],
      sequence > 0, sequence <= UInt64(places.count)
    else { return nil }
    return found.segments[places[Int(sequence) - 1]].id
  }

  /// Lists lane heads.
  public func laneHeads(
    of workspace: WorkspaceID, after lane: Lane?, count: Int
  ) -> [LaneHead] {
    guard let found = contents.workspaces[workspace] else { return [] }
    let keys = found.lanes.keys.sorted().drop { key in lane.map { key <= $0 } ?? false }
    return keys.prefix(count).compactMap { key in
      found.lanes[key]?.last.map { last in
        LaneHead(lane: key, sequence: found.segments[last].sequence, id: found.segments[last].id)
      }
    }
  }

  /// Appends segments at the next positions.
  public func append(_ segments: [LogEntry], to workspace: WorkspaceID) throws {
    try use(segments.reduce(0) { $0 + $1.bytes.count })
    try change(workspace) { workspace in
      for segment in segments {
        let place = workspace.segments.count
        precondition(segment.log.position == UInt64(place) + 1, "positions are dense")
        workspace.segments.append(segment)
        workspace.places[segment.id] = place
        workspace.lanes[segment.lane, default: []].append(place)
        workspace.byteCounts[segment.member, default: 0] += UInt64(segment.bytes.count)
        workspace.state.byteCount += UInt64(segment.bytes.count)
        workspace.state.log = segment.log
      }
    }
  }

  /// Reads a run of the log.
  public func page(
    of workspace: WorkspaceID, after position: UInt64, byteCount: Int,
    isKnown: (Lane, UInt64) -> Bool
  ) -> (entries: [Reply.Page.Entry], root: LogRoot)? {
    guard let all = contents.workspaces[workspace]?.segments, position < UInt64(all.count) else {
      return nil
    }
    var page = PageBuilder(byteCount: byteCount)
    for segment in all[Int(position)...] where !page.isFull {
      let isHeld = isKnown(segment.lane, segment.sequence)
      page.add(isHeld ? .known(segment.id) : .segment(segment.bytes), root: segment.log.root)
    }
    return page.page
  }

  /// Adds up the segments of a member.
  public func byteCount(of member: MemberID, in workspace: WorkspaceID) -> UInt64 {
    contents.workspaces[workspace]?.byteCounts[member] ?? 0
  }

  /// Lists the join requests that wait.
  public func joinRequests(
    of workspace: WorkspaceID
  ) -> [(invite: [UInt8], request: [UInt8])] {
    (contents.workspaces[workspace]?.joins ?? [:])
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .map { (invite: $0.key, request: $0.value) }
  }

  /// Keeps a join request.
  public func setJoinRequest(
    _ request: [UInt8], of invite: [UInt8], in workspace: WorkspaceID
  ) throws {
    try use(request.count)
    try change(workspace) { $0.joins[invite] = request }
  }

  /// Forgets a join request.
  public func removeJoinRequest(of invite: [UInt8], in workspace: WorkspaceID) throws {
    try change(workspace) { $0.joins[invite] = nil }
  }
}
