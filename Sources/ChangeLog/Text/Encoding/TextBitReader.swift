import Bytes

/// Reads bits from bytes that anybody may have sent.
struct TextBitReader: TextBits {
  static var isWriter: Bool { false }

  private let bytes: [UInt8]
  private var position: Int
  /// Where the bits end.
  private var end: Int

  /// Creates a reader of the bits from byte `start` on.
  init(_ bytes: [UInt8], from start: Int) {
    self.bytes = bytes
    position = start * 8
    end = bytes.count * 8
  }

  /// The byte of the next bit.
  @inline(__always)
  var offset: Int { position >> 3 }

  var remaining: Int { end - position }

  /// Leaves the last `count` bytes to others.
  mutating func dropLast(_ count: Int) throws(FormatError) {
    guard count <= remaining >> 3 else {
      throw FormatError(.truncated(missing: count - remaining >> 3), at: offset)
    }
    end -= count * 8
  }

  @inline(__always)
  mutating func rank(_ value: Int) throws(FormatError) -> Int {
    let ones = min((~window()).leadingZeroBitCount, 3)
    let length = min(ones + 1, 3)
    guard length <= remaining else { throw truncated(length) }
    position += length
    return ones
  }

  @inline(__always)
  mutating func number(_ value: Int, parameter: Int, limit: Int) throws(FormatError) -> Int {
    let start = offset
    let bits = window()
    let zeros = bits.leadingZeroBitCount
    let length = zeros + 1 + parameter
    guard zeros + length <= 57 else { return try longNumber(parameter: parameter, limit: limit) }
    guard zeros + length <= remaining else { throw truncated(zeros + length) }
    position += zeros + length
    let found = (bits << UInt64(zeros)) >> UInt64(64 - length)
    return try checked(found, parameter: parameter, limit: limit, at: start)
  }

  /// A number that has more bits than the window.
  @inline(never)
  private mutating func longNumber(parameter: Int, limit: Int) throws(FormatError) -> Int {
    let start = offset
    let zeros = window().leadingZeroBitCount
    guard zeros < remaining else { throw truncated(zeros + 1) }
    let length = zeros + 1 + parameter
    guard zeros < 40, length <= 57 else { throw FormatError("a number out of range", at: start) }
    _ = try take(zeros)
    return try checked(try take(length), parameter: parameter, limit: limit, at: start)
  }

  @inline(__always)
  private func checked(
    _ found: UInt64, parameter: Int, limit: Int, at start: Int
  ) throws(FormatError) -> Int {
    // Of 57 bits at most. The limit is below zero where nothing would do.
    let value = Int(truncatingIfNeeded: found - 1 << UInt64(parameter))
    guard value <= limit else { throw tooLarge(value, limit, at: start) }
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

  @inline(__always)
  private mutating func take(_ count: Int) throws(FormatError) -> UInt64 {
    guard count <= remaining else { throw truncated(count) }
    guard count > 0 else { return 0 }
    let bits = window()
    position += count
    return bits >> UInt64(64 - count)
  }

  @inline(never)
  private func truncated(_ count: Int) -> FormatError {
    FormatError(.truncated(missing: (count - remaining + 7) >> 3), at: offset)
  }

  /// The next 57 bits or more, the first in the highest place; behind the end there are zeros.
  @inline(__always)
  private func window() -> UInt64 {
    let first = position >> 3
    var word: UInt64 = 0
    if first + 8 <= bytes.count {
      word = unsafe bytes.span.bytes.unsafeLoadUnaligned(fromByteOffset: first, as: UInt64.self)
      word = UInt64(bigEndian: word)
    } else {
      for index in first..<first + 8 {
        word = word << 8 | UInt64(index < bytes.count ? bytes[index] : 0)
      }
    }
    return word << UInt64(position & 7)
  }
}
