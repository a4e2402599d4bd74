private import Glibc

/// Reading, writing and waiting on file descriptors; interrupted calls are taken up again.
public enum Descriptor {
  /// Opens `/dev/null` in place of each standard stream that this process was started without.
  ///
  /// Otherwise the first file opened, perhaps the database, becomes standard output, and the first
  /// message is written into it. To be called before anything else.
  public static func openStandardStreams() {
    while true {
      let descriptor = open("/dev/null", O_RDWR)
      if descriptor < 0 { return }
      if descriptor > STDERR_FILENO {
        close(descriptor)
        return
      }
    }
  }

  /// Writes all of `bytes`.
  ///
  /// - Parameter path: What the descriptor stands for, for the error.
  static func write(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(FileError) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
      }
      if count >= 0 {
        written += count
      } else if errno == EAGAIN {
        // Another program made the terminal we share non-blocking.
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&entry, 1, -1)
      } else if errno != EINTR {
        throw FileError(errno: errno, path: path)
      }
    }
  }

  /// Reads what has arrived, at most `byteCount` bytes; nothing means the end.
  static func read(
    _ byteCount: Int, from descriptor: Int32, path: String
  ) throws(FileError) -> [UInt8] {
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, initialized in
      var count = 0
      repeat {
        count = Glibc.read(descriptor, buffer.baseAddress, byteCount)
      } while count < 0 && errno == EINTR
      if count < 0 { failure = errno }
      initialized = max(0, count)
    }
    if failure != 0 { throw FileError(errno: failure, path: path) }
    return bytes
  }

  /// Waits until something can be read from one of the descriptors.
  ///
  /// - Parameter milliseconds: How long to wait at most; nil waits for ever.
  /// - Returns: The descriptors that can be read, or were closed at the other end; none when the
  ///   time is over or a signal came.
  public static func waitUntilReadable(_ descriptors: [Int32], milliseconds: Int32?) -> [Int32] {
    var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let count = poll(&entries, nfds_t(entries.count), milliseconds ?? -1)
    return count > 0 ? entries.filter { $0.revents != 0 }.map(\.fd) : []
  }
}
