/// Lengths that a reader can take in.
enum Lengths {
  static let fileLinesMax = 600
  static let functionLinesMax = 60
  static let lineMax = 100

  static func check(_ file: TextFile) -> [Finding] {
    var findings: [Finding] = []
    let lines = file.lines
    // What follows the last line break is no line.
    if lines.count - 1 > fileLinesMax {
      findings.append(Finding(file.path, "has \(lines.count - 1) lines; at most \(fileLinesMax)"))
    }
    // Counting bytes first is quick, and there are never fewer of them.
    for line in lines where line.text.utf8.count > lineMax && line.text.count > lineMax {
      findings.append(
        Finding(file.path, line: line.number, "\(line.text.count) characters; at most \(lineMax)"))
    }
    for function in functions(in: SwiftSource(file.text).code)
    where function.lineCount > functionLinesMax {
      findings.append(
        Finding(
          file.path, line: function.line,
          "a function of \(function.lineCount) lines; at most \(functionLinesMax)"))
    }
    return findings
  }

  /// The first line and the number of lines of every function that has a body.
  static func functions(in code: String) -> [(line: Int, lineCount: Int)] {
    let tokens = Token.tokens(of: code)
    return tokens.indices.compactMap { index in
      guard startsFunction(tokens, index), let body = body(tokens, after: index) else { return nil }
      var depth = 0
      for token in tokens[body...] {
        if token.text == "{" { depth += 1 }
        if token.text == "}" { depth -= 1 }
        if depth == 0 {
          return (tokens[index].line, token.line - tokens[index].line + 1)
        }
      }
      return nil
    }
  }

  private static func startsFunction(_ tokens: [Token], _ index: Int) -> Bool {
    guard index == 0 || tokens[index - 1].text != "." else { return false }
    return ["func", "init", "deinit", "subscript"].contains(tokens[index].text)
  }

  /// The place of the brace that opens the body, or nil for a requirement of a protocol.
  private static func body(_ tokens: [Token], after start: Int) -> Int? {
    let declarations: Set = [
      "func", "init", "subscript", "var", "let", "case", "associatedtype", "typealias", "static",
      "mutating", "@", "}",
    ]
    var depth = 0
    for index in tokens.indices[(start + 1)...] {
      let text = tokens[index].text
      if text == "(" || text == "[" { depth += 1 }
      if text == ")" || text == "]" { depth -= 1 }
      guard depth == 0 else { continue }
      if text == "{" { return index }
      if declarations.contains(text) { return nil }
    }
    return nil
  }
}

/// A word, or one other byte, of Swift code.
private struct Token {
  let text: String
  let line: Int

  static func tokens(of code: String) -> [Token] {
    let bytes = Array(code.utf8)
    var tokens: [Token] = []
    var line = 1
    var index = 0
    while index < bytes.count {
      let endOfWord = bytes[index...].firstIndex { !isPartOfWord($0) } ?? bytes.count
      let end = max(endOfWord, index + 1)
      if bytes[index] == UInt8(ascii: "\n") {
        line += 1
      } else if bytes[index] != UInt8(ascii: " ") {
        tokens.append(Token(text: String(decoding: bytes[index..<end], as: UTF8.self), line: line))
      }
      index = end
    }
    return tokens
  }

  private static func isPartOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }
}
