/// The lines of a text, whatever ends them.
struct Lines: Sequence, IteratorProtocol {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The next line without its end.
  mutating func next() -> ArraySlice<UInt8>? {
    guard position < bytes.count else { return nil }
    let start = position
    while position < bytes.count, bytes[position] != 10, bytes[position] != 13,
      bytes[position] != 12
    { position += 1 }
    let line = bytes[start..<position]
    if bytes[safe: position] == 13, bytes[safe: position + 1] == 10 { position += 1 }
    position += 1
    return line
  }

  /// The width of a line's indentation; a tab reaches the next multiple of four.
  static func indent(_ line: ArraySlice<UInt8>) -> Int {
    var width = 0
    for byte in line {
      if byte == 32 { width += 1 } else if byte == 9 { width += 4 - width % 4 } else { break }
    }
    return width
  }
}
