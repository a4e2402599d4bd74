import Bytes
import Testing

@testable import ChangeLog

/// Every rule of docs/format.md §3 that a decoder enforces, broken alone.
@Suite struct ChangeRefusalTests {
  private func expect(
    _ raw: RawChange, refusedFor reason: FormatError.Reason, at offset: Int,
    _ location: SourceLocation = #_sourceLocation
  ) {
    #expect(throws: FormatError(reason, at: offset), sourceLocation: location) {
      try EncodedChange(decoding: raw.bytes, hash: PlainSHA256.hash)
    }
  }

  private func expect(
    _ raw: RawChange, breaks rule: StaticString, at offset: Int,
    _ location: SourceLocation = #_sourceLocation
  ) {
    expect(raw, refusedFor: .rule(StaticRule(rule)), at: offset, location)
  }

  /// A change with one operation, which starts at byte 32.
  private func change(_ kind: UInt64, _ body: [UInt8]) -> RawChange {
    RawChange(operations: [(kind, body)])
  }

  @Test func readsTheDefaults() throws {
    let change = try EncodedChange(decoding: RawChange().bytes, hash: PlainSHA256.hash).change
    #expect(change.number == 1 && change.lamport == 1 && change.operations.isEmpty)
    #expect(RawChange().bytes.count == RawChange.operationsStart + 1)
  }

  // MARK: The header

  @Test(arguments: [0, 2, 255] as [UInt8])
  func leavesAnotherVersionToANewerConcord(version: UInt8) {
    expect(RawChange(version: version), refusedFor: .newer, at: 0)
  }

  @Test func refusesNumbersOutsideTheirRange() throws {
    for number in [[0], Hex.decode("808080808080808040") ?? []] as [[UInt8]] {
      expect(RawChange(number: number), breaks: "a number outside 1 ..< 2^62", at: 9)
      expect(RawChange(lamport: number), breaks: "a number outside 1 ..< 2^62", at: 10)
    }
    let largest = RawChange(lamport: Hex.decode("ffffffffffffffff3f") ?? [])
    let change = try EncodedChange(decoding: largest.bytes, hash: PlainSHA256.hash).change
    #expect(change.lamport == 1 << 62 - 1)
    expect(RawChange(number: [0x81, 0]), refusedFor: .varintNotMinimal, at: 9)
  }

  @Test func refusesChangesOutOfOrder() {
    let (low, high) = (RawChange.id(1), RawChange.id(2))
    expect(RawChange(dependencies: [high, low]), breaks: "changes out of order", at: 12 + 32)
    expect(RawChange(dependencies: [low, low]), breaks: "changes out of order", at: 12 + 32)
    expect(RawChange(names: [high, low]), breaks: "changes out of order", at: 13 + 32)
  }

  @Test func refusesAChangeThatIsFollowedAndNamed() {
    let raw = RawChange(dependencies: [RawChange.id(1)], names: [RawChange.id(1)])
    expect(raw, breaks: "a change that is both followed and named", at: 12 + 32)
  }

  @Test func refusesANamedChangeThatNothingRefersTo() throws {
    var raw = RawChange(names: [RawChange.id(1)])
    expect(raw, breaks: "a named change that nothing refers to", at: 12)
    // An operation that is not known here may refer to it.
    raw.operations = [(99, [])]
    _ = try EncodedChange(decoding: raw.bytes, hash: PlainSHA256.hash)
  }

  @Test func refusesUnknownFlags() {
    expect(RawChange(flags: 8), breaks: "unknown flags of a change", at: 30)
    expect(RawChange(flags: 128), breaks: "unknown flags of a change", at: 30)
  }

  @Test func refusesToUndoWhatTheHeaderDoesNotList() {
    expect(
      RawChange(flags: 1, options: [0]), breaks: "a reference outside the header's list", at: 31)
    let raw = RawChange(dependencies: [RawChange.id(1)], flags: 1, options: [1])
    expect(raw, breaks: "a reference outside the header's list", at: 31 + 32)
  }

  @Test func refusesAnEmptyMessage() {
    expect(RawChange(flags: 4, options: [0]), breaks: "an empty message", at: 31)
  }

  @Test func refusesBytesBehindTheLastOperation() {
    expect(RawChange(trailing: [0]), refusedFor: .trailing(1), at: 32)
  }

  // MARK: Operations

  @Test func keepsAnUnknownOddKind() throws {
    let raw = change(0x91, [1, 2, 3])
    let encoded = try EncodedChange(decoding: raw.bytes, hash: PlainSHA256.hash)
    #expect(encoded.change.operations == [.unknown(kind: 0x91, bytes: [1, 2, 3])])
    #expect(try EncodedChange(encoded.change, hash: PlainSHA256.hash).bytes == raw.bytes)
  }

  @Test(arguments: [0, 8, 100] as [UInt64])
  func leavesAnUnknownEvenKindToANewerConcord(kind: UInt64) {
    expect(change(kind, [1, 2, 3]), refusedFor: .newer, at: 32)
  }

  @Test(arguments: ["", "F", "a_b", "é", "a b"])
  func refusesWhatIsNoFieldName(name: String) {
    let body = RawChange.object + [UInt8(name.utf8.count)] + Array(name.utf8)
    expect(change(2, body + [0, 0, 0, 0]), breaks: "not a field name", at: 34 + 16)
    expect(change(6, body + [0, 0, 1, 0]), breaks: "not a field name", at: 34 + 16)
  }

  @Test func refusesWhatIsLeftOverInAnOperation() {
    expect(change(2, RawChange.cell + [0, 0, 0, 9]), refusedFor: .trailing(1), at: 56)
    expect(change(6, RawChange.text + [0, 0, 1, 0, 9]), refusedFor: .trailing(1), at: 56)
  }

  @Test func refusesAnOperationThatRunsIntoTheNext() {
    // The put ends inside its references; the byte behind belongs to what follows.
    let raw = RawChange(operations: [(2, RawChange.cell + [0, 0]), (99, [])])
    expect(raw, refusedFor: .truncated(missing: 1), at: 55)
  }

  @Test func refusesAClearOfNothing() {
    expect(change(4, RawChange.cell + [0]), breaks: "a clear of nothing", at: 32)
  }

  @Test func refusesARunThatDoesNothing() {
    expect(change(6, RawChange.text + [0, 5, 0, 0]), breaks: "a run that does nothing", at: 54)
  }

  @Test func refusesReferencesOutOfOrderOrOutsideTheList() {
    func put(_ references: [UInt8]) -> RawChange {
      var raw = change(2, RawChange.cell + [0] + references + [0])
      raw.dependencies = [RawChange.id(1), RawChange.id(2)]
      return raw
    }
    // The list starts at the count of references, at 64 + 54; each reference takes two bytes.
    expect(put([2, 1, 0, 0, 0]), breaks: "references out of order", at: 64 + 57)
    expect(put([2, 0, 1, 0, 0]), breaks: "references out of order", at: 64 + 57)
    expect(put([2, 0, 0, 0, 0]), breaks: "references out of order", at: 64 + 57)
    expect(put([1, 2, 0]), breaks: "a reference outside the header's list", at: 64 + 55)
  }

  // MARK: Values

  @Test func refusesMalformedValues() {
    func put(_ value: [UInt8]) -> RawChange { change(2, RawChange.cell + value + [0, 0]) }
    expect(put([8]), breaks: "an unknown kind of value", at: 53)
    expect(put([3, 0x80, 0]), refusedFor: .varintNotMinimal, at: 54)
    expect(put([4, 1, 0xff]), refusedFor: .notUTF8, at: 54)
    expect(put([6, 9, 0]), refusedFor: .tooLarge(9, limit: 4), at: 54)
    expect(put([7, 2, 1, 0x62, 0, 1, 0x61, 0]), breaks: "the keys of a map out of order", at: 58)
    expect(put([7, 2, 1, 0x61, 0, 1, 0x61, 0]), breaks: "the keys of a map out of order", at: 58)
    expect(put([7, 1, 1, 0xff, 0]), refusedFor: .notUTF8, at: 55)
  }
}
