/// Swift source taken apart: its code, with neither comments nor what string literals hold, and
/// its comments.
///
/// Each has as many lines as the source. Code inside an interpolation counts as part of its
/// literal; a regex literal with a quotation mark in it hides the rest of its line.
struct SwiftSource {
  let code: String
  let comments: String

  init(_ text: String) {
    var scanner = Scanner(bytes: Array(text.utf8))
    scanner.scan()
    code = String(decoding: scanner.code, as: UTF8.self)
    comments = String(decoding: scanner.comments, as: UTF8.self)
  }
}

private struct Scanner {
  let bytes: [UInt8]
  private var index = 0
  private(set) var code: [UInt8] = []
  private(set) var comments: [UInt8] = []

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func scan() {
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "/"):
        if isAt("//") {
          scanLineComment()
        } else if isAt("/*") {
          scanBlockComment()
        } else {
          takeCode()
        }
      case UInt8(ascii: "\""), UInt8(ascii: "#"):
        if let hashCount = hashesOfString() { scanString(hashCount: hashCount) } else { takeCode() }
      default: takeCode()
      }
    }
  }

  private func isAt(_ text: StaticString, from start: Int? = nil) -> Bool {
    let start = start ?? index
    return text.withUTF8Buffer {
      start + $0.count <= bytes.count && bytes[start...].starts(with: $0)
    }
  }

  /// The number of `#` before the string that starts here, or nil when none does.
  private func hashesOfString() -> Int? {
    let hashes = bytes[index...].prefix { $0 == UInt8(ascii: "#") }
    return isAt("\"", from: hashes.endIndex) ? hashes.count : nil
  }

  private mutating func scanLineComment() {
    while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { takeComment() }
  }

  private mutating func scanBlockComment() {
    var depth = 0
    repeat {
      let length = isAt("/*") || isAt("*/") ? 2 : 1
      if isAt("/*") { depth += 1 }
      if isAt("*/") { depth -= 1 }
      for _ in 0..<length { takeComment() }
    } while depth > 0 && index < bytes.count
  }

  private mutating func scanString(hashCount: Int) {
    skip(hashCount)
    let isMultiline = isAt("\"\"\"")
    skip(isMultiline ? 3 : 1)
    let hashes = [UInt8](repeating: UInt8(ascii: "#"), count: hashCount)
    let end = [UInt8](repeating: UInt8(ascii: "\""), count: isMultiline ? 3 : 1) + hashes
    let escape = [UInt8(ascii: "\\")] + hashes
    while index < bytes.count {
      if bytes[index...].starts(with: end) { return skip(end.count) }
      if !isMultiline, bytes[index] == UInt8(ascii: "\n") { return }
      guard bytes[index...].starts(with: escape) else {
        skip(1)
        continue
      }
      skip(escape.count)
      if isAt("(") { skipInterpolation() } else { skip(1) }
    }
  }

  private mutating func skipInterpolation() {
    var depth = 0
    repeat {
      if let hashCount = hashesOfString() {
        scanString(hashCount: hashCount)
        continue
      }
      if isAt("(") { depth += 1 }
      if isAt(")") { depth -= 1 }
      skip(1)
    } while depth > 0 && index < bytes.count
  }

  private mutating func takeCode() {
    if bytes[index] == UInt8(ascii: "\n") { comments.append(bytes[index]) }
    code.append(bytes[index])
    index += 1
  }

  private mutating func takeComment() {
    guard index < bytes.count else { return }
    if bytes[index] == UInt8(ascii: "\n") { code.append(bytes[index]) }
    comments.append(bytes[index])
    index += 1
  }

  /// Leaves out `count` bytes, but keeps the lines.
  private mutating func skip(_ count: Int) {
    for byte in bytes[index...].prefix(count) where byte == UInt8(ascii: "\n") {
      code.append(byte)
      comments.append(byte)
    }
    index = min(index + count, bytes.count)
  }
}
