import Bytes
import ChangeLog
import Cryptography
import TestSupport
import Testing

@Suite struct PlainSHA256Tests {
  // Source: FIPS 180-4 example computations, and the SHA-256 of nothing from the NIST CAVP set,
  // https://csrc.nist.gov/projects/cryptographic-standards-and-guidelines/example-values.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqr"
        + "lmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
  ])
  func givesThePublishedHashes(text: String, hex: String) {
    #expect(Hex.encode(PlainSHA256.hash(Array(text.utf8))) == hex)
  }

  /// Method: random bytes of every length around the block and padding boundaries.
  @Test func agreesWithTheCryptographicLibrary() {
    var random = SplitMix64(seed: 180)
    for count in Array(0...300) + [4_095, 4_096, 10_001] {
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      #expect(PlainSHA256.hash(bytes) == SHA256.hash(bytes))
    }
  }
}
