private import CHost
private import Glibc

/// Folders: where programs keep things, and where this one was started.
public enum Folder {
  /// The absolute path of the folder in which this process runs.
  public static func current() throws(FileError) -> String {
    guard let path = getcwd(nil, 0) else { throw FileError(errno: errno, path: ".") }
    defer { free(path) }
    return String(cString: path)
  }

  /// Makes `path` the folder in which this process runs: `-C DIR`.
  public static func enter(_ path: String) throws(FileError) {
    guard chdir(path) == 0 else { throw FileError(errno: errno, path: path) }
  }

  /// Makes a folder that only this user can look into, and those above it that are missing.
  ///
  /// A folder that is there already is left as it is.
  ///
  /// - Throws: `isNoFolder` when something else is there, among others.
  public static func make(_ path: String, permissions: UInt32 = 0o700) throws(FileError) {
    if mkdir(path, mode_t(permissions)) == 0 { return try sync(containing(path)) }
    switch errno {
    case ENOENT where containing(path) != path:
      try make(containing(path), permissions: permissions)
      guard mkdir(path, mode_t(permissions)) == 0 || errno == EEXIST else {
        throw FileError(errno: errno, path: path)
      }
      try sync(containing(path))
    case EEXIST:
      var facts = stat()
      guard stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR else {
        throw FileError(.isNoFolder, path: path)
      }
    default: throw FileError(errno: errno, path: path)
    }
  }

  /// The nearest folder, `path` or one above it, that holds a folder called `name`.
  ///
  /// - Parameter path: An absolute path.
  public static func nearest(holding name: String, from path: String) -> String? {
    var folder = path
    while true {
      let candidate = folder == "/" ? "/\(name)" : "\(folder)/\(name)"
      var facts = stat()
      if stat(candidate, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR { return folder }
      let parent = containing(folder)
      if parent == folder || parent == "." { return nil }
      folder = parent
    }
  }

  /// The folder that holds what is at `path`: `a` for `a/b`, `.` for `b`, `/` for `/b` and `/`.
  public static func containing(_ path: String) -> String {
    var bytes = path.utf8[...]
    while bytes.count > 1, bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    bytes = bytes[..<slash]
    while bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
    return bytes.isEmpty ? "/" : String(Substring(bytes))
  }

  /// Puts the names in a folder on the disk, so that a file that was renamed stays so.
  static func sync(_ path: String) throws(FileError) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(errno: errno, path: path) }
    defer { close(descriptor) }
    // Some file systems cannot sync a folder, and say so by EINVAL.
    guard fsync(descriptor) == 0 || errno == EINVAL else {
      throw FileError(errno: errno, path: path)
    }
  }

  /// What a folder is for, after the XDG Base Directory Specification.
  public enum Purpose: Sendable {
    /// Settings.
    case configuration
    /// What a person would miss.
    case data
    /// What a program remembers between runs.
    case state
    /// What can be made again.
    case cache
  }

  /// The folder of this user for `purpose`, or nil when the environment names no home either.
  ///
  /// A path that is not absolute is ignored, as the specification demands.
  public static func forUser(_ purpose: Purpose, _ environment: Environment) -> String? {
    let (variable, usual) =
      switch purpose {
      case .configuration: ("XDG_CONFIG_HOME", ".config")
      case .data: ("XDG_DATA_HOME", ".local/share")
      case .state: ("XDG_STATE_HOME", ".local/state")
      case .cache: ("XDG_CACHE_HOME", ".cache")
      }
    if let path = environment[variable], path.hasPrefix("/") { return path }
    guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
    return "\(home)/\(usual)"
  }

  /// The kind of the file system at `path` if it is shared between machines or kept by a program,
  /// such as "NFS"; nil for a disk of this machine.
  ///
  /// On such a file system locks and syncs do not hold what a database needs. Source of the
  /// numbers: statfs(2).
  public static func sharedFileSystem(at path: String) throws(FileError) -> String? {
    var type: UInt64 = 0
    guard concord_file_system_type(path, &type) == 0 else {
      throw FileError(errno: errno, path: path)
    }
    return sharedFileSystems.first { $0.type == type }?.name
  }

  private static let sharedFileSystems: [(type: UInt64, name: String)] = [
    (0x6969, "NFS"), (0x517b, "SMB"), (0xff53_4d42, "CIFS"), (0xfe53_4d42, "SMB2"),
    (0x0102_1997, "9P"), (0x6573_5546, "FUSE"), (0x00c3_6400, "Ceph"), (0x5346_414f, "AFS"),
    (0x7375_7245, "Coda"), (0x0bd0_0bd0, "Lustre"), (0x786f_4256, "VirtualBox"),
  ]
}
