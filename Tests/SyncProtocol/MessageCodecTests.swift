import Bytes
import SyncProtocol
import TestSupport
import Testing
import Trust

@Suite struct MessageCodecTests {
  @Test(arguments: seeds(20))
  func everyMessageSurvivesEncoding(seed: UInt64) throws {
    var samples = MessageSamples(seed: seed)
    for (index, request) in samples.requests().enumerated() {
      let message = Numbered(UInt32(index + 1), request)
      try #require(try Numbered<Request>(decoding: message.encoded()) == message)
    }
    for (index, reply) in samples.replies().enumerated() {
      var number = UInt32(index + 1)
      if case .hint = reply { number = 0 }
      let message = Numbered(number, reply)
      try #require(try Numbered<Reply>(decoding: message.encoded()) == message)
    }
  }

  @Test(arguments: seeds(3))
  func everyTruncationAndEveryTrailingByteIsRefused(seed: UInt64) throws {
    var samples = MessageSamples(seed: seed)
    for request in samples.requests() {
      let bytes = Numbered(9, request).encoded()
      for count in bytes.indices {
        let part = Array(bytes[..<count])
        #expect(throws: FormatError.self) { try Numbered<Request>(decoding: part) }
      }
      #expect(throws: FormatError.self) { try Numbered<Request>(decoding: bytes + [0]) }
    }
    for reply in samples.replies() {
      var number: UInt32 = 9
      if case .hint = reply { number = 0 }
      let bytes = Numbered(number, reply).encoded()
      for count in bytes.indices {
        let part = Array(bytes[..<count])
        #expect(throws: FormatError.self) { try Numbered<Reply>(decoding: part) }
      }
      #expect(throws: FormatError.self) { try Numbered<Reply>(decoding: bytes + [0]) }
    }
  }

  /// Changes a few bytes at random; what still decodes must encode to the very bytes it came from.
  @Test(arguments: seeds(60))
  func mutatedMessagesAreRefusedOrHaveOneEncoding(seed: UInt64) throws {
    var samples = MessageSamples(seed: seed)
    for bytes in samples.requests().map({ Numbered(9, $0).encoded() }) {
      let mutated = mutate(bytes, &samples.random)
      if let message = try? Numbered<Request>(decoding: mutated) {
        try #require(message.encoded() == mutated)
      }
    }
    for bytes in samples.replies().map({ Numbered(9, $0).encoded() }) {
      let mutated = mutate(bytes, &samples.random)
      if let message = try? Numbered<Reply>(decoding: mutated) {
        try #require(message.encoded() == mutated)
      }
    }
  }

  private func mutate(_ bytes: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
    var mutated = bytes
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let index = Int.random(in: 0..<mutated.count, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: mutated[index] = UInt8.random(in: 0...255, using: &random)
      case 1: mutated[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 2: mutated.insert(0x80, at: index)
      default: if mutated.count > 1 { mutated.remove(at: index) }
      }
    }
    return mutated
  }

  @Test func lanesOutOfOrderAreRefused() {
    let device = DeviceID([UInt8](repeating: 1, count: 16))
    let low = KnownLane(lane: Lane(device: device, id: LaneID(rawValue: 1)), sequence: 1)
    let high = KnownLane(lane: Lane(device: device, id: LaneID(rawValue: 2)), sequence: 1)
    for known in [[high, low], [low, low]] {
      let bytes = Numbered(1, Request.pull(after: 0, known: known)).encoded()
      #expect(throws: FormatError("lanes out of order", at: bytes.count - 32)) {
        try Numbered<Request>(decoding: bytes)
      }
    }
  }

  @Test func aPageThatEndsWhereItsEntriesDoNotIsRefused() throws {
    var samples = MessageSamples(seed: 1)
    let page = samples.page()
    var pages = [page, page, page]
    pages[0].end.position += 1
    pages[1].relayPosition = page.after
    pages[2].after = .max
    for page in pages {
      #expect(throws: FormatError.self) {
        try Numbered<Reply>(decoding: Numbered(1, Reply.page(page)).encoded())
      }
    }
  }

  @Test func limitsHoldAtOneMore() throws {
    func isRefused(_ request: Request) -> Bool {
      (try? Numbered<Request>(decoding: Numbered(1, request).encoded())) == nil
    }
    func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
    #expect(!isRefused(.postJoin(zeros(Limits.joinRequestBytes))))
    #expect(isRefused(.postJoin(zeros(Limits.joinRequestBytes + 1))))
    #expect(!isRefused(.append(record: zeros(Limits.recordBytes))))
    #expect(isRefused(.append(record: zeros(Limits.recordBytes + 1))))
    #expect(!isRefused(.push(.fresh, segments: [zeros(Limits.segmentBytes)])))
    #expect(isRefused(.push(.fresh, segments: [zeros(Limits.segmentBytes + 1)])))
    let many = [[UInt8]](repeating: [], count: Limits.pushSegments)
    #expect(!isRefused(.push(.fresh, segments: many)))
    #expect(isRefused(.push(.fresh, segments: many + [[]])))
    #expect(isRefused(.push(.fresh, segments: [])))
    let large = Array(repeating: zeros(Limits.segmentBytes - 1), count: 2)
    #expect(isRefused(.push(.fresh, segments: large)))
  }
}
