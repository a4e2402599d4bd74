public import Bytes
public import Cryptography

/// The public half of a device: what the membership log knows of it.
public struct DeviceKeys: Hashable, Sendable {
  /// The Ed25519 key that verifies what the device signs.
  public let signing: [UInt8]
  /// The X25519 key to which secrets are sealed.
  public let agreement: [UInt8]
  /// The device's name: a hash of both keys.
  public let id: DeviceID

  /// Creates the keys of an own device, or of one that was checked before.
  init(signing: [UInt8], agreement: [UInt8]) {
    self.signing = signing
    self.agreement = agreement
    id = DeviceID(taggedHash("concord/v1/device", signing, agreement).prefix(DeviceID.byteCount))
  }

  /// Whether the keys may be admitted: canonical and of large order.
  var areAcceptable: Bool {
    Ed25519.isAcceptable(signing) && X25519.isAcceptable(agreement)
  }
}

extension ID16 where Kind == Named.Device {
  /// The id as people compare it, aloud or on two screens: 26 digits of base 32 in six groups.
  public var fingerprint: String {
    var rest = Base32.encode(bytes)[...]
    var groups: [Substring] = []
    for count in [5, 5, 4, 4, 4, 4] {
      groups.append(rest.prefix(count))
      rest = rest.dropFirst(count)
    }
    return groups.joined(separator: "-")
  }
}

/// The secret keys of this device, for one workspace.
public struct DeviceIdentity: Sendable {
  /// The public keys.
  public let keys: DeviceKeys
  private let signingSeed: SecretBytes
  private let agreementKey: SecretBytes

  /// The device's name.
  public var id: DeviceID { keys.id }

  /// Creates the identity with these secret keys: 32 random bytes each, independent of each other.
  public init(signingSeed: SecretBytes, agreementKey: SecretBytes) {
    self.signingSeed = signingSeed
    self.agreementKey = agreementKey
    keys = DeviceKeys(
      signing: Ed25519.publicKey(seed: signingSeed),
      agreement: X25519.publicKey(secretKey: agreementKey))
  }

  /// Signs `message` as this device.
  func sign(_ message: [UInt8]) -> [UInt8] { Ed25519.sign(message, seed: signingSeed) }

  /// Opens what was sealed to this device.
  func open(_ sealed: [UInt8], info: [UInt8]) throws(CryptographyError) -> [UInt8] {
    try HPKE.open(sealed, secretKey: agreementKey, info: info)
  }
}

extension DeviceIdentity {
  private static let magic = Array("CNI1".utf8)
  private static let checksumByteCount = 8

  /// The content of the identity file (docs/format.md §5); nobody wipes the array.
  public func encoded() -> [UInt8] {
    var writer = ByteWriter()
    writer.writeBytes(Self.magic)
    writer.writeByte(0)
    writer.writeBytes(signingSeed.exposed)
    writer.writeBytes(agreementKey.exposed)
    writer.writeBytes(Self.checksum(of: writer.bytes))
    return writer.bytes
  }

  /// Reads the content of an identity file.
  ///
  /// - Throws: an error without any byte of the file.
  public init(decoding bytes: [UInt8]) throws(FormatError) {
    var reader = ByteReader(bytes)
    try reader.readMagic(Self.magic, orThrow: "not an identity file of this version")
    guard try reader.readByte() == 0 else {
      throw FormatError("an identity that needs a newer concord", at: Self.magic.count)
    }
    let signingSeed = SecretBytes(try reader.readBytes(Ed25519.keyByteCount))
    let agreementKey = SecretBytes(try reader.readBytes(X25519.keyByteCount))
    let content = Array(bytes[..<reader.offset])
    let start = reader.offset
    let checksum = try reader.readBytes(Self.checksumByteCount)
    try reader.finish()
    guard checksum == Self.checksum(of: content) else {
      throw FormatError("the identity file is damaged", at: start)
    }
    self.init(signingSeed: signingSeed, agreementKey: agreementKey)
  }

  private static func checksum(of content: [UInt8]) -> [UInt8] {
    Array(taggedHash("concord/v1/identity", content).prefix(checksumByteCount))
  }
}
