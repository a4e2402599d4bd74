public import Bytes
import Cryptography

/// What a device or the holder of an invite signs to be let in by a relay (docs/format.md §9.4).
///
/// Names the key of the relay's certificate as the client saw it: a signature that somebody else
/// coaxed out of the client, with a certificate of their own, is of no use at the real relay.
public struct LoginStatement: Hashable, Sendable {
  private let workspace: WorkspaceID
  private let challenge: [UInt8]
  private let relayKeyHash: [UInt8]

  /// The bytes of a challenge.
  public static let challengeByteCount = 32
  /// Stands for the key of a relay that is reached without TLS.
  public static let noRelayKeyHash = [UInt8](repeating: 0, count: 32)

  /// Creates the statement for one connection.
  ///
  /// - Parameters:
  ///   - challenge: 32 random bytes, drawn by the relay for this connection alone.
  ///   - relayKeyHash: the SHA-256 of the public key of the relay's certificate: what the client
  ///     saw, or what the relay knows of itself.
  public init(workspace: WorkspaceID, challenge: [UInt8], relayKeyHash: [UInt8]) {
    precondition(challenge.count == Self.challengeByteCount, "a challenge has 32 bytes")
    precondition(relayKeyHash.count == 32, "the hash of a key has 32 bytes")
    self.workspace = workspace
    self.challenge = challenge
    self.relayKeyHash = relayKeyHash
  }

  /// Signs as a device.
  public func signature(by identity: DeviceIdentity) -> [UInt8] {
    identity.sign(message(.device, identity.id.bytes))
  }

  /// Signs as the holder of an invite.
  public func signature(by secret: InviteSecret) -> [UInt8] {
    secret.sign(message(.invite, secret.id.bytes))
  }

  /// Whether `signature` is by the device with these keys.
  public func isSigned(_ signature: [UInt8], by keys: DeviceKeys) -> Bool {
    Ed25519.verify(signature, of: message(.device, keys.id.bytes), by: keys.signing)
  }

  /// Whether `signature` is by the holder of the invite `id`.
  public func isSigned(_ signature: [UInt8], by id: InviteID) -> Bool {
    Ed25519.isAcceptable(id.bytes)
      && Ed25519.verify(signature, of: message(.invite, id.bytes), by: id.bytes)
  }

  private enum Signer: UInt8 {
    case device = 1
    case invite = 2
  }

  private func message(_ signer: Signer, _ name: [UInt8]) -> [UInt8] {
    Array("concord/v1/relay-auth\0".utf8)
      + taggedHash("concord/v1/relay-origin", relayKeyHash) + workspace.bytes
      + [signer.rawValue] + name + challenge
  }
}
