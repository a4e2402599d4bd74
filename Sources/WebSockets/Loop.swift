internal import CWebSockets
internal import Glibc
internal import Synchronization

/// Owns one libwebsockets context, and the memory that it refers to.
///
/// A context is told apart from others in the process by its user pointer, which is the loop: no
/// global is needed. Everything happens on the thread that calls ``service(until:)``.
final class Loop {
  /// The tags of the sockets that both roles have; a role counts its own from `first`.
  enum Tag {
    static let waker: UInt = 1
    static let listener: UInt = 2
    static let watched: UInt = 3
    static let first: UInt = 16
  }

  /// What sets a context up.
  struct Options {
    var subprotocol: String
    var timeoutSeconds: Int
    /// After which silence libwebsockets pings, and after which it hangs up; never when 0.
    var pingSeconds: UInt16 = 0
    var hangUpSeconds: UInt16 = 0
    /// The most file descriptors, or 0 for as many as the process may open.
    var descriptorsMax: UInt32 = 0
    /// Puts the certificate into a server's `SSL_CTX`; nil for a client.
    var prepareServerTLS: ((OpaquePointer) -> Bool)?
    /// The `SSL_CTX` of a client, which must outlive the loop.
    var clientTLS: OpaquePointer?
  }

  /// The most bytes of a message that go into one frame: with its header, one TLS record.
  static let frameBytesMax = 16_000
  private static let receiveBytes = 16_384

  /// The role; weak, because the owner owns the loop.
  weak var owner: (any LoopOwner)?
  let waker = Waker()
  /// Memory for one frame, with the room before it that libwebsockets writes headers to.
  let frame: UnsafeMutablePointer<UInt8>

  private(set) var context: OpaquePointer?
  private let options: Options
  private let name: UnsafeMutablePointer<CChar>
  private let protocols: UnsafeMutablePointer<lws_protocols>
  let idlePolicy: UnsafeMutablePointer<lws_retry_bo_t>
  private let alarm: UnsafeMutablePointer<concord_ws_alarm>
  private let frameMemory: UnsafeMutablePointer<UInt8>

  /// Creating a context writes to globals of libwebsockets and of OpenSSL.
  private static let creation = Mutex(())

  /// Creates the context, or gives nil when memory or file descriptors are lacking.
  init?(_ options: Options) {
    self.options = options
    name = strdup(options.subprotocol)
    protocols = .allocate(capacity: 2)
    protocols.initialize(repeating: lws_protocols(), count: 2)
    idlePolicy = .allocate(capacity: 1)
    idlePolicy.initialize(to: lws_retry_bo_t())
    alarm = .allocate(capacity: 1)
    alarm.initialize(to: concord_ws_alarm())
    let headroom = Int(CONCORD_LWS_PRE)
    frameMemory = .allocate(capacity: headroom + Self.frameBytesMax)
    frame = frameMemory + headroom

    // The only protocol also handles plain HTTP, which libwebsockets gives to the first one: a
    // second entry could be asked for by its name.
    protocols[0].name = UnsafePointer(name)
    protocols[0].callback = loopCallback
    protocols[0].rx_buffer_size = Self.receiveBytes
    protocols[0].tx_packet_size = Self.receiveBytes
    idlePolicy.pointee.secs_since_valid_ping = options.pingSeconds
    idlePolicy.pointee.secs_since_valid_hangup = options.hangUpSeconds

    LibraryLog.silenceByDefault()
    Self.creation.withLock { _ in context = createContext() }
    guard let context else { return nil }
    alarm.pointee.context = context
    guard adopt(fileDescriptor: waker.fileDescriptor, as: Tag.waker) != nil else { return nil }
  }

  deinit {
    end()
    free(name)
    protocols.deallocate()
    idlePolicy.deallocate()
    alarm.deallocate()
    frameMemory.deallocate()
  }

  /// Destroys the context, and with it every socket; the owner hears nothing of that.
  ///
  /// Not left to `deinit`, because libwebsockets calls back into the loop even then.
  func end() {
    owner = nil
    if let context { lws_context_destroy(context) }
    context = nil
  }

  private func createContext() -> OpaquePointer? {
    var info = lws_context_creation_info()
    info.user = Unmanaged.passUnretained(self).toOpaque()
    info.protocols = UnsafePointer(protocols)
    info.retry_and_idle_policy = UnsafePointer(idlePolicy)
    info.timeout_secs = UInt32(clamping: options.timeoutSeconds)
    info.connect_timeout_secs = info.timeout_secs
    info.fd_limit_per_thread = options.descriptorsMax
    info.max_http_header_data = 8_192
    info.pt_serv_buf_size = UInt32(Self.receiveBytes)
    // Without DISABLE_OS_CA_CERTS a server and a pinned client would load every authority of the
    // system: 20 ms.
    info.options =
      UInt64(LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT)
      | UInt64(LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS)
    if options.prepareServerTLS == nil {
      info.port = Int32(CONTEXT_PORT_NO_LISTEN)
      info.provided_client_ssl_ctx = options.clientTLS
    } else {
      info.port = Int32(CONTEXT_PORT_NO_LISTEN_SERVER)
      info.options |= UInt64(LWS_SERVER_OPTION_CREATE_VHOST_SSL_CTX)
    }
    // HTTP/2 would be offered by default, and a WebSocket does not survive it here.
    return "http/1.1".withCString { alpn in
      info.alpn = alpn
      return lws_create_context(&info)
    }
  }

