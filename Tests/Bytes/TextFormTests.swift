import Bytes
import TestSupport
import Testing

@Suite struct TextFormTests {
  @Test func spellsBytesInLowerCaseHex() {
    #expect(Hex.encode([0x00, 0x0f, 0xa5, 0xff]) == "000fa5ff")
    #expect(Hex.decode("000fA5fF") == [0x00, 0x0f, 0xa5, 0xff])
    #expect(Hex.decode("") == [])
  }

  @Test(arguments: ["0", "abc", "0g", "00 ", "0x00", "é0"])
  func refusesWhatIsNotHex(text: String) { #expect(Hex.decode(text) == nil) }

  // The first four from RFC 4648 §10, with Crockford's digits for its alphabet.
  @Test(arguments: [
    ("", ""), ("f", "cr"), ("fo", "csqg"), ("foobar", "csqpyrk1e8"), ("\0", "00"),
  ])
  func spellsBytesInBase32(text: String, expected: String) {
    #expect(Base32.encode(Array(text.utf8)) == expected)
    #expect(Base32.decode(expected) == Array(text.utf8))
  }

  @Test func readsBase32AsPeopleTypeIt() {
    #expect(Base32.decode("CSQP-YRK1-E8") == Array("foobar".utf8))
    #expect(Base32.values("oOiIlL") == [0, 0, 1, 1, 1, 1])
  }

  @Test(arguments: ["u0", "c!", "c ", "ñ0"])
  func refusesWhatIsNoDigit(text: String) {
    #expect(Base32.decode(text) == nil)
    #expect(Base32.values(text) == nil)
  }

  @Test func refusesBase32ThatSpellsNoWholeBytes() {
    // One digit is no byte; three digits hold a byte and seven bits; a spare bit is set.
    for text in ["c", "csq", "cs", "01"] { #expect(Base32.decode(text) == nil) }
  }

  @Test(arguments: seeds(20))
  func readsWhatItSpells(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for count in 0..<40 {
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      #expect(Hex.decode(Hex.encode(bytes)) == bytes)
      #expect(Base32.decode(Base32.encode(bytes)) == bytes)
    }
  }

  // MARK: Names

  @Test(arguments: seeds(20))
  func ordersAndComparesNamesAsTheirBytes(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<50 {
      var left = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
      var right = left
      // They differ in at most one byte, so that every word of the name gets its turn.
      right[Int.random(in: 0..<32, using: &random)] &+= UInt8.random(in: 0...2, using: &random)
      #expect((ChangeID(left) < ChangeID(right)) == left.lexicographicallyPrecedes(right))
      #expect((ChangeID(left) == ChangeID(right)) == (left == right))
      #expect(ChangeID(left).bytes == left)
      (left, right) = (Array(left[16...]), Array(right[16...]))
      #expect((ObjectID(left) < ObjectID(right)) == left.lexicographicallyPrecedes(right))
      #expect((ObjectID(left) == ObjectID(right)) == (left == right))
      #expect(ObjectID(left).bytes == left)
      #expect(Set([ObjectID(left), ObjectID(right)]).count == (left == right ? 1 : 2))
      var reader = ByteReader(left)
      #expect(try reader.readID16(ObjectID.self) == ObjectID(left))
    }
  }

  @Test func refusesANameThatIsCutShort() {
    var reader = ByteReader(Array(repeating: 1, count: 15))
    #expect(throws: FormatError(.truncated(missing: 1), at: 0)) {
      try reader.readID16(ObjectID.self)
    }
    var longer = ByteReader(Array(repeating: 1, count: 30))
    #expect(throws: FormatError(.truncated(missing: 2), at: 0)) {
      try longer.readID32(ChangeID.self)
    }
  }

  @Test func saysWhatIsWrongAndWhere() {
    #expect(
      FormatError(.truncated(missing: 3), at: 7).description == "3 bytes are missing (byte 7)")
    #expect(FormatError("a rule of ours", at: 2).description == "a rule of ours (byte 2)")
    #expect(
      FormatError(.tooLarge(9, limit: 8), at: 0).description == "9 is above the limit 8 (byte 0)")
  }
}
