/// A part of a text: UTF-8 with a gap where the last edit was, in memory that its owner frees.
///
/// An edit moves what lies between its place and the last one's, and nothing else. Positions count
/// scalars; both sides of the gap are whole scalars.
@safe
struct TextSegment: BitwiseCopyable {
  private var bytes: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private var gapStart = 0
  private var gapEnd: Int
  /// How many scalars stand in front of the gap.
  private var position = 0

  /// How many scalars the segment has.
  private(set) var count = 0

  /// Creates an empty segment with room for `capacity` bytes.
  init(capacity: Int) {
    self.capacity = capacity
    gapEnd = capacity
    unsafe bytes = .allocate(capacity: capacity)
  }

  /// Creates a segment of UTF-8 that holds `scalars` scalars, with no room to spare.
  init(_ utf8: Span<UInt8>, scalars: Int) {
    self.init(capacity: max(utf8.count, 8))
    copy(utf8, to: 0)
    gapStart = utf8.count
    position = scalars
    count = scalars
  }

  /// Gives the memory back; the segment must not be used again.
  func free() { unsafe bytes.deallocate() }

  /// How many bytes the segment has.
  var byteCount: Int { capacity - (gapEnd - gapStart) }

  private var isASCII: Bool { byteCount == count }

  /// An equal segment with memory of its own, and no room to spare.
  func copy() -> TextSegment {
    var copy = TextSegment(capacity: max(byteCount, 8))
    withParts { front, back in
      copy.append(front)
      copy.append(back)
    }
    return copy
  }

  /// Calls `body` with the bytes in front of the gap and those behind it.
  func withParts<Result>(_ body: (Span<UInt8>, Span<UInt8>) -> Result) -> Result {
    body(
      unsafe Span(_unsafeStart: bytes, count: gapStart),
      unsafe Span(_unsafeStart: bytes + gapEnd, count: capacity - gapEnd))
  }

  /// Deletes `deleteCount` scalars at `position`, and inserts `scalars` scalars of UTF-8 there; all
  /// must lie inside the segment.
  ///
  /// - Complexity: O(length of the edit + distance to the last one), the distance at the speed of
  ///   copying where all scalars are ASCII.
  @inline(__always)
  mutating func replace(
    _ deleteCount: Int, at position: Int, with utf8: Span<UInt8>, scalars: Int, capacityMax: Int
  ) {
    if deleteCount > 0, position + deleteCount == self.position {
      gapStart = offset(of: deleteCount, before: gapStart)
      self.position = position
      count -= deleteCount
    } else {
      if position != self.position { moveGap(to: position) }
      gapEnd = offset(of: deleteCount, after: gapEnd)
      count -= deleteCount
    }
    guard scalars > 0 else { return }
    if gapEnd - gapStart < utf8.count { growGap(to: utf8.count, capacityMax: capacityMax) }
    copy(utf8, to: gapStart)
    gapStart += utf8.count
    self.position += scalars
    count += scalars
  }

  /// Inserts an ASCII scalar at `position`, which must lie inside the segment, if the gap has room.
  @inline(__always)
  mutating func type(_ byte: UInt8, at position: Int) -> Bool {
    guard gapStart < gapEnd else { return false }
    if position != self.position { moveGap(to: position) }
    unsafe bytes[gapStart] = byte
    gapStart += 1
    self.position += 1
    count += 1
    return true
  }

  /// Deletes the scalar at `position`, which must lie inside the segment, if it is ASCII.
  @inline(__always)
  mutating func erase(at position: Int) -> Bool {
    if position + 1 == self.position, unsafe bytes[gapStart - 1] < 0x80 {
      gapStart -= 1
      self.position -= 1
    } else {
      if position != self.position { moveGap(to: position) }
      guard unsafe bytes[gapEnd] < 0x80 else { return false }
      gapEnd += 1
    }
    count -= 1
    return true
  }

  /// Adds UTF-8 at the end.
  mutating func append(_ utf8: Span<UInt8>) {
    let scalars = scalarCount(utf8)
    replace(0, at: count, with: utf8, scalars: scalars, capacityMax: .max)
  }

  /// Takes away what stands behind scalar `position`, and hands it to `body`.
  mutating func cut(at position: Int, _ body: (Span<UInt8>) -> Void) {
    moveGap(to: position)
    body(unsafe Span(_unsafeStart: bytes + gapEnd, count: capacity - gapEnd))
    gapEnd = capacity
    count = position
  }

  @inline(__always)
  private mutating func copy(_ utf8: Span<UInt8>, to target: Int) {
    if utf8.count == 1 {
      unsafe bytes[target] = utf8[0]
    } else {
      unsafe utf8.withUnsafeBufferPointer { source in
        guard let start = source.baseAddress else { return }
        unsafe (bytes + target).update(from: start, count: source.count)
      }
    }
  }

  private mutating func moveGap(to target: Int) {
    if target < position {
      let start = offset(of: position - target, before: gapStart)
      let length = gapStart - start
      unsafe (bytes + gapEnd - length).update(from: bytes + start, count: length)
      gapStart = start
      gapEnd -= length
    } else {
      let end = offset(of: target - position, after: gapEnd)
      let length = end - gapEnd
      unsafe (bytes + gapStart).update(from: bytes + gapEnd, count: length)
      gapStart += length
      gapEnd = end
    }
    position = target
  }

  private mutating func growGap(to least: Int, capacityMax: Int) {
    // Doubling keeps the cost of moving the text small for each byte that is inserted.
    let needed = byteCount + least
    let grown = max(needed, min(capacity * 2, capacityMax), 32)
    let new = UnsafeMutablePointer<UInt8>.allocate(capacity: grown)
    let back = capacity - gapEnd
    unsafe new.update(from: bytes, count: gapStart)
    unsafe (new + grown - back).update(from: bytes + gapEnd, count: back)
    unsafe bytes.deallocate()
    unsafe bytes = new
    gapEnd = grown - back
    capacity = grown
  }

  @inline(__always)
  private func offset(of scalars: Int, after start: Int) -> Int {
    isASCII ? start + scalars : searchOffset(of: scalars, after: start)
  }

  @inline(__always)
  private func offset(of scalars: Int, before end: Int) -> Int {
    isASCII ? end - scalars : searchOffset(of: scalars, before: end)
  }

  private func searchOffset(of scalars: Int, after start: Int) -> Int {
    let rest = unsafe Span(_unsafeStart: bytes + start, count: capacity - start)
    return start + rest.byteCount(ofScalars: scalars)
  }

  private func searchOffset(of scalars: Int, before end: Int) -> Int {
    var (offset, rest) = (end, scalars)
    while rest > 8, offset >= 8 {
      offset -= 8
      rest -= scalarStarts(
        in: unsafe UnsafeRawPointer(bytes + offset).loadUnaligned(as: UInt64.self))
    }
    while rest > 0 {
      offset -= 1
      if startsScalar(unsafe bytes[offset]) { rest -= 1 }
    }
    return offset
  }
}
