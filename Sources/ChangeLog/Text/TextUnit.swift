/// What an offset into a text counts.
///
/// The engine counts scalars; editors, files and screens count otherwise.
public enum TextUnit: Sendable {
  /// Unicode scalars, as every position in this module.
  case scalars
  /// Bytes of UTF-8.
  case utf8
  /// Code units of UTF-16.
  case utf16
  /// User-perceived characters.
  case characters
}

extension String {
  /// Converts an offset from the start of this text from one unit to another.
  ///
  /// An offset inside something that the other unit cannot divide becomes the offset of its start;
  /// one beyond the text becomes that of the nearest end.
  ///
  /// - Complexity: O(length).
  public func offset(_ offset: Int, from unit: TextUnit, to other: TextUnit) -> Int {
    let index = index(at: max(0, offset), in: unit)
    switch other {
    case .scalars: return unicodeScalars.distance(from: startIndex, to: index)
    case .utf8: return utf8.distance(from: startIndex, to: index)
    case .utf16: return utf16.distance(from: startIndex, to: index)
    case .characters: return distance(from: startIndex, to: index)
    }
  }

  /// How many units this text has.
  ///
  /// - Complexity: O(length).
  func count(in unit: TextUnit) -> Int {
    switch unit {
    case .scalars: unicodeScalars.count
    case .utf8: utf8.count
    case .utf16: utf16.count
    case .characters: count
    }
  }

  private func index(at offset: Int, in unit: TextUnit) -> Index {
    switch unit {
    case .scalars:
      unicodeScalars.index(startIndex, offsetBy: offset, limitedBy: endIndex) ?? endIndex
    case .utf8: utf8.index(startIndex, offsetBy: offset, limitedBy: endIndex) ?? endIndex
    case .utf16: utf16.index(startIndex, offsetBy: offset, limitedBy: endIndex) ?? endIndex
    case .characters: index(startIndex, offsetBy: offset, limitedBy: endIndex) ?? endIndex
    }
  }
}
