internal import CWebSockets

/// Why a connection ended.
public enum Closure: Hashable, Sendable {
  /// The close frame of either side, with its code (1005 when it had none) and reason.
  case closed(code: UInt16, reason: String)
  /// The connection broke, or a deadline passed, without a close frame.
  case lost

  /// Reads the payload of a close frame (RFC 6455 §5.5.1).
  init(closeFrame payload: UnsafeRawBufferPointer) {
    guard payload.count >= 2 else {
      self = .closed(code: 1005, reason: "")
      return
    }
    let reason = String(decoding: payload.dropFirst(2), as: UTF8.self)
    self = .closed(code: UInt16(payload[0]) << 8 | UInt16(payload[1]), reason: reason)
  }
}

/// Sets what libwebsockets sends as `socket`'s last frame, when the callback returns -1.
func setCloseFrame(_ socket: OpaquePointer, code: UInt16, reason: String) {
  // A control frame holds 125 bytes, of which the code takes 2. A character cut in half would
  // make the frame itself invalid.
  var text = reason
  while text.utf8.count > 123 { text.removeLast() }
  var bytes = Array(text.utf8)
  lws_close_reason(socket, lws_close_status(UInt32(code)), &bytes, bytes.count)
}
