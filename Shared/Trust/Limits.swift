/// Bounds on everything of this module that another device can make grow.
public enum TrustLimits {
  /// Changes in one segment; at least one.
  public static let changesPerSegmentMax = 4_096
  /// Bytes of one change, as it stands in a segment.
  public static let changeBytesMax = 512 << 10
  /// Bytes of the ciphertext of a segment, with its tag.
  public static let ciphertextBytesMax = 1 << 20
  /// Bytes of the decompressed content of a segment.
  public static let innerBytesMax = 4 << 20
  /// The largest sequence number, change number and position: what SQLite can store.
  public static let numberMax = UInt64(Int64.max) - UInt64(changesPerSegmentMax)
  /// Devices of a workspace, removed ones included.
  public static let devicesMax = 256
  /// Devices of one member.
  public static let devicesPerMemberMax = 32
  /// Invites for new members that are neither used nor revoked.
  public static let openInvitesMax = 256
  /// Open invites of one member for further devices.
  public static let openDeviceInvitesMax = 8
  /// Records of a membership log.
  public static let recordsMax = 65_536
  /// Bytes of the body of a membership record.
  public static let recordBodyBytesMax = 256 << 10
  /// Bytes of a join request.
  public static let joinRequestBytesMax = 1_024
  /// UTF-8 bytes of a name in a join request.
  public static let nameBytesMax = 255
  /// Bytes of a relay's URL.
  public static let urlBytesMax = 255
  /// Bytes of an operator token in a set-up link.
  public static let operatorTokenBytesMax = 64
  /// Bytes of a membership record: the header, the body, the signature.
  public static let recordBytesMax = 89 + recordBodyBytesMax + 64
  /// Lanes that the head of a bundle lists.
  public static let bundleLanesMax = 65_536
}
