/// An exact fraction, in lowest terms and with a positive denominator.
///
/// Verdicts are compared as fractions because ties happen: 1, 3, 3, 6, 6 has an IPR of exactly its
/// IPRAS, and binary floating point puts it on the wrong side. Arithmetic that leaves 128 bits
/// traps; each rule says which bound on its input keeps it far from that.
public struct Rational: Sendable, Equatable {
  /// The part above the line; it carries the sign.
  public let numerator: Int128
  /// The part below the line, at least 1.
  public let denominator: Int128

  /// Creates `numerator / denominator`; the denominator must not be 0.
  public init(_ numerator: Int128, _ denominator: Int128 = 1) {
    precondition(denominator != 0, "a fraction has no denominator 0")
    let divisor = Self.greatestDivisor(numerator, denominator)
    let sign: Int128 = denominator < 0 ? -1 : 1
    self.numerator = sign * numerator / divisor
    self.denominator = sign * denominator / divisor
  }

  /// Creates a whole number.
  public init(_ whole: Int64) {
    numerator = Int128(whole)
    denominator = 1
  }

  /// The nearest floating-point number, for screens; never for a verdict.
  public var double: Double { Double(numerator) / Double(denominator) }

  /// The distance from 0.
  public var magnitude: Rational { numerator < 0 ? Rational(0) - self : self }

  /// The smallest whole number that is not below.
  public var roundedUp: Int128 {
    let quotient = numerator / denominator
    return quotient * denominator < numerator ? quotient + 1 : quotient
  }

  /// The sum, over the least common denominator.
  public static func + (left: Rational, right: Rational) -> Rational {
    let divisor = greatestDivisor(left.denominator, right.denominator)
    let scale = right.denominator / divisor
    return Rational(
      left.numerator * scale + right.numerator * (left.denominator / divisor),
      left.denominator * scale)
  }

  /// The difference.
  public static func - (left: Rational, right: Rational) -> Rational {
    left + Rational(-right.numerator, right.denominator)
  }

  /// The product.
  public static func * (left: Rational, right: Rational) -> Rational {
    Rational(left.numerator * right.numerator, left.denominator * right.denominator)
  }

  /// The quotient; `right` must not be 0.
  public static func / (left: Rational, right: Rational) -> Rational {
    Rational(left.numerator * right.denominator, left.denominator * right.numerator)
  }

  private static func greatestDivisor(_ left: Int128, _ right: Int128) -> Int128 {
    var (left, right) = (left.magnitude, right.magnitude)
    while right != 0 { (left, right) = (right, left % right) }
    return Int128(left)
  }
}

extension Rational: Comparable {
  /// Compares by cross-multiplying in double width, which cannot overflow.
  public static func < (left: Rational, right: Rational) -> Bool {
    let first = left.numerator.multipliedFullWidth(by: right.denominator)
    let second = right.numerator.multipliedFullWidth(by: left.denominator)
    return (first.high, first.low) < (second.high, second.low)
  }
}

extension Rational: CustomStringConvertible {
  /// The fraction as `47/20`, or as `3` when it is whole.
  public var description: String {
    denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)"
  }
}
