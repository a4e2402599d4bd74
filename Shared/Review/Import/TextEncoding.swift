/// Turns the bytes of a file into well-formed UTF-8.
enum TextEncoding {
  /// Decodes UTF-8, UTF-16 with a byte order mark, and Windows-1252 where it is plausible.
  ///
  /// - Throws: `binary` or `unreadableEncoding`.
  static func decode(_ bytes: [UInt8]) throws(ImportError) -> [UInt8] {
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) {
      return try decodeUnmarked(Array(bytes.dropFirst(3)))
    }
    if bytes.starts(with: [0xff, 0xfe]) { return try decodeUTF16(bytes, bigEndian: false) }
    if bytes.starts(with: [0xfe, 0xff]) { return try decodeUTF16(bytes, bigEndian: true) }
    return try decodeUnmarked(bytes)
  }

  private static let signatures: [(start: [UInt8], kind: String)] = [
    (Array("%PDF".utf8), "a PDF document"),
    ([0x50, 0x4b, 0x03, 0x04], "a word processor document or an archive"),
    ([0xd0, 0xcf, 0x11, 0xe0], "a word processor document"),
    (Array("{\\rtf".utf8), "a rich text document"),
    ([0x1f, 0x8b], "a compressed file"),
    ([0x89, 0x50, 0x4e, 0x47], "a picture"),
    ([0xff, 0xd8, 0xff], "a picture"),
    (Array("GIF8".utf8), "a picture"),
  ]

  private static func decodeUnmarked(_ bytes: [UInt8]) throws(ImportError) -> [UInt8] {
    if let known = signatures.first(where: { bytes.starts(with: $0.start) }) {
      throw .binary(kind: known.kind)
    }
    try refuseControls(in: bytes)
    let declared = declaredCharset(in: bytes)
    if String(validating: bytes, as: UTF8.self) != nil { return bytes }
    if let declared {
      if utf8Names.contains(declared) { return repaired(bytes) }
      guard windowsNames.contains(declared) else { throw .unreadableEncoding(name: declared) }
      return windows1252(bytes)
    }
    if isMostlyUTF8(bytes) { return repaired(bytes) }
    guard isPlausibleWindows1252(bytes) else { throw .unreadableEncoding(name: nil) }
    return windows1252(bytes)
  }

  private static let utf8Names: Set = ["utf-8", "utf8"]
  private static let windowsNames: Set = [
    "windows-1252", "cp1252", "iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii",
    "iso-8859-15",
  ]

  /// Refuses NUL anywhere, and more controls than a stray few in a thousand.
  private static func refuseControls(in bytes: [UInt8]) throws(ImportError) {
    var controls = 0
    for byte in bytes where byte < 32 {
      switch byte {
      case 0: throw .binary(kind: nil)
      case 9, 10, 11, 12, 13: break
      default: controls += 1
      }
    }
    if controls > 4 && controls > bytes.count / 200 { throw .binary(kind: nil) }
  }

  private static func decodeUTF16(
    _ bytes: [UInt8], bigEndian: Bool
  ) throws(ImportError) -> [UInt8] {
    var units: [UInt16] = []
    units.reserveCapacity(bytes.count / 2)
    var index = 2
    while index + 1 < bytes.count {
      let first = UInt16(bytes[index])
      let second = UInt16(bytes[index + 1])
      units.append(bigEndian ? first << 8 | second : second << 8 | first)
      index += 2
    }
    let utf8 = Array(String(decoding: units, as: UTF16.self).utf8)
    try refuseControls(in: utf8)
    return utf8
  }

  private static func repaired(_ bytes: [UInt8]) -> [UInt8] {
    Array(String(decoding: bytes, as: UTF8.self).utf8)
  }

  /// The value of `charset=` within the first 2 KiB of what looks like HTML, in lower case.
  private static func declaredCharset(in bytes: [UInt8]) -> String? {
    let head = bytes.prefix(2_048).map { $0 >= 65 && $0 <= 90 ? $0 + 32 : $0 }
    guard head.contains(UInt8(ascii: "<")) else { return nil }
    let key = Array("charset=".utf8)
    var index = 0
    while index + key.count < head.count {
      guard head[index...].starts(with: key) else {
        index += 1
        continue
      }
      let value = head[(index + key.count)...].drop { $0 == 34 || $0 == 39 || $0 == 32 }
        .prefix(40).prefix { ASCII.isLetterOrDigit($0) || $0 == 45 || $0 == 95 }
      return value.isEmpty ? nil : String(decoding: value, as: UTF8.self)
    }
    return nil
  }

  /// Whether a few broken sequences stand in text that is UTF-8 otherwise, as in a file cut short.
  private static func isMostlyUTF8(_ bytes: [UInt8]) -> Bool {
    let highBytes = bytes.count { $0 >= 0x80 }
    var broken = 0
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars
    where scalar.value == 0xfffd { broken += 1 }
    return highBytes >= 20 && broken * 10 <= highBytes
  }

  private static func isPlausibleWindows1252(_ bytes: [UInt8]) -> Bool {
    var high = 0
    for byte in bytes where byte >= 0x80 {
      if windowsScalars[Int(byte) - 0x80] == 0xfffd { return false }
      high += 1
    }
    return high * 4 <= bytes.count
  }

  private static func windows1252(_ bytes: [UInt8]) -> [UInt8] {
    var text = String.UnicodeScalarView()
    for byte in bytes { text.append(scalar(windows1252: byte)) }
    return Array(String(text).utf8)
  }

  /// The character of a byte in Windows-1252; HTML reads numeric references to it likewise.
  static func scalar(windows1252 byte: UInt8) -> Unicode.Scalar {
    byte < 0x80
      ? Unicode.Scalar(byte) : Unicode.Scalar(windowsScalars[Int(byte) - 0x80]) ?? "\u{fffd}"
  }

  private static let windowsScalars: [UInt16] =
    [
      0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
      0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd,
      0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
      0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178,
    ] + (0xa0...0xff)
}

/// Tests on single bytes of ASCII.
enum ASCII {
  static func isLetter(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")
  }

  static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }

  static func isLetterOrDigit(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (byte >= 9 && byte <= 13) }

  static func lower(_ byte: UInt8) -> UInt8 { byte >= 65 && byte <= 90 ? byte + 32 : byte }
}
