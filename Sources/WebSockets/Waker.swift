internal import CWebSockets
internal import Glibc

/// Interrupts the loop of one ``Server`` or ``Client`` from anywhere.
///
/// It holds no libwebsockets handle, so that waking a loop that has just ended does nothing.
public final class Waker: Sendable {
  /// An eventfd: a signal handler wakes the loop by writing the number 1 as 8 bytes to it.
  public let fileDescriptor: Int32

  init() {
    fileDescriptor = concord_ws_eventfd()
  }

  deinit { Glibc.close(fileDescriptor) }

  /// Interrupts the loop; calls that come before it notices become one.
  public func wake() {
    var one: UInt64 = 1
    // Fails only when 2^64 - 1 calls wait already, and then the loop is awake.
    _ = Glibc.write(fileDescriptor, &one, MemoryLayout<UInt64>.size)
  }

  /// Takes note of all calls so far.
  func reset() {
    var count: UInt64 = 0
    _ = Glibc.read(fileDescriptor, &count, MemoryLayout<UInt64>.size)
  }
}
