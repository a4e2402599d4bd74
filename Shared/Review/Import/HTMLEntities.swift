/// Character references of HTML: `&eacute;`, `&#233;`, `&#xE9;`.
enum HTMLEntities {
  private static let ampersand = UInt8(ascii: "&")
  private static let semicolon = UInt8(ascii: ";")
  private static let nameBytesMax = 32

  /// `bytes` with the known references replaced; the unknown ones stay as they are.
  static func decode(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard bytes.contains(ampersand) else { return bytes }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = bytes.startIndex
    while index < bytes.endIndex {
      if bytes[index] == ampersand, let (text, width) = reference(bytes[index...]) {
        result.append(contentsOf: text.utf8)
        index += width
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return result[...]
  }

  /// The text of the reference at the start of `bytes`, and how many bytes it takes.
  private static func reference(_ bytes: ArraySlice<UInt8>) -> (text: String, width: Int)? {
    let rest = bytes.dropFirst()
    guard let next = rest.first else { return nil }
    if next == UInt8(ascii: "#") { return numeric(rest.dropFirst()) }
    guard ASCII.isLetter(next) else { return nil }
    let name = rest.prefix(nameBytesMax).prefix(while: ASCII.isLetterOrDigit)
    let text = String(decoding: name, as: UTF8.self)
    guard let value = table[text] else { return nil }
    let isClosed = bytes[safe: name.endIndex] == semicolon
    // Old pages leave the semicolon out after these; elsewhere, as in "?a=1&copy=2", the name is
    // no reference.
    guard isClosed || ["amp", "lt", "gt", "quot", "nbsp"].contains(text) else { return nil }
    return (value, name.count + (isClosed ? 2 : 1))
  }

  /// `bytes` begin behind `&#`.
  private static func numeric(_ bytes: ArraySlice<UInt8>) -> (text: String, width: Int)? {
    let isHex = bytes.first.map { $0 | 0x20 } == UInt8(ascii: "x")
    let digits = bytes.dropFirst(isHex ? 1 : 0).prefix(nameBytesMax).prefix {
      ASCII.isDigit($0) || (isHex && ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x66)
    }
    guard !digits.isEmpty,
      let value = UInt32(String(decoding: digits, as: UTF8.self), radix: isHex ? 16 : 10)
    else { return nil }
    let isClosed = bytes[safe: digits.endIndex] == semicolon
    let scalar =
      switch value {
      case 0x80...0x9f: TextEncoding.scalar(windows1252: UInt8(value))
      default: Unicode.Scalar(value) ?? "\u{fffd}"
      }
    return (String(scalar), 2 + (isHex ? 1 : 0) + digits.count + (isClosed ? 1 : 0))
  }

  private static let table: [String: String] = {
    var table = [
      "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{a0}",
      "ndash": "–", "mdash": "—", "horbar": "―", "lsquo": "‘", "rsquo": "’", "sbquo": "‚",
      "ldquo": "“", "rdquo": "”", "bdquo": "„", "lsaquo": "‹", "rsaquo": "›", "hellip": "…",
      "bull": "•", "middot": "·", "euro": "€", "trade": "™", "minus": "−", "shy": "\u{ad}",
      "ensp": "\u{2002}", "emsp": "\u{2003}", "thinsp": "\u{2009}", "zwnj": "\u{200c}",
      "zwj": "\u{200d}", "prime": "′", "Prime": "″", "dagger": "†", "Dagger": "‡", "permil": "‰",
      "rarr": "→", "larr": "←", "uarr": "↑", "darr": "↓", "ne": "≠", "le": "≤", "ge": "≥",
      "asymp": "≈", "OElig": "Œ", "oelig": "œ", "Scaron": "Š", "scaron": "š", "Yuml": "Ÿ",
      "fnof": "ƒ", "circ": "ˆ", "tilde": "˜", "NewLine": "\n", "Tab": "\t", "colon": ":",
      "comma": ",", "period": ".", "lpar": "(", "rpar": ")", "num": "#", "sol": "/", "check": "✓",
      "numero": "№",
    ]
    // U+00A1 to U+00FF in order.
    let latin1 =
      """
      iexcl cent pound curren yen brvbar sect uml copy ordf laquo not - reg macr deg plusmn sup2 \
      sup3 acute micro para - cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute \
      Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH \
      Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN \
      szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave \
      iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute \
      ucirc uuml yacute thorn yuml
      """
    for (index, name) in latin1.split(separator: " ").enumerated() where name != "-" {
      table[String(name)] = Unicode.Scalar(UInt32(0xa1 + index)).map { String($0) } ?? ""
    }
    return table
  }()
}
