internal import CWebSockets
internal import Glibc

/// Serves binary WebSocket messages over TLS from a single thread.
///
/// Not `Sendable`: created, run and used on one thread. Only ``waker`` may be used from others.
public final class Server {
  /// The port that is listened on.
  public let port: UInt16
  /// The SHA-256 of the certificate's SubjectPublicKeyInfo: the pin that clients compare.
  public let publicKeyHash: [UInt8]
  /// Interrupts the loop from another thread or from a signal handler.
  public var waker: Waker { loop.waker }
  /// The sockets that are open now, counting those still in their handshake.
  public var connectionCount: Int { connections.count }

  let configuration: ServerConfiguration
  let loop: Loop
  /// Is there until the shutdown.
  private var listener: ListeningSocket?
  /// Is there while the server runs.
  var delegate: (any ServerDelegate)?
  var connections: [ConnectionID: Connection] = [:]
  var connectionsOfNetwork: [[UInt8]: Int] = [:]
  var hasReceived = false
  private let connectionsMax: Int
  private let listenerSocket: OpaquePointer
  private var nextTag = Loop.Tag.first
  private var wasWoken = false
  private var timer: UInt64?
  private var nextInspection: UInt64 = 0
  /// When a shutdown gives up waiting, once it has begun.
  private var shutdownDeadline: UInt64?

  /// The pause between two looks for connections that are late.
  private static let inspectionNanoseconds: UInt64 = 1_000_000_000

  /// The longest that messages wait for others to be committed with.
  private static let gatherNanosecondsMax: UInt64 = 2_000_000

  /// Binds the socket and loads the certificate; clients wait until ``run(_:)``.
  public init(_ configuration: ServerConfiguration) throws(ServerError) {
    guard let identity = ServerIdentity(configuration.identity) else { throw .badIdentity }
    let listener = try ListeningSocket(address: configuration.address, port: configuration.port)
    let descriptorsMax = allowDescriptors(forSockets: configuration.connectionsMax)
    var options = Loop.Options(
      subprotocol: configuration.subprotocol, timeoutSeconds: configuration.handshakeSeconds)
    options.prepareServerTLS = { identity.install(into: $0) }
    guard let loop = Loop(options),
      let socket = loop.adopt(
        fileDescriptor: listener.fileDescriptor, as: Loop.Tag.listener)
    else { throw .noResources }
    self.configuration = configuration
    self.listener = listener
    port = listener.port
    self.loop = loop
    listenerSocket = socket
    connectionsMax = min(configuration.connectionsMax, descriptorsMax / 10 * 9)
    publicKeyHash = identity.publicKeyHash
    loop.owner = self
  }

  deinit { loop.end() }

  /// Serves until a shutdown has completed.
  public func run(_ delegate: any ServerDelegate) {
    self.delegate = delegate
    defer { self.delegate = nil }
    while !isFinished {
      loop.service(until: nextDeadline)
      if hasReceived { gather() }
      finishRound(delegate)
    }
    for connection in connections.values.sorted(by: { $0.id < $1.id }) { forget(connection) }
  }

  /// Queues a message, or refuses it.
  ///
  /// - Returns: false if the connection is closing or gone, or if its queue is full; in the last
  ///   case ``ServerDelegate/drained(_:on:)`` tells when it is empty.
  @discardableResult
  public func send(_ message: [UInt8], to connection: ConnectionID) -> Bool {
    guard let connection = connections[connection], connection.state == .open,
      connection.queue.append(message)
    else { return false }
    lws_callback_on_writable(connection.socket)
    return true
  }

  /// The bytes that wait to be written to `connection`.
  public func pendingBytes(of connection: ConnectionID) -> Int {
    connections[connection]?.queue.pendingBytes ?? 0
  }

  /// Closes `connection` once what was queued before is written.
  ///
  /// - Parameter reason: At most 123 bytes of UTF-8; what goes beyond is cut off.
  public func close(_ connection: ConnectionID, code: UInt16, reason: String) {
    guard let connection = connections[connection], connection.state == .open else { return }
    connection.closure = .closed(code: code, reason: reason)
    let patience = UInt64(configuration.closeSeconds) * 1_000_000_000
    connection.state = .closing(deadline: monotonicNanoseconds() + patience)
    lws_callback_on_writable(connection.socket)
  }

  /// Has ``ServerDelegate/timerFired(on:)`` called once, or not at all when nil.
  ///
  /// There is one timer: setting it again moves it.
  public func setTimer(milliseconds: Int?) {
    timer = milliseconds.map { monotonicNanoseconds() + UInt64(max(0, $0)) * 1_000_000 }
  }

