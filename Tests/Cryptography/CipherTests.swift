import Bytes
import Cryptography
import Testing

@Suite struct CipherTests {
  private static let sunscreen = ascii(
    "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the "
      + "future, sunscreen would be it.")

  @Test func sealsLikeRFC8439() throws {
    let key = SecretBytes([UInt8](0x80...0x9f))
    let nonce = hex("070000004041424344454647")
    let associated = hex("50515253c0c1c2c3c4c5c6c7")
    let sealed = AEAD.seal(Self.sunscreen, key: key, nonce: nonce, associated: associated)
    #expect(
      sealed
        == hex(
          """
          d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6
          3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36
          92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc
          3ff4def08e4b7a9de576d26586cec64b6116
          1ae10b594f09e26a7e902ecbd0600691
          """))
    #expect(
      try AEAD.open(sealed, key: key, nonce: nonce, associated: associated) == Self.sunscreen)
  }

  @Test func opensAndSealsLikeWycheproof() throws {
    for vector in try vectors("wycheproof-chacha20-poly1305", of: WycheproofVector.self) {
      guard vector["iv"].count == AEAD.nonceByteCount else {
        #expect(vector.result == "invalid")
        continue
      }
      let key = SecretBytes(vector["key"])
      let opened = try? AEAD.open(
        vector["ct"] + vector["tag"], key: key, nonce: vector["iv"], associated: vector["aad"])
      #expect(opened == (vector.result == "valid" ? vector["msg"] : nil), "vector \(vector.id)")
      guard vector.result == "valid" else { continue }
      let sealed = AEAD.seal(
        vector["msg"], key: key, nonce: vector["iv"], associated: vector["aad"])
      #expect(sealed == vector["ct"] + vector["tag"], "vector \(vector.id)")
    }
  }

  @Test func refusesEveryFlippedBit() {
    let key = SecretBytes([UInt8](repeating: 7, count: 32))
    let nonce = [UInt8](repeating: 9, count: 12)
    let sealed = AEAD.seal(ascii("message"), key: key, nonce: nonce, associated: [1, 2])
    for bit in 0..<sealed.count * 8 {
      var changed = sealed
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(throws: CryptographyError.notAuthentic) {
        try AEAD.open(changed, key: key, nonce: nonce, associated: [1, 2])
      }
    }
    #expect(throws: CryptographyError.notAuthentic) {
      try AEAD.open(sealed, key: key, nonce: nonce, associated: [1, 3])
    }
    #expect(throws: CryptographyError.notAuthentic) {
      try AEAD.open(sealed, key: key, nonce: nonce)
    }
  }

  @Test(arguments: 0..<16)
  func refusesWhatIsShorterThanATag(count: Int) {
    #expect(throws: CryptographyError.notAuthentic) {
      try AEAD.open(
        [UInt8](repeating: 0, count: count), key: SecretBytes([UInt8](repeating: 0, count: 32)),
        nonce: [UInt8](repeating: 0, count: 12))
    }
  }

  @Test func sealsNothing() throws {
    let key = SecretBytes([UInt8](repeating: 7, count: 32))
    let nonce = [UInt8](repeating: 9, count: 12)
    let sealed = AEAD.seal([], key: key, nonce: nonce)
    #expect(sealed.count == AEAD.tagByteCount)
    #expect(try AEAD.open(sealed, key: key, nonce: nonce) == [])
  }
}
