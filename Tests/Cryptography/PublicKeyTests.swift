import Bytes
import Cryptography
import Testing

@Suite struct SignatureTests {
  /// RFC 8032 §7.1: seed, public key, message, signature.
  @Test(arguments: [
    [
      "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
      "",
      """
      e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701c
      f9b46bd25bf5f0595bbe24655141438e7a100b
      """,
    ],
    [
      "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
      "72",
      """
      92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0
      f11d8c387b2eaeb4302aeeb00d291612bb0c00
      """,
    ],
    [
      "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
      "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
      "af82",
      """
      6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f76098
      4dc6594a7c15e9716ed28dc027beceea1ec40a
      """,
    ],
    [
      "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
      "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
      """
      ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3
      feebbd454d4423643ce80e2a9ac94fa54ca49f
      """,
      """
      dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c664
      31e0303dca179c138ac17ad9bef1177331a704
      """,
    ],
  ])
  func signsLikeRFC8032(vector: [String]) {
    let seed = SecretBytes(hex(vector[0]))
    let key = hex(vector[1])
    let message = hex(vector[2])
    let signature = hex(vector[3])
    #expect(Ed25519.publicKey(seed: seed) == key)
    #expect(Ed25519.sign(message, seed: seed) == signature)
    #expect(Ed25519.verify(signature, of: message, by: key))
    #expect(!Ed25519.verify(signature, of: message + [0], by: key))
  }

  @Test func verifiesLikeWycheproof() throws {
    for vector in try vectors("wycheproof-ed25519", of: WycheproofVector.self) {
      let isGood = Ed25519.verify(vector["sig"], of: vector["msg"], by: vector["pk"])
      #expect(isGood == (vector.result == "valid"), "vector \(vector.id)")
    }
  }

  @Test func refusesKeysUnderWhichOneSignatureFitsAll() {
    let identity = hex("0100000000000000000000000000000000000000000000000000000000000000")
    let forged = identity + [UInt8](repeating: 0, count: 32)
    // The accident that the rule prevents: libcrypto itself takes both.
    #expect(Ed25519.verify(forged, of: [1], by: identity))
    #expect(Ed25519.verify(forged, of: [2, 3], by: identity))
    #expect(!Ed25519.isAcceptable(identity))
  }

  @Test func refusesSmallOrderAndNonCanonicalKeys() {
    for key in SmallOrder.edwards {
      for sign in [UInt8(0), 0x80] {
        var key = key
        key[31] |= sign
        #expect(!Ed25519.isAcceptable(key), "\(Hex.encode(key))")
      }
    }
    let good = Ed25519.publicKey(seed: SecretBytes([UInt8](repeating: 1, count: 32)))
    #expect(Ed25519.isAcceptable(good))
    #expect(!Ed25519.isAcceptable(Array(good.dropLast())))
    #expect(!Ed25519.isAcceptable(good + [0]))
    #expect(!Ed25519.isAcceptable([]))
  }
}

@Suite struct AgreementTests {
  @Test func multipliesLikeRFC7748() throws {
    let scalar = SecretBytes(
      hex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4"))
    let point = hex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c")
    #expect(
      try X25519.sharedSecret(scalar, with: point).exposed
        == hex("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"))
  }

  @Test func multipliesLikeRFC7748AThousandTimes() throws {
    var scalar = [9] + [UInt8](repeating: 0, count: 31)
    var point = scalar
    for round in 1...1_000 {
      let next = try X25519.sharedSecret(SecretBytes(scalar), with: point).exposed
      (scalar, point) = (next, scalar)
      if round == 1 {
        #expect(
          scalar == hex("422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079"))
      }
    }
    #expect(
      scalar == hex("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51"))
  }

  /// Takes the odd public keys called acceptable, except those that make the shared secret zero.
  @Test func agreesLikeWycheproof() throws {
    var zeroCount = 0
    for vector in try vectors("wycheproof-x25519", of: WycheproofVector.self) {
      let isZero = vector["shared"].allSatisfy { $0 == 0 }
      if isZero { zeroCount += 1 }
      let secret = try? X25519.sharedSecret(
        SecretBytes(vector["private"]), with: vector["public"])
      #expect(secret?.exposed == (isZero ? nil : vector["shared"]), "vector \(vector.id)")
      if isZero { #expect(!X25519.isAcceptable(vector["public"]), "vector \(vector.id)") }
    }
    #expect(zeroCount == 31)
  }

  @Test func refusesSmallOrderAndNonCanonicalKeys() {
    for key in SmallOrder.montgomery { #expect(!X25519.isAcceptable(key), "\(Hex.encode(key))") }
    let good = X25519.publicKey(secretKey: SecretBytes([UInt8](repeating: 1, count: 32)))
    #expect(X25519.isAcceptable(good))
    var high = good
    high[31] |= 0x80
    #expect(!X25519.isAcceptable(high))
    #expect(!X25519.isAcceptable(Array(good.dropLast())))
    #expect(throws: CryptographyError.unacceptableKey) {
      try X25519.sharedSecret(SecretBytes([UInt8](repeating: 1, count: 32)), with: [1, 2, 3])
    }
  }
}

/// Encodings of points whose order divides 8, and of numbers that are not below 2^255 - 19.
private enum SmallOrder {
  static let edwards = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  ].map(hex)

  static let montgomery = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
  ].map(hex)
}
