/// Interrupts the loop of one ``Server`` or ``Client`` from anywhere.
public final class Waker: Sendable {
  /// An eventfd: a signal handler wakes the loop by writing the number 1 as 8 bytes to it.
  public let fileDescriptor: Int32

  init() { fileDescriptor = -1 }

  /// Interrupts the loop; calls that come before it notices become one.
  public func wake() {}
}
