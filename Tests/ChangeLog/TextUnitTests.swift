import ChangeLog
import Testing

@Suite struct TextUnitTests {
  /// A combining accent, a pair of surrogates, a flag of two scalars, a line break of two.
  private let text = "e\u{301}𝒳🇳🇱\r\n中"

  /// Per scalar: offset in UTF-8, in UTF-16, and of the character that holds it.
  private let boundaries = [
    (0, 0, 0), (1, 1, 0), (3, 2, 1), (7, 4, 2), (11, 6, 2), (15, 8, 3), (16, 9, 3), (17, 10, 4),
    (20, 11, 5),
  ]

  @Test func convertsScalarOffsets() {
    for (scalars, (utf8, utf16, characters)) in boundaries.enumerated() {
      #expect(text.offset(scalars, from: .scalars, to: .utf8) == utf8)
      #expect(text.offset(scalars, from: .scalars, to: .utf16) == utf16)
      #expect(text.offset(scalars, from: .scalars, to: .characters) == characters)
      #expect(text.offset(utf8, from: .utf8, to: .scalars) == scalars)
      #expect(text.offset(utf16, from: .utf16, to: .scalars) == scalars)
    }
    #expect(text.offset(2, from: .characters, to: .scalars) == 3)
    #expect(text.offset(3, from: .characters, to: .scalars) == 5)
  }

  @Test func roundsDownWhatTheOtherUnitCannotDivide() {
    #expect(text.offset(5, from: .utf8, to: .scalars) == 2)
    #expect(text.offset(5, from: .utf8, to: .characters) == 1)
    #expect(text.offset(3, from: .utf16, to: .scalars) == 2)
    #expect(text.offset(3, from: .utf16, to: .utf8) == 3)
    #expect(text.offset(5, from: .utf8, to: .utf16) == 2)
  }

  @Test func staysInsideTheText() {
    for unit in [TextUnit.scalars, .utf8, .utf16, .characters] {
      #expect(text.offset(-1, from: unit, to: .utf8) == 0)
      #expect(text.offset(99, from: unit, to: .scalars) == 8)
      #expect("".offset(0, from: unit, to: .characters) == 0)
    }
  }
}
