import Foundation
import Glibc

/// A relay with a data folder, on a port that it keeps over restarts.
final class RunningRelay {
  let data: String
  private(set) var link = ""
  private(set) var port: UInt16 = 0
  private let site: Site
  private let options: [String]
  private var child: Child?

  /// Starts a relay with its data in `data`; a folder of the site where none is given.
  init(_ site: Site, data: String? = nil, options: [String] = []) throws {
    self.site = site
    self.data = data ?? site.file("relay")
    self.options = options
    try start()
  }

  var log: String { child?.errors ?? "" }
  var outcome: Outcome? { child?.outcome }

  /// Starts it again, on the same port.
  func start(under wrapper: [String] = []) throws {
    let child = try launch(under: wrapper)
    self.child = child
    try eventually("the relay's set-up link") {
      if let outcome = child.outcome { throw Surprise(description: "\(outcome)") }
      return child.output.hasSuffix("\n")
    }
    let words = child.output.split(whereSeparator: \.isWhitespace)
    link = words.first { $0.hasPrefix("wss://") }.map(String.init) ?? ""
    guard let found = URL(string: link)?.port, let port = UInt16(exactly: found) else {
      throw Surprise(description: "no set-up link: \(child.output)")
    }
    self.port = port
  }

  /// Calls the program without expecting it to serve.
  func launch(under wrapper: [String] = []) throws -> Child {
    try site.start(
      wrapper + [Tools.relay, "serve", "--data", data, "--listen", "127.0.0.1:\(port)"] + options,
      in: site.path)
  }

  /// Asks it to stop, and waits for that.
  @discardableResult
  func stop(with signal: Int32 = SIGTERM) throws -> Outcome {
    guard let child else { throw Surprise(description: "the relay does not run") }
    child.signal(signal)
    let outcome = try child.wait()
    try waitForFolder()
    return outcome
  }

  /// Ends it without a chance to tidy up.
  func kill() throws {
    child?.kill()
    try waitForFolder()
  }

  /// Waits until no process holds the data folder.
  ///
  /// A relay under a wrapper can be dying still when the wrapper has ended.
  private func waitForFolder() throws {
    let lock = open(data + "/lock", O_RDWR | O_CLOEXEC)
    // It may have been killed before it made the file.
    guard lock >= 0 else { return }
    defer { close(lock) }
    try eventually("a free folder of the relay") { flock(lock, LOCK_EX | LOCK_NB) == 0 }
    // Closing alone would not do while a program that is being started shares the descriptor.
    flock(lock, LOCK_UN)
  }

  /// The link that leads to `proxy` in place of the relay.
  func link(through proxy: Proxy) -> String {
    link.replacingOccurrences(of: ":\(port)/", with: ":\(proxy.port)/")
  }

  /// All files in the data folder.
  func files() throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: data) {
      files[name] = FileManager.default.contents(atPath: "\(data)/\(name)")
    }
    return files
  }

  /// Removes the store, and what SQLite keeps beside it.
  func deleteStore() throws {
    for name in try files().keys where name.hasPrefix("relay.db") {
      try FileManager.default.removeItem(atPath: "\(data)/\(name)")
    }
  }
}
