/// How statistics are spelled in documents.
public enum FigureWords {
  /// `value` with `places` decimals, rounded half away from zero.
  public static func decimal(_ value: Double, places: Int = 2) -> String {
    let scale = (0..<places).reduce(Int64(1)) { scale, _ in scale * 10 }
    guard let whole = Int64(exactly: (value * Double(scale)).rounded()) else { return "\(value)" }
    let digits = String(whole.magnitude % UInt64(scale))
    let fraction = String(repeating: "0", count: places - digits.count) + digits
    return (whole < 0 ? "-" : "") + "\(whole.magnitude / UInt64(scale)).\(fraction)"
  }

  /// A value that is mostly whole: `5`, `5.5`, `2.35`.
  public static func short(_ value: Rational) -> String {
    if value.denominator == 1 { return "\(value.numerator)" }
    var text = decimal(value.double)
    while text.last == "0" { text.removeLast() }
    return text.last == "." ? String(text.dropLast()) : text
  }

  /// Why a figure does not exist, in a few words.
  public static func text(_ reason: Undefined) -> String {
    switch reason {
    case .noRatings: "no ratings"
    case .oneRater: "one rater"
    case .noOrder: "no order"
    case .otherScale: "scale is not 1 to 9"
    case .panelSize(let published):
      "for \(published.lowerBound) to \(published.upperBound) raters only"
    case .nothingComparable: "nothing to compare"
    case .noVariation: "all equal: undefined, not 1"
    case .incomplete: "ratings are missing"
    case .mixedScales: "several scales"
    case .tooManyRaters(let most): "more than \(most) ratings"
    }
  }

  /// What a reader must know before trusting a figure.
  public static func text(_ caution: Caution) -> String {
    switch caution {
    case .smallPanel(let least):
      "fewer than the \(least) raters for which RAND/UCLA is published"
    }
  }
}
