/// A JSON document (RFC 8259) to be written; members keep their order.
public enum JSON: Equatable, Sendable {
  /// The absence of a value.
  case null
  /// True or false.
  case bool(Bool)
  /// A whole number.
  case integer(Int64)
  /// A number given by its digits, such as "5.5", which therefore stays exact.
  case decimal(String)
  /// Text.
  case string(String)
  /// Values in order.
  case array([JSON])
  /// Named values in order; the names should differ.
  case object([Member])

  /// One named value.
  public struct Member: Equatable, Sendable {
    let name: String
    let value: JSON

    /// Names a value.
    public init(_ name: String, _ value: JSON) {
      self.name = name
      self.value = value
    }
  }

  /// The string, or null for nil.
  public static func string(orNull text: String?) -> JSON { text.map { .string($0) } ?? .null }

  /// The document in UTF-8, in one line or indented by two spaces.
  ///
  /// Characters that a terminal obeys or a JavaScript parser trips over are written as `\u`
  /// escapes: whoever reads the document gets the same text, and printing it is harmless.
  public func encoded(indented: Bool = false) -> [UInt8] {
    var writer = JSONWriter(isIndented: indented)
    writer.write(self, depth: 0)
    return writer.bytes
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
  ExpressibleByNilLiteral
{
  /// Creates a string.
  public init(stringLiteral text: String) { self = .string(text) }
  /// Creates a whole number.
  public init(integerLiteral number: Int64) { self = .integer(number) }
  /// Creates true or false.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// Creates an array.
  public init(arrayLiteral elements: JSON...) { self = .array(elements) }
  /// Creates an object with its members in the order written.
  public init(dictionaryLiteral members: (String, JSON)...) {
    self = .object(members.map { Member($0, $1) })
  }
  /// Creates null.
  public init(nilLiteral: ()) { self = .null }
}

private struct JSONWriter {
  let isIndented: Bool
  var bytes: [UInt8] = []

  mutating func write(_ json: JSON, depth: Int) {
    switch json {
    case .null: bytes += "null".utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .integer(let number): bytes += String(number).utf8
    case .decimal(let digits):
      precondition(JSONWriter.isNumber(digits), "a decimal must be spelled as JSON spells numbers")
      bytes += digits.utf8
    case .string(let text): write(text)
    case .array(let elements):
      write(list: elements, "[", "]", depth) { writer, element in
        writer.write(element, depth: depth + 1)
      }
    case .object(let members):
      write(list: members, "{", "}", depth) { writer, member in
        writer.write(member.name)
        writer.bytes += (writer.isIndented ? ": " : ":").utf8
        writer.write(member.value, depth: depth + 1)
      }
    }
  }

  private mutating func write<Item>(
    list: [Item], _ opening: String, _ closing: String, _ depth: Int,
    _ body: (inout JSONWriter, Item) -> Void
  ) {
    bytes += opening.utf8
    for (index, item) in list.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      breakLine(depth + 1)
      body(&self, item)
    }
    if !list.isEmpty { breakLine(depth) }
    bytes += closing.utf8
  }

  private mutating func breakLine(_ depth: Int) {
    if !isIndented { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes += repeatElement(UInt8(ascii: " "), count: depth * 2)
  }

  private mutating func write(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": bytes += "\\\"".utf8
      case "\\": bytes += "\\\\".utf8
      case "\n": bytes += "\\n".utf8
      case "\r": bytes += "\\r".utf8
      case "\t": bytes += "\\t".utf8
      case "\u{2028}", "\u{2029}": escape(scalar)
      default:
        if Sanitising.isHostile(scalar) { escape(scalar) } else { bytes += scalar.utf8 }
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Writes the UTF-16 code units of `scalar` in hexadecimal.
  private mutating func escape(_ scalar: Unicode.Scalar) {
    for unit in String(scalar).utf16 {
      let digits = String(unit, radix: 16)
      bytes += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
    }
  }

  /// Whether `text` matches the grammar of RFC 8259, section 6, without an exponent.
  private static func isNumber(_ text: String) -> Bool {
    var digits = text.utf8[...]
    if digits.first == UInt8(ascii: "-") { digits = digits.dropFirst() }
    let parts = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let isDigits = parts.allSatisfy { part in
      !part.isEmpty && part.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
    guard isDigits, let whole = parts.first, parts.count <= 2 else { return false }
    return whole.count == 1 || whole.first != UInt8(ascii: "0")
  }
}
