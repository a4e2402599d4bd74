internal import CWebSockets

extension Client: LoopOwner {
  func handle(_ event: LoopEvent) -> Int32 {
    switch event.tag {
    case Loop.Tag.waker:
      if event.reason == LWS_CALLBACK_RAW_RX_FILE {
        waker.reset()
        noteOnce(.woken)
      }
      return 0
    case Loop.Tag.watched:
      if event.reason == LWS_CALLBACK_RAW_RX_FILE { noteOnce(.readable) }
      return 0
    case attempt:
      return handleConnection(event)
    default:
      return 0
    }
  }

  private func handleConnection(_ event: LoopEvent) -> Int32 {
    switch event.reason {
    case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
      // The first bytes of ours are about to be written. TLS has asked the verifier before; that
      // it did is worth being certain of.
      return verifier.isAccepted ? 0 : -1
    case LWS_CALLBACK_CLIENT_HTTP_REDIRECT:
      finish(.notARelay(status: Int(lws_http_client_http_response(event.socket))))
      return -1
    case LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH:
      // Without this header libwebsockets takes the connection for what it asked for.
      guard state == .opening, lws_hdr_total_length(event.socket, WSI_TOKEN_PROTOCOL) > 0 else {
        finish(.wrongSubprotocol)
        return -1
      }
      return 0
    case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
      failAttempt(openingError(event))
      return 0
    case LWS_CALLBACK_CLIENT_ESTABLISHED:
      guard state == .opening else { return -1 }
      didOpen(event.socket)
      return 0
    case LWS_CALLBACK_CLIENT_RECEIVE:
      return receive(event)
    case LWS_CALLBACK_CLIENT_WRITEABLE:
      return write(event.socket)
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
      closure = Closure(closeFrame: event.bytes)
      return 0
    case LWS_CALLBACK_CLIENT_CLOSED, LWS_CALLBACK_WSI_DESTROY:
      socket = nil
      // While it opens, an error was told before, or the attempt to connect has given nil.
      if state != .opening { finish(ClientError(closure)) }
      return 0
    default:
      return 0
    }
  }

  private func noteOnce(_ event: Event) {
    if !events.contains(event) { events.append(event) }
  }

  private func openingError(_ event: LoopEvent) -> ClientError {
    if let refusal = verifier.refusal { return refusal }
    let status = Int(lws_http_client_http_response(event.socket))
    if status == 101 { return .wrongSubprotocol }
    if status > 0 { return .notARelay(status: status) }
    // There is nothing but the text to tell these two apart: libwebsockets 4.1's, then 4.3's.
    let text = String(decoding: event.bytes, as: UTF8.self)
    let isRefused = text.hasPrefix("Unable to connect") || text.hasPrefix("conn fail")
    return isRefused ? .refused : .handshakeFailed
  }

  private func receive(_ event: LoopEvent) -> Int32 {
    guard state == .open || state == .closing else { return 0 }
    // The pong to our ping queues behind what the server has sent already.
    lws_validity_confirmed(event.socket)
    switch incoming.take(event.bytes, from: event.socket) {
    case .incomplete:
      return 0
    case .message(let message):
      events.append(.message(message))
      return 0
    case .refused(let code):
      closure = .closed(code: code, reason: "")
      state = .closing
      setCloseFrame(event.socket, code: code, reason: "")
      return -1
    }
  }

  private func write(_ socket: OpaquePointer) -> Int32 {
    guard state == .open || state == .closing else { return state == .closed ? -1 : 0 }
    switch queue.write(to: socket, through: loop.frame) {
    case .failed:
      return -1
    case .more:
      lws_callback_on_writable(socket)
      return 0
    case .empty:
      if queue.takeRefusal() { events.append(.drained) }
      guard state == .closing, case .closed(let code, let reason) = closure else { return 0 }
      setCloseFrame(socket, code: code, reason: reason)
      return -1
    }
  }
}
