internal import CWebSockets

/// One connection to a relay, driven by the thread that owns it.
///
/// Opening goes on inside ``poll(timeoutMilliseconds:)``. After `.closed` the object is of no
/// further use. Not `Sendable`; only ``waker`` may be used from other threads.
public final class Client {
  /// How the server has to prove who it is, which it does before it is sent a single byte.
  public enum Trust: Hashable, Sendable {
    /// By the key whose SubjectPublicKeyInfo has this SHA-256; the rest of the certificate, its
    /// dates and its issuer included, counts for nothing.
    case pin([UInt8])
    /// By a certificate for the host's name from an authority in `file` (PEM), or one of the
    /// system's when nil.
    case authorities(file: String?)
  }

  /// Something that happened.
  public enum Event: Equatable, Sendable {
    /// The handshake is complete; the server proved to hold the key with this hash.
    case opened(publicKeyHash: [UInt8])
    /// A whole binary message.
    case message([UInt8])
    /// Everything queued has been handed to the network, after a ``Client/send(_:)`` was refused.
    case drained
    /// The watched file descriptor can be read; said again in each poll until it is.
    case readable
    /// Somebody called ``Waker/wake()``.
    case woken
    /// The connection is over or never came to be; always the last event.
    case closed(ClientError)
  }

  enum State: Equatable {
    case opening
    case open
    /// The close frame goes out when the queue is empty.
    case closing
    case closed
  }

  /// Interrupts ``poll(timeoutMilliseconds:)`` from another thread or from a signal handler.
  public var waker: Waker { loop.waker }
  /// The bytes that wait to be written.
  public var pendingBytes: Int { queue.pendingBytes }
  /// Whether messages can be sent.
  public var isOpen: Bool { state == .open }

  let host: String
  let configuration: ClientConfiguration
  let verifier: PeerVerifier
  let loop: Loop
  var state = State.opening
  var socket: OpaquePointer?
  var queue: SendQueue
  var incoming: MessageAssembler
  /// Why the connection ends, as far as known.
  var closure = Closure.lost
  var events: [Event] = []
  /// The addresses that are still to be tried, once the host's name was looked up.
  private var addresses: [SocketAddress]?
  /// The tag of the socket that is being connected or is open; those before are given up.
  private(set) var attempt = Loop.Tag.first
  private var hasFailed = false
  private var attemptSocket: OpaquePointer?
  /// When opening or closing has taken too long, in monotonic nanoseconds.
  private var deadline: UInt64?
  /// The same for the address that is tried.
  private var attemptDeadline: UInt64?
  private let port: UInt16

  /// Prepares to connect to `wss://host:port`; the first poll begins.
  ///
  /// The host's addresses are tried in turn, each for its share of the time.
  ///
  /// - Parameter fileDescriptor: Something else to wait for: it ends a poll when it can be read
  ///   (`.readable`). It is set to non-blocking, and remains the caller's to close.
  /// - Throws: ``ClientError/lost`` when memory or file descriptors are lacking.
  public init(
    host: String, port: UInt16, trust: Trust, configuration: ClientConfiguration = .init(),
    watching fileDescriptor: Int32? = nil
  ) throws(ClientError) {
    guard let verifier = PeerVerifier(trust, host: host) else { throw .lost }
    var options = Loop.Options(
      subprotocol: configuration.subprotocol,
      timeoutSeconds: configuration.openMilliseconds / 1_000 + 1)
    options.pingSeconds = UInt16(clamping: configuration.pingSeconds)
    options.hangUpSeconds = UInt16(
      clamping: configuration.pingSeconds + configuration.pongSeconds)
    options.clientTLS = verifier.context
    options.descriptorsMax = 16
    guard let loop = Loop(options) else { throw .lost }
    if let fileDescriptor {
      guard loop.adopt(fileDescriptor: fileDescriptor, as: Loop.Tag.watched) != nil else {
        throw .lost
      }
    }
    self.host = host
    self.port = port
    self.configuration = configuration
    self.verifier = verifier
    self.loop = loop
    queue = SendQueue(bytesMax: configuration.pendingBytesMax)
    incoming = MessageAssembler(bytesMax: configuration.messageBytesMax)
    loop.owner = self
  }

  deinit { loop.end() }