  /// Waits for input at a copy of `fileDescriptor`, which is set to non-blocking.
  ///
  /// - Returns: nil if the descriptor cannot be copied or waited for.
  func adopt(fileDescriptor: Int32, as tag: UInt) -> OpaquePointer? {
    let copy = fcntl(fileDescriptor, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0 else { return nil }
    var file = lws_sock_file_fd_type()
    file.filefd = copy
    return adopt(file, LWS_ADOPT_RAW_FILE_DESC, protocolName: name, tag)
  }

  /// Serves TLS and HTTP on an accepted socket, which is ours to close from here on.
  func adopt(acceptedSocket: Int32, as tag: UInt) -> OpaquePointer? {
    var file = lws_sock_file_fd_type()
    file.sockfd = acceptedSocket
    let type = lws_adoption_type(
      LWS_ADOPT_HTTP.rawValue | LWS_ADOPT_SOCKET.rawValue | LWS_ADOPT_ALLOW_SSL.rawValue)
    return adopt(file, type, protocolName: nil, tag)
  }

  private func adopt(
    _ file: lws_sock_file_fd_type, _ type: lws_adoption_type,
    protocolName: UnsafePointer<CChar>?, _ tag: UInt
  ) -> OpaquePointer? {
    guard let context, let host = lws_get_vhost_by_name(context, "default") else { return nil }
    var description = lws_adopt_desc()
    description.vh = host
    description.type = type
    description.fd = file
    description.vh_prot_name = protocolName
    description.opaque = UnsafeMutableRawPointer(bitPattern: tag)
    return lws_adopt_descriptor_vhost_via_info(&description)
  }

  /// Waits for the next events, at most until `deadline`, and hands them to the owner.
  func service(until deadline: UInt64?) {
    guard let context else { return }
    if let deadline {
      let now = monotonicNanoseconds()
      let microseconds = deadline > now ? (deadline - now) / 1_000 : 0
      concord_ws_set_alarm(alarm, max(1, lws_usec_t(clamping: microseconds)))
    } else {
      concord_ws_cancel_alarm(alarm)
    }
    // The second argument is no timeout: 0 waits for ever.
    _ = lws_service(context, 0)
  }

  /// Hands what has happened already to the owner.
  func serviceWithoutWaiting() {
    guard let context else { return }
    _ = lws_service(context, -1)
  }

  /// Has the ``service(until:)`` under way return.
  ///
  /// Callbacks of timers run before the library waits, and it waits all the same.
  func interrupt() {
    if let context { lws_cancel_service(context) }
  }

  /// Has libwebsockets drop `socket` without ceremony, as soon as no callback is under way.
  static func drop(_ socket: OpaquePointer) {
    lws_set_timeout(socket, PENDING_TIMEOUT_USER_OK, Int32(LWS_TO_KILL_ASYNC))
  }

  fileprivate func dispatch(
    _ socket: OpaquePointer, _ reason: lws_callback_reasons, _ user: UnsafeMutableRawPointer?,
    _ bytes: UnsafeRawBufferPointer
  ) -> Int32 {
    if reason == LWS_CALLBACK_OPENSSL_LOAD_EXTRA_SERVER_VERIFY_CERTS {
      // `socket` is a stand-in here, with nothing behind it but the context.
      guard let prepare = options.prepareServerTLS, let user else { return -1 }
      return prepare(OpaquePointer(user)) ? 0 : -1
    }
    guard let owner, let opaque = lws_get_opaque_user_data(socket) else { return 0 }
    let event = LoopEvent(
      reason: reason, socket: socket, tag: UInt(bitPattern: opaque), bytes: bytes)
    return owner.handle(event)
  }
}

/// The one function that libwebsockets calls.
private func loopCallback(
  socket: OpaquePointer?, reason: lws_callback_reasons, user: UnsafeMutableRawPointer?,
  input: UnsafeMutableRawPointer?, count: Int
) -> Int32 {
  guard let socket, let context = lws_get_context(socket), let pointer = lws_context_user(context)
  else { return 0 }
  // Alive: a loop's owner ends it before it lets go of it.
  let loop = Unmanaged<Loop>.fromOpaque(pointer).takeUnretainedValue()
  let count = carriesBytes(reason) && input != nil ? max(0, count) : 0
  let bytes = UnsafeRawBufferPointer(start: input, count: count)
  return loop.dispatch(socket, reason, user, bytes)
}

/// Whether the last arguments of a callback are bytes; elsewhere they are anything, also negative.
private func carriesBytes(_ reason: lws_callback_reasons) -> Bool {
  switch reason {
  case LWS_CALLBACK_HTTP, LWS_CALLBACK_RECEIVE, LWS_CALLBACK_CLIENT_RECEIVE,
    LWS_CALLBACK_WS_PEER_INITIATED_CLOSE, LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
    true
  default:
    false
  }
}
