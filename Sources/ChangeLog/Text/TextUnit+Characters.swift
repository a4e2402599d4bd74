// Characters have no table of lengths: one more scalar can join two of them.
extension String {
  /// Converts an offset where one of the units is characters.
  ///
  /// - Throws: `TextRunError` when the offset lies beyond the text or inside what one of the units
  ///   cannot divide.
  /// - Complexity: O(length).
  func exactOffset(
    _ offset: Int, from unit: TextUnit, to other: TextUnit
  ) throws(TextRunError) -> Int {
    let length = count(in: unit)
    guard 0...length ~= offset else {
      throw .positionBeyondEnd(position: offset, length: length)
    }
    let bytes = self.offset(offset, from: unit, to: .utf8)
    // What `offset` has rounded down does not come back.
    guard self.offset(bytes, from: .utf8, to: unit) == offset,
      index(atByte: bytes).samePosition(in: unicodeScalars) != nil
    else { throw .positionInsideScalar(position: offset) }
    guard other != .characters || isBoundary(bytes) else {
      throw .positionInsideCharacter(position: offset)
    }
    return self.offset(bytes, from: .utf8, to: other)
  }

  /// Applies an edit in scalars; returns it in characters.
  ///
  /// It is as wide as it must be to start and end between characters both before and after: where
  /// it puts an accent on a letter, it replaces the letter.
  ///
  /// - Complexity: O(length).
  mutating func applyInCharacters(_ edit: TextEdit) -> TextEdit {
    let old = self
    var start = old.offset(edit.position, from: .scalars, to: .utf8)
    var end = old.offset(edit.position + edit.deleteCount, from: .scalars, to: .utf8)
    let growth = edit.insert.utf8.count - (end - start)
    unicodeScalars.replaceSubrange(
      old.index(atByte: start)..<old.index(atByte: end), with: edit.insert.unicodeScalars)
    while !(old.isBoundary(start) && isBoundary(start)) {
      start = old.offset(before: start)
    }
    while !(old.isBoundary(end) && isBoundary(end + growth)) {
      end = old.offset(after: end)
    }
    let position = old.distance(from: old.startIndex, to: old.index(atByte: start))
    let count = old.distance(from: old.index(atByte: start), to: old.index(atByte: end))
    return TextEdit(
      position: position, deleteCount: count,
      insert: String(self[index(atByte: start)..<index(atByte: end + growth)]))
  }

  private func index(atByte offset: Int) -> Index { utf8.index(startIndex, offsetBy: offset) }

  /// Whether a character starts or the text ends at byte `offset`.
  private func isBoundary(_ offset: Int) -> Bool {
    Index(index(atByte: offset), within: self) != nil
  }

  private func offset(before offset: Int) -> Int {
    utf8.distance(from: startIndex, to: unicodeScalars.index(before: index(atByte: offset)))
  }

  private func offset(after offset: Int) -> Int {
    utf8.distance(from: startIndex, to: unicodeScalars.index(after: index(atByte: offset)))
  }
}
