internal import CWebSockets

/// Puts the fragments of one message together, under a bound.
struct MessageAssembler {
  /// What a fragment led to.
  enum Step {
    case incomplete
    case message([UInt8])
    /// The connection has to be closed with this code.
    case refused(UInt16)
  }

  /// When the message that is under way began to arrive, in monotonic nanoseconds.
  private(set) var started: UInt64?
  private let bytesMax: Int
  private var bytes: [UInt8] = []

  init(bytesMax: Int) { self.bytesMax = bytesMax }

  /// The time at which a message under way is late, given the seconds it has anyway.
  func deadline(seconds: Int) -> UInt64? {
    guard let started else { return nil }
    let allowance = seconds + bytes.count / (50 << 10)
    return started + UInt64(allowance) * 1_000_000_000
  }

  /// Takes what has arrived of a frame.
  mutating func take(_ chunk: UnsafeRawBufferPointer, from socket: OpaquePointer) -> Step {
    guard lws_frame_is_binary(socket) != 0 else { return .refused(1003) }
    // What the frame still announces counts too: there is no point in waiting for it.
    let announced = Int(clamping: lws_remaining_packet_payload(socket))
    let room = bytesMax - bytes.count - chunk.count
    guard room >= 0, announced <= room else { return .refused(1009) }
    let isLast = lws_is_final_fragment(socket) != 0
    if isLast, started == nil { return .message(Array(chunk)) }
    bytes.append(contentsOf: chunk)
    guard isLast else {
      if started == nil { started = monotonicNanoseconds() }
      return .incomplete
    }
    defer { bytes = [] }
    started = nil
    return .message(bytes)
  }
}
