import Bytes
import Cryptography
import Host
import Relay
import SyncProtocol
import Trust
import WebSockets

/// Ties the sockets to the relay: bytes in, bytes out, one transaction per round of the loop.
final class RelayDaemon: ServerDelegate {
  private var core: RelayCore
  private let store: SQLiteStore
  private let log: Log
  private var numbers: [ConnectionID: ConnectionNumber] = [:]
  private var connections: [ConnectionNumber: ConnectionID] = [:]
  private var lastNumber: UInt64 = 0
  /// Why the relay stopped by itself.
  private var failure: RelayStoreError?

  init(store: SQLiteStore, configuration: RelayConfiguration, log: Log) {
    self.store = store
    self.log = log
    core = RelayCore(store: store, configuration: configuration)
  }

  /// Serves until a stop is asked for, or the store fails.
  func run(_ server: Server, address: String) throws -> ExitCode {
    log.info("relay started", ["listen": address])
    server.run(self)
    if let failure { throw failure }
    try store.close()
    log.info("relay stopped")
    return .done
  }

  func opened(_ connection: ConnectionID, address: String, on server: Server) {
    lastNumber += 1
    let number = ConnectionNumber(rawValue: lastNumber)
    numbers[connection] = number
    connections[number] = connection
    log.debug("connection opened", ["connection": lastNumber])
    carryOut(
      core.step(
        .opened(
          number, challenge: SecureRandom.bytes(LoginStatement.challengeByteCount),
          time: UInt64(clamping: SystemClock.nowMilliseconds()))),
      on: server)
  }

  func received(_ message: [UInt8], from connection: ConnectionID, on server: Server) {
    guard let number = numbers[connection] else { return }
    carryOut(core.step(.received(number, message)), on: server)
  }

  func closed(_ connection: ConnectionID, _ closure: Closure, on server: Server) {
    guard let number = numbers.removeValue(forKey: connection) else { return }
    connections[number] = nil
    log.debug("connection closed", ["connection": number.rawValue])
    carryOut(core.step(.closed(number)), on: server)
  }

  func roundEnded(on server: Server) {
    let now = UInt64(clamping: SystemClock.monotonicMilliseconds())
    carryOut(core.step(.roundEnded(now: now)), on: server)
    do {
      if failure == nil { try store.checkpoint() }
    } catch RelayStoreError.full {
      // The log keeps what could not be written back; the next round tries again.
      log.error("disk full", ["during": "checkpoint"])
    } catch {
      stop(error as? RelayStoreError ?? .failed(detail: "\(error)"), server)
    }
  }

  func woken(on server: Server) { server.shutDown() }

  func drained(_ connection: ConnectionID, on server: Server) {}

  func timerFired(on server: Server) {}

  func health(on server: Server) -> HealthReport {
    failure == nil
      ? HealthReport(status: 200, body: "ok\n") : HealthReport(status: 503, body: "stopping\n")
  }

  private func carryOut(_ effects: [RelayEffect], on server: Server) {
    for effect in effects {
      switch effect {
      case .send(let number, let bytes):
        guard let connection = connections[number] else { continue }
        // A client that asks and does not read; whatever it misses it will ask for again.
        if !server.send(bytes, to: connection) {
          server.close(connection, code: 1008, reason: "replies are not read")
        }
      case .close(let number):
        guard let connection = connections[number] else { continue }
        server.close(connection, code: 1008, reason: "see the last error")
      case .note(let note): record(note)
      case .stop(let error): stop(error, server)
      }
    }
  }

  private func stop(_ error: RelayStoreError, _ server: Server) {
    log.error("store failed", ["detail": error.detail])
    failure = error
    server.shutDown()
  }

  private func record(_ note: RelayNote) {
    switch note {
    case .loggedIn(let connection, let workspace, let device):
      log.info(
        "device logged in",
        [
          "connection": connection.rawValue, "workspace": Base32.encode(workspace.bytes),
          "device": Base32.encode(device.bytes),
        ])
    case .invited(let connection, let workspace):
      log.info(
        "invite logged in",
        ["connection": connection.rawValue, "workspace": Base32.encode(workspace.bytes)])
    case .workspaceCreated(let connection, let workspace):
      log.info(
        "workspace created",
        ["connection": connection.rawValue, "workspace": Base32.encode(workspace.bytes)])
    case .pushRefused(let connection, let reason):
      log.info("push refused", ["connection": connection.rawValue, "reason": "\(reason)"])
    case .requestFailed(let connection, let code):
      log.info("request failed", ["connection": connection.rawValue, "code": "\(code)"])
    case .storageFull: log.error("disk full", ["during": "commit"])
    }
  }
}
