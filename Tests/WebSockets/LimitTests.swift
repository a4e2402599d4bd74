import Foundation
import Testing
import WebSockets

@Suite struct LimitTests {
  @Test func boundsWhatWaitsForASlowReader() throws {
    let server = try RunningServer(.flood) { $0.pendingBytesMax = 3_000_000 }
    let client = try Client.of(server)
    _ = try client.open()
    client.send([UInt8](repeating: 1, count: 1_000_000))
    while client.pendingBytes > 0 { _ = client.poll(timeoutMilliseconds: 1) }
    #expect(eventually(server) { $0.refusals == 1 })
    #expect(server.record.pendingBytesMax == 3_000_000)
    #expect(try client.receive(count: 3).map(\.count) == [1_000_000, 1_000_000, 1_000_000])
    #expect(eventually(server) { $0.drained == 1 })
  }

  @Test func boundsWhatWaitsInTheClient() throws {
    let server = try RunningServer(.keep)
    let client = try Client.of(server) { $0.pendingBytesMax = 100 }
    #expect(client.send([1]) == false)
    _ = try client.open()
    #expect(client.send([UInt8](repeating: 1, count: 100)))
    #expect(client.pendingBytes == 100)
    #expect(client.send([1]) == false)
    #expect(client.poll(timeoutMilliseconds: 10_000) == [.drained])
    #expect(client.pendingBytes == 0)
    #expect(client.send([1]))
  }

  @Test func refusesMoreSocketsThanOneAddressMayHave() throws {
    let server = try RunningServer { $0.connectionsPerAddressMax = 2 }
    let (one, two) = (try Client.of(server), try Client.of(server))
    _ = try (one.open(), two.open())
    #expect(try Client.of(server).ending() == .handshakeFailed)
    one.close()
    #expect(one.ending() == .closed(code: 1000, reason: ""))
    // The socket counts until the end of TLS, which comes a little later.
    let end = ContinuousClock.now + .seconds(10)
    var hash: [UInt8]?
    while hash == nil, ContinuousClock.now < end { hash = try? Client.of(server).open() }
    #expect(hash == server.pin)
    withExtendedLifetime(two) {}
  }

  @Test func refusesMoreSocketsThanItMayHave() throws {
    let server = try RunningServer { $0.connectionsMax = 1 }
    let client = try Client.of(server)
    _ = try client.open()
    #expect(try Client.of(server).ending() == .handshakeFailed)
  }

  @Test func dropsAHandshakeThatDoesNotEnd() throws {
    let server = try RunningServer { $0.handshakeSeconds = 1 }
    let silent = plainConnection(port: server.port)
    defer { close(silent) }
    let halfway = RawTLSClient(port: server.port)
    halfway.write(Array("GET /health HTTP/1.1\r\nHost:".utf8))
    var byte: UInt8 = 0
    let took = milliseconds {
      #expect(read(silent, &byte, 1) == 0)
      #expect(halfway.read().isEmpty)
    }
    #expect(took > 500 && took < 5_000)
  }

  @Test func dropsAMessageThatDrips() throws {
    let server = try RunningServer { $0.messageSeconds = 1 }
    let raw = RawTLSClient(port: server.port)
    raw.upgrade()
    _ = raw.read()
    raw.writeFrame(opcode: 2, isFinal: false, [1])
    let took = milliseconds { #expect(raw.read().isEmpty) }
    #expect(took > 500 && took < 5_000)
    #expect(eventually(server) { $0.closures == [.lost] })
  }

  @Test func dropsAPeerThatDoesNotAnswerPings() throws {
    let server = try RunningServer {
      $0.pingSeconds = 1
      $0.pongSeconds = 1
    }
    let raw = RawTLSClient(port: server.port)
    raw.upgrade()
    _ = raw.read()
    let client = try Client.of(server)
    _ = try client.open()
    #expect(raw.read().first == 0x89)
    // The other one answers for as long as it polls.
    let end = ContinuousClock.now + .seconds(5)
    while ContinuousClock.now < end, server.record.closures.isEmpty {
      #expect(client.poll(timeoutMilliseconds: 50) == [])
    }
    #expect(server.record.closures == [.lost])
    #expect(raw.read().isEmpty)
    client.send([5])
    #expect(try client.receive() == [5])
  }

  @Test func noticesAServerThatDoesNotAnswerPings() throws {
    let server = try RunningServer()
    let client = try Client.of(server) {
      $0.pingSeconds = 1
      $0.pongSeconds = 1
    }
    _ = try client.open()
    let release = DispatchSemaphore(value: 0)
    server.onLoop { _ in release.wait() }
    let took = milliseconds { #expect(client.ending() == .lost) }
    release.signal()
    #expect(took > 1_000 && took < 5_000)
  }
}
