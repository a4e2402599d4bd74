import Bytes
import TestSupport
import Testing
import TextReference

@testable import ChangeLog

/// What anybody may send: it is refused, or it is what the encoder would have written.
@Suite struct TextDecoderTests {
  @Test(arguments: seeds(6))
  func refusesEveryTruncation(seed: UInt64) throws {
    for bytes in try examples(seed) {
      for count in bytes.indices { expectRefusal(Array(bytes.prefix(count))) }
      expectRefusal(bytes + [0])
    }
  }

  /// Method: what is read in spite of a change of one bit is written in the same way again.
  @Test(arguments: seeds(4))
  func readsNothingThatItWouldWriteOtherwise(seed: UInt64) throws {
    for var bytes in try examples(seed) {
      for bit in 0..<bytes.count * 8 {
        bytes[bit / 8] ^= 128 >> UInt8(bit % 8)
        try expectRefusalOrCanonical(bytes)
        bytes[bit / 8] ^= 128 >> UInt8(bit % 8)
      }
    }
  }

  @Test(arguments: seeds(20))
  func survivesRandomBytes(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<200 {
      let noise = (0..<Int.random(in: 0...60, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      try expectRefusalOrCanonical(TextHeader.magic + [TextHeader.version] + noise)
    }
  }

  /// Several bits at once, and bytes from elsewhere.
  @Test(arguments: seeds(10))
  func survivesDamage(seed: UInt64) throws {
    var workload = TextWorkload(seed: seed)
    for bytes in try examples(seed) {
      for _ in 0..<100 {
        try expectRefusalOrCanonical(workload.damage(bytes))
      }
    }
  }

  /// Method: a history that takes in a damaged update is one that its runs make; one that does not
  /// is as it was.
  @Test(arguments: seeds(20))
  func survivesDamagedUpdates(seed: UInt64) throws {
    var workload = TextWorkload(seed: seed)
    let runs = try workload.tangledHistory(peers: 3, steps: 20)
    let (whole, part) = (try TextHistory(runs), try TextHistory(runs.prefix(runs.count / 2)))
    let before = (part.encoded(), part.text)
    for version in [part.frontier, []] {
      let bytes = try whole.encoded(since: version)
      for _ in 0..<100 {
        var history = part
        let damaged = workload.chance(50) ? workload.flipBit(of: bytes) : workload.damage(bytes)
        do throws(TextUpdateError) {
          let edits = try history.merge(encoded: damaged)
          let editor = TextEdit.applying(edits, to: before.1)
          #expect(editor.utf8.elementsEqual(history.text.utf8))
        } catch {
          #expect(history.encoded() == before.0)
          #expect(history.text.utf8.elementsEqual(before.1.utf8))
        }
        let again = try TextHistory(history.runs)
        try #require(again.encoded() == history.encoded())
        try #require(again.text.utf8.elementsEqual(history.text.utf8))
      }
    }
  }

  private func examples(_ seed: UInt64) throws -> [[UInt8]] {
    var workload = TextWorkload(seed: seed)
    let runs = try workload.tangledHistory(peers: workload.number(1...3), steps: 14)
    let history = try TextHistory(runs)
    var examples = [TextHistory().encoded(), history.encoded()]
    if !runs.isEmpty {
      let version = (0...1).map { _ in runs[workload.number(0...runs.count - 1)].id }
      examples.append(try history.encoded(since: version))
    }
    return examples
  }

  private func expectRefusal(_ bytes: [UInt8]) {
    #expect(throws: FormatError.self, "\(bytes)") { _ = try TextHistory(encoded: bytes) }
    #expect(throws: FormatError.self, "\(bytes)") { _ = try TextDecoder(bytes).columns.encoded() }
  }

  private func expectRefusalOrCanonical(_ bytes: [UInt8]) throws {
    do {
      let decoder = try TextDecoder(bytes)
      try #require(decoder.columns.encoded() == bytes)
    } catch let error as FormatError {
      try #require(0...bytes.count ~= error.offset, "\(error)")
    }
    do {
      let history = try TextHistory(encoded: bytes)
      try #require(history.encoded() == bytes)
      // Each of its runs is one that can be added, on what it names.
      let again = try TextHistory(history.runs)
      try #require(again.encoded() == bytes)
    } catch let error as FormatError {
      try #require(0...bytes.count ~= error.offset, "\(error)")
    }
  }
}

extension TextWorkload {
  fileprivate mutating func damage(_ bytes: [UInt8]) -> [UInt8] {
    var damaged = bytes
    for _ in 0..<number(1...4) where damaged.count > 4 {
      let place = number(3...damaged.count - 1)
      switch number(0...2) {
      case 0: damaged[place] = UInt8(number(0...255))
      case 1: damaged.remove(at: place)
      default: damaged.insert(UInt8(number(0...255)), at: place)
      }
    }
    return damaged
  }

  /// Flips a bit of those in front of the tables, as a rule.
  fileprivate mutating func flipBit(of bytes: [UInt8]) -> [UInt8] {
    var damaged = bytes
    damaged[number(3...min(60, bytes.count - 1))] ^= 1 << UInt8(number(0...7))
    return damaged
  }
}
