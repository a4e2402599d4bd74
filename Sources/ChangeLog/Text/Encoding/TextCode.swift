/// Which Exp-Golomb code fits the numbers in one place of the format: the parameter follows their
/// lengths in bits (`docs/text-format.md` §3).
struct TextCode {
  /// The mean length of late, in sixteenths of a bit.
  private var mean: Int32

  /// Starts from numbers of so many bits.
  init(bits: Int32) { mean = bits * 16 }

  @inline(__always)
  var parameter: Int { max(0, Int(mean >> 4) - 1) }

  @inline(__always)
  mutating func adapt(to value: UInt64) {
    mean += (Int32(bitLength(value)) * 16 - mean) / 16
  }
}

/// The number of bits that a number has without leading zeros.
@inline(__always)
func bitLength(_ value: UInt64) -> Int { 64 - value.leadingZeroBitCount }

/// A number below zero as an odd one.
@inline(__always)
func zigzag(_ value: Int) -> Int { value << 1 ^ value >> 63 }

@inline(__always)
func unzigzag(_ value: Int) -> Int { value >> 1 ^ -(value & 1) }

/// A stream of bits, which is written or read: what describes the format describes it once, as what
/// to write, and goes on with what has been written or read in its place.
protocol TextBits {
  associatedtype Failure: Error

  static var isWriter: Bool { get }

  /// A number from 0 to 3 as 0, 10, 110 or 111.
  mutating func rank(_ value: Int) throws(Failure) -> Int

  /// An Exp-Golomb code, of a number that a reader has found to be at most `limit`.
  mutating func number(_ value: Int, parameter: Int, limit: Int) throws(Failure) -> Int

  /// A number that does not fit into 32 bits with a sign, as all its 64 bits.
  mutating func wide(_ value: Int) throws(Failure) -> Int
}

extension TextBits {
  /// Every length, place and difference of two is smaller.
  static var limit: Int { 1 << 33 }

  /// A number in the code that fits best at a place, which learns from it.
  @inline(__always)
  mutating func number(
    _ value: Int, _ code: inout TextCode, limit: Int = Self.limit
  ) throws(Failure) -> Int {
    let value = try number(value, parameter: code.parameter, limit: limit)
    code.adapt(to: UInt64(value))
    return value
  }

  /// A difference of two numbers which may be any, as a rule small.
  mutating func difference(_ value: Int) throws(Failure) -> Int {
    let escape = 1 << 32
    let isShort = Int(Int32(truncatingIfNeeded: value)) == value
    let short = try number(isShort ? zigzag(value) : escape, parameter: 0, limit: escape)
    return short == escape ? try wide(value) : unzigzag(short)
  }
}

struct TextBitWriter: TextBits {
  static var isWriter: Bool { true }

  private(set) var bytes: [UInt8] = []
  /// The last bits, up to 7 of them between the others, in the highest places.
  private var window: UInt64 = 0
  private var filled = 0

  init() {}

  mutating func rank(_ value: Int) -> Int {
    put(value == 3 ? 0b111 : 2 << UInt64(value) - 2, min(value + 1, 3))
    return value
  }

  mutating func number(_ value: Int, parameter: Int, limit: Int) -> Int {
    precondition(0...limit ~= value, "the format has no such number")
    let shifted = UInt64(value) + 1 << UInt64(parameter)
    let length = bitLength(shifted)
    put(0, length - 1 - parameter)
    put(shifted, length)
    return value
  }

  mutating func wide(_ value: Int) -> Int {
    put(UInt64(bitPattern: Int64(value)), 64)
    return value
  }

  /// Fills the last byte with zeros.
  mutating func finish() { if filled > 0 { put(0, 8 - filled) } }

  private mutating func put(_ value: UInt64, _ count: Int) {
    if count > 32 {
      put(value >> 32, count - 32)
      return put(value & 0xFFFF_FFFF, 32)
    }
    window |= value << UInt64(64 - filled - count)
    filled += count
    while filled >= 8 {
      bytes.append(UInt8(window >> 56))
      window <<= 8
      filled -= 8
    }
  }
}
