import Bytes
import Testing

@testable import ChangeLog

/// Every rule of docs/text-format.md, broken by bytes that are well-formed otherwise.
@Suite struct TextRefusalTests {
  private let hello = TextEntry(.wholeInsertion, 0, inserting: 5)

  private func expect(
    _ rule: StaticString, _ raw: RawText, _ location: SourceLocation = #_sourceLocation
  ) {
    expect(rule, raw.bytes, location)
  }

  private func expect(
    _ rule: StaticString, _ bytes: [UInt8], _ location: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: FormatError.self, sourceLocation: location) {
      _ = try TextHistory(encoded: bytes)
    }
    #expect(error?.reason == .rule(StaticRule(rule)), sourceLocation: location)
  }

  private func raw(_ entries: TextEntry..., content: String) -> RawText {
    RawText(entries, content: content)
  }

  @Test func readsWhatBreaksNoRule() throws {
    let raw = raw(hello, TextEntry(.backspace, 3, deleting: 2), content: "hello")
    #expect(try TextHistory(encoded: raw.bytes).text == "hel")
    #expect(try TextHistory(encoded: raw.bytes).encoded() == raw.bytes)
  }

  @Test func refusesWhatIsNoTextAndWhatIsNewer() {
    expect("not a text", [])
    expect("not a text", [0x43, 0x55, 1, 0x80])
    let error = #expect(throws: FormatError.self) {
      _ = try TextHistory(encoded: [0x43, 0x54, 2, 0x80])
    }
    #expect(error == FormatError(.newer, at: 2))
  }

  @Test func refusesContentThatDoesNotFit() {
    expect("content that nothing inserts", raw(hello, content: "hello!"))
    expect("an insertion without content", raw(hello, content: "hell"))
    expect("an insertion without content", raw(hello, content: "helé"))
    var raw = raw(hello, content: "hello")
    raw.content[2] = 0xFF
    let error = #expect(throws: FormatError.self) { _ = try TextHistory(encoded: raw.bytes) }
    #expect(error == FormatError(.notUTF8, at: raw.bytes.count - 3))
  }

  @Test func refusesPositionsBeyondTheEnd() {
    let rule: StaticString = "a position beyond the end of the text"
    expect(rule, raw(TextEntry(.wholeInsertion, 1, inserting: 5), content: "hello"))
    expect(rule, raw(hello, TextEntry(.typedInsertion, 6, inserting: 1), content: "hello!"))
    expect(rule, raw(hello, TextEntry(.wholeDeletion, 2, deleting: 4), content: "hello"))
    expect(rule, raw(hello, TextEntry(.backspace, 4, deleting: 2), content: "hello"))
    expect(rule, raw(hello, TextEntry(.nothing, 6), content: "hello"))
    expect(
      "a position out of range",
      raw(hello, TextEntry(.backspace, -1, deleting: 2), content: "hello"))
    // Where branches are merged, too: the second has only the five of the first.
    var branches = raw(hello, content: "hello12")
    branches.spans[0].entries.append(TextEntry(.typedInsertion, 5, inserting: 1))
    branches.spans.append(
      RawText.Span(
        parents: [TextParent(span: 0, runsBehind: 1)],
        entries: [TextEntry(.typedInsertion, 6, inserting: 1)]))
    branches.rows = [TextNameModel.Row(count: 3)]
    expect(rule, branches)
  }

  @Test func refusesLengthsBeyondAllBounds() {
    let raw = raw(hello, content: "hello")
    for length in [1 << 33, 1 << 40, 1 << 56, 1 << 60, Int.max - 1] {
      let bytes = raw.bytes { bits in
        _ = bits.number(0, parameter: 1, limit: .max)
        // The second kind in the first list of kinds: a whole insertion, where the cursor is.
        _ = bits.rank(1)
        _ = bits.number(length, parameter: 2, limit: .max)
      }
      #expect(throws: FormatError.self) { _ = try TextHistory(encoded: bytes) }
    }
    for length in [Int(Int32.max), Int(UInt32.max), (1 << 33) - 1] {
      expect(
        "more steps than a history may have",
        self.raw(TextEntry(.wholeDeletion, 0, deleting: length), content: ""))
    }
    // As long as a history may be, and longer than any text: nothing is reserved for it.
    expect(
      "a position beyond the end of the text",
      self.raw(TextEntry(.wholeDeletion, 0, deleting: Int(Int32.max) - 9), content: ""))
    expect(
      "a position out of range",
      self.raw(TextEntry(.typedDeletion, Int(Int32.max), deleting: 1), content: ""))
  }

  @Test func refusesCountsThatItsBytesCannotHold() {
    for keyPath in [\TextHeader.spans, \.content, \.origins, \.replicas, \.rows, \.externals] {
      for count in [200, 1 << 31, (1 << 33) - 1] where keyPath != \.content || count < 1 << 31 {
        var header = TextHeader(
          spans: 1, content: 1, origins: 1, replicas: 1, rows: 1, externals: 0)
        header[keyPath: keyPath] = count
        var bits = TextBitWriter()
        header.code(&bits)
        bits.finish()
        let bytes = TextHeader.magic + [1] + bits.bytes + Array(repeating: 0, count: 50)
        #expect(throws: FormatError.self) { _ = try TextHistory(encoded: bytes) }
      }
    }
  }

  @Test func refusesWhatWouldHaveBeenJoined() {
    let rule: StaticString = "an entry that goes on with the one before"
    let typed = TextEntry(.typedInsertion, 0, inserting: 3)
    expect(rule, raw(typed, TextEntry(.typedInsertion, 3, inserting: 1), content: "abcd"))
    let deletion = TextEntry(.typedDeletion, 1, deleting: 1)
    expect(rule, raw(typed, deletion, deletion, content: "abc"))
    expect(rule, raw(typed, deletion, TextEntry(.typedDeletion, 0, deleting: 1), content: "abc"))
    expect(rule, raw(typed, deletion, TextEntry(.typedInsertion, 1, inserting: 1), content: "abcd"))
    let backspace = TextEntry(.backspace, 1, deleting: 2)
    expect(rule, raw(typed, backspace, TextEntry(.typedDeletion, 0, deleting: 1), content: "abc"))
    expect(
      rule, raw(typed, backspace, TextEntry(.typedInsertion, 1, inserting: 1), content: "abcd"))
    var spans = raw(hello, content: "hello")
    spans.spans.append(
      RawText.Span(
        parents: [TextParent(span: 0, runsBehind: 0)], entries: [TextEntry(.nothing, 0)]))
    spans.rows[0].count = 2
    expect("a span that goes on with the one before", spans)
  }

  @Test func refusesNamesThatAreNotInOrder() {
    var raw = raw(hello, TextEntry(.nothing, 0), content: "hello")
    raw.rows = [TextNameModel.Row(count: 1), TextNameModel.Row(count: 1, index: 1)]
    expect("names that go on with those before", raw)
    raw.rows[1].index = 0
    expect("a name twice", raw)
    raw.rows[1].index = -1
    expect("an index out of range", raw)
    for (count, index) in [(2, Int.max), (2, .max - 1), (1, .max)] {
      raw.rows = [TextNameModel.Row(count: count, index: index)]
      expect("an index out of range", raw)
    }
    raw.rows = [TextNameModel.Row(count: 1)]
    expect("runs without a name", raw)
    raw.rows = [TextNameModel.Row(count: 2)]
    raw.origins.append(name(2).change)
    expect("other counts of changes and replicas than of those named", raw)
    raw.rows = [TextNameModel.Row(count: 1), TextNameModel.Row(count: 1, origin: 1)]
    raw.origins[1] = raw.origins[0]
    expect("a change twice", raw)
    raw.origins[1] = name(2).change
    raw.rows[1].replica = 1
    raw.replicas.append(raw.replicas[0])
    expect("a replica twice", raw)
  }

  @Test func refusesParentsAndSpansThatAreNotInOrder() throws {
    // Run 0, and two on it that have not seen each other.
    var raw = raw(hello, TextEntry(.nothing, 0), content: "hello")
    raw.rows = [TextNameModel.Row(count: 1), TextNameModel.Row(count: 1, index: 5)]
    raw.rows.append(TextNameModel.Row(count: 1, index: 9))
    raw.spans.append(
      RawText.Span(
        parents: [TextParent(span: 0, runsBehind: 1)], entries: [TextEntry(.nothing, 1)]))
    #expect(try TextHistory(encoded: raw.bytes).runCount == 3)
    var swapped = raw
    swapped.rows[1].index = 9
    swapped.rows[2].index = 5
    expect("spans out of order", swapped)
    raw.spans.append(
      RawText.Span(
        parents: [TextParent(span: 1, runsBehind: 0), TextParent(span: 0, runsBehind: 1)],
        entries: [TextEntry(.nothing, 2)]))
    raw.rows.append(TextNameModel.Row(count: 1, index: 12))
    expect("a parent that another one follows", raw)
  }

  @Test func refusesExternalsThatAreNotInOrder() throws {
    var raw = raw(hello, content: "hello")
    raw.spans[0].parents = [TextParent(span: -1, runsBehind: 0)]
    raw.externals = [(0, 7)]
    let bytes = raw.bytes
    #expect(try TextDecoder(bytes).columns.encoded() == bytes)
    expect("a history without its beginning", raw)
    raw.externals = [(0, 0)]
    expect("a parent outside that is here", raw)
    raw.externals = [(0, -1)]
    expect("an index out of range", raw)
    raw.externals = [(0, 7), (0, 8)]
    expect("a parent outside that nothing follows", raw)
    raw.spans[0].parents.append(TextParent(span: -2, runsBehind: 0))
    raw.externals = [(0, 8), (0, 7)]
    expect("parents outside out of order", raw)
    raw.externals = [(0, 7), (1, 7)]
    raw.origins.append(raw.origins[0])
    expect("a change twice", raw)
  }

  @Test func refusesALongNumberThatIsShort() {
    let bytes = raw(hello, content: "hello").bytes { bits in
      _ = bits.number(0, parameter: 1, limit: .max)
      _ = bits.rank(1)
      _ = bits.number(3, parameter: 2, limit: .max)
      _ = bits.number(0, parameter: 0, limit: .max)
      _ = bits.number(0, parameter: 0, limit: .max)
      _ = bits.number(1 << 32, parameter: 0, limit: .max)
      _ = bits.wide(7)
    }
    expect("a short number in 64 bits", bytes)
  }

  @Test func refusesPaddingAndWhatFollows() {
    var bytes = raw(hello, content: "hello").bytes
    // The last byte of the bits, in front of the change, the replica and the content.
    bytes[bytes.count - 46] |= 1
    expect("padding that is not zero", bytes)
    bytes[bytes.count - 46] &= 0xFE
    bytes.insert(0, at: bytes.count - 45)
    let error = #expect(throws: FormatError.self) { _ = try TextHistory(encoded: bytes) }
    #expect(error?.reason == .trailing(1))
  }

  /// An update of which only the last entry is wrong: one that follows all that is here, and goes
  /// on with its last operation, and one that is concurrent with it.
  @Test(arguments: [1, 2])
  func changesNothingWhenItRefusesAnUpdate(parent: Int) throws {
    let runs = [
      insertion("x", id: name(1, 0)), insertion("y", id: name(1, 1), at: [name(1)], position: 1),
      insertion("z", id: name(1, 2), at: [name(1, 1)], position: 2),
      insertion("0", id: name(3), by: 2, at: [name(1, 1)], position: 0),
    ]
    var history = try TextHistory(runs.prefix(parent == 2 ? 3 : 4))
    let before = (history.encoded(), history.text, history.frontier, history.runs)
    var raw = RawText(
      [TextEntry(.typedInsertion, parent + 1, inserting: 2), TextEntry(.nothing, 9)],
      content: "ab")
    raw.spans[0].parents = [TextParent(span: -1, runsBehind: 0)]
    raw.externals = [(1, parent)]
    raw.origins = [name(9).change, name(1).change]
    raw.replicas = [ReplicaID(rawValue: 7)]
    let error = #expect(throws: TextUpdateError.self) { try history.merge(encoded: raw.bytes) }
    guard case .malformed(let format) = error else {
      Issue.record("another error")
      return
    }
    #expect(format.reason == .rule(StaticRule("a position beyond the end of the text")))
    #expect(history.encoded() == before.0)
    #expect(history.text == before.1)
    #expect(history.frontier == before.2)
    #expect(history.runs == before.3)
    #expect(!history.contains(name(9)))
    // The same without the wrong entry, and what may follow.
    raw.spans[0].entries.removeLast()
    raw.rows[0].count = 2
    let next = insertion("!", id: name(8), by: 9, at: [name(9, 1)], position: parent + 3)
    try history.merge(encoded: raw.bytes)
    try history.add(next)
    var expected = try TextHistory(before.3)
    try expected.add(
      insertion("a", id: name(9), by: 7, at: [name(1, parent)], position: parent + 1))
    try expected.add(insertion("b", id: name(9, 1), by: 7, at: [name(9)], position: parent + 2))
    try expected.add(next)
    #expect(history.text == expected.text)
    #expect(history.encoded() == expected.encoded())
  }

  /// An update that claims another past for a run than it has here.
  @Test func refusesAnUpdateOfAnotherHistory() throws {
    var history = try TextHistory([insertion("x", id: name(1, 1))])
    let raw = raw(hello, TextEntry(.nothing, 0), content: "hello")
    let error = #expect(throws: TextUpdateError.self) { try history.merge(encoded: raw.bytes) }
    let rule = StaticRule("a known run that follows an unknown one")
    if case .malformed(let format) = error {
      #expect(format.reason == .rule(rule))
    } else {
      Issue.record("another error")
    }
    #expect(history.text == "x")
  }
}
