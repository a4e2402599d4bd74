import Bytes
import Cryptography
import Foundation
import Testing

@testable import Trust

/// 32 bytes that look random and follow from `label`, here and in the vectors.
func bytes(_ label: String) -> [UInt8] { SHA256.hash(Array("vector \(label)".utf8)) }

func secret(_ label: String) -> SecretBytes { SecretBytes(bytes(label)) }

func identity(_ label: String) -> DeviceIdentity {
  DeviceIdentity(signingSeed: secret("\(label) ed"), agreementKey: secret("\(label) x"))
}

func memberID(_ label: String) -> MemberID { MemberID(bytes("\(label) member").prefix(16)) }

/// The bytes of a hexadecimal constant of a test, blanks and line breaks left out.
func hex(_ text: String) -> [UInt8] {
  guard let bytes = Hex.decode(String(text.filter { !$0.isWhitespace })) else {
    preconditionFailure("a typing error in a test")
  }
  return bytes
}

func vectors<Vectors: Decodable>(_ name: String, of type: Vectors.Type) throws -> Vectors {
  let folder = URL(filePath: #filePath).deletingLastPathComponent()
  let file = folder.appending(path: "Vectors/\(name).json")
  return try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: file))
}

/// A workspace founded by `a`, with everything it takes to let others in.
struct Team {
  static let time: UInt64 = 1_700_000_000_000

  var log: MembershipLog
  let founder = identity("a")
  let keyring: Keyring

  init() throws {
    let genesis = try Self.genesis()
    log = try MembershipLog(genesis: genesis)
    keyring = try log.keyring(for: founder)
  }

  static func genesis() throws -> [UInt8] {
    try MembershipLog.makeGenesis(
      by: identity("a"), member: memberID("a"), secret: secret("epoch 1"),
      ephemeralSeed: secret("a seed"), time: time)
  }

  var keys: EpochKeys {
    get throws { try #require(keyring[log.epoch]) }
  }

  func inviteSecret(_ label: String) -> InviteSecret {
    InviteSecret(SecretBytes(bytes("\(label) invite").prefix(16)), workspace: log.workspace)
  }

  func invite(_ label: String, for purpose: Invite.Purpose) -> Invite {
    Invite(
      inviteSecret(label).id, for: purpose, expires: Self.time + 86_400_000, isAutomatic: false)
  }

  func request(_ label: String, inviter: DeviceIdentity? = nil) throws -> JoinRequest {
    try JoinRequest(
      by: identity(label), with: inviteSecret(label), name: "The \(label)",
      inviter: (inviter ?? founder).keys, memberHead: log.head,
      ephemeralSeed: secret("\(label) name seed"))
  }

  func addition(
    _ label: String, of request: JoinRequest? = nil, as member: MemberID? = nil,
    countersignature: Countersignature? = nil, by author: DeviceIdentity? = nil
  ) throws -> [UInt8] {
    try log.makeAddition(
      of: try request ?? self.request(label), as: member ?? memberID(label),
      countersignature: countersignature, keys: try keys,
      ephemeralSeed: secret("\(label) seed"), by: author ?? founder, time: Self.time + 2)
  }

  /// Lets the device called `label` in as a new member.
  mutating func admit(_ label: String, as role: Role) throws {
    try log.append(
      try log.makeInvite(
        invite(label, for: .newMember(role)), by: founder, time: Self.time + 1))
    try log.append(try addition(label))
  }

  /// Lets the device called `label` in as another device of the owner of `device`.
  mutating func admit(_ label: String, besides device: DeviceIdentity) throws {
    let member = try #require(log.member(of: device.id))
    try log.append(
      try log.makeInvite(
        invite(label, for: .newDevice(of: member)), by: device, time: Self.time + 3))
    let request = try request(label, inviter: device)
    try log.append(
      try addition(
        label, of: request, as: member,
        countersignature: Countersignature(of: request, joining: member, by: device), by: device))
  }
}

/// A lane that a device writes.
struct Writer {
  let identity: DeviceIdentity
  var tip: LaneTip
  var changeCount: UInt64 = 0

  init(_ identity: DeviceIdentity, lane: UInt64, in workspace: WorkspaceID) {
    self.identity = identity
    tip = .start(
      of: Lane(device: identity.id, id: LaneID(rawValue: lane)), in: workspace)
  }

  /// Seals the next segment.
  mutating func seal(
    _ changes: [[UInt8]], head: RecordID, keys: EpochKeys
  ) throws -> OpenedSegment {
    let opened = try OpenedSegment.seal(
      inner(changes), after: tip, memberHead: head, keys: keys, identity: identity,
      random: bytes("r\(tip.sequence)"))
    changeCount += UInt64(changes.count)
    tip = opened.segment.header.tip(as: opened.segment.id)
    return opened
  }

  func inner(_ changes: [[UInt8]]) throws -> SegmentInner {
    try SegmentInner(
      generation: .none, seenPosition: 0, seenRoot: .none, firstChange: changeCount + 1,
      changes: changes)
  }
}

extension SegmentInner {
  /// The changes, copied out.
  var changeBytes: [[UInt8]] { changes.map { Array(bytes[$0]) } }
}

extension SegmentVerdict {
  /// What became of the segment, in a form that tests can compare.
  var summary: String {
    switch self {
    case .accepted: "accepted"
    case .held: "held"
    case .quarantined(let fault): fault.rawValue
    }
  }
}
