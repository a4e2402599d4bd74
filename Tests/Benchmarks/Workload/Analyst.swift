import Bytes
import ChangeLog
import Cryptography
import Trust

/// A member at work on a machine elsewhere: keys, a replica, and the lane it writes.
struct Analyst {
  let identity: DeviceIdentity
  let member: MemberID
  let name: String
  let replica: ReplicaID
  private(set) var changeCount: UInt64 = 0
  private var tip: LaneTip

  init(
    _ identity: DeviceIdentity, member: MemberID, name: String, number: UInt64,
    in workspace: WorkspaceID
  ) {
    self.identity = identity
    self.member = member
    self.name = name
    replica = ReplicaID(rawValue: number)
    tip = .start(of: Lane(device: identity.id, id: LaneID(rawValue: number)), in: workspace)
  }

  /// Seals `changes`, its next ones, as its device would for the relay.
  mutating func seal(
    _ changes: [EncodedChange], memberHead: RecordID, keys: EpochKeys
  ) throws -> Segment {
    let inner = try SegmentInner(
      generation: .none, seenPosition: 0, seenRoot: .none, firstChange: changeCount + 1,
      changes: changes.map(\.bytes))
    let segment = try OpenedSegment.seal(
      inner, after: tip, memberHead: memberHead, keys: keys, identity: identity,
      random: SecureRandom.bytes(32)
    ).segment
    changeCount += UInt64(changes.count)
    tip = segment.header.tip(as: segment.id)
    return segment
  }
}
