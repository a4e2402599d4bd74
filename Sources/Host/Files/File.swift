private import Glibc

/// Whole files: read within a limit, written so that a crash leaves the old or the new one.
public enum File {
  /// What is known about a file without opening it.
  public struct Status: Equatable, Sendable {
    /// Whether it is a plain file.
    public let isRegular: Bool
    /// Whether it is a folder.
    public let isFolder: Bool
    /// Its number on its file system, which a copy does not share.
    public let inode: UInt64
    /// Its size.
    public let byteCount: Int64
    /// The permission bits.
    public let permissions: UInt32
    /// Whether it belongs to the user who runs this process.
    public let isOwn: Bool

    fileprivate init(_ facts: stat) {
      isRegular = facts.st_mode & S_IFMT == S_IFREG
      isFolder = facts.st_mode & S_IFMT == S_IFDIR
      inode = UInt64(facts.st_ino)
      byteCount = Int64(facts.st_size)
      permissions = facts.st_mode & 0o7777
      isOwn = facts.st_uid == geteuid()
    }
  }

  /// Looks at what is at `path`, which may be a link (it is not followed); nil when nothing is.
  public static func status(_ path: String) throws(FileError) -> Status? {
    var facts = stat()
    if lstat(path, &facts) == 0 { return Status(facts) }
    if errno == ENOENT || errno == ENOTDIR { return nil }
    throw FileError(errno: errno, path: path)
  }

  /// Reads a whole file, or standard input for `-`.
  ///
  /// Works for pipes, too. Nothing of a file that is larger than `limit` bytes is read; of a
  /// pipe, no more than one byte beyond it.
  ///
  /// - Throws: ``FileError``, `tooLarge` among others.
  public static func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    if path == "-" {
      return try readAll(STDIN_FILENO, limit: limit, expected: 0, path: "standard input")
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw FileError(errno: errno, path: path) }
    defer { close(descriptor) }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else { throw FileError(errno: errno, path: path) }
    let status = Status(facts)
    if status.isFolder { throw FileError(.isFolder, path: path) }
    if status.byteCount > limit { throw FileError(.tooLarge(limit: limit), path: path) }
    return try readAll(descriptor, limit: limit, expected: Int(status.byteCount), path: path)
  }

  /// Reads to the end; `expected` only saves copying.
  private static func readAll(
    _ descriptor: Int32, limit: Int, expected: Int, path: String
  ) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(expected)
    while bytes.count <= limit {
      let count = min(max(expected - bytes.count, 64 << 10), limit + 1 - bytes.count)
      let piece = try Descriptor.read(count, from: descriptor, path: path)
      if piece.isEmpty { return bytes }
      bytes += piece
    }
    throw FileError(.tooLarge(limit: limit), path: path)
  }

  /// Writes a file so that, whatever happens, either the old or the new one is there.
  ///
  /// A new file beside it is written, synced, and renamed over it; the folder is synced last. What
  /// is at `path` must be a plain file or nothing: a link or a device is not replaced.
  ///
  /// - Parameter permissions: Those of the new file, less what the process's mask forbids.
  public static func write(
    _ bytes: [UInt8], to path: String, permissions: UInt32 = 0o644
  ) throws(FileError) {
    var file = try NewFile(path, permissions: permissions)
    try file.append(bytes)
    try file.commit()
  }

  /// Writes over the start of a file in place, without syncing: for a record that may be lost.
  ///
  /// The file is made if it is missing, for this user alone; a link is not followed.
  public static func overwrite(_ bytes: [UInt8], at path: String) throws(FileError) {
    let flags = O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC
    let descriptor = open(path, flags, mode_t(0o600))
    guard descriptor >= 0 else { throw FileError(errno: errno, path: path) }
    defer { close(descriptor) }
    try Descriptor.write(bytes, to: descriptor, path: path)
  }

  /// Removes the file at `path`; nothing being there is no error.
  public static func remove(_ path: String) throws(FileError) {
    guard unlink(path) == 0 || errno == ENOENT else { throw FileError(errno: errno, path: path) }
  }
}
