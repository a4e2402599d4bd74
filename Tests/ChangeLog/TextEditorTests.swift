import TestSupport
import Testing
import TextReference

@testable import ChangeLog

/// Edits as editors count them, there and back.
@Suite struct TextEditorTests {
  private static let units: [TextUnit] = [.scalars, .utf8, .utf16, .characters]
  private let ana = ReplicaID(rawValue: 1)

  /// Every offset that the unit can name, with the scalars in front of it; found by walking.
  private func offsets(in unit: TextUnit, of text: String) -> [Int: Int] {
    var result: [Int: Int] = [:]
    for index in Array(text.unicodeScalars.indices) + [text.endIndex] {
      let isBoundary = unit != .characters || String.Index(index, within: text) != nil
      if isBoundary {
        let before = text[..<index]
        result[String(before).count(in: unit)] = before.unicodeScalars.count
      }
    }
    return result
  }

  /// Method: a table of every offset, made by cutting the text at every scalar.
  @Test(arguments: seeds(20))
  func convertsEveryOffsetAndRefusesAllOthers(seed: UInt64) throws {
    var workload = TextWorkload(seed: seed)
    let bytesMax = [8, 9, 40, 16_384][workload.number(0...3)]
    var segments = TextSegments(bytesMax: bytesMax)
    for _ in 0..<6 {
      let insert = workload.text(upTo: 12)
      let position = workload.number(0...segments.count)
      segments.replace(
        0, at: position, with: insert.utf8.span, scalars: insert.unicodeScalars.count)
    }
    let text = segments.text
    for unit in Self.units {
      let table = offsets(in: unit, of: text)
      let length = segments.count(in: unit)
      try #require(length == text.count(in: unit))
      for other in Self.units {
        let back = offsets(in: other, of: text)
        for offset in -1...length + 1 {
          let result = Result { () throws(TextRunError) in
            try segments.offset(offset, from: unit, to: other)
          }
          let expected: Result<Int, TextRunError>
          if !(0...length ~= offset) {
            expected = .failure(.positionBeyondEnd(position: offset, length: length))
          } else if let scalars = table[offset] {
            let place = back.first { $0.value == scalars }
            expected =
              place.map { .success($0.key) }
              ?? .failure(.positionInsideCharacter(position: offset))
          } else {
            expected = .failure(.positionInsideScalar(position: offset))
          }
          try #require(result == expected, "\(offset) of \(unit) in \(other)")
        }
      }
    }
  }

  /// Method: the edits of random merges, applied in each unit to a buffer of the text before.
  @Test(arguments: seeds(20))
  func editorsThatCountOtherwiseKeepUp(seed: UInt64) throws {
    var workload = TextWorkload(seed: seed)
    let runs = workload.causalShuffle(try workload.history(peers: 3, steps: 60))
    var history = TextHistory()
    var buffers = Self.units.map { (unit: $0, buffer: Buffer(text: "", unit: $0)) }
    for run in runs {
      let before = history
      let inScalars = try history.add(run)
      for index in buffers.indices {
        let unit = buffers[index].unit
        history = before
        let edits = try history.edits(in: unit) { history throws(TextRunError) in
          try history.add(run)
        }
        for edit in edits { buffers[index].buffer.apply(edit) }
        try #require(buffers[index].buffer.text.utf8.elementsEqual(history.text.utf8))
        guard unit != .characters else { continue }
        // The same where a text has many segments.
        var segments = TextSegments(before.text.utf8.span, bytesMax: 8)
        let counted = segments.apply(inScalars, in: unit)
        try #require(counted == edits)
      }
    }
  }

  /// Method: an editor's edits in one unit, and the same edit cut out of its buffer by hand.
  @Test(arguments: seeds(20))
  func takesEditsInEveryUnit(seed: UInt64) throws {
    var workload = TextWorkload(seed: seed)
    var history = TextHistory()
    for _ in 0..<60 {
      let unit = Self.units[workload.number(0...3)]
      let ends = offsets(in: unit, of: history.text).keys.sorted()
      let start = workload.number(0...ends.count - 1)
      let end = workload.number(start...min(start + 3, ends.count - 1))
      let edit = TextEdit(
        position: ends[start], deleteCount: ends[end] - ends[start],
        insert: workload.text(upTo: 4))
      var buffer = Buffer(text: history.text, unit: unit)
      buffer.apply(edit)
      let run = try history.makeRun(
        history.scalarEdit(edit, in: unit), id: workload.name(), replica: ana)
      var other = history
      try other.add(run)
      try history.edit(edit, in: unit, id: workload.name(), replica: ana)
      try #require(history.text.utf8.elementsEqual(buffer.text.utf8))
      try #require(other.text.utf8.elementsEqual(buffer.text.utf8))
    }
  }

