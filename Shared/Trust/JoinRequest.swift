public import Bytes
public import Cryptography

/// Asks to be let into a workspace (docs/format.md §9.2).
///
/// Stands unchanged in the add record that grants it, so that every member can check that the
/// holder of the invite and the owner of the device asked for just this.
public struct JoinRequest: Hashable, Sendable {
  /// All of it.
  public let bytes: [UInt8]
  /// The workspace.
  public let workspace: WorkspaceID
  /// The invite that is used.
  public let invite: InviteID
  /// The keys of the new device.
  public let device: DeviceKeys
  /// The newest membership record that the joiner has seen.
  public let memberHead: RecordID

  /// Makes the request of `identity`, calling itself `name`.
  ///
  /// - Parameters:
  ///   - inviter: the keys of the device that made the invite: only it can read the name.
  ///   - ephemeralSeed: 32 fresh random bytes.
  /// - Throws: a ``FormatError`` when the name is too long, or has control characters.
  public init(
    by identity: DeviceIdentity, with secret: InviteSecret, name: String, inviter: DeviceKeys,
    memberHead: RecordID, ephemeralSeed: SecretBytes
  ) throws(FormatError) {
    let plaintext = try Self.padded(name)
    var writer = ByteWriter()
    writer.writeBytes(Self.magic)
    writer.writeBytes(secret.workspace.bytes)
    writer.writeBytes(secret.id.bytes)
    writer.writeBytes(identity.keys.signing)
    writer.writeBytes(identity.keys.agreement)
    writer.writeBytes(memberHead.bytes)
    let info = Self.nameInfo(secret.workspace, secret.id, identity.id)
    guard
      let sealedName = try? HPKE.seal(
        plaintext, to: inviter.agreement, info: info, ephemeralSeed: ephemeralSeed)
    else { preconditionFailure("the log admitted a key to which nothing can be sealed") }
    writer.writeBytes(sealedName)
    let message = Self.signedMessage(writer.bytes)
    writer.writeBytes(identity.sign(message))
    writer.writeBytes(secret.sign(message))
    try self.init(parsing: writer.bytes)
  }

  /// Reads a request; its signatures are checked by the log that admits it.
  public init(parsing bytes: [UInt8]) throws(FormatError) {
    var reader = ByteReader(bytes)
    try reader.readMagic(Self.magic, orThrow: "not a join request of this version")
    workspace = try reader.readID16()
    invite = try reader.readID32()
    device = DeviceKeys(
      signing: try reader.readBytes(Ed25519.keyByteCount),
      agreement: try reader.readBytes(X25519.keyByteCount))
    memberHead = try reader.readID32()
    _ = try reader.take(Self.sealedNameByteCount + 2 * Ed25519.signatureByteCount)
    try reader.finish()
    self.bytes = bytes
  }

  /// Whether both the device and the holder of the invite signed.
  public var isSigned: Bool {
    let message = Self.signedMessage(Array(bytes[..<Self.signedByteCount]))
    let end = Self.signedByteCount + Ed25519.signatureByteCount
    return Ed25519.verify(
      Array(bytes[Self.signedByteCount..<end]), of: message, by: device.signing)
      && Ed25519.verify(Array(bytes[end...]), of: message, by: invite.bytes)
  }

  /// The name that the joiner chose, for the device that made the invite.
  public func name(openedBy identity: DeviceIdentity) throws(CryptographyError) -> String {
    let start = Self.signedByteCount - Self.sealedNameByteCount
    let plaintext = try identity.open(
      Array(bytes[start..<Self.signedByteCount]),
      info: Self.nameInfo(workspace, invite, device.id))
    let count = Int(plaintext[0])
    guard plaintext[(1 + count)...].allSatisfy({ $0 == 0 }),
      let name = String(validating: plaintext[1..<1 + count], as: UTF8.self),
      Self.isPrintable(name)
    else { throw .notAuthentic }
    return name
  }
}

extension JoinRequest {
  private static let magic = Array("CNJ1".utf8)
  /// One byte of length and the longest name: all names look the same to the relay.
  private static let paddedNameByteCount = 1 + TrustLimits.nameBytesMax
  private static let sealedNameByteCount = paddedNameByteCount + HPKE.overheadByteCount
  private static let signedByteCount =
    4 + 16 + 32 + Ed25519.keyByteCount + X25519.keyByteCount + 32 + sealedNameByteCount

  private static func padded(_ name: String) throws(FormatError) -> [UInt8] {
    let text = Array(name.utf8)
    guard text.count <= TrustLimits.nameBytesMax else {
      throw FormatError(
        .tooLarge(UInt64(text.count), limit: UInt64(TrustLimits.nameBytesMax)), at: 0)
    }
    guard isPrintable(name) else { throw FormatError("a name with control characters", at: 0) }
    return [UInt8(text.count)] + text
      + [UInt8](repeating: 0, count: TrustLimits.nameBytesMax - text.count)
  }

  /// Names are shown on terminals, which obey control characters.
  private static func isPrintable(_ name: String) -> Bool {
    name.unicodeScalars.allSatisfy { scalar in
      scalar.value >= 0x20 && !(0x7f...0x9f).contains(scalar.value)
    }
  }

  private static func nameInfo(
    _ workspace: WorkspaceID, _ invite: InviteID, _ device: DeviceID
  ) -> [UInt8] {
    Array("concord/v1/join-name".utf8) + workspace.bytes + invite.bytes + device.bytes
  }

  private static func signedMessage(_ content: [UInt8]) -> [UInt8] {
    Array("concord/v1/join-sig\0".utf8) + taggedHash("concord/v1/join", content)
  }
}

/// The consent of a member's device to another device of the same member.
public struct Countersignature: Hashable, Sendable {
  /// The device that consents.
  public let device: DeviceID
  /// Its signature.
  let signature: [UInt8]

  /// Signs that `request` is by the owner of `identity`, the member called `member`.
  public init(of request: JoinRequest, joining member: MemberID, by identity: DeviceIdentity) {
    device = identity.id
    signature = identity.sign(Self.message(request, member))
  }

  init(from reader: inout ByteReader) throws(FormatError) {
    device = try reader.readID16()
    signature = try reader.readBytes(Ed25519.signatureByteCount)
  }

  func isSigned(_ request: JoinRequest, joining member: MemberID, by keys: DeviceKeys) -> Bool {
    Ed25519.verify(signature, of: Self.message(request, member), by: keys.signing)
  }

  private static func message(_ request: JoinRequest, _ member: MemberID) -> [UInt8] {
    Array("concord/v1/countersign-sig\0".utf8)
      + taggedHash("concord/v1/countersign", member.bytes, request.bytes)
  }
}
