private import Glibc

/// A file that is written piece by piece and gets its name only once it is whole.
///
/// Until ``commit()`` it stands beside that name under one of its own, which goes with this value:
/// whatever happens, the old file or the new one is there, never half of one.
public struct NewFile: ~Copyable {
  private let path: String
  private let temporary: String
  private let descriptor: Int32
  private var isCommitted = false

  /// Starts a file that will stand at `path`.
  ///
  /// What is there must be a plain file or nothing: a link or a device is not replaced.
  ///
  /// - Parameter permissions: Those of the file, less what the process's mask forbids.
  public init(_ path: String, permissions: UInt32 = 0o644) throws(FileError) {
    if let status = try File.status(path), !status.isRegular {
      throw FileError(status.isFolder ? .isFolder : .isSpecial, path: path)
    }
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    for attempt in 0..<100 {
      let temporary = "\(path).\(getpid())-\(attempt).tmp"
      let descriptor = open(temporary, flags, mode_t(permissions))
      if descriptor >= 0 {
        self.path = path
        self.temporary = temporary
        self.descriptor = descriptor
        return
      }
      if errno != EEXIST { throw FileError(errno: errno, path: path) }
    }
    throw FileError(errno: EEXIST, path: path)
  }

  deinit {
    close(descriptor)
    if !isCommitted { unlink(temporary) }
  }

  /// Writes `bytes` behind all that was written.
  public mutating func append(_ bytes: [UInt8]) throws(FileError) {
    try Descriptor.write(bytes, to: descriptor, path: path)
  }

  /// Writes `bytes` over those at the start, and goes on there.
  public mutating func overwriteStart(_ bytes: [UInt8]) throws(FileError) {
    guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw FileError(errno: errno, path: path) }
    try Descriptor.write(bytes, to: descriptor, path: path)
  }

  /// Puts the file on the disk and gives it its name.
  public consuming func commit() throws(FileError) {
    guard fsync(descriptor) == 0, rename(temporary, path) == 0 else {
      throw FileError(errno: errno, path: path)
    }
    isCommitted = true
    try Folder.sync(Folder.containing(path))
  }
}
