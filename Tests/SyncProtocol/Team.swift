import Bytes
import Cryptography
import SyncProtocol
import TestSupport
import Trust

/// A workspace whose members joined before anything else happened.
struct Team {
  let workspace: WorkspaceID
  let devices: [DeviceIdentity]
  private(set) var log: MembershipLog

  /// Founds a workspace with the first device, and lets the others join as writers.
  init(deviceCount: Int, seed: UInt64 = 0) throws {
    var random = SplitMix64(seed: seed ^ 0x5eed)
    let devices = (0..<deviceCount).map { _ in random.identity() }
    log = try MembershipLog(
      genesis: try MembershipLog.makeGenesis(
        by: devices[0], member: MemberID(random.bytes(16)), secret: SecretBytes(random.bytes(32)),
        ephemeralSeed: SecretBytes(random.bytes(32)), time: 0))
    workspace = log.workspace
    self.devices = devices
    for device in devices.dropFirst() {
      let secret = try invite(&random)
      let request = try JoinRequest(
        by: device, with: secret, name: "Ben", inviter: devices[0].keys, memberHead: log.head,
        ephemeralSeed: SecretBytes(random.bytes(32)))
      try log.append(try addition(of: request, &random))
    }
  }

  /// Appends an invite by the founder.
  mutating func invite(_ random: inout SplitMix64) throws -> InviteSecret {
    let secret = InviteSecret(SecretBytes(random.bytes(16)), workspace: workspace)
    let invite = Invite(secret.id, for: .newMember(.writer), expires: 0, isAutomatic: true)
    try log.append(try log.makeInvite(invite, by: devices[0], time: 0))
    return secret
  }

  /// The record by which the founder lets the author of `request` in.
  func addition(of request: JoinRequest, _ random: inout SplitMix64) throws -> [UInt8] {
    guard let keys = try log.keyring(for: devices[0])[log.epoch] else { throw Missing() }
    return try log.makeAddition(
      of: request, as: MemberID(random.bytes(16)), countersignature: nil, keys: keys,
      ephemeralSeed: SecretBytes(random.bytes(32)), by: devices[0], time: 0)
  }

  var records: [[UInt8]] { log.records.map(\.bytes) }
}

struct Missing: Error {}

extension SplitMix64 {
  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
  }

  mutating func identity() -> DeviceIdentity {
    DeviceIdentity(
      signingSeed: SecretBytes(bytes(32)), agreementKey: SecretBytes(bytes(32)))
  }

  /// Whether something with this probability happens.
  mutating func happens(_ probability: Double) -> Bool {
    Double.random(in: 0..<1, using: &self) < probability
  }
}
