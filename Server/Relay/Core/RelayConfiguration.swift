import Cryptography
import SyncProtocol
import Trust

/// What whoever runs a relay decides.
public struct RelayConfiguration: Sendable {
  /// The SHA-256 of the relay's public key, which logins must name.
  public var relayKeyHash = LoginStatement.noRelayKeyHash
  /// The SHA-256 of the token that makes new workspaces; nil lets everybody make them.
  public var operatorTokenHash: [UInt8]?
  /// Bytes that the segments of one workspace may take.
  public var workspaceBytesMax: UInt64 = 10 << 30
  /// Bytes that the segments of one member may take.
  public var memberBytesMax: UInt64 = 4 << 30
  /// Pushes that one connection may have in flight.
  public var pushesInFlight: UInt16 = 8
  /// Requests of one connection that may wait for one round; a client never has more in flight.
  public var requestsPerRound = 32
  /// Bytes that one connection may send per second, in the long run.
  public var bytesPerSecond: UInt64 = 64 << 20
  /// Bytes that one connection may send at once.
  public var burstBytes: UInt64 = 256 << 20

  /// Creates the configuration of a relay that trusts whoever reaches it.
  public init() {}

  /// Whether `token` may make a workspace.
  func mayCreate(with token: [UInt8]) -> Bool {
    guard let operatorTokenHash else { return true }
    // Compared as hashes, so that the time it takes says nothing of the token.
    return SHA256.hash(token) == operatorTokenHash
  }
}