  /// Stops accepting, closes everyone with 1001, and ends ``run(_:)`` when all are gone or
  /// ``ServerConfiguration/closeSeconds`` have passed.
  public func shutDown() {
    guard shutdownDeadline == nil else { return }
    let patience = UInt64(configuration.closeSeconds) * 1_000_000_000
    shutdownDeadline = monotonicNanoseconds() + patience
    // The loop waits at a copy of the descriptor; only without both does the port refuse.
    Loop.drop(listenerSocket)
    listener = nil
    for connection in connections.values.sorted(by: { $0.id < $1.id }) {
      if case .handshaking = connection.state, let socket = connection.socket {
        Loop.drop(socket)
      } else {
        close(connection.id, code: 1001, reason: "the relay is shutting down")
      }
    }
  }

  private var isFinished: Bool {
    guard let shutdownDeadline else { return false }
    return connections.isEmpty || monotonicNanoseconds() >= shutdownDeadline
  }

  private var nextDeadline: UInt64? {
    let inspection = connections.isEmpty ? nil : nextInspection
    return [inspection, timer, shutdownDeadline].compactMap { $0 }.min()
  }

  /// Takes in what has arrived in the meantime, before the round ends.
  ///
  /// libwebsockets reads one TLS record of each socket at a time, so that the messages of one
  /// client would otherwise have to be committed one by one.
  private func gather() {
    let end = monotonicNanoseconds() + Self.gatherNanosecondsMax
    repeat {
      hasReceived = false
      loop.serviceWithoutWaiting()
    } while hasReceived && monotonicNanoseconds() < end
    hasReceived = true
  }

  private func finishRound(_ delegate: any ServerDelegate) {
    if hasReceived {
      hasReceived = false
      delegate.roundEnded(on: self)
    }
    if wasWoken {
      wasWoken = false
      delegate.woken(on: self)
    }
    let now = monotonicNanoseconds()
    if let timer, timer <= now {
      self.timer = nil
      delegate.timerFired(on: self)
    }
    if nextInspection <= now {
      nextInspection = now + Self.inspectionNanoseconds
      for connection in connections.values { inspect(connection, now) }
    }
  }

  /// Drops a connection that is late, and spares one that still takes what was written to it.
  private func inspect(_ connection: Connection, _ now: UInt64) {
    guard let socket = connection.socket else { return }
    let deadline = connection.deadline(messageSeconds: configuration.messageSeconds)
    if let deadline, deadline <= now { return drop(connection, socket) }
    guard connection.state == .open else { return }
    // A pong queues behind what was written before: at a slow reader, progress counts as one.
    if let before = connection.unsentBytes {
      let unsent = WebSockets.unsentBytes(ofSocket: lws_get_socket_fd(socket)) ?? 0
      connection.unsentBytes = unsent == 0 ? nil : unsent
      if unsent < before { connection.noteAlive(now) }
    }
    if let pinged = connection.pinged {
      let patience = UInt64(configuration.pongSeconds) * 1_000_000_000
      if now >= pinged + patience { drop(connection, socket) }
    } else if now >= connection.lastAlive + UInt64(configuration.pingSeconds) * 1_000_000_000 {
      connection.pinged = now
      connection.isPingDue = true
      lws_callback_on_writable(socket)
    }
  }

  private func drop(_ connection: Connection, _ socket: OpaquePointer) {
    end(connection)
    Loop.drop(socket)
  }

  func noteWake() {
    waker.reset()
    wasWoken = true
  }

  /// Adopts the sockets that wait, within the limits.
  func acceptAll() {
    while let (socket, peer) = listener?.accept() {
      let count = connectionsOfNetwork[peer.network, default: 0]
      guard connections.count < connectionsMax, count < configuration.connectionsPerAddressMax
      else {
        Glibc.close(socket)
        continue
      }
      let id = ConnectionID(rawValue: nextTag)
      nextTag += 1
      let patience = UInt64(configuration.handshakeSeconds) * 1_000_000_000
      let connection = Connection(
        id, peer, configuration, deadline: monotonicNanoseconds() + patience)
      connections[id] = connection
      connectionsOfNetwork[peer.network] = count + 1
      // The handshake may fail at once: then the connection is forgotten before this returns.
      if loop.adopt(acceptedSocket: socket, as: id.rawValue) == nil { forget(connection) }
    }
  }

  /// Ends the exchange of messages; the socket may live on for the rest of its close handshake.
  func end(_ connection: Connection) {
    connection.state = .closed
    guard connection.isKnown else { return }
    connection.isKnown = false
    delegate?.closed(connection.id, connection.closure, on: self)
  }

  /// Removes a connection whose socket is gone.
  func forget(_ connection: Connection) {
    guard connections.removeValue(forKey: connection.id) != nil else { return }
    connection.socket = nil
    let network = connection.peer.network
    if let count = connectionsOfNetwork[network] {
      connectionsOfNetwork[network] = count > 1 ? count - 1 : nil
    }
    if connections.isEmpty, shutdownDeadline != nil { loop.interrupt() }
    end(connection)
  }
}
