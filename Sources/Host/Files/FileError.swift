private import Glibc

/// A file operation that failed: on what, and why.
public struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Why an operation failed.
  public enum Problem: Equatable, Sendable {
    /// Nothing is there.
    case notFound
    /// A folder is there, not a file.
    case isFolder
    /// A folder was needed, and something else is there.
    case isNoFolder
    /// Something is there that is neither a file nor a folder: a link, a device, a pipe.
    case isSpecial
    /// The permissions forbid it.
    case notPermitted
    /// It holds more bytes than `limit`.
    case tooLarge(limit: Int)
    /// The disk, or the quota, is full.
    case noSpace
    /// The file system is mounted read-only.
    case readOnly
    /// The reader of a pipe went away.
    case closedPipe
    /// Another failure, by its `errno`.
    case system(code: Int32)
  }

  /// Why it failed.
  public let problem: Problem
  /// The path as it was given, or the name of a standard stream.
  public let path: String

  /// Creates the error.
  public init(_ problem: Problem, path: String) {
    self.problem = problem
    self.path = path
  }

  /// Creates the error that `errno` stands for.
  init(errno code: Int32, path: String) {
    let problem: Problem =
      switch code {
      case ENOENT: .notFound
      case EISDIR: .isFolder
      case ENOTDIR: .isNoFolder
      case ELOOP: .isSpecial
      case EACCES, EPERM: .notPermitted
      case ENOSPC, EDQUOT: .noSpace
      case EROFS: .readOnly
      case EPIPE: .closedPipe
      default: .system(code: code)
      }
    self.init(problem, path: path)
  }

  /// One sentence without a full stop, which begins with the path.
  public var description: String {
    switch problem {
    case .notFound: "\(path) does not exist"
    case .isFolder: "\(path) is a folder"
    case .isNoFolder: "\(path) is no folder, or lies in none"
    case .isSpecial: "\(path) is a link or a device, not a file"
    case .notPermitted: "\(path) may not be used: permission denied"
    case .tooLarge(let limit): "\(path) is larger than \(grouped(limit)) bytes"
    case .noSpace: "\(path) could not be written: the disk is full"
    case .readOnly: "\(path) could not be written: the file system is read-only"
    case .closedPipe: "\(path) was closed by its reader"
    case .system(let code): "\(path): \(String(cString: strerror(code)))"
    }
  }
}
