import Foundation
import Testing
import WebSockets

@Suite struct RequestTests {
  private func status(of request: String, on server: RunningServer) -> String {
    let raw = RawTLSClient(port: server.port)
    raw.write(Array(request.utf8))
    return statusLine(raw.readAll())
  }

  private func statusLine(_ answer: String) -> String {
    String(answer.prefix { $0 != "\r\n" }.dropFirst("HTTP/1.1 ".count))
  }

  @Test func answersHealthAndCloses() throws {
    let server = try RunningServer()
    let raw = RawTLSClient(port: server.port)
    let request = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
    // The second request is not answered.
    raw.write(Array((request + request).utf8))
    let answer = raw.readAll()
    #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n"))
    #expect(answer.hasSuffix("\r\n\r\ngood\n"))
    #expect(answer.components(separatedBy: "HTTP/1.1").count == 2)
  }

  @Test(arguments: [
    ("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "404 Not Found"),
    ("GET /v1/sync HTTP/1.1\r\nHost: x\r\n\r\n", "404 Not Found"),
    ("HEAD /health HTTP/1.1\r\nHost: x\r\n\r\n", "405 Method Not Allowed"),
    ("POST /health HTTP/1.1\r\nHost: x\r\n\r\n", "405 Method Not Allowed"),
    ("POST /health HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", "400 Bad Request"),
    ("GET /health HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi", "400 Bad Request"),
    ("GET /health HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\nhi", "400 Bad Request"),
    (
      "GET /health HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "400 Bad Request"
    ),
  ])
  func refusesWhatIsNotAHealthRequest(request: String, expected: String) throws {
    let server = try RunningServer()
    #expect(status(of: request, on: server) == expected)
    #expect(try Client.of(server).open() == server.pin)
  }

  /// The requests that libwebsockets 4.1 was seen to answer twice, or to read wrongly.
  @Test(arguments: [
    "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nX",
    "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\nGET /health HTTP/1.1\r\n\r\n",
    "Content-Length: 5\r\nContent-Length: 50\r\n\r\nhelloGET /health HTTP/1.1\r\n\r\n",
    "Content-Length: 5abc\r\n\r\nhelloGET /health HTTP/1.1\r\n\r\n",
    "Content-Length: 99999999999999999999\r\n\r\nhello",
    "Content-Length: 30\r\n\r\nGET /health HTTP/1.1\r\n\r\n",
  ])
  func answersARequestWithABodyOnceAtMost(rest: String) throws {
    let server = try RunningServer()
    for method in ["POST", "GET", "PUT"] {
      let raw = RawTLSClient(port: server.port)
      raw.write(Array("\(method) /health HTTP/1.1\r\nHost: x\r\n\(rest)".utf8))
      let answer = raw.readAll()
      #expect(!answer.contains("200 OK"), "\(method) \(rest)")
      #expect(answer.components(separatedBy: "HTTP/1.1").count <= 2, "\(method) \(rest)")
    }
    #expect(try Client.of(server).open() == server.pin)
  }

  @Test func refusesToUpgradeToAnythingElse() throws {
    let server = try RunningServer()
    for (path, subprotocol, upgrade, more, expected) in [
      ("/v1/other", "concord.v1", "websocket", "", "404 Not Found"),
      ("/v1/sync", "concord.v2", "websocket", "", "400 Bad Request"),
      ("/v1/sync", nil, "websocket", "", "400 Bad Request"),
      ("/v1/sync", "concord.v1", "websocket", "Content-Length: 5\r\n", "400 Bad Request"),
      ("/v1/sync", "concord.v1", "h2c", "HTTP2-Settings: AAMAAABk\r\n", "400 Bad Request"),
      ("/v1/sync", "concord.v1", "websocket", "", "101 Switching Protocols"),
    ] as [(String, String?, String, String, String)] {
      let raw = RawTLSClient(port: server.port)
      raw.upgrade(path: path, subprotocol: subprotocol, upgrade: upgrade, more: more)
      #expect(statusLine(String(decoding: raw.read(), as: UTF8.self)) == expected)
    }
  }

  @Test func survivesAnUpgradeToSomethingUnknownAndATunnel() throws {
    let server = try RunningServer()
    let unknown = RawTLSClient(port: server.port)
    unknown.upgrade(upgrade: "carrier-pigeon")
    #expect(!unknown.readAll().contains("101 "))
    let tunnel = RawTLSClient(port: server.port)
    tunnel.write(Array("CONNECT example.com:80 HTTP/1.1\r\nHost: x\r\n\r\nhello".utf8))
    #expect(!tunnel.readAll().contains("200 "))
    #expect(try Client.of(server).open() == server.pin)
  }

  @Test(arguments: [
    "GET /health HTTP/1.1\r\nHost: x\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\u{0}garbage", "\0\0\0\0",
  ])
  func survivesWhatIsNotTLS(text: String) throws {
    let server = try RunningServer()
    let descriptor = plainConnection(port: server.port)
    defer { close(descriptor) }
    let bytes = Array(text.utf8) + [UInt8](repeating: 0xff, count: 2_000)
    #expect(write(descriptor, bytes, bytes.count) == bytes.count)
    var buffer = [UInt8](repeating: 0, count: 1_000)
    var answer: [UInt8] = []
    while case let count = read(descriptor, &buffer, buffer.count), count > 0 {
      answer += buffer.prefix(count)
    }
    #expect(!answer.starts(with: Array("HTTP".utf8)))
    #expect(try Client.of(server).open() == server.pin)
    #expect(eventually(server) { $0.addresses.count == 1 })
  }

  @Test func tellsTheClientWhatItFoundInsteadOfARelay() throws {
    let server = try RunningServer()
    let elsewhere = try Client.of(server) { $0.path = "/elsewhere" }
    #expect(elsewhere.ending() == .notARelay(status: 404))
    let older = try Client.of(server) { $0.subprotocol = "concord.v0" }
    #expect(older.ending() == .notARelay(status: 400))
    #expect(server.record.addresses.isEmpty)
  }

  @Test(arguments: [
    ("101 Switching Protocols", "", ClientError.wrongSubprotocol),
    ("101 Switching Protocols", "Sec-WebSocket-Protocol: chat\r\n", .wrongSubprotocol),
    ("302 Found", "Location: https://127.0.0.1:1/\r\n", .notARelay(status: 302)),
    ("500 Oops", "", .notARelay(status: 500)),
  ])
  func refusesAServerThatAnswersDifferently(
    status: String, header: String, expected: ClientError
  ) throws {
    let headers = "Upgrade: websocket\r\nConnection: Upgrade\r\n" + header
    let identity = TestIdentity()
    let server = try RawTLSServer(identity: identity, status: status, headers: headers)
    let pin = try RunningServer(identity: identity).pin
    let client = try Client(host: "127.0.0.1", port: server.port, trust: .pin(pin))
    #expect(client.ending() == expected)
  }
}
