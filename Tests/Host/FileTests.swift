import Foundation
import Testing

@testable import Host

/// A folder that is removed with the value.
private struct Scratch: ~Copyable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/host-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// A lock that a test can compare with nil.
private final class LockHolder: Equatable {
  private var lock: FileLock?

  init?(_ path: String, waitingMilliseconds milliseconds: Int64 = 0) throws {
    lock = try FileLock.acquire(path, waitingMilliseconds: milliseconds)
    if lock == nil { return nil }
  }

  func release() { lock = nil }

  static func == (left: LockHolder, right: LockHolder) -> Bool { left === right }
}

private func problem(_ body: () throws -> Void) -> FileError.Problem? {
  do {
    try body()
    return nil
  } catch {
    return (error as? FileError)?.problem
  }
}

private func names(in folder: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
}

@Suite struct FileTests {
  @Test func readsUpToTheLimitAndNotBeyond() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/file"
    let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
    try File.write(bytes, to: path)
    #expect(try File.read(path, limit: 200_000) == bytes)
    #expect(problem { _ = try File.read(path, limit: 199_999) } == .tooLarge(limit: 199_999))
    #expect(problem { _ = try File.read(scratch.path, limit: 10) } == .isFolder)
    #expect(problem { _ = try File.read(path + "x", limit: 10) } == .notFound)
    #expect(problem { _ = try File.read(path + "/x", limit: 10) } == .isNoFolder)
    #expect(problem { _ = try File.read("/dev/zero", limit: 10) } == .tooLarge(limit: 10))
    #expect(try File.read("/dev/null", limit: 0) == [])
    #expect(try !File.read("/proc/self/status", limit: 100_000).isEmpty)
  }

  @Test func readsAPipe() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/pipe"
    #expect(try Shell.run("mkfifo", [path]) == .done)
    #expect(try Shell.run("sh -c '(echo hello > \"$0\") &'", [path]) == .done)
    #expect(try File.read(path, limit: 100) == Array("hello\n".utf8))
  }

  @Test func aNewFileHasItsNameOnlyOnceItIsWhole() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/new"
    func start() throws {
      var file = try NewFile(path)
      try file.append([1, 2])
    }
    try start()
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == [])
    var file = try NewFile(path)
    try file.append([0, 0, 3])
    try file.overwriteStart([1, 2])
    #expect(try File.status(path) == nil)
    try file.commit()
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["new"])
    var input = try InputFile(path)
    for _ in 0..<2 {
      #expect(try input.read(2) == [1, 2])
      #expect(try input.read(9) == [3])
      #expect(try input.read(9) == [])
      try input.rewind()
    }
  }

  @Test func replacesAFileWhole() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/file"
    try File.write([1, 2, 3], to: path, permissions: 0o600)
    #expect(try File.status(path)?.permissions == 0o600)
    try File.write([4], to: path, permissions: 0o600)
    #expect(try File.read(path, limit: 10) == [4])
    #expect(try names(in: scratch.path) == ["file"])
    #expect(try File.status(path)?.isOwn == true)
  }

  @Test func leavesTheOldFileWhenItCannotWrite() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/file"
    try File.write([1], to: path)
    #expect(problem { try File.write([2], to: scratch.path + "/none/file") } == .notFound)
    #expect(problem { try File.write([2], to: path + "/file") } == .isNoFolder)
    #expect(problem { try File.write([2], to: scratch.path) } == .isFolder)
    #expect(try names(in: scratch.path) == ["file"])
    #expect(try File.read(path, limit: 10) == [1])
  }

  @Test func leavesTheOldFileInAFolderThatMayNotBeWritten() async throws {
    // In a process of its own, which is somebody else for a while: root may write anywhere.
    await #expect(processExitsWith: .success) {
      func isKept() throws -> Bool {
        let scratch = try Scratch()
        let path = scratch.path + "/file"
        try File.write([1], to: path)
        chmod(scratch.path, 0o555)
        if geteuid() == 0 { seteuid(65_534) }
        let problem = problem { try File.write([2], to: path) }
        let bytes = try File.read(path, limit: 10)
        seteuid(getuid())
        chmod(scratch.path, 0o700)
        return problem == .notPermitted && bytes == [1]
      }
      exit(try isKept() ? 0 : 1)
    }
  }

  /// A pipe stands for every device: a real one, replaced by mistake, would be lost to the machine.
  @Test func replacesNeitherLinksNorDevices() throws {
    let scratch = try Scratch()
    let link = scratch.path + "/link"
    let pipe = scratch.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    #expect(symlink(pipe, link) == 0)
    #expect(problem { try File.write([1], to: link) } == .isSpecial)
    #expect(problem { try File.write([1], to: pipe) } == .isSpecial)
    #expect(try names(in: scratch.path) == ["link", "pipe"])
  }

  @Test func saysThatTheDiskIsFull() throws {
    #expect(
      problem { try Descriptor.write([1], to: open("/dev/full", O_WRONLY), path: "x") } == .noSpace)
  }

  @Test func makesFoldersForThisUserAlone() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/a/b/c"
    try Folder.make(path)
    try Folder.make(path)
    #expect(try File.status(path)?.permissions == 0o700)
    #expect(try File.status(scratch.path + "/a")?.permissions == 0o700)
    try File.write([], to: scratch.path + "/file")
    #expect(problem { try Folder.make(scratch.path + "/file") } == .isNoFolder)
    #expect(problem { try Folder.make("") } == .notFound)
  }

  @Test func findsTheNearestFolderAbove() throws {
    let scratch = try Scratch()
    try Folder.make(scratch.path + "/a/.thing")
    try Folder.make(scratch.path + "/a/b/c")
    try File.write([], to: scratch.path + "/a/b/.thing")  // A file of that name does not count.
    #expect(Folder.nearest(holding: ".thing", from: scratch.path + "/a/b/c") == scratch.path + "/a")
    #expect(Folder.nearest(holding: ".thing", from: scratch.path + "/a") == scratch.path + "/a")
    #expect(Folder.nearest(holding: ".thing", from: scratch.path) == nil)
  }

  @Test(arguments: [
    ("a/b", "a"), ("a", "."), ("/a", "/"), ("/", "/"), ("/a/b/", "/a"), ("a//b", "a"), ("", "."),
  ])
  func namesTheContainingFolder(path: String, folder: String) {
    #expect(Folder.containing(path) == folder)
  }

  @Test func followsTheBaseDirectorySpecification() {
    let home = Environment(["HOME": "/home/ana"])
    #expect(Folder.forUser(.configuration, home) == "/home/ana/.config")
    #expect(Folder.forUser(.state, home) == "/home/ana/.local/state")
    let set = Environment(["HOME": "/home/ana", "XDG_DATA_HOME": "/d", "XDG_CACHE_HOME": "rel"])
    #expect(Folder.forUser(.data, set) == "/d")
    #expect(Folder.forUser(.cache, set) == "/home/ana/.cache")
    #expect(Folder.forUser(.cache, Environment([:])) == nil)
  }

  @Test func knowsTheFileSystemOfThisMachine() throws {
    #expect(try Folder.sharedFileSystem(at: "/proc") == nil)
    #expect(problem { _ = try Folder.sharedFileSystem(at: "/nowhere") } == .notFound)
  }

  @Test func excludesAnotherProcessUntilTheLockIsReleased() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/lock"
    let tryLock = "flock --nonblock \"$0\" true"
    func otherMayLock() throws -> Bool { try Shell.run("sh -c '\(tryLock)'", [path]) == .done }
    do {
      let lock = try #require(try LockHolder(path))
      #expect(try File.status(path)?.permissions == 0o600)
      #expect(try !otherMayLock())
      #expect(try LockHolder(path, waitingMilliseconds: 5) == nil)
      lock.release()
    }
    #expect(try otherMayLock())
    #expect(try LockHolder(path) != nil)
  }

  @Test func waitsForAnotherProcessToReleaseTheLock() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/lock"
    let gate = scratch.path + "/gate"
    #expect(try Shell.run("mkfifo", [gate]) == .done)
    // The other process says that it holds the lock, and lets go of it when the gate is opened.
    let holding = try FolderWatcher(scratch.path)
    let script = "flock \"$0\" sh -c \"touch $0.held; read line < $1\" &"
    #expect(try Shell.run("sh -c '\(script)'", [path, gate]) == .done)
    while try !holding.changes().names.contains("lock.held") {
      _ = Descriptor.waitUntilReadable([holding.descriptor], milliseconds: 10_000)
    }
    #expect(try LockHolder(path) == nil)
    try BackgroundThread.start { close(open(gate, O_WRONLY)) }
    #expect(try LockHolder(path, waitingMilliseconds: 10_000) != nil)
  }

  @Test func tellsWhichFilesOfAFolderChanged() throws {
    let scratch = try Scratch()
    let watcher = try FolderWatcher(scratch.path)
    #expect(try watcher.changes() == FolderWatcher.Changes())
    try Folder.make(scratch.path + "/a")
    #expect(
      Descriptor.waitUntilReadable([watcher.descriptor], milliseconds: 0) == [watcher.descriptor])
    let changes = try watcher.changes()
    #expect(changes.names == ["a"])
    #expect(!changes.isIncomplete)
    #expect(try watcher.changes().names == [])
    #expect(Descriptor.waitUntilReadable([watcher.descriptor], milliseconds: 0) == [])
    // Nothing more can be said of a file: a process that is being started elsewhere in this one may
    // hold a copy of its descriptor, and it is closed with the last.
    try File.write([1], to: scratch.path + "/b")
    #expect(try watcher.changes().names.contains("b"))
    #expect(problem { _ = try FolderWatcher(scratch.path + "/b") } == .isNoFolder)
  }
}
