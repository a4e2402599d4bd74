import Bytes
import Cryptography
import Testing

@Suite struct HPKETests {
  private struct Vector: Decodable {
    let info, ikmE, skRm, pkRm, enc, aad, pt, ct: String
  }

  @Test func sealsAndOpensLikeRFC9180() throws {
    for vector in try vectors("hpke-base", of: Vector.self) {
      let sealed = try HPKE.seal(
        hex(vector.pt), to: hex(vector.pkRm), info: hex(vector.info),
        associated: hex(vector.aad), ephemeralSeed: SecretBytes(hex(vector.ikmE)))
      #expect(sealed == hex(vector.enc + vector.ct))
      #expect(X25519.publicKey(secretKey: SecretBytes(hex(vector.skRm))) == hex(vector.pkRm))
      let opened = try HPKE.open(
        sealed, secretKey: SecretBytes(hex(vector.skRm)), info: hex(vector.info),
        associated: hex(vector.aad))
      #expect(opened == hex(vector.pt))
    }
  }

  @Test func opensForTheRecipientAndContextOnly() throws {
    let secretKey = SecretBytes([UInt8](repeating: 5, count: 32))
    let sealed = try HPKE.seal(
      ascii("secret"), to: X25519.publicKey(secretKey: secretKey), info: ascii("here"),
      ephemeralSeed: SecretBytes([UInt8](repeating: 6, count: 32)))
    #expect(sealed.count == 6 + HPKE.overheadByteCount)
    #expect(try HPKE.open(sealed, secretKey: secretKey, info: ascii("here")) == ascii("secret"))
    #expect(throws: CryptographyError.notAuthentic) {
      try HPKE.open(sealed, secretKey: secretKey, info: ascii("there"))
    }
    #expect(throws: CryptographyError.notAuthentic) {
      try HPKE.open(
        sealed, secretKey: SecretBytes([UInt8](repeating: 7, count: 32)), info: ascii("here"))
    }
    for count in 0..<sealed.count {
      #expect(throws: CryptographyError.self) {
        try HPKE.open(Array(sealed.prefix(count)), secretKey: secretKey, info: ascii("here"))
      }
    }
  }

  @Test func refusesToSealToASmallOrderKey() {
    #expect(throws: CryptographyError.unacceptableKey) {
      try HPKE.seal(
        [1], to: [UInt8](repeating: 0, count: 32), info: [],
        ephemeralSeed: SecretBytes([UInt8](repeating: 6, count: 32)))
    }
  }
}
