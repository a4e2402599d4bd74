import Foundation
import Synchronization
import WebSockets

/// What a test server does with messages.
enum Behaviour {
  case echo
  case keep
  /// Answers every message with as many copies of itself as are taken.
  case flood
}

/// What a test server has seen so far.
struct ServerRecord {
  var addresses: [String] = []
  var messages: [[UInt8]] = []
  var closures: [Closure] = []
  var rounds = 0
  var timers = 0
  var wakes = 0
  var drained = 0
  var openCount: Int { addresses.count - closures.count }
  var pendingBytesMax = 0
  var refusals = 0
}

/// A server on its own thread, on a free port of this machine.
final class RunningServer: Sendable {
  let port: UInt16
  let pin: [UInt8]
  let delegate: RecordingDelegate
  private let waker: Waker
  private let finished = DispatchSemaphore(value: 0)

  init(
    _ behaviour: Behaviour = .echo, identity: TestIdentity = TestIdentity(),
    address: String = "127.0.0.1", _ change: (inout ServerConfiguration) -> Void = { _ in }
  ) throws {
    var configuration = ServerConfiguration(address: address, port: 0, identity: identity.source)
    change(&configuration)
    let started = Mutex<Result<(UInt16, [UInt8], Waker), any Error>?>(nil)
    let ready = DispatchSemaphore(value: 0)
    let delegate = RecordingDelegate(behaviour)
    let finished = finished
    let chosen = configuration
    Thread.detachNewThread {
      defer { finished.signal() }
      do {
        let server = try Server(chosen)
        let (port, hash, waker) = (server.port, server.publicKeyHash, server.waker)
        started.withLock { $0 = .success((port, hash, waker)) }
        ready.signal()
        server.run(delegate)
      } catch {
        started.withLock { $0 = .failure(error) }
        ready.signal()
      }
    }
    ready.wait()
    self.delegate = delegate
    guard let result = started.withLock({ $0 }) else { throw ServerError.noResources }
    (port, pin, waker) = try result.get()
  }

  var record: ServerRecord { delegate.record.withLock { $0 } }

  func wake() { waker.wake() }

  /// Runs `action` on the server's thread.
  func onLoop(_ action: @escaping @Sendable (Server) -> Void) {
    delegate.actions.withLock { $0.append(action) }
    waker.wake()
  }

  /// Shuts down, and returns false when that takes longer than 10 seconds.
  @discardableResult
  func stop() -> Bool {
    onLoop { $0.shutDown() }
    guard finished.wait(timeout: .now() + 10) == .success else { return false }
    finished.signal()
    return true
  }

  deinit { stop() }
}

/// Records what happens, and echoes.
final class RecordingDelegate: ServerDelegate, Sendable {
  let record = Mutex(ServerRecord())
  let actions = Mutex<[@Sendable (Server) -> Void]>([])
  private let behaviour: Behaviour

  init(_ behaviour: Behaviour) { self.behaviour = behaviour }

  func opened(_ connection: ConnectionID, address: String, on server: Server) {
    record.withLock { $0.addresses.append(address) }
  }

  func received(_ message: [UInt8], from connection: ConnectionID, on server: Server) {
    if behaviour != .echo || message.count < 100_000 {
      record.withLock { $0.messages.append(message) }
    }
    switch behaviour {
    case .keep: break
    case .echo: server.send(message, to: connection)
    case .flood: flood(message, to: connection, on: server)
    }
  }

  private func flood(_ message: [UInt8], to connection: ConnectionID, on server: Server) {
    while server.send(message, to: connection) {}
    let pending = server.pendingBytes(of: connection)
    record.withLock {
      $0.pendingBytesMax = max($0.pendingBytesMax, pending)
      $0.refusals += 1
    }
  }

  func drained(_ connection: ConnectionID, on server: Server) {
    record.withLock { $0.drained += 1 }
  }

  func closed(_ connection: ConnectionID, _ closure: Closure, on server: Server) {
    record.withLock { $0.closures.append(closure) }
  }

  func roundEnded(on server: Server) { record.withLock { $0.rounds += 1 } }

  func timerFired(on server: Server) { record.withLock { $0.timers += 1 } }

  func woken(on server: Server) {
    record.withLock { $0.wakes += 1 }
    let actions = actions.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
    for action in actions { action(server) }
  }

  func health(on server: Server) -> HealthReport {
    HealthReport(status: 200, body: "good\n")
  }
}
