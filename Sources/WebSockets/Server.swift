/// Serves binary WebSocket messages over TLS from a single thread.
///
/// Not `Sendable`: created, run and used on one thread. Only ``waker`` may be used from others.
public final class Server {
  /// The port that is listened on.
  public let port: UInt16
  /// The SHA-256 of the certificate's SubjectPublicKeyInfo: the pin that clients compare.
  public let publicKeyHash: [UInt8]
  /// Interrupts the loop from another thread or from a signal handler.
  public let waker: Waker

  /// Binds the socket and loads the certificate; clients wait until ``run(_:)``.
  public init(_ configuration: ServerConfiguration) throws(ServerError) {
    preconditionFailure("not written yet")
  }

  /// Serves until a shutdown has completed.
  public func run(_ delegate: any ServerDelegate) {}

  /// Queues a message, or refuses it.
  ///
  /// - Returns: false if the connection is closing or gone, or if its queue is full.
  @discardableResult
  public func send(_ message: [UInt8], to connection: ConnectionID) -> Bool { false }

  /// The bytes that wait to be written to `connection`.
  public func pendingBytes(of connection: ConnectionID) -> Int { 0 }

  /// Closes `connection` once what was queued before is written.
  public func close(_ connection: ConnectionID, code: UInt16, reason: String) {}

  /// Has ``ServerDelegate/timerFired(on:)`` called once, or not at all when nil.
  public func setTimer(milliseconds: Int?) {}

  /// Stops accepting, closes everyone with 1001, and ends ``run(_:)`` when all are gone.
  public func shutDown() {}
}

/// Why a ``Server`` could not start.
public enum ServerError: Error, Hashable, Sendable {
  /// The certificate or the key cannot be read, or they do not belong together.
  case badIdentity
  /// The address is not a literal, is not of this machine, or the port is taken.
  case cannotListen(address: String, port: UInt16)
  /// The system listened on more than was asked for; the socket is closed again.
  case listensElsewhere(address: String)
}
