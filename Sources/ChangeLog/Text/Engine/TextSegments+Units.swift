// Offsets into a text as editors count them: whole segments are skipped by their lengths.
extension TextSegments {
  /// How many units the text has.
  ///
  /// - Complexity: O(segments) in scalars and UTF-8, else O(length).
  func count(in unit: TextUnit) -> Int {
    if unit == .characters { return text.count }
    var sum = 0
    for index in 0..<segments.count { sum += segments[index].count(in: unit) }
    return sum
  }

  /// Converts an offset from one unit to another.
  ///
  /// - Throws: `TextRunError` when the offset lies beyond the text or inside what one of the units
  ///   cannot divide.
  /// - Complexity: O(segments + bytes of one segment) from scalars or UTF-8 to either; O(length)
  ///   where UTF-16 or characters must be counted.
  func offset(
    _ offset: Int, from unit: TextUnit, to other: TextUnit
  ) throws(TextRunError) -> Int {
    guard offset >= 0 else {
      throw .positionBeyondEnd(position: offset, length: count(in: unit))
    }
    if unit == .characters || other == .characters {
      return try text.exactOffset(offset, from: unit, to: other)
    }
    var (rest, result) = (offset, 0)
    for index in 0..<segments.count {
      let segment = segments[index]
      let length = segment.count(in: unit)
      if rest < length {
        let part = segment.walk(rest, in: unit, counting: other)
        guard let part else { throw .positionInsideScalar(position: offset) }
        return result + part
      }
      rest -= length
      result += segment.count(in: other)
    }
    guard rest == 0 else {
      throw .positionBeyondEnd(position: offset, length: count(in: unit))
    }
    return result
  }

  /// An edit in `unit` as one in scalars.
  ///
  /// - Throws: `TextRunError` when the edit does not lie inside the text, or an end of it lies
  ///   inside a scalar.
  func scalarEdit(_ edit: TextEdit, in unit: TextUnit) throws(TextRunError) -> TextEdit {
    // The history checks scalars itself.
    if unit == .scalars { return edit }
    let start = try offset(edit.position, from: unit, to: .scalars)
    guard edit.deleteCount != 0 else {
      return TextEdit(position: start, deleteCount: 0, insert: edit.insert)
    }
    let (end, isBeyond) = edit.position.addingReportingOverflow(edit.deleteCount)
    let available = count(in: unit) - edit.position
    guard !isBeyond, 0...available ~= edit.deleteCount else {
      throw .deletionBeyondEnd(deleteCount: edit.deleteCount, available: available)
    }
    let count = try offset(end, from: unit, to: .scalars) - start
    return TextEdit(position: start, deleteCount: count, insert: edit.insert)
  }

  /// Applies edits in scalars; returns them in `unit`, which counts no characters.
  ///
  /// Every edit must lie inside the text that it meets.
  ///
  /// - Complexity: O(segments) for each edit, and what lies between it and the one before.
  mutating func apply(_ edits: [TextEdit], in unit: TextUnit) -> [TextEdit] {
    // An edit leaves what is in front of it as it was, so the next is counted from there.
    var known = (position: 0, offset: 0)
    return edits.map { edit in
      precondition(
        0...count ~= edit.position && 0...count - edit.position ~= edit.deleteCount,
        "the edit lies beyond the text")
      let start =
        edit.position < known.position
        ? known.offset - units(in: edit.position..<known.position, unit)
        : known.offset + units(in: known.position..<edit.position, unit)
      known = (edit.position, start)
      let deleted = units(in: edit.position..<edit.position + edit.deleteCount, unit)
      let utf8 = edit.insert.utf8.span
      replace(edit.deleteCount, at: edit.position, with: utf8, scalars: scalarCount(utf8))
      return TextEdit(position: start, deleteCount: deleted, insert: edit.insert)
    }
  }

  /// How many units, which are not characters, some scalars are.
  private func units(in range: Range<Int>, _ unit: TextUnit) -> Int {
    var (start, sum) = (0, 0)
    for index in 0..<segments.count where start < range.upperBound {
      let segment = segments[index]
      let part = range.clamped(to: start..<start + segment.count)
      if part.count == segment.count {
        sum += segment.count(in: unit)
      } else if !part.isEmpty {
        sum += segment.units(in: part.lowerBound - start..<part.upperBound - start, unit)
      }
      start += segment.count
    }
    return sum
  }
}

extension TextSegment {
  /// How many units, which are not characters, the segment has.
  fileprivate func count(in unit: TextUnit) -> Int {
    switch unit {
    case .scalars: count
    case .utf8, .characters: byteCount
    case .utf16:
      byteCount == count
        ? count : withParts { count + fourByteScalars(in: $0) + fourByteScalars(in: $1) }
    }
  }

  /// Goes `offset` units from the start; returns how many of the `other` unit that is, or nil when
  /// the offset lies inside a scalar.
  fileprivate func walk(_ offset: Int, in unit: TextUnit, counting other: TextUnit) -> Int? {
    if byteCount == count { return offset }
    var (rest, result) = (offset, 0)
    withParts { front, back in
      for part in 0..<2 {
        let utf8 = part == 0 ? front : back
        var index = 0
        while index < utf8.count, rest > 0 {
          let byte = utf8[index]
          rest -= unit.width(ofScalarStartingWith: byte)
          result += other.width(ofScalarStartingWith: byte)
          index += TextUnit.utf8.width(ofScalarStartingWith: byte)
        }
      }
    }
    return rest == 0 ? result : nil
  }

  /// How many units, which are not characters, some scalars are.
  fileprivate func units(in range: Range<Int>, _ unit: TextUnit) -> Int {
    guard let start = walk(range.lowerBound, in: .scalars, counting: unit),
      let end = walk(range.upperBound, in: .scalars, counting: unit)
    else { preconditionFailure("no offset lies inside a scalar when scalars are counted") }
    return end - start
  }

  private func fourByteScalars(in utf8: Span<UInt8>) -> Int {
    unsafe utf8.withUnsafeBufferPointer { bytes in
      var count = 0
      for index in bytes.indices where unsafe bytes[index] >= 0xF0 { count &+= 1 }
      return count
    }
  }
}

extension TextUnit {
  /// How many units, which are not characters, a scalar has whose UTF-8 starts with `byte`.
  fileprivate func width(ofScalarStartingWith byte: UInt8) -> Int {
    switch self {
    case .scalars: 1
    case .utf16: byte < 0xF0 ? 1 : 2
    case .utf8, .characters: byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
    }
  }
}
