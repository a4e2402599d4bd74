/// A text that is edited in place: UTF-8 with a gap where the last edit was.
///
/// An edit moves what lies between its place and the last one's, and nothing else. Positions count
/// scalars; both sides of the gap are whole scalars.
struct TextBuffer: Sendable {
  private var bytes: ContiguousArray<UInt8> = []
  private var gap = 0..<0
  /// How many scalars stand in front of the gap.
  private var position = 0

  /// How many scalars the text has.
  private(set) var count = 0

  /// Creates an empty text.
  init() {}

  private init(_ utf8: ArraySlice<UInt8>) {
    bytes = ContiguousArray(utf8)
    gap = bytes.count..<bytes.count
    count = bytes.count(where: startsScalar)
    position = count
  }

  /// The text.
  ///
  /// - Complexity: O(length).
  var text: String {
    var text = String(decoding: bytes[..<gap.lowerBound], as: UTF8.self)
    text += String(decoding: bytes[gap.upperBound...], as: UTF8.self)
    return text
  }

  /// How many bytes the text has.
  var byteCount: Int { bytes.count - gap.count }

  /// Deletes `deleteCount` scalars at `position`, and inserts there; all must lie inside the text.
  ///
  /// - Complexity: O(length of the edit + distance to the last one), the distance at the speed of
  ///   copying where all scalars are ASCII.
  mutating func replace(_ deleteCount: Int, at position: Int, with insert: String) {
    moveGap(to: position)
    gap = gap.lowerBound..<offset(of: deleteCount, after: gap.upperBound)
    count -= deleteCount
    self.insert(insert)
  }

  /// The text cut into pieces of at most `length` bytes, which must hold any scalar.
  func pieces(ofBytes length: Int) -> [TextBuffer] {
    var pieces: [TextBuffer] = []
    let whole = Array(bytes[..<gap.lowerBound] + bytes[gap.upperBound...])
    var start = 0
    while start < whole.count {
      var end = min(start + length, whole.count)
      while end < whole.count, !startsScalar(whole[end]) { end -= 1 }
      pieces.append(TextBuffer(whole[start..<end]))
      start = end
    }
    return pieces
  }

  private var isASCII: Bool { byteCount == count }

  private mutating func insert(_ text: String) {
    let utf8 = text.utf8.span
    if gap.count < utf8.count { growGap(to: utf8.count) }
    var scalars = 0
    for index in utf8.indices {
      bytes[gap.lowerBound + index] = utf8[index]
      if startsScalar(utf8[index]) { scalars += 1 }
    }
    gap = gap.lowerBound + utf8.count..<gap.upperBound
    position += scalars
    count += scalars
  }

  private mutating func moveGap(to target: Int) {
    if target < position {
      let start = offset(of: position - target, before: gap.lowerBound)
      let length = gap.lowerBound - start
      copy(start..<gap.lowerBound, to: gap.upperBound - length)
      gap = start..<gap.upperBound - length
    } else if target > position {
      let end = offset(of: target - position, after: gap.upperBound)
      let length = end - gap.upperBound
      copy(gap.upperBound..<end, to: gap.lowerBound)
      gap = gap.lowerBound + length..<end
    }
    position = target
  }

  private mutating func growGap(to least: Int) {
    // Doubling keeps the cost of moving the text small for each byte that is inserted.
    let added = max(least, bytes.count, 64) - gap.count
    let back = gap.upperBound..<bytes.count
    bytes.append(contentsOf: repeatElement(0, count: added))
    copy(back, to: back.lowerBound + added)
    gap = gap.lowerBound..<gap.upperBound + added
  }

  /// Copies bytes that may overlap with those at their target.
  private mutating func copy(_ source: Range<Int>, to target: Int) {
    unsafe bytes.withUnsafeMutableBufferPointer { bytes in
      // Slices check their bounds, and `update` allows for overlap.
      let source = unsafe UnsafeMutableBufferPointer(rebasing: bytes[source])
      let room = target..<target + source.count
      _ = unsafe UnsafeMutableBufferPointer(rebasing: bytes[room]).update(fromContentsOf: source)
    }
  }

  private func offset(of scalars: Int, after start: Int) -> Int {
    if isASCII { return start + scalars }
    var (offset, rest) = (start, scalars)
    while rest > 0 {
      offset += 1
      if offset == bytes.count || startsScalar(bytes[offset]) { rest -= 1 }
    }
    return offset
  }

  private func offset(of scalars: Int, before end: Int) -> Int {
    if isASCII { return end - scalars }
    var (offset, rest) = (end, scalars)
    while rest > 0 {
      offset -= 1
      if startsScalar(bytes[offset]) { rest -= 1 }
    }
    return offset
  }
}

private func startsScalar(_ byte: UInt8) -> Bool { byte & 0xC0 != 0x80 }
