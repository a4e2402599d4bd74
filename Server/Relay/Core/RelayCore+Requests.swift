import Bytes
import SyncProtocol
import Trust

// What each request does, by the standing of who sends it (docs/protocol.md §3).
extension RelayCore {
  mutating func answer(
    _ request: Request, from connection: ConnectionNumber, _ session: inout Session
  ) throws -> Reply {
    switch (session.standing, request) {
    case (.new, .hello(let version, let workspace)):
      guard version == Request.version else {
        throw Refusal(.unsupportedVersion, "this relay speaks version \(Request.version)")
      }
      session.workspace = workspace
      session.standing = .greeted
      return .challenge(session.challenge)
    case (.greeted, .authenticate(let proof)):
      return try logIn(proof, from: connection, &session)
    case (.unproven, .create(let first, let records, let token)),
      (.device, .create(let first, let records, let token)):
      return try create(first, records, token, from: connection, &session)
    case (.device, .members(let first)), (.invite, .members(let first)):
      return try members(from: first, &session)
    case (.device(let device), _):
      return try answer(request, from: device, connection, &session)
    case (.invite(let invite), .postJoin(let bytes)):
      return try postJoin(bytes, under: invite, in: session.workspace)
    case (.invite(let invite), .joinState):
      return .joinState(try joinState(of: invite, in: session.workspace))
    default: throw Refusal(.outOfOrder, "this connection may not ask for that")
    }
  }

  private mutating func answer(
    _ request: Request, from device: DeviceID, _ connection: ConnectionNumber,
    _ session: inout Session
  ) throws -> Reply {
    switch request {
    case .pull(let after, let known):
      session.stream = PullStream(
        position: after,
        known: Dictionary(known.map { ($0.lane, $0.sequence) }, uniquingKeysWith: max))
      return .page(try nextPage(&session))
    case .next: return .page(try nextPage(&session))
    case .push(let purpose, let segments):
      let reply = try push(segments, purpose, by: device, in: session.workspace)
      if case .pushRefused(let refusal) = reply { note(.pushRefused(connection, refusal.reason)) }
      if case .pushed(let head) = reply {
        session.told.position = max(session.told.position, head.position)
      }
      return reply
    case .append(let record):
      let reply = try append(record, in: session.workspace)
      if case .recorded(let head) = reply { session.told.recordCount = head.count }
      return reply
    case .listJoins:
      let joins = try joins(for: device, in: session.workspace)
      session.isHinted = false
      session.told.joinCount = UInt64(joins.count)
      return .joins(Array(joins.prefix(Limits.joinRequests)))
    case .heads(let after):
      let heads = try store.laneHeads(
        of: session.workspace, after: after, count: Limits.laneHeads)
      return .heads(heads, isLast: heads.count < Limits.laneHeads)
    case .postJoin, .joinState: throw Refusal(.notAllowed, "only an invite key may ask for that")
    case .hello, .authenticate, .create, .members:
      throw Refusal(.outOfOrder, "this connection is logged in")
    }
  }

  private mutating func nextPage(_ session: inout Session) throws -> Reply.Page {
    let workspace = try known(session.workspace)
    session.pageCount += 1
    guard session.pageCount <= Limits.pullsInFlight else {
      throw Refusal(.outOfOrder, "more than \(Limits.pullsInFlight) pulls are in flight")
    }
    guard let stream = session.stream, stream.position <= workspace.log.position else {
      throw Refusal(.outOfOrder, "there is nothing to go on from")
    }
    let page = try store.page(
      of: session.workspace, after: stream.position, byteCount: Limits.listBytes
    ) { lane, sequence in stream.known[lane].map { sequence <= $0 } ?? false }
    let entries = page?.entries ?? []
    let end = stream.position + UInt64(entries.count)
    session.stream?.position = end
    session.isHinted = false
    session.told.position = max(session.told.position, workspace.log.position)
    return Reply.Page(
      after: stream.position, end: LogHead(position: end, root: page?.root ?? workspace.log.root),
      relayPosition: workspace.log.position, entries: entries)
  }

  private mutating func members(
    from first: UInt64, _ session: inout Session
  ) throws -> Reply {
    let head = try known(session.workspace).membershipHead
    session.isHinted = false
    session.told.recordCount = head.count
    let records = try store.records(
      of: session.workspace, from: first, byteCount: Limits.listBytes)
    return .records(first: first, head: head, records: records)
  }

  /// The workspace of a connection that is logged in.
  mutating func known(_ id: WorkspaceID) throws -> Workspace {
    guard let workspace = try workspace(id) else {
      throw Refusal(.unknownWorkspace, "the relay does not have this workspace")
    }
    return workspace
  }
}
