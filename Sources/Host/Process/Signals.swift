private import Glibc
private import Synchronization

/// What the outside tells this process by signals.
public enum Signals {
  private static let stop = Atomic<Int32>(0)
  private static let wakeReading = Atomic<Int32>(-1)
  private static let wakeWriting = Atomic<Int32>(-1)

  /// Lets writing to a closed pipe fail with an error rather than end the process.
  public static func ignoreClosedPipes() { signal(SIGPIPE, SIG_IGN) }

  /// Makes SIGINT, SIGTERM and SIGHUP ask the process to stop rather than end it.
  ///
  /// The same signal for the second time ends the process as if nothing had been set up, so that
  /// one that does not listen can still be stopped from the keyboard. To be called once.
  public static func catchStops() throws(FileError) {
    precondition(wakeReading.load(ordering: .relaxed) < 0, "stops are caught already")
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw FileError(errno: errno, path: "pipe") }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    wakeReading.store(ends[0], ordering: .relaxed)
    wakeWriting.store(ends[1], ordering: .relaxed)
    stop.store(0, ordering: .releasing)
    var action = sigaction()
    // Nothing but what signal-safety(7) allows: the atomics were initialised above.
    action.__sigaction_handler.sa_handler = { @Sendable signal in
      let saved = errno
      Signals.stop.store(signal, ordering: .releasing)
      var byte: UInt8 = 0
      _ = write(Signals.wakeWriting.load(ordering: .relaxed), &byte, 1)
      errno = saved
    }
    action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND)) | SA_RESTART
    for signal in [SIGINT, SIGTERM, SIGHUP] where !isIgnored(signal) {
      sigaction(signal, &action, nil)
    }
  }

  /// Whether whoever started the process wants it to live through the signal, as nohup does.
  private static func isIgnored(_ signal: Int32) -> Bool {
    var action = sigaction()
    sigaction(signal, nil, &action)
    let handler = action.__sigaction_handler.sa_handler
    return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// The signal that asked the process to stop, or nil.
  public static var stopRequest: Int32? {
    let signal = stop.load(ordering: .acquiring)
    return signal == 0 ? nil : signal
  }

  /// The descriptor that becomes readable, and stays so, when a stop is asked for; -1 when
  /// stops are not caught.
  public static var stopDescriptor: Int32 { wakeReading.load(ordering: .relaxed) }

  /// Calls `body` on a thread of its own when a stop is asked for: to wake a loop that waits
  /// elsewhere.
  public static func whenStopped(_ body: @escaping @Sendable () -> Void) throws(FileError) {
    let descriptor = stopDescriptor
    precondition(descriptor >= 0, "stops are not caught")
    try BackgroundThread.start {
      while Signals.stopRequest == nil {
        _ = Descriptor.waitUntilReadable([descriptor], milliseconds: nil)
      }
      body()
    }
  }
}
