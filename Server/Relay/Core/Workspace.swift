import Bytes
import SyncProtocol
import Trust

/// What the relay keeps in memory of a workspace while somebody is connected to it.
struct Workspace {
  var membership: MembershipLog
  var log: LogHead
  var byteCount: UInt64
  /// The invites under which somebody asks to join.
  var joins: Set<InviteID>

  /// Starts with a workspace that has members and nothing else.
  init(_ membership: MembershipLog, generation: GenerationID) {
    self.membership = membership
    log = LogHead(
      position: 0, root: .start(of: membership.workspace, in: generation))
    byteCount = 0
    joins = []
  }

  /// Reads a stored workspace; nil if there is none.
  init?(loading id: WorkspaceID, from store: any RelayStore) throws {
    guard let stored = try store.workspace(id) else { return nil }
    var records: [[UInt8]] = []
    while UInt64(records.count) < stored.recordCount {
      records += try store.records(
        of: id, from: UInt64(records.count), byteCount: Limits.listBytes)
    }
    do throws(MembershipError) {
      self.init(try MembershipLog(restoring: records), generation: store.generation)
    } catch {
      throw RelayStoreError.damaged(detail: "a stored membership log is damaged")
    }
    if stored.log.position > 0 { log = stored.log }
    byteCount = stored.byteCount
    joins = Set(try store.joinRequests(of: id).map { InviteID($0.invite) })
  }

  var membershipHead: MembershipHead {
    MembershipHead(count: UInt64(membership.count), last: membership.head)
  }

  /// Whether `device` may let in whoever asks under `invite`.
  func mayApprove(_ invite: InviteID, _ device: DeviceID) -> Bool {
    guard let status = membership.invite(invite), status.state == .open,
      let member = membership.member(of: device)
    else { return false }
    if membership.role(of: device) == .admin { return true }
    return status.invite.purpose == .newDevice(of: member)
  }

  /// The news for `device`.
  func news(for device: DeviceID) -> Reply.Hint {
    Reply.Hint(
      position: log.position, recordCount: UInt64(membership.count),
      joinCount: UInt64(joins.count { mayApprove($0, device) }))
  }
}
