import Bytes

/// Reads bits from bytes that anybody may have sent.
struct TextBitReader: TextBits {
  static var isWriter: Bool { false }

  private let bytes: [UInt8]
  /// The next bits, the first in the highest place; those behind the first `count` mean nothing.
  private var window: UInt64 = 0
  private var count = 0
  /// Where the bits in the window end, and where all do.
  private var windowEnd: Int
  private var end: Int

  /// Creates a reader of the bits from byte `start` on.
  init(_ bytes: [UInt8], from start: Int) {
    self.bytes = bytes
    windowEnd = start * 8
    end = bytes.count * 8
  }

  /// The byte of the next bit.
  @inline(__always)
  var offset: Int { position >> 3 }

  var remaining: Int { end - position }

  private var position: Int {
    @inline(__always) get { windowEnd &- count }
  }

  /// Leaves the last `count` bytes to others.
  mutating func dropLast(_ count: Int) throws(FormatError) {
    guard count <= remaining >> 3 else {
      throw FormatError(.truncated(missing: count - remaining >> 3), at: offset)
    }
    end -= count * 8
    fill()
  }

  @inline(__always)
  mutating func rank(_ value: Int) throws(FormatError) -> Int {
    if count < 3 { fill() }
    let ones = min((~window).leadingZeroBitCount, 3)
    let length = min(ones + 1, 3)
    guard length <= count else { throw truncated(length) }
    drop(length)
    return ones
  }

  @inline(__always)
  mutating func number(_ value: Int, parameter: Int, limit: Int) throws(FormatError) -> Int {
    var zeros = window.leadingZeroBitCount
    // Neither is greater than 64, so that nothing overflows.
    var length = zeros &+ 1 &+ parameter
    if zeros &+ length > count {
      fill()
      zeros = window.leadingZeroBitCount
      length = zeros &+ 1 &+ parameter
      guard zeros &+ length <= count else {
        return try longNumber(parameter: parameter, limit: limit)
      }
    }
    let found = (window &<< UInt64(zeros)) &>> UInt64(truncatingIfNeeded: 64 &- length)
    let start = position
    drop(zeros &+ length)
    return try checked(found, parameter: parameter, limit: limit, at: start)
  }

  /// A number that has more bits than the window, or than there are.
  @inline(never)
  private mutating func longNumber(parameter: Int, limit: Int) throws(FormatError) -> Int {
    let start = position
    let zeros = window.leadingZeroBitCount
    guard zeros < remaining else { throw truncated(zeros + 1) }
    let length = zeros + 1 + parameter
    guard zeros < 40, length <= 57 else {
      throw FormatError("a number out of range", at: start >> 3)
    }
    _ = try take(zeros)
    return try checked(try take(length), parameter: parameter, limit: limit, at: start)
  }

  @inline(__always)
  private func checked(
    _ found: UInt64, parameter: Int, limit: Int, at start: Int
  ) throws(FormatError) -> Int {
    // Of 57 bits at most. The limit is below zero where nothing would do.
    let value = Int(truncatingIfNeeded: found &- 1 &<< UInt64(truncatingIfNeeded: parameter))
    guard value <= limit else { throw tooLarge(value, limit, at: start >> 3) }
    return value
  }

  @inline(never)
  private func tooLarge(_ value: Int, _ limit: Int, at start: Int) -> FormatError {
    FormatError(.tooLarge(UInt64(value), limit: UInt64(max(0, limit))), at: start)
  }

  mutating func wide(_ value: Int) throws(FormatError) -> Int {
    let start = offset
    let high = try take(32)
    let found = Int(truncatingIfNeeded: high << 32 | (try take(32)))
    guard Int(Int32(truncatingIfNeeded: found)) != found else {
      throw FormatError("a short number in 64 bits", at: start)
    }
    return found
  }

  /// Throws unless only zeros are left, less than a byte of them.
  mutating func finish() throws(FormatError) {
    guard remaining < 8 else { throw FormatError(.trailing(remaining >> 3), at: offset) }
    let start = offset
    guard try take(remaining) == 0 else {
      throw FormatError("padding that is not zero", at: start)
    }
  }

  private mutating func take(_ wanted: Int) throws(FormatError) -> UInt64 {
    guard wanted <= remaining else { throw truncated(wanted) }
    guard wanted > 0 else { return 0 }
    if count < wanted { fill() }
    let bits = window >> UInt64(64 - wanted)
    drop(wanted)
    return bits
  }

  @inline(never)
  private func truncated(_ wanted: Int) -> FormatError {
    FormatError(.truncated(missing: (wanted - remaining + 7) >> 3), at: offset)
  }

  @inline(__always)
  private mutating func drop(_ bits: Int) {
    window &<<= UInt64(truncatingIfNeeded: bits)
    count &-= bits
  }

  /// Takes as many bits into the window as it can hold, 57 or all that are left.
  @inline(never)
  private mutating func fill() {
    let start = position
    let first = start >> 3
    var word: UInt64 = 0
    if first + 8 <= bytes.count {
      word = unsafe bytes.span.bytes.unsafeLoadUnaligned(fromByteOffset: first, as: UInt64.self)
      word = UInt64(bigEndian: word)
    } else {
      for index in first..<first + 8 {
        word = word << 8 | UInt64(index < bytes.count ? bytes[index] : 0)
      }
    }
    window = word << UInt64(start & 7)
    count = min(64 - (start & 7), end - start)
    windowEnd = start + count
  }
}
