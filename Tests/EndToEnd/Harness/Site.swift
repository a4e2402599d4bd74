import Foundation
import Glibc
import TestSupport

/// A temporary folder in which people, relays and proxies live for one test.
final class Site {
  let path: String
  private var mounts: [String] = []
  private var proxies: [Proxy] = []
  private var count = 0

  init() throws {
    var template = Array("/tmp/concord-e2e-XXXXXX\0".utf8CString)
    guard mkdtemp(&template) != nil else { throw Surprise(description: "no temporary folder") }
    path = String(decoding: template.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit {
    for proxy in proxies { proxy.stop() }
    for mount in mounts { umount2(mount, Int32(MNT_DETACH)) }
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Starts a program in `folder` with nothing of this machine's settings.
  func start(
    _ words: [String], in folder: String, input: Child.Input = .nothing,
    environment extra: [String: String] = [:]
  ) throws -> Child {
    count += 1
    var environment = ["PATH": "/usr/bin:/bin", "HOME": path, "XDG_STATE_HOME": path + "/state"]
    environment.merge(extra) { $1 }
    return try Child(
      words, in: folder, environment: environment, input: input, logs: "\(path)/log-\(count)")
  }

  /// The path of `name` in this folder.
  func file(_ name: String) -> String { "\(path)/\(name)" }

  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    try write(Data(text.utf8), to: name)
  }

  @discardableResult
  func write(_ data: Data, to name: String) throws -> String {
    try data.write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }

  func makeFolder(_ name: String) throws -> String {
    try FileManager.default.createDirectory(
      atPath: file(name), withIntermediateDirectories: true)
    return file(name)
  }

  /// Copies a folder as `cp -a` does.
  func copy(_ folder: String, to copy: String) throws {
    let outcome = try start(["cp", "-a", folder, copy], in: path).wait()
    guard outcome.code == 0 else { throw Surprise(description: "\(outcome)") }
  }

  /// The permission bits of a file.
  static func permissions(of path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    guard let number = attributes[.posixPermissions] as? NSNumber else {
      throw Surprise(description: "\(path) has no permissions")
    }
    return number.intValue
  }

  /// A folder on a file system of its own with room for `bytes`.
  func makeSmallDisk(_ name: String, bytes: Int) throws -> String {
    let folder = try makeFolder(name)
    let outcome = try start(
      ["mount", "-t", "tmpfs", "-o", "size=\(bytes)", "none", folder], in: path
    ).wait()
    guard outcome.code == 0 else { throw Surprise(description: "\(outcome)") }
    mounts.append(folder)
    return folder
  }

  /// Something to cut connections to `relay` with, or to listen at them.
  func proxy(to relay: RunningRelay, isRecording: Bool = false) throws -> Proxy {
    let proxy = try Proxy(to: relay.port, isRecording: isRecording)
    proxies.append(proxy)
    return proxy
  }

  // MARK: People

  /// Somebody with a folder and no workspace in it.
  func person(_ name: String, folder: String? = nil) throws -> Person {
    Person(name: name, folder: try makeFolder(folder ?? name.lowercased()), site: self)
  }

  /// Somebody who has made a workspace with the fixture article.
  func founder(_ name: String = "Ana", relay: String? = nil) throws -> Person {
    let person = try person(name)
    try person.run(
      ["init", "--title", "Harbour review", "--as", name] + (relay.map { ["--relay", $0] } ?? []))
    try person.run(["import", try write(Fixture.article, to: "article.md")])
    return person
  }

  /// Somebody let in by `admin`, synced.
  func joiner(
    _ name: String, folder: String? = nil, by admin: Person, _ options: String...
  ) throws -> Person {
    let person = try person(name, folder: folder)
    let token = try admin.run(["invite", "--auto"] + options).output
    try person.run(["join", "--as", name], input: token, expecting: 3)
    try admin.run("sync")
    try person.run("sync")
    return person
  }
}

/// What the tests import.
enum Fixture {
  static let article = """
    # Cooling the harbour

    Harbours are warm places in summer, and the people who load the ships are the first to say so.

    ## Recommendations

    1. Plant trees along the quay. They give shade in the long summer months.

    2. Paint the roofs of the sheds white. White roofs send the light back.

    """

  /// Text that does not compress, `count` bytes of it.
  static func noise(_ count: Int, seed: UInt64) -> String {
    var random = SplitMix64(seed: seed)
    let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/".utf8)
    let bytes = (0..<count).map { _ in letters[Int(random.next() >> 58)] }
    return String(decoding: bytes, as: UTF8.self)
  }
}
