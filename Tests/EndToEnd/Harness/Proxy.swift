import Foundation
import Glibc

/// Stands between clients and a relay on one port, and cuts connections when told to.
final class Proxy: @unchecked Sendable {
  let port: UInt16
  private let listener: Int32
  private let target: UInt16
  private let isRecording: Bool
  private let lock = NSLock()
  // Guarded by the lock.
  private var budget: Int?
  private var isOver = false
  private var passed = 0
  private var record = Data()

  /// Starts to pass bytes on to `target`.
  ///
  /// - Parameter isRecording: Whether all bytes are kept, of both directions.
  init(to target: UInt16, isRecording: Bool = false) throws {
    self.target = target
    self.isRecording = isRecording
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = Self.loopback(0)
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard bound == 0, listen(listener, 16) == 0 else {
      throw Surprise(description: "the proxy cannot listen")
    }
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) { pointer in
      _ = pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getsockname(listener, $0, &size)
      }
    }
    self.listener = listener
    port = UInt16(bigEndian: address.sin_port)
    Thread.detachNewThread { self.serve() }
  }

  deinit { close(listener) }

  /// Ends the thread, which keeps this object alive until then; connections break.
  func stop() { lock.withLock { isOver = true } }

  /// Breaks all connections once `bytes` more have come from clients; nil lets everything pass.
  func cut(after bytes: Int?) { lock.withLock { budget = bytes } }

  /// How many bytes clients have sent.
  var passedCount: Int { lock.withLock { passed } }

  /// All bytes that have passed, in the order in which they came; with a recording one alone.
  var recorded: Data { lock.withLock { record } }

  // MARK: The thread

  /// How much of `count` bytes may pass.
  private func allow(_ count: Int) -> Int {
    lock.withLock {
      let allowed = min(count, budget ?? count)
      if let budget { self.budget = budget - allowed }
      passed += allowed
      return allowed
    }
  }

  private var isCut: Bool { lock.withLock { budget == 0 } }

  private func serve() {
    var pairs: [(client: Int32, relay: Int32)] = []
    defer { for pair in pairs { Self.drop(pair) } }
    while !lock.withLock({ isOver }) {
      if isCut {
        pairs.forEach(Self.drop)
        pairs = []
      }
      var polled = [pollfd(fd: listener, events: Int16(POLLIN), revents: 0)]
      for pair in pairs {
        polled.append(pollfd(fd: pair.client, events: Int16(POLLIN), revents: 0))
        polled.append(pollfd(fd: pair.relay, events: Int16(POLLIN), revents: 0))
      }
      guard poll(&polled, nfds_t(polled.count), 20) > 0 else { continue }
      var kept: [(client: Int32, relay: Int32)] = []
      for (index, pair) in pairs.enumerated() {
        let up = polled[2 * index + 1].revents == 0 || pass(pair.client, pair.relay, isUp: true)
        let down =
          polled[2 * index + 2].revents == 0 || pass(pair.relay, pair.client, isUp: false)
        if up, down { kept.append(pair) } else { Self.drop(pair) }
      }
      pairs = kept
      if polled[0].revents != 0, let pair = connect() { pairs.append(pair) }
    }
  }

  private func pass(_ source: Int32, _ sink: Int32, isUp: Bool) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    let count = recv(source, &buffer, buffer.count, 0)
    guard count > 0 else { return false }
    if isRecording { lock.withLock { record.append(contentsOf: buffer[..<count]) } }
    let allowed = isUp ? allow(count) : count
    var sent = 0
    while sent < allowed {
      let step = buffer.withUnsafeBytes {
        send(sink, $0.baseAddress?.advanced(by: sent), allowed - sent, Int32(MSG_NOSIGNAL))
      }
      guard step > 0 else { return false }
      sent += step
    }
    return allowed == count
  }

  private func connect() -> (client: Int32, relay: Int32)? {
    let client = accept(listener, nil, nil)
    guard client >= 0 else { return nil }
    let relay = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    _ = fcntl(client, F_SETFD, FD_CLOEXEC)
    var address = Self.loopback(target)
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(relay, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else {
      Self.drop((client, relay))
      return nil
    }
    return (client, relay)
  }

  private static func drop(_ pair: (client: Int32, relay: Int32)) {
    close(pair.client)
    close(pair.relay)
  }

  private static func loopback(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return address
  }
}
