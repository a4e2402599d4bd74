/// One connection of one ``Server``, never given twice.
public struct ConnectionID: Hashable, Comparable, Sendable {
  let rawValue: UInt

  /// Orders connections by age, the oldest first.
  public static func < (a: ConnectionID, b: ConnectionID) -> Bool { a.rawValue < b.rawValue }
}

/// The answer to `GET /health`.
public struct HealthReport: Sendable {
  /// The HTTP status, for example 200 or 503.
  public var status: Int
  /// The text that is sent, as UTF-8.
  public var body: String

  /// Creates a report.
  public init(status: Int, body: String) {
    self.status = status
    self.body = body
  }
}

/// What a ``Server`` tells the program that runs it.
///
/// Everything is called on the thread that is inside ``Server/run(_:)``; the server may be used
/// from within, and no call may block.
public protocol ServerDelegate: AnyObject {
  /// A client has completed its handshake; `address` is its IP address without the port.
  func opened(_ connection: ConnectionID, address: String, on server: Server)
  /// A whole binary message has arrived.
  func received(_ message: [UInt8], from connection: ConnectionID, on server: Server)
  /// Everything queued has been handed to the network, after a ``Server/send(_:to:)`` was refused.
  func drained(_ connection: ConnectionID, on server: Server)
  /// The connection is over, whoever ended it; its identifier means nothing any more.
  func closed(_ connection: ConnectionID, _ closure: Closure, on server: Server)
  /// Ends a round of the loop in which messages arrived: the moment to commit them together.
  func roundEnded(on server: Server)
  /// The time set with ``Server/setTimer(milliseconds:)`` has come.
  func timerFired(on server: Server)
  /// Somebody called ``Waker/wake()``; several calls may have become one.
  func woken(on server: Server)
  /// Answers `GET /health`.
  func health(on server: Server) -> HealthReport
}
