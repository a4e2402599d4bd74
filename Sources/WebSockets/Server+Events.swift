internal import CWebSockets

extension Server: LoopOwner {
  func handle(_ event: LoopEvent) -> Int32 {
    switch event.tag {
    case Loop.Tag.waker:
      if event.reason == LWS_CALLBACK_RAW_RX_FILE { noteWake() }
      return 0
    case Loop.Tag.listener:
      if event.reason == LWS_CALLBACK_RAW_RX_FILE { acceptAll() }
      return 0
    default:
      // Some callbacks come after the last word about a socket: then nothing is found.
      guard let connection = connections[ConnectionID(rawValue: event.tag)] else { return 0 }
      return handle(event, of: connection)
    }
  }

  private func handle(_ event: LoopEvent, of connection: Connection) -> Int32 {
    switch event.reason {
    case LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED:
      connection.socket = event.socket
      return 0
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
      return confirmUpgrade(event.socket)
    case LWS_CALLBACK_HTTP:
      return answer(event)
    case LWS_CALLBACK_HTTP_BODY, LWS_CALLBACK_RAW_ADOPT, LWS_CALLBACK_RAW_RX:
      // A body was refused with its headers; CONNECT would turn the socket into a raw one.
      return -1
    case LWS_CALLBACK_ESTABLISHED:
      connection.socket = event.socket
      connection.state = .open
      connection.isKnown = true
      connection.noteAlive(monotonicNanoseconds())
      delegate?.opened(connection.id, address: connection.peer.address, on: self)
      return 0
    case LWS_CALLBACK_RECEIVE:
      return receive(event, on: connection)
    case LWS_CALLBACK_RECEIVE_PONG:
      connection.noteAlive(monotonicNanoseconds())
      return 0
    case LWS_CALLBACK_SERVER_WRITEABLE:
      return write(to: connection, event.socket)
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
      connection.closure = Closure(closeFrame: event.bytes)
      end(connection)
      return 0
    case LWS_CALLBACK_CLOSED, LWS_CALLBACK_WSI_DESTROY:
      forget(connection)
      return 0
    default:
      return 0
    }
  }

  private func receive(_ event: LoopEvent, on connection: Connection) -> Int32 {
    guard connection.state == .open else { return 0 }
    connection.noteAlive(monotonicNanoseconds())
    switch connection.incoming.take(event.bytes, from: event.socket) {
    case .incomplete:
      return 0
    case .message(let message):
      hasReceived = true
      delegate?.received(message, from: connection.id, on: self)
      return 0
    case .refused(let code):
      let reason = code == 1003 ? "only binary messages" : "the message is too large"
      connection.closure = .closed(code: code, reason: reason)
      setCloseFrame(event.socket, code: code, reason: reason)
      end(connection)
      return -1
    }
  }

  private func write(to connection: Connection, _ socket: OpaquePointer) -> Int32 {
    guard connection.state != .closed else { return 0 }
    if connection.isPingDue {
      connection.isPingDue = false
      // With a payload, because libwebsockets does not tell of an empty pong.
      loop.frame.pointee = 0
      guard lws_write(socket, loop.frame, 1, LWS_WRITE_PING) >= 0 else { return -1 }
    }
    if connection.queue.pendingBytes > 0, connection.unsentBytes == nil {
      connection.unsentBytes = .max
    }
    switch connection.queue.write(to: socket, through: loop.frame) {
    case .failed:
      return -1
    case .more:
      lws_callback_on_writable(socket)
      return 0
    case .empty:
      if connection.queue.takeRefusal() { delegate?.drained(connection.id, on: self) }
      guard case .closing = connection.state else { return 0 }
      if case .closed(let code, let reason) = connection.closure {
        setCloseFrame(socket, code: code, reason: reason)
      }
      end(connection)
      return -1
    }
  }
}
