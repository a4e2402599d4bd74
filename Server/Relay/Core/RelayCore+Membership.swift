import Bytes
import SyncProtocol
import Trust

// Single membership records, and join requests (docs/protocol.md §4).
extension RelayCore {
  /// Appends a record if it follows the last one; what is there already is appended, too.
  mutating func append(_ record: [UInt8], in id: WorkspaceID) throws -> Reply {
    var workspace = try known(id)
    func refused(_ reason: Reply.RecordRefusal) -> Reply {
      .recordRefused(reason, head: workspace.membershipHead)
    }
    guard let parsed = try? MembershipRecord(parsing: record) else { return refused(.invalid) }
    if workspace.membership.index(of: parsed.id) != nil {
      return .recorded(workspace.membershipHead)
    }
    guard parsed.previous == workspace.membership.head else { return refused(.staleHead) }
    do throws(MembershipError) {
      try workspace.membership.append(record)
    } catch {
      return refused(.invalid)
    }
    try store.addRecord(record, at: UInt64(workspace.membership.count) - 1, to: id)
    workspaces[id] = workspace
    changed.insert(id)
    try closeJoins(in: id)
    return .recorded(workspace.membershipHead)
  }

  /// Forgets the join requests whose invites are no longer open.
  mutating func closeJoins(in id: WorkspaceID) throws {
    let workspace = try known(id)
    for invite in workspace.joins.sorted()
    where workspace.membership.invite(invite)?.state != .open {
      try store.removeJoinRequest(of: invite.bytes, in: id)
      workspaces[id]?.joins.remove(invite)
    }
  }

  mutating func postJoin(
    _ bytes: [UInt8], under invite: InviteID, in id: WorkspaceID
  ) throws -> Reply {
    let workspace = try known(id)
    guard workspace.membership.invite(invite)?.state == .open else {
      return .joinState(.closed)
    }
    guard let request = try? JoinRequest(parsing: bytes), request.invite == invite,
      request.workspace == id, request.isSigned
    else { throw Refusal(.badProof, "the join request is not signed by invite and device") }
    try store.setJoinRequest(bytes, of: invite.bytes, in: id)
    workspaces[id]?.joins.insert(invite)
    changed.insert(id)
    return .joinState(.waiting)
  }

  mutating func joinState(
    of invite: InviteID, in id: WorkspaceID
  ) throws -> Reply.JoinState {
    let workspace = try known(id)
    guard workspace.membership.invite(invite)?.state == .open else { return .closed }
    return workspace.joins.contains(invite) ? .waiting : .none
  }

  /// The join requests that `device` may approve.
  mutating func joins(for device: DeviceID, in id: WorkspaceID) throws -> [[UInt8]] {
    let workspace = try known(id)
    return try store.joinRequests(of: id)
      .filter { workspace.mayApprove(InviteID($0.invite), device) }
      .map(\.request)
  }
}
