import Bytes
import Cryptography
import Testing

@Suite struct KeyDerivationTests {
  @Test func authenticatesLikeWycheproof() throws {
    for vector in try vectors("wycheproof-hmac-sha256", of: WycheproofVector.self) {
      let code = HMAC.authenticate(vector["msg"], key: SecretBytes(vector["key"]))
      let isGood = Array(code.prefix(vector["tag"].count)) == vector["tag"]
      #expect(isGood == (vector.result == "valid"), "vector \(vector.id)")
    }
  }

  @Test func derivesLikeWycheproof() throws {
    for vector in try vectors("wycheproof-hkdf-sha256", of: WycheproofVector.self) {
      guard vector.size <= HKDF.outputBytesMax else {
        #expect(vector.result == "invalid")
        continue
      }
      let root = HKDF.extract(salt: vector["salt"], secret: SecretBytes(vector["ikm"]))
      let output = HKDF.expand(root, info: vector["info"], count: vector.size)
      #expect(
        (output.exposed == vector["okm"]) == (vector.result == "valid"), "vector \(vector.id)")
    }
  }

  @Test func derivesLikeRFC5869A1() {
    let root = HKDF.extract(
      salt: hex("000102030405060708090a0b0c"),
      secret: SecretBytes([UInt8](repeating: 0x0b, count: 22)))
    #expect(
      root.exposed
        == hex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"))
    #expect(
      HKDF.expand(root, info: hex("f0f1f2f3f4f5f6f7f8f9"), count: 42).exposed
        == hex(
          """
          3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865
          """))
  }

  @Test func derivesLikeRFC5869A2() {
    let root = HKDF.extract(
      salt: [UInt8](0x60...0xaf), secret: SecretBytes([UInt8](0x00...0x4f)))
    #expect(
      root.exposed
        == hex("06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244"))
    #expect(
      HKDF.expand(root, info: [UInt8](0xb0...0xff), count: 82).exposed
        == hex(
          """
          b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41
          c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87
          """))
  }

  @Test func derivesLikeRFC5869A3() {
    let root = HKDF.extract(salt: [], secret: SecretBytes([UInt8](repeating: 0x0b, count: 22)))
    #expect(
      root.exposed
        == hex("19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04"))
    #expect(
      HKDF.expand(root, info: [], count: 42).exposed
        == hex(
          """
          8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8
          """))
  }

  @Test func secretsCompareByContentAndShowNothing() {
    #expect(SecretBytes([1, 2]) == SecretBytes([1, 2]))
    #expect(SecretBytes([1, 2]) != SecretBytes([1, 3]))
    #expect(SecretBytes([1, 2]) != SecretBytes([1]))
    #expect("\(SecretBytes([0xab, 0xcd]))" == "2 secret bytes")
    #expect(String(reflecting: SecretBytes([0xab])) == "1 secret bytes")
    #expect(SecretBytes([1, 2, 3, 4]).part(1..<3).exposed == [2, 3])
  }

  @Test func randomBytesDoNotRepeat() {
    #expect(SecureRandom.bytes(0) == [])
    #expect(SecureRandom.bytes(33).count == 33)
    #expect(SecureRandom.bytes(32) != SecureRandom.bytes(32))
    #expect(SecureRandom.secret(32) != SecureRandom.secret(32))
  }
}
