import Bytes
import Cryptography

/// What a membership record changes.
enum MembershipBody {
  /// Founds the workspace.
  case genesis(Genesis)
  /// Lets a device in.
  case add(Addition)
  /// Gives a member more to do.
  case role(MemberID, Role)
  /// Offers an invite.
  case inviteCreate(Invite)
  /// Takes an invite back.
  case inviteRevoke(InviteID)
  /// Something that this version does not understand: its type.
  case needsNewer(UInt8)

  struct Genesis {
    let member: MemberID
    let device: DeviceKeys
    let commitment: [UInt8]
    let wrap: EpochWrap
  }

  struct Addition {
    let member: MemberID
    let wrap: EpochWrap
    let countersignature: Countersignature?
    let request: JoinRequest
  }

  /// The numbers of the record types; 3, 4, 8, 9, 10 are laid out in docs/format.md §6.3, but not
  /// built yet.
  private enum Code {
    static let genesis: UInt8 = 1
    static let add: UInt8 = 2
    static let role: UInt8 = 5
    static let inviteCreate: UInt8 = 6
    static let inviteRevoke: UInt8 = 7
  }

  private enum InviteFlag {
    static let automatic: UInt8 = 1
    static let newDevice: UInt8 = 2
    static let known = automatic | newDevice
  }

  private static let commitmentByteCount = 32

  var type: UInt8 {
    switch self {
    case .genesis: Code.genesis
    case .add: Code.add
    case .role: Code.role
    case .inviteCreate: Code.inviteCreate
    case .inviteRevoke: Code.inviteRevoke
    case .needsNewer(let type): type
    }
  }

  /// Reads the body of a record of the type `type`, completely.
  init(_ type: UInt8, from reader: inout ByteReader) throws(FormatError) {
    switch type {
    case 0: throw FormatError("a membership record of no type", at: reader.offset)
    case Code.genesis: self = try Self.genesis(from: &reader)
    case Code.add: self = try Self.addition(from: &reader)
    case Code.role: self = try Self.role(from: &reader)
    case Code.inviteCreate: self = try Self.inviteCreate(from: &reader)
    case Code.inviteRevoke: self = .inviteRevoke(try reader.readID32())
    default: self = .needsNewer(type)
    }
    if case .needsNewer = self { return }
    try reader.finish()
  }

  private static func genesis(from reader: inout ByteReader) throws(FormatError) -> Self {
    let genesis = Genesis(
      member: try reader.readID16(),
      device: DeviceKeys(
        signing: try reader.readBytes(Ed25519.keyByteCount),
        agreement: try reader.readBytes(X25519.keyByteCount)),
      commitment: try reader.readBytes(commitmentByteCount),
      wrap: try EpochWrap(from: &reader))
    // Anything else announces recovery keys, which would have to be given every later epoch.
    return try reader.readByte() == 0 ? .genesis(genesis) : .needsNewer(Code.genesis)
  }

  private static func addition(from reader: inout ByteReader) throws(FormatError) -> Self {
    let member: MemberID = try reader.readID16()
    let wrap = try EpochWrap(from: &reader)
    let countersignature: Countersignature?
    switch try reader.readByte() {
    case 0: countersignature = nil
    case 1: countersignature = try Countersignature(from: &reader)
    default: return .needsNewer(Code.add)
    }
    let count: UInt16 = try reader.readInteger()
    guard count <= UInt16(TrustLimits.joinRequestBytesMax) else {
      throw FormatError(
        .tooLarge(UInt64(count), limit: UInt64(TrustLimits.joinRequestBytesMax)),
        at: reader.offset - 2)
    }
    let request = try JoinRequest(parsing: try reader.readBytes(Int(count)))
    return .add(
      Addition(
        member: member, wrap: wrap, countersignature: countersignature, request: request))
  }

  private static func role(from reader: inout ByteReader) throws(FormatError) -> Self {
    let member: MemberID = try reader.readID16()
    let role = try Role(from: &reader)
    // Anything else announces a cut and a new epoch: a role that ends.
    return try reader.readByte() == 0 ? .role(member, role) : .needsNewer(Code.role)
  }

  private static func inviteCreate(from reader: inout ByteReader) throws(FormatError) -> Self {
    let id: InviteID = try reader.readID32()
    let flags = try reader.readByte()
    guard flags & ~InviteFlag.known == 0 else { return .needsNewer(Code.inviteCreate) }
    let expires: UInt64 = try reader.readInteger()
    let purpose: Invite.Purpose =
      if flags & InviteFlag.newDevice != 0 {
        .newDevice(of: try reader.readID16())
      } else {
        .newMember(try Role(from: &reader))
      }
    return .inviteCreate(
      Invite(
        id, for: purpose, expires: expires, isAutomatic: flags & InviteFlag.automatic != 0))
  }

  /// The bytes between header and signature.
  var encoded: [UInt8] {
    var writer = ByteWriter()
    switch self {
    case .genesis(let genesis):
      writer.writeBytes(genesis.member.bytes)
      writer.writeBytes(genesis.device.signing)
      writer.writeBytes(genesis.device.agreement)
      writer.writeBytes(genesis.commitment)
      writer.writeBytes(genesis.wrap.bytes)
      writer.writeByte(0)
    case .add(let addition):
      writer.writeBytes(addition.member.bytes)
      writer.writeBytes(addition.wrap.bytes)
      writer.writeByte(addition.countersignature == nil ? 0 : 1)
      if let countersignature = addition.countersignature {
        writer.writeBytes(countersignature.device.bytes)
        writer.writeBytes(countersignature.signature)
      }
      writer.writeInteger(UInt16(addition.request.bytes.count))
      writer.writeBytes(addition.request.bytes)
    case .role(let member, let role):
      writer.writeBytes(member.bytes)
      writer.writeByte(role.rawValue)
      writer.writeByte(0)
    case .inviteCreate(let invite):
      Self.encode(invite, to: &writer)
    case .inviteRevoke(let id):
      writer.writeBytes(id.bytes)
    case .needsNewer:
      preconditionFailure("a record is not written by a version that cannot read it")
    }
    return writer.bytes
  }

  private static func encode(_ invite: Invite, to writer: inout ByteWriter) {
    writer.writeBytes(invite.id.bytes)
    let automatic = invite.isAutomatic ? InviteFlag.automatic : 0
    switch invite.purpose {
    case .newMember(let role):
      writer.writeByte(automatic)
      writer.writeInteger(invite.expires)
      writer.writeByte(role.rawValue)
    case .newDevice(of: let member):
      writer.writeByte(automatic | InviteFlag.newDevice)
      writer.writeInteger(invite.expires)
      writer.writeBytes(member.bytes)
    }
  }
}
