import Host
import SyncProtocol
import Trust
import WebSockets

/// One connection to a relay: its socket, and what waits for room in it.
final class RelayLink {
  /// What the loop above is told.
  enum Event {
    /// The relay proved to hold the key with this hash.
    case opened([UInt8])
    /// A message came.
    case message([UInt8])
    /// The watched descriptor can be read.
    case readable
    /// Somebody wants the loop's attention.
    case woken
    /// The connection is over.
    case closed(ClientError)
  }

  private let client: Client
  private var waiting: [[UInt8]] = []

  /// Wakes the loop, from any thread and from signal handlers.
  var waker: Waker { client.waker }

  /// Prepares to connect to `relay`; the first ``poll(milliseconds:)`` begins.
  ///
  /// - Parameter descriptor: Something else to wait for.
  init(_ relay: RelayAddress, watching descriptor: Int32? = nil) throws {
    let trust: Client.Trust = relay.pin.map { .pin($0) } ?? .authorities(file: nil)
    client = try Client(
      host: relay.host, port: relay.port, trust: trust, watching: descriptor)
  }

  /// Sends `message`, as soon as there is room.
  func send(_ message: [UInt8]) {
    if !waiting.isEmpty || !client.send(message) { waiting.append(message) }
  }

  /// Waits for something to happen.
  func poll(milliseconds: Int?) -> [Event] {
    client.poll(timeoutMilliseconds: milliseconds).compactMap { event in
      switch event {
      case .opened(let hash): return .opened(hash)
      case .message(let bytes): return .message(bytes)
      case .readable: return .readable
      case .woken: return .woken
      case .closed(let error): return .closed(error)
      case .drained:
        while let first = waiting.first, client.send(first) { waiting.removeFirst() }
        return nil
      }
    }
  }

  /// Says goodbye and waits, for a moment, until that is sent.
  func close() {
    client.close()
    _ = poll(milliseconds: 500)
  }
}

extension Failure {
  /// A connection that did not come to be, or broke, in words.
  init(_ error: ClientError, relay: RelayAddress) {
    let name = "\(relay.host):\(relay.port)"
    let kept = "Everything you wrote is safe on this machine. concord sync tries again."
    switch error {
    case .cannotResolve(let host):
      self.init("there is no machine called \(host)", hint: kept, code: .network)
    case .refused: self.init("nothing answers at \(name)", hint: kept, code: .network)
    case .timedOut: self.init("\(name) did not answer in time", hint: kept, code: .network)
    case .wrongKey:
      self.init(
        "\(name) holds another key than the one this workspace was set up with",
        hint: "Nothing was sent to it. Somebody may stand between you and the relay. If its "
          + "operator says that the key is new, take their new link: concord relay set LINK",
        code: .integrity)
    case .notTrusted:
      self.init(
        "the certificate of \(name) is not from an authority this machine trusts",
        hint: "Nothing was sent to it. A set-up link with a pin needs no authority.",
        code: .integrity)
    case .notARelay(let status):
      self.init("\(name) is no Concord relay (HTTP \(status))", hint: kept, code: .network)
    case .wrongSubprotocol, .handshakeFailed:
      self.init("\(name) does not speak as a Concord relay does", hint: kept, code: .network)
    case .closed(let code, let reason):
      let why = reason.isEmpty ? "code \(code)" : reason
      self.init("\(name) closed the connection: \(why)", hint: kept, code: .network)
    case .lost: self.init("the connection to \(name) broke", hint: kept, code: .network)
    }
  }

  /// A session that failed, in words.
  init(_ failure: SessionFailure, relay: RelayAddress) {
    let name = "\(relay.host):\(relay.port)"
    let kept = "Everything you wrote is safe on this machine."
    switch failure {
    case .relay(.unknownWorkspace, _):
      self.init(
        "\(name) does not know this workspace, and does not let you create it there",
        hint: kept + " Set the relay again with the full link of its operator: "
          + "concord relay set LINK")
    case .relay(_, let text): self.init("\(name) refused: \(text)", hint: kept)
    case .malformed(let error):
      self.init("\(name) sent what is no message: \(error)", hint: kept, code: .integrity)
    case .unexpectedReply:
      self.init(
        "\(name) answered what was not asked", hint: kept + " concord sync tries again.",
        code: .network)
    case .membershipForked:
      self.init(
        "\(name) shows another list of members than the one this device has checked",
        hint: kept + " Nothing of it was taken. Ask the others by another way before going on.",
        code: .integrity)
    case .relayInconsistent:
      self.init(
        "\(name) contradicts itself", hint: kept + " What it said is kept as evidence.",
        code: .integrity)
    case .notAMember:
      self.init("\(name) does not know this device as a member's", hint: kept)
    case .pushRefused(.notWriter):
      self.init("you may read this workspace, and not write in it", hint: kept)
    case .pushRefused(.quota):
      self.init("your space at \(name) is used up", hint: kept + " Ask its operator for more.")
    case .pushRefused:
      self.init(
        "\(name) does not take what this device sends", hint: kept + " concord doctor checks it.")
    }
  }
}
