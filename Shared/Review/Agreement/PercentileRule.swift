/// How a percentile is read off sorted values (docs/agreement.md §3).
///
/// The rule can change a verdict: 1 six times and 6 three times is a disagreement by R6 and R2, and
/// none by R7. So it is a parameter, and named beside each figure. Numbered as by Hyndman and
/// Fan (1996).
public enum PercentileRule: String, Sendable, CaseIterable {
  /// The inverse of the cumulative distribution, averaged where it jumps (SAS, PCTLDEF=5).
  case r2 = "R2"
  /// At place (n + 1) p, interpolated, kept within the values (SPSS, Minitab); the usual one.
  case r6 = "R6"
  /// At place (n - 1) p from 0, interpolated (NumPy's usual one).
  case r7 = "R7"

  /// The percentile `percent`, from 0 to 100, of `sorted`, which must be ascending and not empty.
  public func percentile(_ percent: Int64, of sorted: [Int64]) -> Rational {
    precondition(!sorted.isEmpty && (0...100).contains(percent))
    let count = Int64(sorted.count)
    // The place counts from 1, in hundredths.
    switch self {
    case .r6: return Self.interpolate(sorted, hundredths: (count + 1) * percent)
    case .r7: return Self.interpolate(sorted, hundredths: (count - 1) * percent + 100)
    case .r2:
      let place = count * percent
      let below = Self.value(sorted, at: (place + 99) / 100)
      let above = Self.value(sorted, at: place / 100 + 1)
      return Rational(Int128(below) + Int128(above), 2)
    }
  }

  private static func interpolate(_ sorted: [Int64], hundredths: Int64) -> Rational {
    let below = value(sorted, at: hundredths / 100)
    let above = value(sorted, at: hundredths / 100 + 1)
    return Rational(
      100 * Int128(below) + Int128(hundredths % 100) * (Int128(above) - Int128(below)), 100)
  }

  /// The value at a place from 1; places beyond an end are that end.
  private static func value(_ sorted: [Int64], at place: Int64) -> Int64 {
    sorted[Int(min(max(place, 1), Int64(sorted.count))) - 1]
  }
}
