/// Splits HTML into tags and text, tolerantly and in linear time.
///
/// Not the parser of the HTML standard: it builds no tree and repairs nothing, which is enough to
/// tell paragraphs and headings apart, and leaves little for a hostile page to exploit.
struct HTMLTokenizer {
  /// A piece of the page.
  enum Piece {
    case text(Range<Int>)
    case start(Tag)
    case end(name: String)
  }

  /// A start tag.
  struct Tag {
    var name: String
    var attributes: [(name: String, value: String)]

    /// The value of the attribute `name`, its character references still as written.
    subscript(name: String) -> String? { attributes.first { $0.name == name }?.value }
  }

  private static let open = UInt8(ascii: "<")
  private static let close = UInt8(ascii: ">")
  private static let slash = UInt8(ascii: "/")

  /// The elements whose content is not mark-up.
  private static let rawElements: Set = [
    "script", "style", "textarea", "title", "noscript", "iframe", "xmp", "noembed", "noframes",
  ]
  private static let attributesMax = 64

  let bytes: [UInt8]
  private var position = 0
  private var rawElement: String?
  private let lastClose: Int
  /// The quotation marks that are known not to be closed in the rest of the page.
  private var unclosedQuotes: Set<UInt8> = []

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    lastClose = bytes.lastIndex(of: Self.close) ?? -1
  }

  /// The next piece, or nil at the end.
  mutating func next() -> Piece? {
    if let name = rawElement {
      rawElement = nil
      let start = position
      position = endOfRaw(name)
      if position > start { return .text(start..<position) }
    }
    while position < bytes.count {
      let start = position
      if bytes[start] == Self.open, start < lastClose, let piece = readMarkup() {
        if case .some(let piece) = piece { return piece }
        continue
      }
      position = max(position, start + 1)
      while position < bytes.count, !isMarkup(position) { position += 1 }
      return .text(start..<position)
    }
    return nil
  }

  /// Whether a `<` that may open mark-up stands at `index`.
  private func isMarkup(_ index: Int) -> Bool {
    guard bytes[index] == Self.open, let next = bytes[safe: index + 1] else { return false }
    return ASCII.isLetter(next) || next == Self.slash || next == UInt8(ascii: "!")
      || next == UInt8(ascii: "?")
  }

  /// Reads what begins with `<`: nil when it is text after all, `.some(nil)` for a comment.
  private mutating func readMarkup() -> Piece?? {
    let next = bytes[safe: position + 1] ?? 0
    if next == UInt8(ascii: "!") || next == UInt8(ascii: "?") {
      skipDeclaration()
      return .some(nil)
    }
    if next == Self.slash {
      guard ASCII.isLetter(bytes[safe: position + 2] ?? 0) else { return nil }
      position += 2
      let name = readName()
      while position < bytes.count, bytes[position] != Self.close { position += 1 }
      position = min(position + 1, bytes.count)
      return .some(.end(name: name))
    }
    guard ASCII.isLetter(next) else { return nil }
    position += 1
    let tag = readTag()
    if Self.rawElements.contains(tag.name) { rawElement = tag.name }
    return .some(.start(tag))
  }

  private mutating func skipDeclaration() {
    func starts(_ text: String) -> Bool { bytes[position...].starts(with: text.utf8) }
    if starts("<!--") {
      // "<!-->" is an empty comment; one that never ends takes the rest of the page.
      position = end(of: "-->", from: position + 2) ?? bytes.count
    } else if starts("<![CDATA[") || starts("<![cdata[") {
      position = end(of: "]]>", from: position + 9) ?? bytes.count
    } else {
      position = end(of: ">", from: position) ?? bytes.count
    }
  }

  private func end(of text: String, from start: Int) -> Int? {
    let wanted = Array(text.utf8)
    var index = start
    while index + wanted.count <= bytes.count {
      if bytes[index] == wanted[0] && bytes[index...].starts(with: wanted) {
        return index + wanted.count
      }
      index += 1
    }
    return nil
  }

  /// Where the content of a raw element ends: before its end tag, or at the end of the page.
  private func endOfRaw(_ name: String) -> Int {
    let wanted = Array("</\(name)".utf8)
    var index = position
    while index + wanted.count <= bytes.count {
      if bytes[index] == Self.open,
        zip(bytes[index...], wanted).allSatisfy({ ASCII.lower($0) == $1 }),
        !ASCII.isLetterOrDigit(bytes[safe: index + wanted.count] ?? 0)
      {
        return index
      }
      index += 1
    }
    return bytes.count
  }

  private mutating func readName() -> String {
    let start = position
    while position < bytes.count, !ASCII.isSpace(bytes[position]), bytes[position] != Self.close,
      bytes[position] != Self.slash
    {
      position += 1
    }
    return String(decoding: bytes[start..<position].prefix(32).map(ASCII.lower), as: UTF8.self)
  }

  private mutating func readTag() -> Tag {
    var tag = Tag(name: readName(), attributes: [])
    while position < bytes.count {
      let byte = bytes[position]
      if byte == Self.close {
        position += 1
        break
      }
      if ASCII.isSpace(byte) || byte == Self.slash {
        position += 1
        continue
      }
      let attribute = readAttribute()
      if tag.attributes.count < Self.attributesMax { tag.attributes.append(attribute) }
    }
    return tag
  }

  private mutating func readAttribute() -> (name: String, value: String) {
    let equals = UInt8(ascii: "=")
    let start = position
    position += 1
    while position < bytes.count, !ASCII.isSpace(bytes[position]), bytes[position] != Self.close,
      bytes[position] != Self.slash, bytes[position] != equals
    {
      position += 1
    }
    let name = String(decoding: bytes[start..<position].prefix(64).map(ASCII.lower), as: UTF8.self)
    skipSpaces()
    guard position < bytes.count, bytes[position] == equals else { return (name, "") }
    position += 1
    skipSpaces()
    return (name, String(decoding: readValue(), as: UTF8.self))
  }

  private mutating func readValue() -> ArraySlice<UInt8> {
    guard let quote = bytes[safe: position] else { return [] }
    if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
      let start = position + 1
      // Without a closing mark the value ends like an unquoted one. Remembered, so that a page
      // full of such tags is not searched to its end for each of them.
      if !unclosedQuotes.contains(quote) {
        if let end = bytes[start...].firstIndex(of: quote) {
          position = end + 1
          return bytes[start..<end]
        }
        unclosedQuotes.insert(quote)
      }
      position = start
    }
    let start = position
    while position < bytes.count, !ASCII.isSpace(bytes[position]), bytes[position] != Self.close {
      position += 1
    }
    return bytes[start..<position]
  }

  private mutating func skipSpaces() {
    while position < bytes.count, ASCII.isSpace(bytes[position]) { position += 1 }
  }
}
