import Bytes
import TestSupport
import Testing

@Suite struct ByteCodecTests {
  // MARK: Varints

  @Test(
    arguments: [
      (0, "00"), (1, "01"), (127, "7f"), (128, "8001"), (300, "ac02"), (16_383, "ff7f"),
      (16_384, "808001"), (1 << 63, "80808080808080808001"), (.max, "ffffffffffffffffff01"),
    ] as [(UInt64, String)])
  func spellsAVarintInItsShortestForm(value: UInt64, hex: String) throws {
    var writer = ByteWriter()
    writer.writeVarint(value)
    #expect(Hex.encode(writer.bytes) == hex)
    var reader = ByteReader(writer.bytes)
    #expect(try reader.readVarint() == value)
    try reader.finish()
  }

  @Test(
    arguments: [
      ("8000", .varintNotMinimal), ("ff00", .varintNotMinimal), ("80808000", .varintNotMinimal),
      ("80808080808080808000", .varintNotMinimal),
      ("80808080808080808002", .varintOverflow), ("ffffffffffffffffff7f", .varintOverflow),
      ("8080808080808080808001", .varintOverflow),
      ("", .truncated(missing: 1)), ("80", .truncated(missing: 1)),
      ("ffff", .truncated(missing: 1)),
    ] as [(String, FormatError.Reason)])
  func refusesEveryOtherSpellingOfAVarint(hex: String, reason: FormatError.Reason) throws {
    // Two bytes in front, so that the offset is not zero by chance.
    var reader = ByteReader([9, 9] + (try #require(Hex.decode(hex))))
    _ = try reader.readBytes(2)
    #expect(throws: FormatError(reason, at: 2)) { try reader.readVarint() }
  }

  @Test(
    arguments: [
      (0, "00"), (-1, "01"), (1, "02"), (-2, "03"), (63, "7e"), (-64, "7f"), (64, "8001"),
      (.max, "feffffffffffffffff01"), (.min, "ffffffffffffffffff01"),
    ] as [(Int64, String)])
  func spellsASignedVarintByZigzag(value: Int64, hex: String) throws {
    var writer = ByteWriter()
    writer.writeSignedVarint(value)
    #expect(Hex.encode(writer.bytes) == hex)
    var reader = ByteReader(writer.bytes)
    #expect(try reader.readSignedVarint() == value)
  }

  // MARK: Counts and limits

  @Test func refusesACountAboveItsLimit() throws {
    var atLimit = ByteReader([5])
    #expect(try atLimit.readCount(limit: 5) == 5)
    var above = ByteReader([6])
    #expect(throws: FormatError(.tooLarge(6, limit: 5), at: 0)) { try above.readCount(limit: 5) }
    var huge = ByteReader(Hex.decode("ffffffffffffffffff01") ?? [])
    #expect(throws: FormatError(.tooLarge(.max, limit: 5), at: 0)) { try huge.readCount(limit: 5) }
  }

  @Test func reservesNothingForALengthThatIsOnlyClaimed() {
    var reader = ByteReader([0xff, 0xff, 0xff, 0xff, 0x0f, 1])
    #expect(throws: FormatError(.truncated(missing: 4_294_967_294), at: 5)) {
      try reader.readCountedBytes(limit: .max)
    }
  }

  @Test func readsIntegersBigEndian() throws {
    var reader = ByteReader([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14])
    #expect(try reader.readInteger(UInt16.self) == 0x0102)
    #expect(try reader.readInteger(UInt32.self) == 0x0304_0506)
    #expect(try reader.readInteger(UInt64.self) == 0x0708_090a_0b0c_0d0e)
    #expect(reader.isAtEnd)
    #expect(throws: FormatError(.truncated(missing: 2), at: 14)) {
      try reader.readInteger(UInt16.self)
    }
    var writer = ByteWriter()
    writer.writeInteger(0x0102 as UInt16)
    writer.writeInteger(0x0304_0506 as UInt32)
    writer.writeInteger(0x0708_090a_0b0c_0d0e as UInt64)
    #expect(writer.bytes == reader.bytes)
  }

  @Test func countsOffsetsFromTheStartOfTheWholeBuffer() throws {
    var outer = ByteReader([7, 2, 0x80, 0x00, 9])
    _ = try outer.readByte()
    var inner = try outer.readCounted(limit: 10)
    #expect(inner.remaining == 2)
    #expect(throws: FormatError(.varintNotMinimal, at: 2)) { try inner.readVarint() }
    #expect(try outer.readByte() == 9)
    try outer.finish()
  }

  @Test func keepsAnInnerReaderInsideItsRange() throws {
    var reader = ByteReader([1, 2, 3, 4], in: 1..<3)
    #expect(try reader.readBytes(2) == [2, 3])
    #expect(throws: FormatError(.truncated(missing: 1), at: 3)) { try reader.readByte() }
  }

  @Test func refusesWhatIsLeftOver() throws {
    var reader = ByteReader([1, 2, 3])
    _ = try reader.readByte()
    #expect(throws: FormatError(.trailing(2), at: 1)) { try reader.finish() }
  }

  @Test(arguments: ["ff", "c0af", "eda080", "f4908080", "e28c"])
  func refusesTextThatIsNotUTF8(hex: String) throws {
    let content = try #require(Hex.decode(hex))
    var reader = ByteReader([UInt8(content.count)] + content)
    #expect(throws: FormatError(.notUTF8, at: 0)) { try reader.readString(limit: 10) }
  }

  @Test func keepsTextAsItsBytesAre() throws {
    for text in ["", "a\0b", "e\u{301}", "\u{e9}", "👩‍🔬", "\u{feff}x"] {
      var writer = ByteWriter()
      writer.writeString(text)
      var reader = ByteReader(writer.bytes)
      #expect(try reader.readString(limit: 100).utf8.elementsEqual(text.utf8))
    }
  }

  /// Method: random values, written one after the other, come back; every truncation is refused.
  @Test(arguments: seeds(20))
  func readsWhatItWrites(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var writer = ByteWriter()
    let values = (0..<20).map { _ in random.next() >> (random.next() % 64) }
    for value in values {
      writer.writeVarint(value)
      writer.writeSignedVarint(Int64(bitPattern: value))
      writer.writeCountedBytes(Array(repeating: 7, count: Int(value % 5)))
    }
    func readAll(_ bytes: [UInt8]) throws(FormatError) {
      var reader = ByteReader(bytes)
      for value in values {
        guard try reader.readVarint() == value,
          try reader.readSignedVarint() == Int64(bitPattern: value),
          try reader.readCountedBytes(limit: 5).count == Int(value % 5)
        else { throw FormatError("another value", at: reader.offset) }
      }
      try reader.finish()
    }
    try readAll(writer.bytes)
    for count in 0..<writer.bytes.count {
      #expect(throws: FormatError.self) { try readAll(Array(writer.bytes[..<count])) }
    }
  }
}
