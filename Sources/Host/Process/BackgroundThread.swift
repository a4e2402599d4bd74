private import Glibc

/// A thread that waits for what the main loop cannot wait for.
public enum BackgroundThread {
  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Runs `body` on a new thread, which is not waited for at the end of the program.
  public static func start(_ body: @escaping @Sendable () -> Void) throws(FileError) {
    let context = Unmanaged.passRetained(Body(body))
    var thread = pthread_t()
    let code = pthread_create(
      &thread, nil,
      { @Sendable context in
        if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
        return nil
      }, context.toOpaque())
    guard code == 0 else {
      context.release()
      throw FileError(errno: code, path: "thread")
    }
    pthread_detach(thread)
  }
}
