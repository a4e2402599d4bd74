import Bytes
import Cryptography
import TestSupport
import Testing

@Suite struct HashTests {
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func agreesWithFIPS180(message: String, digest: String) {
    #expect(SHA256.hash(ascii(message)) == hex(digest))
  }

  @Test func agreesWithFIPS180OnAMillionLetters() {
    #expect(
      SHA256.hash([UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000))
        == hex("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"))
  }

  @Test(arguments: seeds(20))
  func piecesHashLikeTheWhole(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let bytes = (0..<Int.random(in: 0...500, using: &random)).map { UInt8(truncatingIfNeeded: $0) }
    var hasher = SHA256.Hasher()
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = Int.random(in: 1...rest.count, using: &random)
      hasher.update(Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
    #expect(hasher.finalize() == SHA256.hash(bytes))
  }

  @Test func hashersThatOverlapDoNotMix() {
    var first = SHA256.Hasher()
    first.update(ascii("a"))
    var second = SHA256.Hasher()
    second.update(ascii("other"))
    first.update(ascii("bc"))
    #expect(first.finalize() == SHA256.hash(ascii("abc")))
    #expect(second.finalize() == SHA256.hash(ascii("other")))
  }

  @Test func abandonedHasherLeavesNothingBehind() {
    do {
      var hasher = SHA256.Hasher()
      hasher.update(ascii("abandoned"))
    }
    #expect(SHA256.hash(ascii("abc")) == SHA256.hash(ascii("abc")))
    #expect(
      SHA256.hash([])
        == hex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"))
  }

  @Test func manyThreadsHashAtOnce() async {
    let expected = SHA256.hash(ascii("abc"))
    await withTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask { (0..<2_000).count { _ in SHA256.hash(ascii("abc")) != expected } }
      }
      for await wrong in group { #expect(wrong == 0) }
    }
  }

  @Test func taggedHashStartsWithTheLengthOfTheTag() {
    #expect(taggedHash("ab", [1], [2, 3]) == SHA256.hash([2, 0x61, 0x62, 1, 2, 3]))
    #expect(taggedHash("", []) == SHA256.hash([0]))
  }

  @Test func comparesEveryByte() {
    #expect(constantTimeEqual([1, 2, 3], [1, 2, 3]))
    #expect(!constantTimeEqual([1, 2, 3], [1, 2, 4]))
    #expect(!constantTimeEqual([1, 2, 3], [1, 2]))
    #expect(constantTimeEqual([], []))
  }
}
