import Bytes
import Foundation
import TestSupport
import Testing

@testable import ChangeLog

/// Holds the worked examples of docs/format.md §2 to §3 against the code.
@Suite struct FormatExampleTests {
  private let document: DocumentExamples

  init() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    document = DocumentExamples(
      try String(contentsOf: root.appendingPathComponent("docs/format.md"), encoding: .utf8))
  }

  private func expect(
    _ name: String, is bytes: [UInt8], _ location: SourceLocation = #_sourceLocation
  ) {
    #expect(
      document[name].map(Hex.encode) == Hex.encode(bytes), "example \(name)",
      sourceLocation: location)
  }

  private static let object = ObjectID(Array(repeating: 0x0b, count: 16))
  private static let title = CellKey(object, "rec.title")
  private static let tag = CellKey(object, "note.tag", element: Array("legal".utf8))
  private static let text = TextKey(object, "note.text")

  private func encode(
    _ number: UInt64, pastLamport: UInt64 = 0, dependencies: [ChangeID] = [],
    undoes: ChangeID? = nil, supersedes: ChangeID? = nil, message: String = "",
    _ operations: [ChangeLog.Operation]
  ) throws -> EncodedChange {
    try EncodedChange(
      Change(
        replica: ReplicaID(rawValue: 0xa1a2_a3a4_a5a6_a7a8), number: number,
        pastLamport: pastLamport, dependencies: dependencies, time: 1_767_225_600_000,
        author: DeviceID(Array(repeating: 0xd1, count: 16)), undoes: undoes,
        supersedes: supersedes, message: message, operations: operations), hash: PlainSHA256.hash)
  }

  private func first() throws -> EncodedChange {
    try encode(
      1, message: "first look",
      [
        .put(Self.title, .string("Talk first"), replaces: [], seen: []),
        .put(Self.tag, .bool(true), replaces: [], seen: []),
        .text(Self.text, version: [], position: 0, deleteCount: 0, insert: "No caf\u{e9}"),
        .text(Self.text, version: [], position: 3, deleteCount: 4, insert: ""),
      ])
  }

  private func second() throws -> EncodedChange {
    let first = try first().id
    let named = ChangeID(Array(repeating: 0x0e, count: 32))
    return try encode(
      2, pastLamport: 5, dependencies: [first], undoes: named,
      supersedes: ChangeID(Array(repeating: 0x0f, count: 32)),
      [
        .put(
          Self.title, .string("Talk"), replaces: [OperationID(first, 0)],
          seen: [OperationID(first, 1), OperationID(named, 0)]),
        .clear(Self.tag, replaces: [OperationID(first, 1)]),
        .text(
          Self.text, version: [OperationID(first, 3)], position: 0, deleteCount: 2, insert: "On"),
        .unknown(kind: 129, bytes: [0xca, 0xfe]),
      ])
  }

  @Test func writesPrimitiveValuesAsTheDocumentSays() {
    var writer = ByteWriter()
    writer.writeVarint(0)
    writer.writeVarint(300)
    writer.writeVarint(.max)
    writer.writeSignedVarint(-3)
    writer.writeString("caf\u{e9}")
    expect("primitives", is: writer.bytes)
  }

  @Test func writesAValueAsTheDocumentSays() {
    let value = Value.map([
      ("when", .integer(-2)), ("by", .list([.string("Ana"), .null])), ("open", .bool(true)),
      ("hash", .bytes([0xca, 0xfe])),
    ])
    expect("value", is: value.encoded)
  }

  @Test func writesChangesAsTheDocumentSays() throws {
    let (first, second) = (try first(), try second())
    expect("change", is: first.bytes)
    expect("change id", is: first.id.bytes)
    expect("later change", is: second.bytes)
    expect("later change id", is: second.id.bytes)
    // What the document shows can be read, too.
    for name in ["change", "later change"] {
      _ = try EncodedChange(decoding: document[name] ?? [], hash: PlainSHA256.hash)
    }
  }

  @Test func listsEveryLimit() {
    let limits = [
      ("changeBytesMax", Limits.changeBytesMax), ("dependenciesMax", Limits.dependenciesMax),
      ("namesMax", Limits.namesMax), ("operationsMax", Limits.operationsMax),
      ("referencesMax", Limits.referencesMax), ("valueBytesMax", Limits.valueBytesMax),
      ("insertBytesMax", Limits.insertBytesMax), ("fieldBytesMax", Limits.fieldBytesMax),
      ("elementBytesMax", Limits.elementBytesMax), ("messageBytesMax", Limits.messageBytesMax),
      ("nestingMax", Limits.nestingMax), ("positionMax", Limits.positionMax),
    ]
    for (name, limit) in limits {
      #expect(document.hasRow(startingWith: "| `\(name)` | \(limit) |"), "limit \(name)")
    }
  }
}
