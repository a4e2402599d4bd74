internal import CWebSockets

/// The few answers a relay gives to requests that are not, or not yet, a WebSocket.
///
/// Every one of them ends its connection. The HTTP/1 parser of libwebsockets 4.1 is lax about
/// bodies (it takes two lengths, or a length beside a transfer encoding); without bodies and
/// without a second request on a connection, that cannot be used to smuggle anything.
extension Server {
  /// Lets a request to upgrade pass, or answers it and gives -1.
  ///
  /// Touches no argument of its callback: after a refusal of its own, libwebsockets 4.1 calls it
  /// with freed memory (CVE-2025-11677). Refusing here is also what keeps a request for `h2c` from
  /// reaching the HTTP/2 parser.
  func confirmUpgrade(_ socket: OpaquePointer) -> Int32 {
    guard header(WSI_TOKEN_UPGRADE, of: socket)?.lowercased() == "websocket" else {
      return respond(400, to: socket)
    }
    guard !hasBody(socket) else { return respond(400, to: socket) }
    guard header(WSI_TOKEN_GET_URI, of: socket) == configuration.path else {
      return respond(404, to: socket)
    }
    guard header(WSI_TOKEN_VERSION, of: socket) == "13" else { return respond(426, to: socket) }
    let offers = header(WSI_TOKEN_PROTOCOL, of: socket)?.split(separator: ",") ?? []
    let names = offers.map { offer in offer.filter { $0 != " " } }
    guard names.contains(configuration.subprotocol) else { return respond(400, to: socket) }
    return 0
  }

  /// Answers a plain request.
  func answer(_ request: LoopEvent) -> Int32 {
    let socket = request.socket
    guard !hasBody(socket) else { return respond(400, to: socket) }
    guard lws_hdr_total_length(socket, WSI_TOKEN_GET_URI) > 0 else {
      return respond(405, to: socket)
    }
    guard String(decoding: request.bytes, as: UTF8.self) == "/health", let delegate else {
      return respond(404, to: socket)
    }
    let report = delegate.health(on: self)
    return respond(report.status, body: report.body, to: socket)
  }

  private func hasBody(_ socket: OpaquePointer) -> Bool {
    lws_hdr_total_length(socket, WSI_TOKEN_HTTP_CONTENT_LENGTH) > 0
      || lws_hdr_total_length(socket, WSI_TOKEN_HTTP_TRANSFER_ENCODING) > 0
  }

  private func header(_ token: lws_token_indexes, of socket: OpaquePointer) -> String? {
    var buffer = [CChar](repeating: 0, count: 256)
    let count = lws_hdr_copy(socket, &buffer, Int32(buffer.count), token)
    guard count > 0 else { return nil }
    let bytes = buffer.prefix(Int(count)).map(UInt8.init(bitPattern:))
    return String(decoding: bytes, as: UTF8.self)
  }

  private func respond(_ status: Int, body: String? = nil, to socket: OpaquePointer) -> Int32 {
    let phrase = Self.phrases[status] ?? "Status"
    let content = Array((body ?? phrase + "\n").utf8.prefix(8_192))
    let head = """
      HTTP/1.1 \(status) \(phrase)\r
      Content-Type: text/plain; charset=utf-8\r
      Content-Length: \(content.count)\r
      Cache-Control: no-store\r
      Connection: close\r
      \r

      """
    let bytes = Array(head.utf8) + content
    bytes.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      loop.frame.update(from: start, count: buffer.count)
    }
    // Whether it could be written or not, the connection is over.
    _ = lws_write(socket, loop.frame, bytes.count, LWS_WRITE_HTTP)
    return -1
  }

  private static let phrases = [
    200: "OK", 400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed",
    426: "Upgrade Required", 500: "Internal Server Error", 503: "Service Unavailable",
  ]
}
