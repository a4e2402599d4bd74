private import Glibc

/// Holds a file locked against other processes until it is released.
///
/// The lock is advisory (flock(2)) and goes with the process, however that ends; the file itself
/// stays, for a file that is removed can be locked twice. Two locks in one process exclude each
/// other, too.
public struct FileLock: ~Copyable {
  private let descriptor: Int32

  private init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Locks the file at `path`, which is made if it is missing, with permission for this user alone.
  ///
  /// - Parameter milliseconds: How long to wait for whoever holds it; 0 only tries.
  /// - Returns: The lock, or nil when another holds it still.
  public static func acquire(
    _ path: String, waitingMilliseconds milliseconds: Int64 = 0
  ) throws(FileError) -> FileLock? {
    let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, mode_t(0o600))
    guard descriptor >= 0 else { throw FileError(errno: errno, path: path) }
    let lock = FileLock(descriptor: descriptor)
    let deadline = SystemClock.monotonicMilliseconds() + milliseconds
    var pauseMilliseconds: Int64 = 1
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else {
        throw FileError(errno: errno, path: path)
      }
      // flock has no time limit, and an alarm would be the whole process's: look now and then.
      let left = deadline - SystemClock.monotonicMilliseconds()
      if left <= 0 { return nil }
      SystemClock.pause(milliseconds: min(pauseMilliseconds, left))
      pauseMilliseconds = min(pauseMilliseconds * 2, 50)
    }
    return lock
  }
}
