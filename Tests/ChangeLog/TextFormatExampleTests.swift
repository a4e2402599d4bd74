import Bytes
import Foundation
import TestSupport
import Testing

@testable import ChangeLog

/// Holds the worked examples of docs/text-format.md §8 against the code.
@Suite struct TextFormatExampleTests {
  private let document: DocumentExamples

  init() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    document = DocumentExamples(
      try String(contentsOf: root.appendingPathComponent("docs/text-format.md"), encoding: .utf8))
  }

  private func id(_ byte: UInt8, _ index: Int = 0) -> OperationID {
    OperationID(ChangeID(Array(repeating: byte, count: 32)), index)
  }

  private func history() throws -> TextHistory {
    let (ana, ben): (UInt64, UInt64) = (0x0a0a_0a0a_0a0a_0a0a, 0x0b0b_0b0b_0b0b_0b0b)
    return try TextHistory([
      insertion("rate low", id: id(0xa1), by: ana),
      insertion("high", id: id(0xa2), by: ana, at: [id(0xa1)], position: 5, deleteCount: 3),
      insertion("er", id: id(0xb1), by: ben, at: [id(0xa1)], position: 8),
      insertion("very ", id: id(0xa2, 1), by: ana, at: [id(0xa2)], position: 5),
    ])
  }

  private func expect(_ name: String, is bytes: [UInt8]) {
    #expect(document[name].map(Hex.encode) == Hex.encode(bytes), "example \(name)")
  }

  @Test func writesHistoriesAsTheDocumentSays() throws {
    expect("text history", is: try history().encoded())
    expect("text empty", is: TextHistory().encoded())
    #expect(
      try TextHistory(encoded: document["text history"] ?? []).text == "rate very higher")
  }

  @Test func writesAnUpdateAsTheDocumentSays() throws {
    expect("text update", is: try history().encoded(since: [id(0xa2)]))
    var other = try TextHistory(history().runs.prefix(2))
    #expect(other.text == "rate high")
    try other.merge(encoded: document["text update"] ?? [])
    #expect(other.text == "rate very higher")
  }

  /// What the document says in its §9.
  @Test func takesLittleForASentence() throws {
    let sentence =
      "The committee has not yet seen the evidence that the ministry published in March."
    let typed = sentence.unicodeScalars.enumerated().map { index, scalar in
      insertion(
        String(scalar), id: id(1, index), at: index == 0 ? [] : [id(1, index - 1)], position: index)
    }
    #expect(sentence.utf8.count == 81)
    #expect(try TextHistory([insertion(sentence, id: id(1))]).encoded().count == 129)
    #expect(try TextHistory(typed).encoded().count == 129)
    let changes = (UInt8(0)..<10).map { number in
      insertion(
        sentence, id: id(number, 1), at: number == 0 ? [] : [id(number - 1, 1)],
        position: Int(number) * 81)
    }
    #expect(try TextHistory(changes).encoded().count == 1174)
  }
}
