private import Glibc

/// A file that is read piece by piece, more than once if need be.
public struct InputFile: ~Copyable {
  private let path: String
  private let descriptor: Int32

  /// Opens the plain file at `path`.
  public init(_ path: String) throws(FileError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileError(errno: errno, path: path) }
    var facts = stat()
    let isKnown = fstat(descriptor, &facts) == 0
    let code = errno
    guard isKnown, facts.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      if !isKnown { throw FileError(errno: code, path: path) }
      throw FileError(facts.st_mode & S_IFMT == S_IFDIR ? .isFolder : .isSpecial, path: path)
    }
    self.path = path
    self.descriptor = descriptor
    byteCount = Int64(facts.st_size)
  }

  deinit { close(descriptor) }

  /// Its size when it was opened.
  public let byteCount: Int64

  /// Reads on, at most `byteCount` bytes; nothing means the end.
  public mutating func read(_ byteCount: Int) throws(FileError) -> [UInt8] {
    try Descriptor.read(byteCount, from: descriptor, path: path)
  }

  /// Goes back to the start.
  public mutating func rewind() throws(FileError) {
    guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw FileError(errno: errno, path: path) }
  }
}
