public import Bytes
public import Trust

/// A membership record that this device wants, until the relay has taken it.
///
/// Kept as a wish and not as a record: a record continues the log of one moment, and has to be
/// made anew when another one was faster.
public enum Proposal: Equatable, Sendable {
  /// To offer an invite.
  case invite(Invite)
  /// To let in the device that asked to join.
  case approval(DeviceID)
  /// To take an invite back.
  case revocation(InviteID)
  /// To give a member a larger role.
  case role(MemberID, Role)

  var kind: Int64 {
    switch self {
    case .invite: 1
    case .approval: 2
    case .revocation: 3
    case .role: 4
    }
  }

  var content: [UInt8] {
    var writer = ByteWriter()
    switch self {
    case .invite(let invite):
      writer.writeBytes(invite.id.bytes)
      switch invite.purpose {
      case .newMember(let role):
        writer.writeByte(role.rawValue)
      case .newDevice(let member):
        writer.writeByte(0)
        writer.writeBytes(member.bytes)
      }
      writer.writeInteger(invite.expires)
      writer.writeByte(invite.isAutomatic ? 1 : 0)
    case .approval(let device): writer.writeBytes(device.bytes)
    case .revocation(let invite): writer.writeBytes(invite.bytes)
    case .role(let member, let role):
      writer.writeBytes(member.bytes)
      writer.writeByte(role.rawValue)
    }
    return writer.bytes
  }

  init(kind: Int64, content: [UInt8]) throws {
    var reader = ByteReader(content)
    switch kind {
    case 1:
      let id: InviteID = try reader.readID32()
      let purpose: Invite.Purpose
      if let role = Role(rawValue: try reader.readByte()) {
        purpose = .newMember(role)
      } else {
        purpose = .newDevice(of: try reader.readID16())
      }
      self = .invite(
        Invite(
          id, for: purpose, expires: try reader.readInteger(),
          isAutomatic: try reader.readByte() == 1))
    case 2: self = .approval(try reader.readID16())
    case 3: self = .revocation(try reader.readID32())
    case 4:
      let member: MemberID = try reader.readID16()
      guard let role = Role(rawValue: try reader.readByte()) else {
        throw ReplicaError.damaged("an unknown role was asked for")
      }
      self = .role(member, role)
    default: throw ReplicaError.damaged("an unknown membership record was asked for")
    }
  }

  /// Whether `log` holds what was asked for.
  public func isDone(in log: MembershipLog) -> Bool {
    switch self {
    case .invite(let invite): log.invite(invite.id) != nil
    case .approval(let device): log.keys(of: device) != nil
    case .revocation(let invite): log.invite(invite)?.state != .open
    case .role(let member, let role): log.member(member).map { $0.role >= role } ?? true
    }
  }
}

/// Somebody who asks to be let in.
public struct WaitingJoin: Equatable, Sendable {
  /// The device that asks.
  public let device: DeviceID
  /// What the joiner wants to be called; empty when only the inviting device can read it.
  public let name: String
  /// When the request was first seen here, in milliseconds since 1970.
  public let since: UInt64
  /// The fingerprint to compare by another way: 26 digits in groups.
  public let fingerprint: String
}
