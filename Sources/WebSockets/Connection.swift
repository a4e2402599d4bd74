/// One accepted socket of a ``Server``.
final class Connection {
  /// How far it is.
  enum State: Equatable {
    /// TLS or HTTP is under way, until `deadline` (monotonic nanoseconds).
    case handshaking(deadline: UInt64)
    case open
    /// The close frame goes out when the queue is empty; what is left at `deadline` is dropped.
    case closing(deadline: UInt64)
    /// No more messages; libwebsockets has its own deadlines for the rest.
    case closed
  }

  let id: ConnectionID
  let peer: ListeningSocket.Peer
  /// libwebsockets' handle; nil before it is adopted.
  var socket: OpaquePointer?
  var state: State
  var queue: SendQueue
  var incoming: MessageAssembler
  /// Why it ends, as far as known.
  var closure = Closure.lost
  /// Whether the delegate was told that it is open, and not yet that it is closed.
  var isKnown = false
  /// When it last gave a sign of life, in monotonic nanoseconds.
  var lastAlive: UInt64 = 0
  /// Whether a ping is to be written next.
  var isPingDue = false
  /// When a ping was asked for, if that was after the last sign of life.
  var pinged: UInt64?
  /// What waited in the kernel at the last look, if anything was written since it was empty.
  var unsentBytes: Int32?

  init(
    _ id: ConnectionID, _ peer: ListeningSocket.Peer, _ configuration: ServerConfiguration,
    deadline: UInt64
  ) {
    self.id = id
    self.peer = peer
    state = .handshaking(deadline: deadline)
    queue = SendQueue(bytesMax: configuration.pendingBytesMax)
    incoming = MessageAssembler(bytesMax: configuration.messageBytesMax)
  }

  /// Notes a sign of life.
  func noteAlive(_ now: UInt64) {
    lastAlive = now
    pinged = nil
  }

  /// The time after which the connection is dropped, in monotonic nanoseconds.
  func deadline(messageSeconds: Int) -> UInt64? {
    switch state {
    case .handshaking(let deadline), .closing(let deadline): deadline
    case .open: incoming.deadline(seconds: messageSeconds)
    case .closed: nil
    }
  }
}
