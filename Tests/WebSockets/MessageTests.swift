import Testing
import WebSockets

private let messageBytesMax = (1 << 20) + (64 << 10)

@Suite struct MessageTests {
  @Test(arguments: [0, 1, 125, 126, 15_999, 16_000, 16_001, 65_536, 1 << 20, messageBytesMax])
  func echoesAMessageOfAnySizeUpToTheLimit(count: Int) throws {
    let server = try RunningServer()
    let client = try Client.of(server)
    _ = try client.open()
    let message = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ ($0 >> 8)) }
    #expect(client.send(message))
    #expect(try client.receive() == message)
  }

  @Test func refusesAMessageBeyondTheLimit() throws {
    let server = try RunningServer()
    let client = try Client.of(server)
    _ = try client.open()
    client.send([UInt8](repeating: 7, count: messageBytesMax + 1))
    let ending = client.ending()
    #expect(ending == .closed(code: 1009, reason: "the message is too large"))
    #expect(server.stop())
    #expect(server.record.closures == [.closed(code: 1009, reason: "the message is too large")])
    #expect(server.record.messages.isEmpty)
  }

  @Test func refusesAMessageThatIsTooLargeInTheClientToo() throws {
    let server = try RunningServer()
    let client = try Client.of(server) { $0.messageBytesMax = 1_000 }
    _ = try client.open()
    client.send([UInt8](repeating: 7, count: 1_001))
    #expect(client.ending() == .closed(code: 1009, reason: ""))
  }

  @Test func deliversPipelinedMessagesInOrder() throws {
    let server = try RunningServer()
    let client = try Client.of(server)
    _ = try client.open()
    let messages = (0..<1_000).map { number in
      [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 1 + number % 300)
    }
    for message in messages { #expect(client.send(message)) }
    #expect(try client.receive(count: messages.count) == messages)
    let record = server.record
    #expect(record.messages == messages)
    // Several messages arrive together, and are to be committed together.
    #expect((1..<messages.count).contains(record.rounds))
  }

  @Test func putsFragmentsTogether() throws {
    let server = try RunningServer(.keep)
    let raw = RawTLSClient(port: server.port)
    raw.upgrade()
    _ = raw.read()
    raw.writeFrame(opcode: 2, isFinal: false, [1, 2])
    raw.writeFrame(opcode: 9, isFinal: true, [])
    raw.writeFrame(opcode: 0, isFinal: false, [3])
    raw.writeFrame(opcode: 0, isFinal: true, [4])
    #expect(eventually(server) { $0.messages == [[1, 2, 3, 4]] })
  }

  @Test func refusesFragmentsThatAreTooLargeTogether() throws {
    let server = try RunningServer(.keep) { $0.messageBytesMax = 200 }
    let raw = RawTLSClient(port: server.port)
    raw.upgrade()
    _ = raw.read()
    raw.writeFrame(opcode: 2, isFinal: false, [UInt8](repeating: 0, count: 100))
    raw.writeFrame(opcode: 0, isFinal: false, [UInt8](repeating: 0, count: 100))
    raw.writeFrame(opcode: 0, isFinal: true, [0])
    #expect(raw.read().prefix(1) == [0x88])
    raw.writeFrame(opcode: 8, isFinal: true, [0x03, 0xf1])
    #expect(eventually(server) { $0.closures.first.map(code) == 1009 })
    #expect(server.record.messages.isEmpty)
  }

  @Test(
    arguments: [
      [0x82, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 1],  // huge
      [0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],  // too huge for a length
      [0xf2, 0x81, 0, 0, 0, 0, 1],  // reserved bits
      [0x83, 0x81, 0, 0, 0, 0, 1],  // an opcode that does not exist
      [0x80, 0x81, 0, 0, 0, 0, 1],  // goes on with nothing
      [0x09, 0x80, 0, 0, 0, 0],  // a ping in fragments
      [0x89, 0xfe, 0, 128, 0, 0, 0, 0],  // a ping that is too long
      [0x88, 0x81, 0, 0, 0, 0, 1],  // half a close code
    ] as [[UInt8]])
  func endsAConnectionThatBreaksTheProtocol(frame: [UInt8]) throws {
    let server = try RunningServer(.keep)
    do {
      let raw = RawTLSClient(port: server.port)
      raw.upgrade()
      _ = raw.read()
      raw.write(frame)
      #expect(raw.read().first ?? 0x88 == 0x88)
    }
    #expect(eventually(server) { $0.closures.count == 1 })
    #expect(server.record.messages.isEmpty)
    #expect(try Client.of(server).open() == server.pin)
  }

  @Test func refusesText() throws {
    let server = try RunningServer()
    let raw = RawTLSClient(port: server.port)
    raw.upgrade()
    _ = raw.read()
    raw.writeFrame(opcode: 1, isFinal: true, Array("hello".utf8))
    let answer = raw.read()
    #expect(answer.prefix(1) == [0x88])
    #expect(answer.dropFirst(2).prefix(2) == [0x03, 0xeb])
    raw.writeFrame(opcode: 8, isFinal: true, [0x03, 0xeb])
    #expect(eventually(server) { $0.closures.first.map(code) == 1003 })
    #expect(server.record.messages.isEmpty)
  }

  @Test func tellsTheServerHowTheClientClosed() throws {
    let server = try RunningServer()
    let client = try Client.of(server)
    _ = try client.open()
    client.send([1])
    client.close(code: 4_001, reason: "done for today")
    #expect(client.ending() == .closed(code: 4_001, reason: "done for today"))
    #expect(eventually(server) { $0.closures == [.closed(code: 4_001, reason: "done for today")] })
    // What was queued before the close is delivered first.
    #expect(server.record.messages == [[1]])
  }

  @Test func servesTwoHundredClientsAtOnce() throws {
    let server = try RunningServer()
    let clients = try (0..<200).map { _ in try Client.of(server) }
    // Each opens in turn while the others stay connected.
    for client in clients { _ = try client.open() }
    #expect(eventually(server) { $0.openCount == 200 })
    for (number, client) in clients.enumerated() {
      client.send([UInt8(truncatingIfNeeded: number), 1])
    }
    for (number, client) in clients.enumerated() {
      #expect(try client.receive() == [UInt8(truncatingIfNeeded: number), 1])
    }
    #expect(Set(server.record.addresses) == ["127.0.0.1"])
  }

  private func code(_ closure: Closure) -> UInt16? {
    guard case .closed(let code, _) = closure else { return nil }
    return code
  }
}
