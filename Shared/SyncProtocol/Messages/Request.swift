public import Bytes
public import Trust

/// What a client asks of a relay (docs/protocol.md §3).
public enum Request: Equatable, Sendable {
  /// Opens the conversation about one workspace.
  case hello(version: UInt16, workspace: WorkspaceID)
  /// Proves who speaks.
  case authenticate(Proof)
  /// Gives the relay membership records from index `first` on, from genesis when it is 0.
  ///
  /// The token is the operator's, or empty.
  case create(first: UInt64, records: [[UInt8]], token: [UInt8])
  /// Starts to read the log behind position `after`.
  case pull(after: UInt64, known: [KnownLane])
  /// Reads the page after the last one.
  case next
  /// Stores segments of one lane, all or none.
  case push(Purpose, segments: [[UInt8]])
  /// Reads membership records from index `first` on.
  case members(first: UInt64)
  /// Appends one membership record, if it follows the relay's last.
  case append(record: [UInt8])
  /// Stores a join request, in the name of an invite key.
  case postJoin([UInt8])
  /// Reads the join requests that wait for an admin.
  case listJoins
  /// Asks what became of the join request of this invite key.
  case joinState
  /// Reads the heads of the lanes behind `after`.
  case heads(after: Lane?)
}

extension Request {
  /// The protocol version that this module speaks.
  public static let version: UInt16 = 1

  /// Who speaks, with the key that the client saw and the signature over both.
  public struct Proof: Equatable, Sendable {
    /// Whose key signed.
    public enum Signer: Equatable, Sendable {
      /// A device of a member.
      case device(DeviceID)
      /// The public half of an invite.
      case invite(InviteID)
    }

    /// Whose key signed.
    public var signer: Signer
    /// The SHA-256 of the relay's public key as the client saw it; zeros without TLS.
    public var spki: [UInt8]
    /// The Ed25519 signature over the login statement.
    public var signature: [UInt8]

    /// Creates the proof that `signer` speaks.
    public init(signer: Signer, spki: [UInt8], signature: [UInt8]) {
      self.signer = signer
      self.spki = spki
      self.signature = signature
    }
  }

  /// Why segments are pushed, which decides what the relay checks.
  public enum Purpose: UInt8, Sendable {
    /// The author pushes them for the first time.
    case fresh = 1
    /// Anybody brings back what some relay accepted before, or what came in a bundle.
    case carried = 2
  }
}
