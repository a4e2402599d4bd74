internal import CWebSockets

/// What libwebsockets has to say, together with which of our sockets it concerns.
struct LoopEvent {
  let reason: lws_callback_reasons
  let socket: OpaquePointer
  /// The tag the socket was adopted with.
  let tag: UInt
  /// Lent for the duration of the call.
  let bytes: UnsafeRawBufferPointer
}

/// The role a ``Loop`` plays: ``Server`` or ``Client``.
protocol LoopOwner: AnyObject {
  /// Reacts to one event; anything but 0 has libwebsockets close the socket.
  func handle(_ event: LoopEvent) -> Int32
}
