public import Bytes
import Cryptography

/// What an invited person pastes: the workspace, the secret of the invite, and where the relay is.
public struct InviteToken: Sendable {
  /// The workspace and the secret.
  public let secret: InviteSecret
  /// Where the workspace lives.
  public let relay: RelayAddress

  /// Creates a token.
  public init(_ secret: InviteSecret, at relay: RelayAddress) {
    self.secret = secret
    self.relay = relay
  }

  private static let version: UInt8 = 1
  private static let checksumByteCount = 4

  /// The token, in lower-case base 32 (docs/format.md §9.1).
  public var text: String {
    var writer = ByteWriter()
    writer.writeByte(Self.version)
    writer.writeBytes(secret.workspace.bytes)
    writer.writeBytes(secret.secret.exposed)
    writer.writeBytes(relay.pinOrZeros)
    writer.writeByte(UInt8(relay.url.utf8.count))
    writer.writeBytes(relay.url.utf8)
    writer.writeBytes(Self.checksum(of: writer.bytes))
    return Base32.encode(writer.bytes)
  }

  /// Reads a token as people paste it: hyphens and blanks are skipped, either case will do.
  public init(parsing text: String) throws(FormatError) {
    guard text.utf8.count <= Self.textBytesMax else {
      throw FormatError(
        .tooLarge(UInt64(text.utf8.count), limit: UInt64(Self.textBytesMax)), at: 0)
    }
    let digits = String(text.filter { !$0.isWhitespace })
    guard let bytes = Base32.decode(digits) else { throw FormatError("not an invite", at: 0) }
    var reader = ByteReader(bytes)
    guard try reader.readByte() == Self.version else {
      throw FormatError("an invite that needs a newer concord", at: 0)
    }
    let workspace: WorkspaceID = try reader.readID16()
    let secret = SecretBytes(try reader.readBytes(InviteSecret.secretByteCount))
    let pin = try reader.readBytes(RelayAddress.pinByteCount)
    let start = reader.offset
    let url = try reader.readBytes(Int(try reader.readByte()))
    let content = Array(bytes[..<reader.offset])
    let checksumStart = reader.offset
    let checksum = try reader.readBytes(Self.checksumByteCount)
    try reader.finish()
    guard checksum == Self.checksum(of: content) else {
      throw FormatError("an invite with a typing error", at: checksumStart)
    }
    guard let url = String(validating: url, as: UTF8.self),
      let relay = RelayAddress(url, pin: pin)
    else { throw FormatError("an invite without the address of a relay", at: start) }
    self.init(InviteSecret(secret, workspace: workspace), at: relay)
  }

  private static let textBytesMax = 2_048

  private static func checksum(of content: [UInt8]) -> [UInt8] {
    Array(SHA256.hash(content).prefix(checksumByteCount))
  }
}