  /// Waits until something has happened, or the time is up, and gives what has.
  ///
  /// The first call looks up the host's name, which blocks until the system's resolver answers.
  ///
  /// - Parameter timeoutMilliseconds: nil waits for ever; 0 only looks.
  public func poll(timeoutMilliseconds: Int?) -> [Event] {
    let end = timeoutMilliseconds.map { monotonicNanoseconds() + UInt64(max(0, $0)) * 1_000_000 }
    while events.isEmpty, state != .closed {
      if state == .opening { advance() }
      guard events.isEmpty else { break }
      loop.service(until: [end, deadline, attemptDeadline].compactMap { $0 }.min())
      let now = monotonicNanoseconds()
      if let deadline, deadline <= now { finish(state == .opening ? .timedOut : .lost) }
      if let end, end <= now { break }
    }
    defer { events = [] }
    return events
  }

  /// Queues a message, or refuses it when the connection is not open or the queue is full.
  ///
  /// It is written by the polls that follow.
  @discardableResult
  public func send(_ message: [UInt8]) -> Bool {
    guard state == .open, queue.append(message) else { return false }
    lws_callback_on_writable(socket)
    return true
  }

  /// Closes the connection once what was queued before is written; poll until `.closed`.
  ///
  /// - Parameter reason: At most 123 bytes of UTF-8; what goes beyond is cut off.
  public func close(code: UInt16 = 1000, reason: String = "") {
    switch state {
    case .opening:
      finish(.closed(code: code, reason: reason))
    case .open:
      closure = .closed(code: code, reason: reason)
      state = .closing
      deadline = monotonicNanoseconds() + UInt64(configuration.closeSeconds) * 1_000_000_000
      lws_callback_on_writable(socket)
    case .closing, .closed:
      break
    }
  }

  /// Ends the connection for the caller, whatever libwebsockets still does about it.
  func finish(_ error: ClientError) {
    guard state != .closed else { return }
    state = .closed
    deadline = nil
    attemptDeadline = nil
    events.append(.closed(error))
    loop.interrupt()
  }

  func didOpen(_ socket: OpaquePointer) {
    self.socket = socket
    state = .open
    deadline = nil
    attemptDeadline = nil
    events.append(.opened(publicKeyHash: verifier.seen ?? []))
  }

  /// Ends the attempt at one address: another one may do, unless somebody answered.
  func failAttempt(_ error: ClientError) {
    if error == .refused, addresses?.isEmpty == false {
      hasFailed = true
      loop.interrupt()
    } else {
      finish(error)
    }
  }

  /// Begins to open, or goes on with the next address.
  private func advance() {
    let now = monotonicNanoseconds()
    if addresses == nil {
      deadline = now + UInt64(max(0, configuration.openMilliseconds)) * 1_000_000
      addresses = SocketAddress.all(of: host, port: port)
      if addresses?.isEmpty != false { return finish(.cannotResolve(host: host)) }
      connect()
    } else if hasFailed {
      connect()
    } else if let attemptDeadline, attemptDeadline <= now {
      // The socket may have died in the meantime only together with the attempt.
      if let attemptSocket { Loop.drop(attemptSocket) }
      connect()
    }
  }

  private func connect() {
    while state == .opening, let address = addresses?.first, let context = loop.context {
      addresses?.removeFirst()
      hasFailed = false
      attempt += 1
      let now = monotonicNanoseconds()
      let left = UInt64(addresses?.count ?? 0)
      if let deadline {
        attemptDeadline = left == 0 ? nil : now + (deadline - min(now, deadline)) / (left + 1)
      }
      attemptSocket = makeSocket(to: address.text, in: context)
      if attemptSocket != nil { return }
      if left == 0 { finish(.refused) }
    }
  }

  private func makeSocket(to address: String, in context: OpaquePointer) -> OpaquePointer? {
    var info = lws_client_connect_info()
    info.context = context
    info.port = Int32(port)
    // The verifier checks the name, also for the IPv6 literals that libwebsockets 4.1 mangles.
    info.ssl_connection = Int32(
      bitPattern: LCCSCF_USE_SSL.rawValue | LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK.rawValue)
    info.opaque_user_data = UnsafeMutableRawPointer(bitPattern: attempt)
    // The one given with the context counts for servers only.
    info.retry_and_idle_policy = UnsafePointer(loop.idlePolicy)
    return address.withCString { address in
      host.withCString { host in
        configuration.path.withCString { path in
          configuration.subprotocol.withCString { subprotocol in
            "http/1.1".withCString { alpn in
              info.address = address
              info.host = host
              info.path = path
              info.protocol = subprotocol
              info.local_protocol_name = subprotocol
              info.alpn = alpn
              return lws_client_connect_via_info(&info)
            }
          }
        }
      }
    }
  }
}
