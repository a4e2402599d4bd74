/// Lower-case hexadecimal.
public enum Hex {
  private static let digits = Array("0123456789abcdef".utf8)

  /// Spells `bytes`, two digits each.
  public static func encode(_ bytes: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Reads what ``encode(_:)`` writes, in either case; nil when anything else stands in it.
  public static func decode(_ text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    var high: UInt8?
    for character in text.utf8 {
      let value: UInt8
      switch character {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = character - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = character - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): value = character - UInt8(ascii: "A") + 10
      default: return nil
      }
      if let first = high {
        bytes.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    return high == nil ? bytes : nil
  }
}

/// Crockford's base 32, lower case, without check symbol: https://www.crockford.com/base32.html.
///
/// Ids and invites are read aloud and typed, so `o` reads as zero, `i` and `l` as one, hyphens and
/// upper case are accepted, and no word of the alphabet contains a `u`.
public enum Base32 {
  private static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

  /// Spells `bytes`, five bits a digit, first bit first; spare bits of the last digit are zero.
  public static func encode(_ bytes: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    var pool: UInt32 = 0
    var bits = 0
    for byte in bytes {
      pool = pool << 8 | UInt32(byte)
      bits += 8
      while bits >= 5 {
        bits -= 5
        text.append(digits[Int(pool >> UInt32(bits)) & 31])
      }
      pool &= (1 << UInt32(bits)) - 1
    }
    if bits > 0 { text.append(digits[Int(pool << UInt32(5 - bits)) & 31]) }
    return String(decoding: text, as: UTF8.self)
  }

  /// The five bits of each digit, or nil when a character is no digit.
  public static func values(_ text: String) -> [UInt8]? {
    var values: [UInt8] = []
    for character in text.utf8 where character != UInt8(ascii: "-") {
      var letter = character
      if letter >= UInt8(ascii: "A"), letter <= UInt8(ascii: "Z") { letter += 32 }
      switch letter {
      case UInt8(ascii: "o"): letter = UInt8(ascii: "0")
      case UInt8(ascii: "i"), UInt8(ascii: "l"): letter = UInt8(ascii: "1")
      default: break
      }
      guard let value = digits.firstIndex(of: letter) else { return nil }
      values.append(UInt8(value))
    }
    return values
  }

  /// Reads whole bytes; nil when a character is no digit or a spare bit is set.
  public static func decode(_ text: String) -> [UInt8]? {
    guard let values = values(text) else { return nil }
    var bytes: [UInt8] = []
    var pool: UInt32 = 0
    var bits = 0
    for value in values {
      pool = pool << 5 | UInt32(value)
      bits += 5
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: pool >> UInt32(bits)))
        pool &= (1 << UInt32(bits)) - 1
      }
    }
    return bits < 5 && pool == 0 ? bytes : nil
  }
}
