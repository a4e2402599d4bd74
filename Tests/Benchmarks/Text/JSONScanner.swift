/// Reads a JSON document (RFC 8259) from front to back; the caller says what comes next.
struct JSONScanner {
  /// The document is not what the caller expects.
  struct Failure: Error {
    /// Where, in bytes.
    let offset: Int
  }

  private let bytes: [UInt8]
  private var offset = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Whether a number comes next.
  var isAtNumber: Bool { peek().map { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } ?? false }

  /// Reads an object; `member` gets each name and reads its value.
  mutating func object(_ member: (inout JSONScanner, String) throws -> Void) throws {
    try list(from: "{", to: "}") { scanner in
      let name = try scanner.string()
      try scanner.take(":")
      try member(&scanner, name)
    }
  }

  /// Reads an array; `element` reads each element.
  mutating func array(_ element: (inout JSONScanner) throws -> Void) throws {
    try list(from: "[", to: "]", element)
  }

  /// Reads an array of numbers.
  mutating func integers() throws -> [Int] {
    var integers: [Int] = []
    try array { integers.append(try $0.integer()) }
    return integers
  }

  /// Reads a whole number that is not negative.
  mutating func integer() throws -> Int {
    let first = offset
    while isAtNumber { offset += 1 }
    guard let number = Int(String(decoding: bytes[first..<offset], as: UTF8.self)) else {
      throw Failure(offset: first)
    }
    return number
  }

  /// Reads a string.
  mutating func string() throws -> String {
    try take("\"")
    var units: [UInt16] = []
    var text = ""
    var plain = offset
    while let byte = peek(), byte != UInt8(ascii: "\"") {
      offset += 1
      guard byte == UInt8(ascii: "\\") else { continue }
      text += String(decoding: bytes[plain..<offset - 1], as: UTF8.self)
      // Pairs of surrogates only make sense together.
      repeat { units.append(try escape()) } while takeIfThere("\\")
      text += String(decoding: units, as: UTF16.self)
      units.removeAll(keepingCapacity: true)
      plain = offset
    }
    text += String(decoding: bytes[plain..<offset], as: UTF8.self)
    try take("\"")
    return text
  }

  /// Takes a mark such as a comma.
  mutating func take(_ mark: Unicode.Scalar) throws {
    guard takeIfThere(mark) else { throw Failure(offset: offset) }
  }

  private mutating func list(
    from opening: Unicode.Scalar, to closing: Unicode.Scalar,
    _ element: (inout JSONScanner) throws -> Void
  ) throws {
    try take(opening)
    if takeIfThere(closing) { return }
    repeat { try element(&self) } while takeIfThere(",")
    try take(closing)
  }

  private mutating func escape() throws -> UInt16 {
    guard let byte = peek() else { throw Failure(offset: offset) }
    offset += 1
    switch Unicode.Scalar(byte) {
    case "n": return 10
    case "t": return 9
    case "r": return 13
    case "b": return 8
    case "f": return 12
    case "u":
      let digits = String(decoding: bytes.dropFirst(offset).prefix(4), as: UTF8.self)
      guard let unit = UInt16(digits, radix: 16) else { throw Failure(offset: offset) }
      offset += 4
      return unit
    default: return UInt16(byte)
    }
  }

  private mutating func takeIfThere(_ mark: Unicode.Scalar) -> Bool {
    guard let byte = peek(), Unicode.Scalar(byte) == mark else { return false }
    offset += 1
    return true
  }

  private func peek() -> UInt8? { offset < bytes.count ? bytes[offset] : nil }
}
