import Bytes
import Cryptography

/// An epoch secret sealed to one device (docs/format.md §7.2).
///
/// Its authenticity comes from the signature of the membership record that carries it.
struct EpochWrap: Hashable, Sendable {
  static let byteCount = EpochKeys.secretByteCount + HPKE.overheadByteCount

  let bytes: [UInt8]

  /// What a wrap is bound to, so that it fits nowhere else.
  struct Context {
    /// 16 zero bytes in the genesis record, whose hash the workspace's id is.
    let workspace: WorkspaceID
    /// The record before the one that carries the wrap.
    let previous: RecordID
    let epoch: UInt32

    func info(for device: DeviceID) -> [UInt8] {
      var writer = ByteWriter()
      writer.writeBytes("concord/v1/wrap".utf8)
      writer.writeBytes(workspace.bytes)
      writer.writeBytes(previous.bytes)
      writer.writeInteger(epoch)
      writer.writeBytes(device.bytes)
      return writer.bytes
    }
  }

  init(
    _ secret: SecretBytes, to device: DeviceKeys, in context: Context, ephemeralSeed: SecretBytes
  ) throws(CryptographyError) {
    bytes = try HPKE.seal(
      secret.exposed, to: device.agreement, info: context.info(for: device.id),
      ephemeralSeed: ephemeralSeed)
  }

  init(from reader: inout ByteReader) throws(FormatError) {
    bytes = try reader.readBytes(Self.byteCount)
  }

  func open(
    by identity: DeviceIdentity, in context: Context
  ) throws(CryptographyError)
    -> SecretBytes
  {
    SecretBytes(try identity.open(bytes, info: context.info(for: identity.id)))
  }
}

/// The secret of the previous epoch sealed under the keys of its successor (docs/format.md §7.3).
///
/// Lets whoever joins later read the history, with a single wrap.
struct BackwardLink: Hashable, Sendable {
  static let saltByteCount = 32
  static let byteCount = saltByteCount + EpochKeys.secretByteCount + AEAD.tagByteCount

  let bytes: [UInt8]

  init(to previous: EpochKeys, under keys: EpochKeys, salt: [UInt8]) {
    precondition(salt.count == Self.saltByteCount, "a backward link has 32 bytes of salt")
    let cipher = Self.cipher(salt: salt, keys: keys)
    bytes = salt + AEAD.seal(previous.secret.exposed, key: cipher.key, nonce: cipher.nonce)
  }

  init(from reader: inout ByteReader) throws(FormatError) {
    bytes = try reader.readBytes(Self.byteCount)
  }

  func open(with keys: EpochKeys) throws(CryptographyError) -> SecretBytes {
    let cipher = Self.cipher(salt: Array(bytes[..<Self.saltByteCount]), keys: keys)
    return SecretBytes(
      try AEAD.open(
        Array(bytes[Self.saltByteCount...]), key: cipher.key, nonce: cipher.nonce))
  }

  private static func cipher(
    salt: [UInt8], keys: EpochKeys
  ) -> (key: SecretBytes, nonce: [UInt8]) {
    var info = ByteWriter()
    info.writeBytes("concord/v1/backward".utf8)
    info.writeBytes(keys.workspace.bytes)
    info.writeInteger(keys.number)
    let material = HKDF.expand(
      HKDF.extract(salt: salt, secret: keys.wrapPrevious), info: info.bytes,
      count: AEAD.keyByteCount + AEAD.nonceByteCount)
    return (
      material.part(0..<AEAD.keyByteCount),
      material.part(AEAD.keyByteCount..<material.count).exposed
    )
  }
}
