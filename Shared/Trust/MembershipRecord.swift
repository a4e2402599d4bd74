public import Bytes
import Cryptography

/// One signed entry of the membership log (docs/format.md §6).
///
/// Parsing checks the layout; whether the record continues a log is up to ``MembershipLog``.
public struct MembershipRecord: Sendable {
  /// All of it, as it is stored and sent.
  public let bytes: [UInt8]
  /// The record's name: the hash of all before the signature.
  public let id: RecordID
  /// The workspace; zero in the genesis record, whose hash the workspace's id is.
  public let workspace: WorkspaceID
  /// The place in the log, from 0.
  public let index: UInt64
  /// The record before it; zero in the genesis record.
  public let previous: RecordID
  /// The device that signs.
  public let author: DeviceID
  /// When it was written, in milliseconds since 1970 by the author's clock: for display only.
  public let time: UInt64
  /// What changes.
  let body: MembershipBody

  /// Reads a record.
  public init(parsing bytes: [UInt8]) throws(MembershipError) {
    do throws(FormatError) {
      var reader = ByteReader(bytes)
      let header = try Header(from: &reader)
      let bodyRange = try reader.take(header.bodyByteCount)
      let signedByteCount = reader.offset
      _ = try reader.take(Ed25519.signatureByteCount)
      try reader.finish()
      self.bytes = bytes
      id = Self.id(of: bytes[..<signedByteCount])
      workspace = header.workspace
      index = header.index
      previous = header.previous
      author = header.author
      time = header.time
      var bodyReader = ByteReader(bytes, in: bodyRange)
      body = try MembershipBody(header.type, from: &bodyReader)
    } catch {
      throw .malformed(error)
    }
    if case .needsNewer(let type) = body { throw .needsNewer(type: type) }
  }

  /// Signs a record with the body `content` after the record `previous`.
  static func make(
    type: UInt8, content: [UInt8], in workspace: WorkspaceID, index: UInt64,
    after previous: RecordID, by identity: DeviceIdentity, time: UInt64
  ) -> [UInt8] {
    var writer = ByteWriter()
    writer.writeBytes(magic)
    writer.writeByte(type)
    writer.writeBytes(workspace.bytes)
    writer.writeInteger(index)
    writer.writeBytes(previous.bytes)
    writer.writeBytes(identity.id.bytes)
    writer.writeInteger(time)
    writer.writeInteger(UInt32(content.count))
    writer.writeBytes(content)
    writer.writeBytes(identity.sign(signedMessage(id(of: writer.bytes[...]))))
    return writer.bytes
  }

  /// Whether the record is signed by the owner of `keys`.
  func isSigned(by keys: DeviceKeys) -> Bool {
    let signature = Array(bytes[(bytes.count - Ed25519.signatureByteCount)...])
    return Ed25519.verify(signature, of: Self.signedMessage(id), by: keys.signing)
  }

  private static let magic = Array("CNM1".utf8)

  private static func id(of content: ArraySlice<UInt8>) -> RecordID {
    RecordID(taggedHash("concord/v1/member", Array(content)))
  }

  private static func signedMessage(_ id: RecordID) -> [UInt8] {
    Array("concord/v1/member-sig\0".utf8) + id.bytes
  }

  private struct Header {
    let type: UInt8
    let workspace: WorkspaceID
    let index: UInt64
    let previous: RecordID
    let author: DeviceID
    let time: UInt64
    let bodyByteCount: Int

    init(from reader: inout ByteReader) throws(FormatError) {
      try reader.readMagic(magic, orThrow: "not a membership record of this version")
      type = try reader.readByte()
      workspace = try reader.readID16()
      index = try reader.readInteger()
      previous = try reader.readID32()
      author = try reader.readID16()
      time = try reader.readInteger()
      let byteCount: UInt32 = try reader.readInteger()
      guard byteCount <= UInt32(TrustLimits.recordBodyBytesMax) else {
        throw FormatError(
          .tooLarge(UInt64(byteCount), limit: UInt64(TrustLimits.recordBodyBytesMax)),
          at: reader.offset - 4)
      }
      bodyByteCount = Int(byteCount)
    }
  }
}