  @Test func refusesEditsThatDivideAScalarOrLeaveTheText() throws {
    var history = TextHistory()
    try history.edit(
      TextEdit(position: 0, deleteCount: 0, insert: "a𝒳b"), id: name(1), replica: ana)
    let before = history.text
    func refusal(_ position: Int, _ deleteCount: Int, in unit: TextUnit) -> TextRunError? {
      do throws(TextRunError) {
        try history.edit(
          TextEdit(position: position, deleteCount: deleteCount, insert: "x"), in: unit,
          id: name(2), replica: ana)
        return nil
      } catch {
        return error
      }
    }
    #expect(refusal(2, 0, in: .utf16) == .positionInsideScalar(position: 2))
    #expect(refusal(1, 3, in: .utf8) == .positionInsideScalar(position: 4))
    #expect(refusal(7, 0, in: .utf8) == .positionBeyondEnd(position: 7, length: 6))
    #expect(refusal(-1, 0, in: .characters) == .positionBeyondEnd(position: -1, length: 3))
    #expect(refusal(1, 4, in: .utf16) == .deletionBeyondEnd(deleteCount: 4, available: 3))
    #expect(refusal(1, .max, in: .utf8) == .deletionBeyondEnd(deleteCount: .max, available: 5))
    #expect(refusal(1, -1, in: .utf8) == .deletionBeyondEnd(deleteCount: -1, available: 5))
    #expect(history.text == before)
    #expect(refusal(1, 2, in: .utf16) == nil)
    #expect(history.text == "axb")
  }

  @Test func anAccentReplacesItsLetterForWhoCountsCharacters() {
    let edits = [TextEdit(position: 1, deleteCount: 0, insert: "\u{301}")]
    #expect(
      TextEdit.converting(edits, to: .characters, on: "ex")
        == [TextEdit(position: 0, deleteCount: 1, insert: "e\u{301}")])
    // One more half of a flag pairs the others anew.
    let half = [TextEdit(position: 0, deleteCount: 0, insert: "🇧")]
    #expect(
      TextEdit.converting(half, to: .characters, on: "🇳🇱🇩🇪.")
        == [TextEdit(position: 0, deleteCount: 2, insert: "🇧🇳🇱🇩🇪")])
  }

  @Test func cursorsMoveInTheUnitOfTheEdit() {
    let edit = TextEdit(position: 2, deleteCount: 1, insert: "𝒳")
    #expect(edit.transform(5, affinity: .after) == 5)
    #expect(edit.transform(5, affinity: .after, in: .utf16) == 6)
    #expect(edit.transform(3, affinity: .after, in: .utf8) == 6)
    #expect(edit.transform(1, affinity: .after, in: .utf8) == 1)
  }
}

/// An editor's buffer, which knows a text only in its own unit.
private struct Buffer {
  private(set) var text: String
  let unit: TextUnit

  mutating func apply(_ edit: TextEdit) {
    let (start, end) = (edit.position, edit.position + edit.deleteCount)
    switch unit {
    case .scalars:
      var scalars = Array(text.unicodeScalars)
      scalars.replaceSubrange(start..<end, with: edit.insert.unicodeScalars)
      text = String(scalars: scalars)
    case .utf8:
      var bytes = Array(text.utf8)
      bytes.replaceSubrange(start..<end, with: edit.insert.utf8)
      text = String(decoding: bytes, as: UTF8.self)
    case .utf16:
      var units = Array(text.utf16)
      units.replaceSubrange(start..<end, with: edit.insert.utf16)
      text = String(decoding: units, as: UTF16.self)
    case .characters:
      var characters = Array(text)
      characters.replaceSubrange(start..<end, with: edit.insert)
      text = String(characters)
    }
  }
}
