import Foundation
import TestSupport
import Testing

@testable import Host

@Suite struct JSONTests {
  /// Text of every kind survives a reader that is not ours.
  @Test(arguments: seeds(20), [false, true])
  func isReadBackByAnotherReader(seed: UInt64, indented: Bool) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<50 {
      let scalars = (0..<30).compactMap { _ in
        let range: Range<UInt32> = [0..<0x80, 0..<0x3000, 0xe000..<0x11_0000][
          Int.random(in: 0..<3, using: &random)]
        return Unicode.Scalar(UInt32.random(in: range, using: &random))
      }
      let text = String(String.UnicodeScalarView(scalars))
      let document: JSON = [
        text: [nil, true, false, JSON.integer(.min), .decimal("5.5"), .string(text), [], [:]]
      ]
      let bytes = document.encoded(indented: indented)
      let decoded = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: [Any]]
      let object = try #require(decoded)
      let name = try #require(object.keys.first)
      let values = try #require(object.values.first)
      try #require(Array(name.unicodeScalars) == scalars)
      try #require((values[5] as? String).map { Array($0.unicodeScalars) } == scalars)
      try #require((values[3] as? NSNumber)?.int64Value == .min)
      try #require((values[4] as? NSNumber)?.doubleValue == 5.5)
    }
  }

  @Test func escapesWhatATerminalObeys() {
    let bytes = JSON.string("\u{1b}\"\\\n\u{9b}\u{2028}\u{202e}/é").encoded()
    #expect(String(decoding: bytes, as: UTF8.self) == #""\u001b\"\\\n\u009b\u2028\u202e/é""#)
  }

  @Test func keepsTheOrderOfMembersAndIndents() {
    let document: JSON = ["b": 1, "a": [1, .decimal("-0.50")], "c": [:], "d": []]
    #expect(
      String(decoding: document.encoded(indented: true), as: UTF8.self) == """
        {
          "b": 1,
          "a": [
            1,
            -0.50
          ],
          "c": {},
          "d": []
        }
        """)
    #expect(
      String(decoding: document.encoded(), as: UTF8.self)
        == #"{"b":1,"a":[1,-0.50],"c":{},"d":[]}"#)
  }

  @Test(arguments: ["", "-", "01", "1.", ".5", "1.2.3", "1e5", "x"])
  func stopsAtADecimalThatIsNone(digits: String) async {
    await #expect(processExitsWith: .failure) { [digits] in
      _ = JSON.decimal(digits).encoded()
    }
  }
}
