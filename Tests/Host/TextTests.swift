import TestSupport
import Testing

@testable import Host

@Suite struct TextTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("Chloé", 5), ("Chloe\u{301}", 5), ("日本海", 6), ("ｱ", 1), ("한국", 4),
    ("\u{1112}\u{1161}\u{11ab}", 2), ("👍", 2), ("👍🏽", 2), ("👨‍👩‍👧", 2), ("🇯🇵", 2), ("❤️", 2),
    ("❤", 1),
    ("a\u{200d}b", 2), ("·", 1), ("…", 1), ("Ω", 1), ("𠮷", 2), ("—", 1), ("क्षि", 2),
  ])
  func measuresTheColumnsOfText(text: String, width: Int) {
    #expect(DisplayWidth.of(text) == width)
  }

  @Test(arguments: [
    ("plain", "plain"), ("a\tb", "a b"), ("a\r\nb\nc", "a b c"), ("\u{1b}[31mred", "␛[31mred"),
    ("\u{7}\u{0}\u{7f}", "␇␀␡"), ("\u{9b}31m", "\u{fffd}31m"), ("a\u{202e}b", "a\u{fffd}b"),
    ("é日\u{301}👨‍👩‍👧", "é日\u{301}👨‍👩‍👧"), ("\u{e0041}", "\u{fffd}"), ("a\u{2028}b", "a b"),
  ])
  func makesOneHarmlessLine(text: String, line: String) {
    #expect(Sanitising.line(text) == line)
  }

  @Test func keepsLineBreaksWhereTheyAreWanted() {
    #expect(Sanitising.lines("a\r\nb\rc\u{1b}]0;x\u{7}\td") == "a\nb\nc␛]0;x␇  d")
  }

  /// Whatever another person wrote, only escape sequences of ours reach a terminal.
  @Test(arguments: seeds(20))
  func letsNoControlCharacterThrough(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<200 {
      let scalars: [Unicode.Scalar] =
        ["x"]
        + (0..<20).compactMap { _ in
          Unicode.Scalar(
            UInt32.random(in: 0..<(Bool.random(using: &random) ? 0x100 : 0x2100), using: &random))
        }
      let text = String(String.UnicodeScalarView(scalars))
      let styled: StyledText = "\(text, .bold)\(text)"
      let rendered = styled.rendered(isColoured: true)
      // One sequence switches the style on, and one off.
      try #require(rendered.unicodeScalars.count { Sanitising.isHostile($0) } == 2)
      let log = Log(now: { 0 }) { line in
        #expect(line.dropLast().unicodeScalars.allSatisfy { !Sanitising.isHostile($0) })
      }
      log.info("event", ["text": text])
    }
  }

  @Test func rendersStylesOnlyWhenColourIsOn() {
    let text: StyledText = "\("R1", [.bold, .red]) of \(3)"
    #expect(text.rendered(isColoured: true) == "\u{1b}[1;31mR1\u{1b}[0m of 3")
    #expect(text.rendered(isColoured: false) == "R1 of 3")
    #expect(text.width == 7)
  }

  @Test func padsAndTruncatesByColumns() {
    #expect(StyledText("日本").padded(to: 6).plain == "日本  ")
    #expect(StyledText("日本").padded(to: 6, .right).plain == "  日本")
    #expect(StyledText("日本海").truncated(to: 6).plain == "日本海")
    #expect(StyledText("日本海").truncated(to: 5).plain == "日本…")
    #expect(StyledText("日本海").truncated(to: 4).plain == "日…")
    #expect(StyledText("abc").truncated(to: 1).plain == "…")
    #expect(StyledText("abc").truncated(to: 0).plain == "")
  }

  @Test(arguments: [
    ("one two three", 7, ["one two", "three"]), ("one two three", 8, ["one two", "three"]),
    ("abcdefgh ij", 4, ["abcd", "efgh", "ij"]), ("", 4, [""]), ("   ", 4, [""]),
    ("  indented text", 10, ["  indented", "text"]), ("日本海の", 5, ["日本", "海の"]),
    ("ab日本", 5, ["ab日", "本"]), ("日", 1, ["日"]), ("a  b", 2, ["a", "b"]),
  ])
  func wrapsAtSpacesAndBesideWideCharacters(text: String, width: Int, lines: [String]) {
    #expect(StyledText(text).wrapped(to: width).map(\.plain) == lines)
  }

  /// Wrapping loses nothing but spaces at line ends, and keeps every line within the width.
  @Test(arguments: seeds(20))
  func losesNoTextByWrapping(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let letters = Array("aé日 b c 👍-")
    for _ in 0..<100 {
      let text = String(
        (0..<Int.random(in: 0...60, using: &random)).map { _ in
          letters[Int.random(in: 0..<letters.count, using: &random)]
        })
      let width = Int.random(in: 4...30, using: &random)
      let indent = Int.random(in: 0...2, using: &random)
      let lines = StyledText(text).wrapped(to: width, indent: indent)
      try #require(lines.allSatisfy { $0.width <= width })
      let kept = lines.map(\.plain).joined().filter { $0 != " " }
      try #require(kept == text.filter { $0 != " " })
    }
  }

  @Test func indentsParagraphs() {
    let lines = StyledText.paragraphs("one two\n\nthree", width: 7, indent: 2).map(\.plain)
    #expect(lines == ["  one", "  two", "", "  three"])
  }

  @Test func laysOutATable() {
    var table = Table([.init(), .init(.right), .init(wraps: true)], gap: 2, indent: 1)
    table.add(["feasibility", "7", "needs a vote in the Diet"])
    table.add(spanning: "R1 Leveraging cooperation")
    table.add(["費用", "10"])
    #expect(
      table.lines(width: 30).map(\.plain) == [
        " feasibility   7  needs a vote", "                  in the Diet",
        " R1 Leveraging cooperation", " 費用         10",
      ])
    #expect(table.lines(width: 80).map(\.plain)[0] == " feasibility   7  needs a vote in the Diet")
  }

  @Test func narrowsWordsButNeverNumbers() {
    var table = Table([.init(), .init(.right, maximum: 20)])
    table.add(["a long name of something", "123456789012"])
    #expect(table.lines(width: 24).map(\.plain) == ["a long na…  123456789012"])
    var limited = Table([.init(minimum: 6), .init(maximum: 4)])
    limited.add(["a", "abcdef"])
    #expect(limited.lines(width: 80).map(\.plain) == ["a       abc…"])
  }

  @Test func foldsColumnsForWhichThereIsNoRoom() {
    var table = Table(
      [.init()] + (0..<5).map { _ in .init(.right, minimum: 3) } + [.init()], folds: true)
    table.add(["", "Ana", "Ben", "Chl", "Dan", "Eve", "n"])
    table.add(["feas", "1", "2", "3", "4", "5", "6"])
    #expect(
      table.lines(width: 20).map(\.plain) == [
        "      Ana  Ben  Chl", "feas    1    2    3", "", "      Dan  Eve  n", "feas    4    5  6",
      ])
    #expect(table.lines(width: 40).count == 2)
  }

  /// No table is wider than the screen, whatever stands in it.
  @Test(arguments: seeds(20))
  func keepsEveryTableWithinTheWidth(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<50 {
      let count = Int.random(in: 1...12, using: &random)
      let columns = (0..<count).map { _ in
        Table.Column(
          Bool.random(using: &random) ? .left : .right,
          minimum: Int.random(in: 0...6, using: &random), wraps: Bool.random(using: &random))
      }
      var table = Table(columns, folds: Bool.random(using: &random))
      for _ in 0..<5 {
        table.add(
          (0..<count).map { _ in
            StyledText(String(repeating: "日本 a", count: Int.random(in: 0...4, using: &random)))
          })
      }
      let width = Int.random(in: 20...80, using: &random)
      try #require(table.lines(width: width).allSatisfy { $0.width <= width })
    }
  }

  @Test func groupsAndCounts() {
    #expect(
      [0, 999, 1_000, -12_345, 1_234_567].map(grouped) == [
        "0", "999", "1,000", "-12,345", "1,234,567",
      ])
    #expect(counted(1, "change") == "1 change")
    #expect(counted(0, "reply", plural: "replies") == "0 replies")
  }
}
