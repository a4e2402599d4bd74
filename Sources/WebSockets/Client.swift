/// One connection to a relay, driven by the thread that owns it.
///
/// Opening starts at once and continues inside ``poll(timeoutMilliseconds:)``. After `.closed` the
/// object is of no further use. Not `Sendable`; only ``waker`` may be used from other threads.
public final class Client {
  /// How the server has to prove who it is.
  public enum Trust: Hashable, Sendable {
    /// By the key whose SubjectPublicKeyInfo has this SHA-256; the rest of the certificate, its
    /// dates and its issuer included, counts for nothing.
    case pin([UInt8])
    /// By a certificate for the host's name from an authority in `file` (PEM), or one of the
    /// system's when nil.
    case authorities(file: String?)
  }

  /// Something that happened, in order.
  public enum Event: Equatable, Sendable {
    /// The handshake is complete; the server proved to hold the key with this hash.
    case opened(publicKeyHash: [UInt8])
    /// A whole binary message.
    case message([UInt8])
    /// Everything that was sent has been handed to the network.
    case drained
    /// The watched file descriptor can be read; said again in each poll until it is.
    case readable
    /// Somebody called ``Waker/wake()``.
    case woken
    /// The connection is over or never came to be; always the last event.
    case closed(ClientError)
  }

  /// Interrupts ``poll(timeoutMilliseconds:)`` from another thread or from a signal handler.
  public let waker: Waker
  /// The bytes that wait to be written.
  public var pendingBytes: Int { 0 }

  /// Starts to connect to `wss://host:port`.
  ///
  /// Looking up a host's name blocks. What fails is told by ``poll(timeoutMilliseconds:)``.
  ///
  /// - Parameter watching: A file descriptor that ends a poll when it can be read (`.readable`).
  public init(
    host: String, port: UInt16, trust: Trust, configuration: ClientConfiguration = .init(),
    watching fileDescriptor: Int32? = nil
  ) {
    preconditionFailure("not written yet")
  }

  /// Waits until something has happened, or the time is up, and gives what has.
  ///
  /// - Parameter timeoutMilliseconds: nil waits for ever; 0 only looks.
  public func poll(timeoutMilliseconds: Int?) -> [Event] { [] }

  /// Queues a message, or refuses it when the connection is not open or the queue is full.
  @discardableResult
  public func send(_ message: [UInt8]) -> Bool { false }

  /// Closes the connection once what was queued before is written; poll until `.closed`.
  public func close(code: UInt16 = 1000, reason: String = "") {}
}

/// The limits of a ``Client``.
public struct ClientConfiguration: Sendable {
  /// The path of the WebSocket.
  public var path = "/v1/sync"
  /// The only WebSocket subprotocol that is spoken.
  public var subprotocol = "concord.v1"
  /// The largest message that is taken, in bytes.
  public var messageBytesMax = (1 << 20) + (64 << 10)
  /// The bytes that may wait to be written; `send` refuses what goes beyond.
  public var pendingBytesMax = 8 << 20
  /// The milliseconds from the start to an open connection.
  public var openMilliseconds = 10_000
  /// The seconds without a sign of life after which a ping is sent.
  public var pingSeconds: UInt16 = 30
  /// The seconds that the answer to a ping may take.
  public var pongSeconds: UInt16 = 10

  /// Creates the default limits.
  public init() {}
}

/// Why a connection to a relay did not come to be, or ended.
public enum ClientError: Error, Hashable, Sendable {
  /// The host's name has no address.
  case cannotResolve(host: String)
  /// Nothing accepts connections at the address, or no route leads there.
  case refused
  /// The time for opening passed.
  case timedOut
  /// The server holds another key than the pinned one (both as SHA-256).
  case wrongKey(expected: [UInt8], seen: [UInt8])
  /// The certificate is not from a trusted authority or not for this host: OpenSSL's verify code.
  case notTrusted(code: Int32)
  /// The server answered the request with this HTTP status instead of a WebSocket.
  case notARelay(status: Int)
  /// The server speaks TLS and WebSocket, but not our subprotocol.
  case wrongSubprotocol
  /// The server does not speak TLS, or hung up during the handshake.
  case handshakeFailed
  /// A close frame of either side ended the connection.
  case closed(code: UInt16, reason: String)
  /// The connection broke, or the server fell silent.
  case lost
}
