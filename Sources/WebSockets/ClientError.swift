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
  /// The server speaks WebSocket, but not our subprotocol.
  case wrongSubprotocol
  /// The server does not speak TLS, or hung up during the handshake.
  case handshakeFailed
  /// A close frame of either side ended the connection.
  case closed(code: UInt16, reason: String)
  /// The connection broke, or the server fell silent.
  case lost

  init(_ closure: Closure) {
    switch closure {
    case .closed(let code, let reason): self = .closed(code: code, reason: reason)
    case .lost: self = .lost
    }
  }
}
