import Bytes

/// What a member may do; each role may do all that the ones before it may.
public enum Role: UInt8, Comparable, CaseIterable, Sendable {
  /// Reads everything, writes nothing.
  case reader = 1
  /// Writes changes.
  case writer = 2
  /// Changes who is a member.
  case admin = 3

  /// Orders roles by what they may do.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  init(from reader: inout ByteReader) throws(FormatError) {
    guard let role = Role(rawValue: try reader.readByte()) else {
      throw FormatError("a role that does not exist", at: reader.offset - 1)
    }
    self = role
  }
}
