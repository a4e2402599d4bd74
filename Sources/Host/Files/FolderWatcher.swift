private import Glibc

/// Tells when files in one folder change, without looking again and again (inotify(7)).
public struct FolderWatcher: ~Copyable {
  /// What happened since the last look.
  public struct Changes: Equatable, Sendable {
    /// The files that were written, closed after being open for writing, made, renamed or removed;
    /// sorted by bytes, each once.
    public var names: [String] = []
    /// Whether so much happened that some of it was not recorded: anything may have changed.
    public var isIncomplete = false
  }

  /// The descriptor to wait on: readable when there are changes.
  public let descriptor: Int32
  private let path: String

  /// Starts to watch the folder at `path`.
  public init(_ path: String) throws(FileError) {
    let descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
    guard descriptor >= 0 else { throw FileError(errno: errno, path: path) }
    // A database makes its last change visible in shared memory, after its last write to a file,
    // which no event tells. Whoever changed it closes its files later still.
    let events =
      IN_MODIFY | IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO
    let mask = UInt32(events) | UInt32(IN_ONLYDIR)
    guard inotify_add_watch(descriptor, path, mask) >= 0 else {
      let code = errno
      close(descriptor)
      throw FileError(errno: code, path: path)
    }
    self.descriptor = descriptor
    self.path = path
  }

  deinit { close(descriptor) }

  /// Takes up the changes since the last call; it does not wait for any.
  public func changes() throws(FileError) -> Changes {
    var names: Set<String> = []
    var changes = Changes()
    while true {
      let bytes: [UInt8]
      do throws(FileError) {
        bytes = try Descriptor.read(16 << 10, from: descriptor, path: path)
      } catch {
        guard error.problem == .system(code: EAGAIN) else { throw error }
        break
      }
      if bytes.isEmpty { break }
      read(bytes, into: &names, &changes.isIncomplete)
    }
    changes.names = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return changes
  }

  /// Reads the events in `bytes`: each a header, which ends in the length of the name that follows.
  private func read(_ bytes: [UInt8], into names: inout Set<String>, _ isIncomplete: inout Bool) {
    let headerBytes = MemoryLayout<inotify_event>.size
    var offset = 0
    while offset + headerBytes <= bytes.count {
      let event = bytes.withUnsafeBytes { buffer in
        buffer.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
      }
      offset += headerBytes
      let end = min(offset + Int(event.len), bytes.count)
      let name = bytes[offset..<end].prefix { $0 != 0 }
      if event.mask & UInt32(IN_Q_OVERFLOW) != 0 { isIncomplete = true }
      if !name.isEmpty { names.insert(String(decoding: name, as: UTF8.self)) }
      offset = end
    }
  }
}
