import Foundation
import Testing
import WebSockets

@Suite struct LifecycleTests {
  @Test func closesClientsWhenItShutsDown() throws {
    let server = try RunningServer()
    let clients = try (0..<3).map { _ in try Client.of(server) }
    for client in clients { _ = try client.open() }
    let silent = plainConnection(port: server.port)
    defer { close(silent) }
    server.onLoop { $0.shutDown() }
    let goingAway = ClientError.closed(code: 1001, reason: "the relay is shutting down")
    for client in clients { #expect(client.ending() == goingAway) }
    let took = milliseconds { #expect(server.stop()) }
    #expect(took < 2_000)
    #expect(server.record.closures.count == 3)
    #expect(try Client.of(server).ending() == .refused)
  }

  @Test func shutsDownAlthoughAClientTakesNothing() throws {
    let server = try RunningServer(.flood) { $0.closeSeconds = 1 }
    let client = try Client.of(server)
    _ = try client.open()
    client.send([UInt8](repeating: 1, count: 1_000_000))
    while client.pendingBytes > 0 { _ = client.poll(timeoutMilliseconds: 1) }
    #expect(eventually(server) { $0.refusals == 1 })
    let took = milliseconds { #expect(server.stop()) }
    #expect(took < 4_000)
    #expect(server.record.closures.count == 1)
  }

  @Test func listensOnThePortAndAddressAskedForOnly() throws {
    let server = try RunningServer()
    #expect(throws: ServerError.cannotListen(address: "127.0.0.1", port: server.port)) {
      try RunningServer { $0.port = server.port }
    }
    #expect(throws: ServerError.cannotListen(address: "localhost", port: 0)) {
      try RunningServer(address: "localhost")
    }
    // Everything of 127.0.0.0/8 reaches this machine, but only one of it was asked for.
    let client = try Client(host: "127.0.0.2", port: server.port, trust: .pin(server.pin))
    #expect(client.ending() == .refused)
  }

  @Test func servesIPv6() throws {
    let server = try RunningServer(address: "::1")
    let client = try Client.of(server, host: "::1")
    #expect(try client.open() == server.pin)
    #expect(eventually(server) { $0.addresses == ["::1"] })
  }

  @Test func tellsARefusedConnectionAtOnce() throws {
    let server = try RunningServer()
    #expect(server.stop())
    let client = try Client.of(server)
    let took = milliseconds {
      #expect(client.poll(timeoutMilliseconds: 10_000) == [.closed(.refused)])
    }
    #expect(took < 500)
    #expect(client.poll(timeoutMilliseconds: 10_000) == [])
  }

  @Test func tellsAHostWithoutAddress() throws {
    let client = try Client(host: "relay.invalid", port: 1, trust: .pin([]))
    #expect(client.ending() == .cannotResolve(host: "relay.invalid"))
  }

  @Test func tellsAServerThatSaysNothing() throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(listener) }
    #expect(listen(listener, 5) == 0)
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    _ = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getsockname(listener, $0, &length)
      }
    }
    var configuration = ClientConfiguration()
    configuration.openMilliseconds = 300
    let client = try Client(
      host: "127.0.0.1", port: UInt16(bigEndian: address.sin_port), trust: .pin([]),
      configuration: configuration)
    let took = milliseconds { #expect(client.ending() == .timedOut) }
    #expect(took > 290 && took < 3_000)
  }

  @Test func wakesTheClientFromAnotherThread() throws {
    let server = try RunningServer()
    let client = try Client.of(server)
    _ = try client.open()
    let waker = client.waker
    for _ in 0..<20 {
      DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(5)) { waker.wake() }
      #expect(client.poll(timeoutMilliseconds: 10_000) == [.woken])
    }
    #expect(client.poll(timeoutMilliseconds: 0) == [])
  }

  @Test func waitsForAnotherFileDescriptorToo() throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    defer { ends.forEach { close($0) } }
    let server = try RunningServer()
    let client = try Client.of(server, watching: ends[0])
    _ = try client.open()
    #expect(client.poll(timeoutMilliseconds: 20) == [])
    #expect(write(ends[1], "x", 1) == 1)
    #expect(client.poll(timeoutMilliseconds: 10_000) == [.readable])
    #expect(client.poll(timeoutMilliseconds: 10_000) == [.readable])
    var byte: UInt8 = 0
    #expect(read(ends[0], &byte, 1) == 1)
    #expect(client.poll(timeoutMilliseconds: 20) == [])
    client.send([1])
    #expect(try client.receive() == [1])
  }

  @Test func firesTheTimerOnce() throws {
    let server = try RunningServer()
    let took = milliseconds {
      server.onLoop { $0.setTimer(milliseconds: 50) }
      #expect(eventually(server) { $0.timers == 1 })
    }
    #expect(took >= 49 && took < 1_000)
    server.onLoop { $0.setTimer(milliseconds: 1) }
    server.onLoop { $0.setTimer(milliseconds: nil) }
    #expect(server.stop())
    #expect(server.record.timers <= 2)
  }

  @Test func pollsUntilTheTimeIsUp() throws {
    let server = try RunningServer()
    let client = try Client.of(server)
    _ = try client.open()
    let took = milliseconds { #expect(client.poll(timeoutMilliseconds: 30) == []) }
    #expect(took > 28)
    #expect(client.poll(timeoutMilliseconds: 0) == [])
  }
}
