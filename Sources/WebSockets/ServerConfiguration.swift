/// What a ``Server`` listens on, and the limits it holds every peer to.
public struct ServerConfiguration: Sendable {
  /// Where the certificate and its private key come from, both as PEM.
  public enum Identity: Sendable {
    /// A file with the certificate, and any intermediate ones after it, and a file with the key.
    case files(certificate: String, key: String)
    /// The same, as the bytes of such files.
    case pem(certificate: [UInt8], key: [UInt8])
  }

  /// The IPv4 or IPv6 literal to listen on.
  public var address: String
  /// The TCP port, or 0 for any free one (``Server/port`` tells which).
  public var port: UInt16
  /// The certificate that is presented to every client.
  public var identity: Identity
  /// The path at which the WebSocket is served.
  public var path = "/v1/sync"
  /// The only WebSocket subprotocol that is spoken.
  public var subprotocol = "concord.v1"
  /// The largest message that is taken, in bytes; a larger one closes its connection with 1009.
  public var messageBytesMax = (1 << 20) + (64 << 10)
  /// The bytes that may wait to be written to one connection; `send` refuses what goes beyond.
  public var pendingBytesMax = 8 << 20
  /// The sockets that may be open at once, counting those still in their handshake; at most nine
  /// tenths of the file descriptors that the process may open.
  public var connectionsMax = 4_096
  /// The sockets that one IPv4 address, or one IPv6 /64 network, may have open at once.
  public var connectionsPerAddressMax = 256
  /// The seconds from accepting a socket to a complete request, TLS handshake included.
  public var handshakeSeconds = 8
  /// The seconds a message may take to arrive, to which 1 is added for each 50 KiB received.
  public var messageSeconds = 20
  /// The seconds without a sign of life after which a ping is sent.
  public var pingSeconds = 30
  /// The seconds that the answer to a ping may take.
  public var pongSeconds = 10
  /// The seconds a connection is given to take what is queued and to answer our close.
  public var closeSeconds = 5

  /// Creates a configuration with the default limits.
  public init(address: String, port: UInt16, identity: Identity) {
    self.address = address
    self.port = port
    self.identity = identity
  }
}
