import COpenSSL
import Foundation

/// A server that answers one client's request with something a relay would not say.
final class RawTLSServer: Sendable {
  let port: UInt16
  private let listener: Int32

  /// Answers with `status`, `headers` and the key that the handshake of a WebSocket asks for.
  init(identity: TestIdentity, status: String, headers: String) throws {
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    listen(listener, 1)
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    _ = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getsockname(listener, $0, &length)
      }
    }
    port = UInt16(bigEndian: address.sin_port)
    let certificate = try TemporaryFile(identity.certificate)
    let key = try TemporaryFile(identity.key)
    let context = SSL_CTX_new(TLS_server_method())
    SSL_CTX_use_certificate_file(context, certificate.path, SSL_FILETYPE_PEM)
    SSL_CTX_use_PrivateKey_file(context, key.path, SSL_FILETYPE_PEM)
    let tls = SSL_new(context)
    nonisolated(unsafe) let connection = tls
    Thread.detachNewThread {
      let client = accept(listener, nil, nil)
      SSL_set_fd(connection, client)
      Self.answer(connection, status, headers)
      SSL_free(connection)
      close(client)
    }
    SSL_CTX_free(context)
  }

  deinit { close(listener) }

  private static func answer(_ tls: OpaquePointer?, _ status: String, _ headers: String) {
    guard SSL_accept(tls) == 1 else { return }
    var buffer = [UInt8](repeating: 0, count: 4_096)
    let count = SSL_read(tls, &buffer, Int32(buffer.count))
    let request = String(decoding: buffer.prefix(Int(max(0, count))), as: UTF8.self)
    let name = "Sec-WebSocket-Key: "
    let line = request.components(separatedBy: "\r\n").first { $0.hasPrefix(name) } ?? name
    let nonce = line.dropFirst(name.count) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
    var hash = [UInt8](repeating: 0, count: 20)
    EVP_Digest(Array(nonce.utf8), nonce.utf8.count, &hash, nil, EVP_sha1(), nil)
    let accepted = Data(hash).base64EncodedString()
    let answer = "HTTP/1.1 \(status)\r\nSec-WebSocket-Accept: \(accepted)\r\n\(headers)\r\n"
    SSL_write(tls, Array(answer.utf8), Int32(answer.utf8.count))
    // Until the client has hung up.
    SSL_read(tls, &buffer, Int32(buffer.count))
  }
}
