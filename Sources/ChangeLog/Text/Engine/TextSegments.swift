/// A text that is edited in place, in segments that are short enough to be edited fast anywhere.
///
/// Invariant: no segment is longer than the most that one may have.
struct TextSegments: ~Copyable, Sendable {
  private(set) var segments = Pool<TextSegment>()
  private let bytesMax: Int
  /// The segment of the latest edit, and how many scalars stand in front of it.
  private var current = 0
  private var currentStart = 0

  /// How many scalars the text has.
  private(set) var count = 0

  /// Creates an empty text whose segments have at most `bytesMax` bytes, which must be 8 or more.
  init(bytesMax: Int = 16_384) {
    precondition(bytesMax >= 8, "half a segment must hold any scalar")
    self.bytesMax = bytesMax
    segments.append(TextSegment(capacity: min(bytesMax, 64)))
  }

  /// Creates the text of valid UTF-8.
  ///
  /// - Complexity: O(length).
  init(_ utf8: Span<UInt8>, bytesMax: Int = 16_384) {
    self.init(bytesMax: bytesMax)
    let pieces = (utf8.count + bytesMax / 2 - 1) / (bytesMax / 2)
    var start = 0
    for piece in 0..<pieces {
      var end = utf8.count * (piece + 1) / pieces
      while end < utf8.count, !startsScalar(utf8[end]) { end -= 1 }
      let part = utf8.extracting(start..<end)
      if piece > 0 { segments.append(TextSegment(capacity: part.count)) }
      segments.last.append(part)
      count += segments.last.count
      start = end
    }
  }

  deinit { for index in 0..<segments.count { segments[index].free() } }

  /// An equal text of its own.
  func copy() -> TextSegments {
    var copy = TextSegments(bytesMax: bytesMax)
    copy.segments[0].free()
    copy.segments.removeAll()
    for index in 0..<segments.count { copy.segments.append(segments[index].copy()) }
    copy.count = count
    return copy
  }

  /// How many bytes of UTF-8 the text has.
  ///
  /// - Complexity: O(segments).
  var byteCount: Int {
    var sum = 0
    for index in 0..<segments.count { sum += segments[index].byteCount }
    return sum
  }

  /// The text.
  ///
  /// - Complexity: O(length).
  var text: String {
    let total = byteCount
    return unsafe String(unsafeUninitializedCapacity: total) { target in
      var written = 0
      for index in 0..<segments.count {
        segments[index].withParts { front, back in
          written = unsafe target.write(front, at: written)
          written = unsafe target.write(back, at: written)
        }
      }
      return written
    }
  }

  /// Deletes `deleteCount` scalars at `position`, and inserts `scalars` scalars of UTF-8 there; all
  /// must lie inside the text.
  ///
  /// - Complexity: O(length of the edit + segments between it and the one before).
  @inline(__always)
  mutating func replace(
    _ deleteCount: Int, at position: Int, with utf8: Span<UInt8>, scalars: Int
  ) {
    precondition(
      position >= 0 && deleteCount >= 0 && deleteCount <= count - position,
      "the edit lies beyond the text")
    var offset = position - currentStart
    if offset < 0 || offset > segments[current].count {
      seek(position)
      offset = position - currentStart
    }
    if segments[current].byteCount + utf8.count <= bytesMax,
      deleteCount < segments[current].count - offset || deleteCount == 0
    {
      count += scalars - deleteCount
      segments[current].replace(
        deleteCount, at: offset, with: utf8, scalars: scalars, capacityMax: bytesMax)
    } else {
      replaceAcross(deleteCount, at: offset, with: utf8)
    }
  }

  /// Inserts an ASCII scalar at `position`, if the segment of the latest edit reaches there and has
  /// room; whether it does.
  @inline(__always)
  mutating func type(_ byte: UInt8, at position: Int) -> Bool {
    let offset = position - currentStart
    guard offset >= 0, offset <= segments[current].count, segments[current].byteCount < bytesMax,
      segments[current].type(byte, at: offset)
    else { return false }
    count += 1
    return true
  }

  /// Deletes the scalar at `position`, if it is ASCII and lies in the segment of the latest edit;
  /// whether it does.
  @inline(__always)
  mutating func erase(at position: Int) -> Bool {
    let offset = position - currentStart
    guard offset >= 0, offset < segments[current].count, segments[current].erase(at: offset)
    else { return false }
    count -= 1
    return true
  }

