internal import CWebSockets

/// The messages that wait to be written to one connection, in order and bounded.
struct SendQueue {
  /// What a turn of writing came to.
  enum Progress {
    case more, empty, failed
  }

  /// The bytes of all messages, less what is written of the first.
  private(set) var pendingBytes = 0
  /// Whether a message was refused since the queue was last empty.
  private(set) var hasRefused = false
  private let bytesMax: Int
  private var messages: [[UInt8]] = []
  /// The first message that is not written in full, and what is written of it.
  private var first = 0
  private var offset = 0

  /// What may be written in one turn, so that one connection cannot keep the others waiting.
  private static let turnBytesMax = 256 << 10
  private static let turnFramesMax = 128

  init(bytesMax: Int) { self.bytesMax = bytesMax }

  /// Adds a message, or refuses it when the queue would grow beyond its bound.
  mutating func append(_ message: [UInt8]) -> Bool {
    guard pendingBytes + message.count <= bytesMax else {
      hasRefused = true
      return false
    }
    messages.append(message)
    pendingBytes += message.count
    return true
  }

  /// Writes what the socket takes, in frames; to be called when it is writable.
  mutating func write(
    to socket: OpaquePointer, through frame: UnsafeMutablePointer<UInt8>
  )
    -> Progress
  {
    var written = 0
    var unchecked = 0
    var frames = 0
    while first < messages.count {
      guard let count = writeFrame(to: socket, through: frame) else { return .failed }
      written += count
      unchecked += count
      frames += 1
      if written >= Self.turnBytesMax || frames >= Self.turnFramesMax { break }
      // Asking costs a system call. libwebsockets keeps what the socket does not take, and a few
      // small messages may wait there as well as here.
      if unchecked >= Loop.frameBytesMax {
        if lws_send_pipe_choked(socket) != 0 { break }
        unchecked = 0
      }
    }
    guard first == messages.count else { return .more }
    messages.removeAll(keepingCapacity: true)
    first = 0
    return .empty
  }

  /// Forgets that a message was refused, and says whether one was.
  mutating func takeRefusal() -> Bool {
    defer { hasRefused = false }
    return hasRefused
  }

  private mutating func writeFrame(
    to socket: OpaquePointer, through frame: UnsafeMutablePointer<UInt8>
  ) -> Int? {
    let total = messages[first].count
    let count = min(Loop.frameBytesMax, total - offset)
    messages[first].withUnsafeBufferPointer { bytes in
      guard let start = bytes.baseAddress else { return }
      frame.update(from: start + offset, count: count)
    }
    var kind = offset == 0 ? LWS_WRITE_BINARY.rawValue : LWS_WRITE_CONTINUATION.rawValue
    if offset + count < total { kind |= LWS_WRITE_NO_FIN.rawValue }
    guard lws_write(socket, frame, count, lws_write_protocol(kind)) >= count else { return nil }
    offset += count
    pendingBytes -= count
    if offset == total {
      messages[first] = []
      first += 1
      offset = 0
      // A queue that never runs empty must not keep the places of all that went through it.
      if first >= 1_024, first * 2 >= messages.count {
        messages.removeSubrange(..<first)
        first = 0
      }
    }
    return count
  }
}
