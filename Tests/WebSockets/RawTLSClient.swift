import COpenSSL
import Foundation

/// A TLS connection on which a test can say what no proper client would.
final class RawTLSClient {
  private let context: OpaquePointer?
  private let tls: OpaquePointer?
  private let socket: Int32

  /// Connects; the server's certificate is not looked at.
  init(port: UInt16) {
    socket = plainConnection(port: port)
    context = SSL_CTX_new(TLS_client_method())
    tls = SSL_new(context)
    SSL_set_fd(tls, socket)
    SSL_connect(tls)
  }

  deinit {
    SSL_free(tls)
    SSL_CTX_free(context)
    Glibc.close(socket)
  }

  func write(_ bytes: [UInt8]) {
    _ = SSL_write(tls, bytes, Int32(bytes.count))
  }

  /// Whether the handshake is complete.
  var isConnected: Bool { SSL_is_init_finished(tls) == 1 }

  /// Sends a request for the WebSocket, with `headers` in place of the usual ones where given.
  func upgrade(
    path: String = "/v1/sync", subprotocol: String? = "concord.v1", upgrade: String = "websocket",
    more: String = ""
  ) {
    var request = "GET \(path) HTTP/1.1\r\nHost: localhost\r\nUpgrade: \(upgrade)\r\n"
    request += "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    request += "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    if let subprotocol { request += "Sec-WebSocket-Protocol: \(subprotocol)\r\n" }
    write(Array((request + more + "\r\n").utf8))
  }

  /// Sends one frame, masked with zeros, in the short form.
  func writeFrame(opcode: UInt8, isFinal: Bool, _ payload: [UInt8]) {
    precondition(payload.count < 126)
    let head = [opcode | (isFinal ? 0x80 : 0), 0x80 | UInt8(payload.count), 0, 0, 0, 0]
    write(head + payload)
  }

  /// The next bytes, empty at the end or after 10 seconds.
  func read() -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 16_384)
    let count = SSL_read(tls, &buffer, Int32(buffer.count))
    return count > 0 ? Array(buffer.prefix(Int(count))) : []
  }

  /// Everything until the server closes, as text.
  func readAll() -> String {
    var all: [UInt8] = []
    while case let bytes = read(), !bytes.isEmpty { all += bytes }
    return String(decoding: all, as: UTF8.self)
  }
}

/// A TCP connection to this machine whose reads end after 10 seconds.
func plainConnection(port: UInt16) -> Int32 {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = port.bigEndian
  address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
  var patience = timeval(tv_sec: 10, tv_usec: 0)
  setsockopt(
    descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
  _ = withUnsafePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
    }
  }
  return descriptor
}