  /// Makes the first segment that reaches up to `position` the current one.
  private mutating func seek(_ position: Int) {
    while position < currentStart || (position == currentStart && current > 0) {
      current -= 1
      currentStart -= segments[current].count
    }
    while position > currentStart + segments[current].count {
      currentStart += segments[current].count
      current += 1
    }
  }

  /// As `replace`, where the edit fills a segment, empties one, or reaches into the next.
  private mutating func replaceAcross(
    _ deleteCount: Int, at offset: Int, with utf8: Span<UInt8>
  ) {
    var rest = deleteCount
    var (index, start) = (current, offset)
    while rest > 0 {
      let deleted = min(rest, segments[index].count - start)
      segments[index].replace(
        deleted, at: start, with: Span(), scalars: 0, capacityMax: bytesMax)
      rest -= deleted
      count -= deleted
      if segments[index].count == 0, index > current {
        segments[index].free()
        segments.remove(at: index)
      } else {
        index += 1
      }
      start = 0
    }
    if utf8.count > 0 { insertAcross(utf8, at: offset) }
    joinNeighbours()
  }

  /// Inserts at scalar `offset` of the current segment, which is cut into equal ones if it is full.
  private mutating func insertAcross(_ utf8: Span<UInt8>, at offset: Int) {
    let scalars = scalarCount(utf8)
    count += scalars
    if segments[current].byteCount + utf8.count <= bytesMax {
      segments[current].replace(
        0, at: offset, with: utf8, scalars: scalars, capacityMax: bytesMax)
      return
    }
    var whole = Pool<UInt8>(capacity: segments[current].byteCount + utf8.count)
    var back = Pool<UInt8>()
    segments[current].cut(at: offset) { back.append(contentsOf: $0) }
    segments[current].withParts { front, _ in whole.append(contentsOf: front) }
    whole.append(contentsOf: utf8)
    back.withSpan(0..<back.count) { whole.append(contentsOf: $0) }
    segments[current].free()
    segments.remove(at: current)
    let pieces = (whole.count + bytesMax / 2 - 1) / (bytesMax / 2)
    var start = 0
    for piece in 0..<pieces {
      var end = whole.count * (piece + 1) / pieces
      while end < whole.count, !startsScalar(whole[end]) { end -= 1 }
      whole.withSpan(start..<end) { utf8 in
        let segment = TextSegment(utf8, scalars: scalarCount(utf8))
        segments.insert(segment, at: current + piece)
      }
      start = end
    }
  }

  /// Joins the current segment with small ones around it, so that no edits leave crumbs behind.
  private mutating func joinNeighbours() {
    if current > 0 {
      current -= 1
      currentStart -= segments[current].count
    }
    var index = current
    let end = min(current + 3, segments.count)
    var last = end - 1
    while index < last {
      let bytes = segments[index].byteCount + segments[index + 1].byteCount
      if bytes <= bytesMax / 2 {
        let next = segments[index + 1]
        segments.remove(at: index + 1)
        next.withParts { front, back in
          segments[index].append(front)
          segments[index].append(back)
        }
        next.free()
        last -= 1
      } else {
        index += 1
      }
    }
  }
}

extension UnsafeMutableBufferPointer<UInt8> {
  /// Copies bytes to `offset`; returns the offset behind them.
  fileprivate func write(_ bytes: Span<UInt8>, at offset: Int) -> Int {
    unsafe bytes.withUnsafeBufferPointer { source in
      _ = unsafe UnsafeMutableBufferPointer(rebasing: self[offset...]).update(
        fromContentsOf: source)
    }
    return offset + bytes.count
  }
}

extension TextSegments {
  /// Does what some steps of an operation do, at their lowest position.
  @inline(__always)
  mutating func apply(
    _ part: Range<Int>, of operation: Int, at position: Int, in log: borrowing TextLog
  ) {
    if log.isInsertion(operation) {
      log.content.withSpan(log.contentRange(of: part, in: operation)) {
        replace(0, at: position, with: $0, scalars: part.count)
      }
    } else {
      let deleted = log.deleteCount(part, of: operation)
      if deleted > 0 { replace(deleted, at: position, with: Span(), scalars: 0) }
    }
  }
}
