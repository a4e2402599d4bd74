import Compression
import TestSupport
import Testing

@Suite struct DeflateTests {
  @Test(arguments: seeds(30))
  func givesBackWhatWasCompressed(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let count = Int.random(in: 0...20_000, using: &random)
    let bytes = (0..<count).map { _ in
      UInt8.random(in: 0...(seed % 2 == 0 ? 255 : 3), using: &random)
    }
    let compressed = Deflate.compress(bytes)
    #expect(try Deflate.decompress(compressed, exactly: count) == bytes)
  }

  @Test func compressesRepetition() {
    #expect(Deflate.compress([UInt8](repeating: 7, count: 100_000)).count < 300)
  }

  @Test func refusesAnotherLengthThanDeclared() {
    let compressed = Deflate.compress([UInt8](repeating: 7, count: 1_000))
    #expect(throws: Deflate.Failure.otherLength) {
      try Deflate.decompress(compressed, exactly: 999)
    }
    #expect(throws: Deflate.Failure.otherLength) {
      try Deflate.decompress(compressed, exactly: 1_001)
    }
    #expect(throws: Deflate.Failure.otherLength) {
      try Deflate.decompress(compressed, exactly: -1)
    }
  }

  @Test func stopsABombAtTheDeclaredLength() {
    let bomb = Deflate.compress([UInt8](repeating: 0, count: 50_000_000))
    #expect(bomb.count < 60_000)
    #expect(throws: Deflate.Failure.otherLength) { try Deflate.decompress(bomb, exactly: 1_000) }
  }

  @Test func reservesNothingForALengthThatCannotBe() {
    #expect(throws: Deflate.Failure.otherLength) {
      try Deflate.decompress([1, 2, 3], exactly: 1 << 50)
    }
  }

  @Test func refusesTrailingBytesAndTruncation() {
    let compressed = Deflate.compress(Array("some words, some more words".utf8))
    #expect(throws: Deflate.Failure.trailing) {
      try Deflate.decompress(compressed + [0], exactly: 27)
    }
    for count in 0..<compressed.count {
      #expect(throws: Deflate.Failure.self) {
        try Deflate.decompress(Array(compressed.prefix(count)), exactly: 27)
      }
    }
  }

  @Test(arguments: seeds(200))
  func damagedStreamsNeverTrap(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let content = (0..<300).map { UInt8(truncatingIfNeeded: $0 / 7) }
    var compressed = Deflate.compress(content)
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      compressed[Int.random(in: 0..<compressed.count, using: &random)] ^=
        1 << UInt8.random(in: 0..<8, using: &random)
    }
    let result = try? Deflate.decompress(compressed, exactly: 300)
    #expect(result == nil || result?.count == 300)
  }
}
