public import Bytes
public import Cryptography

/// The secret of an invite: whoever holds it may ask to join, once.
public struct InviteSecret: Sendable {
  /// The 16 random bytes that travel in the token.
  public let secret: SecretBytes
  /// The workspace to which the invite leads.
  public let workspace: WorkspaceID
  /// The public key of the invite, by which the log knows it.
  public let id: InviteID
  private let signingSeed: SecretBytes

  /// The bytes of the secret.
  public static let secretByteCount = 16

  /// Derives the keys of the invite.
  ///
  /// - Precondition: `secret` has 16 bytes.
  public init(_ secret: SecretBytes, workspace: WorkspaceID) {
    precondition(secret.count == Self.secretByteCount, "an invite has 16 secret bytes")
    self.secret = secret
    self.workspace = workspace
    signingSeed = HKDF.expand(
      HKDF.extract(
        salt: Array("concord/v1/invite".utf8) + workspace.bytes, secret: secret),
      info: Array("ed".utf8), count: Ed25519.keyByteCount)
    id = InviteID(Ed25519.publicKey(seed: signingSeed))
  }

  /// Signs `message` as the holder of the invite.
  func sign(_ message: [UInt8]) -> [UInt8] { Ed25519.sign(message, seed: signingSeed) }
}

/// What an invite offers: the content of an invite-create record.
public struct Invite: Hashable, Sendable {
  /// Whom the invite lets in.
  public enum Purpose: Hashable, Sendable {
    /// A new member, with this role.
    case newMember(Role)
    /// Another device of this member, with the role the member has then.
    case newDevice(of: MemberID)
  }

  /// The public key of the invite.
  public let id: InviteID
  /// Whom it lets in.
  public let purpose: Purpose
  /// When it ends, in milliseconds since 1970; zero for never.
  ///
  /// Whoever approves judges it by their own clock: no rule of the log reads one.
  public let expires: UInt64
  /// Whether any approver's client lets the bearer in without asking.
  public let isAutomatic: Bool

  /// Creates the offer of an invite.
  public init(_ id: InviteID, for purpose: Purpose, expires: UInt64, isAutomatic: Bool) {
    self.id = id
    self.purpose = purpose
    self.expires = expires
    self.isAutomatic = isAutomatic
  }

  /// Whether the invite has ended at `time`, in milliseconds since 1970.
  public func hasExpired(at time: UInt64) -> Bool { expires != 0 && time >= expires }
}

/// What became of an invite.
public struct InviteStatus: Hashable, Sendable {
  /// Where an invite stands.
  public enum State: Hashable, Sendable {
    /// It may be used.
    case open
    /// This device joined with it.
    case used(by: DeviceID)
    /// It was taken back.
    case revoked
  }

  /// The offer.
  public let invite: Invite
  /// The device that made the invite, to which names are sealed.
  public let creator: DeviceID
  /// Where it stands.
  public internal(set) var state: State
}
