/// HTML that is well formed by construction: each element is closed, and what people wrote can
/// only enter as text or as the value of an attribute, both escaped.
struct Markup {
  /// The HTML so far.
  private(set) var source = ""

  /// One attribute; its name belongs to the program, its value may be anybody's.
  typealias Attribute = (name: StaticString, value: String)

  /// Adds an element with what `content` adds inside it.
  mutating func element(
    _ name: StaticString, _ attributes: [Attribute] = [], _ content: (inout Markup) -> Void
  ) {
    open(name, attributes)
    content(&self)
    source += "</\(name)>"
  }

  /// Adds an element that holds `text`.
  mutating func element(_ name: StaticString, _ attributes: [Attribute] = [], text: String) {
    element(name, attributes) { $0.text(text) }
  }

  /// Adds an element of which HTML has no end, such as `meta`.
  mutating func void(_ name: StaticString, _ attributes: [Attribute] = []) {
    open(name, attributes)
  }

  /// Adds text.
  mutating func text(_ text: String) { source += Self.escaped(text) }

  /// Adds a piece of the program's own.
  mutating func literal(_ literal: StaticString) { source += "\(literal)" }

  private mutating func open(_ name: StaticString, _ attributes: [Attribute]) {
    source += "<\(name)"
    for (name, value) in attributes { source += " \(name)=\"\(Self.escaped(value))\"" }
    source += ">"
  }

  /// Takes what was added so far, and goes on empty.
  mutating func take() -> String {
    defer { source = "" }
    return source
  }

  // MARK: Escaping

  /// `text` with the characters that mean something to HTML written as references.
  ///
  /// Controls, and characters that reorder or hide text, are shown by their numbers: a page must
  /// not read otherwise than it was written, on the screen or on paper.
  static func escaped(_ text: String) -> String {
    if text.utf8.allSatisfy(isPlain) { return text }
    var result = ""
    result.reserveCapacity(text.utf8.count + 16)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      case _ where isHidden(scalar): result += "[U+\(hexadecimal(scalar))]"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""),
      UInt8(ascii: "'"):
      false
    case 0x20..<0x7f, 0x0a: true
    default: false
    }
  }

  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7f..<0xa0: true  // C0, DEL, C1
    case 0x61c, 0x200e, 0x200f, 0x202a...0x202e, 0x2066...0x2069: true  // marks of direction
    case 0x200b, 0x2028, 0x2029, 0x2060...0x2064, 0xfeff: true  // no width
    case 0xe0000...0xe007f, 0xfff9...0xfffb: true  // tags, interlinear marks
    default: scalar.value & 0xfffe == 0xfffe  // no characters
    }
  }

  private static func hexadecimal(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
