import Review
import TestSupport
import Testing

struct ScaleFileTests {
  private func refusal(of text: String) -> ScaleFile.Fault? { refusal(of: Array(text.utf8)) }

  private func refusal(of bytes: [UInt8]) -> ScaleFile.Fault? {
    do throws(ScaleFile.Fault) {
      _ = try ScaleFile.read(bytes)
      return nil
    } catch {
      return error
    }
  }

  @Test func readsWhatPeopleWrite() throws {
    let text = """
      # How we weigh ports.

      cost: 1 to 5 ordinal
        title: What does it cost?
        domain: Money
        5 = nothing
        1 = a fortune
      direction: -1 to 1 nominal\r
      \t-1 = against
        0 = neither = both
      # A remark between.
        1 = for
      """
    let criteria = try ScaleFile.read(Array(text.utf8))
    #expect(
      criteria == [
        Criterion(
          name: "cost", position: 0, lowest: 1, highest: 5, level: .ordinal,
          labels: [.init(1, "a fortune"), .init(5, "nothing")], title: "What does it cost?",
          domain: "Money"),
        Criterion(
          name: "direction", position: 1, lowest: -1, highest: 1, level: .nominal,
          labels: [.init(-1, "against"), .init(0, "neither = both"), .init(1, "for")]),
      ])
  }

  @Test(arguments: [
    ("", 1, "at least one criterion"),
    ("# nothing\n\n", 1, "at least one criterion"),
    ("  1 = poor\n", 1, "first line is at the margin"),
    ("\ncost\n", 2, "NAME: LOWEST to HIGHEST LEVEL"),
    ("cost: 1 to 9\n", 1, "LOWEST to HIGHEST LEVEL"),
    ("cost: 1-9 ordinal\n", 1, "LOWEST to HIGHEST LEVEL"),
    ("cost: one to 9 ordinal\n", 1, "LOWEST to HIGHEST LEVEL"),
    ("cost: 9 to 1 ordinal\n", 1, "LOWEST is less than HIGHEST"),
    ("cost: 3 to 3 ordinal\n", 1, "LOWEST is less than HIGHEST"),
    ("cost: 0 to 1000001 ordinal\n", 1, "-1000000 to 1000000"),
    ("cost: 1 to 99999999999999999999 ordinal\n", 1, "LOWEST to HIGHEST LEVEL"),
    ("cost: 1 to 9 ordnial\n", 1, "nominal, ordinal or interval, not 'ordnial'"),
    ("Cost: 1 to 9 ordinal\n", 1, "small letters"),
    ("the cost: 1 to 9 ordinal\n", 1, "small letters"),
    ("9cost: 1 to 9 ordinal\n", 1, "a letter first"),
    (": 1 to 9 ordinal\n", 1, "a letter first"),
    ("c\(String(repeating: "o", count: 40)): 1 to 9 ordinal\n", 1, "at most 40 bytes"),
    ("cost: 1 to 9 ordinal\ncost: 1 to 9 ordinal\n", 2, "'cost' is there already"),
    ("cost: 1 to 9 ordinal\n  poor\n", 2, "an indented line is"),
    ("cost: 1 to 9 ordinal\n  titel: x\n", 2, "an indented line is"),
    ("cost: 1 to 9 ordinal\n  title = x\n", 2, "a label is of a value from 1 to 9"),
    ("cost: 1 to 9 ordinal\n  title: x\n  title: y\n", 3, "one title"),
    ("cost: 1 to 9 ordinal\n  domain: x\n  domain: y\n", 3, "one domain"),
    ("cost: 1 to 9 ordinal\n  title:\n", 2, "1 to 200 bytes"),
    ("cost: 1 to 9 ordinal\n  1 = \(String(repeating: "x", count: 201))\n", 2, "1 to 200 bytes"),
    ("cost: 1 to 9 ordinal\n  10 = x\n", 2, "from 1 to 9, not '10'"),
    ("cost: 1 to 9 ordinal\n  1 = x\n  1 = y\n", 3, "1 has a label already"),
    ("cost: 1 to 9 ordinal\n  1 = so so\n  2 = So-so\n", 3, "the label of another value"),
    ("cost: 1 to 9 ordinal\n  1 = 7\n", 2, "'7' cannot be a label"),
    ("cost: 1 to 9 ordinal\n  1 = No opinion\n", 2, "cannot be a label"),
    ("\ncost: 1 to 3 nominal\n  1 = x\n  2 = y\n", 2, "every value of a nominal scale"),
  ])
  func saysWhichLineBreaksWhichRule(text: String, line: Int, rule: String) throws {
    let fault = try #require(refusal(of: text))
    #expect(fault.line == line)
    #expect(fault.rule.contains(rule), "\(fault.rule)")
  }

  @Test func refusesWhatIsTooMuch() throws {
    let labels = (1...101).map { "  \($0) = v\($0)x\n" }.joined()
    #expect(try #require(refusal(of: "cost: 1 to 200 ordinal\n" + labels)).line == 102)
    let many = (0...100).map { "c\($0): 1 to 9 ordinal\n" }.joined()
    #expect(try #require(refusal(of: many)).line == 101)
    let long = String(repeating: "#", count: ScaleFile.bytesMax + 1)
    #expect(try #require(refusal(of: long)).rule.contains("65536 bytes"))
    let notText = try #require(refusal(of: Array("a: 1 to 2 ordinal\n\n".utf8) + [0xff, 0x0a]))
    #expect(notText.line == 3 && notText.rule == "the file is UTF-8 text")
  }

  /// Method: a well-formed file with a few bytes changed is read, or refused with a line of it.
  @Test(arguments: seeds(40))
  func neverTrapsOnDamagedFiles(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let whole = Array(Template.all.map { ScaleFile.text($0.criteria) }.joined(separator: "\n").utf8)
    for _ in 0..<20 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let place = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: place)
        default: bytes.insert(Array(": =\n#9-".utf8).randomElement(using: &random) ?? 0, at: place)
        }
      }
      let lines = bytes.count { $0 == 0x0a } + bytes.count { $0 == 0x0d } + 4
      if let fault = refusal(of: bytes) { #expect((1...lines).contains(fault.line)) }
    }
  }

  @Test func readsBackWhatItWrites() throws {
    for template in Template.all {
      let text = ScaleFile.text(template.criteria)
      #expect(try ScaleFile.read(Array(text.utf8)) == template.criteria, "\(template.name)")
    }
  }
}
