import Host
import Review

/// How statistics are spelled on screens and in JSON.
enum FigureText {
  /// `value` with `places` decimals, rounded half away from zero.
  static func decimal(_ value: Double, places: Int = 2) -> String {
    let scale = (0..<places).reduce(Int64(1)) { scale, _ in scale * 10 }
    guard let whole = Int64(exactly: (value * Double(scale)).rounded()) else { return "\(value)" }
    let digits = String(whole.magnitude % UInt64(scale))
    let fraction = String(repeating: "0", count: places - digits.count) + digits
    return (whole < 0 ? "-" : "") + "\(whole.magnitude / UInt64(scale)).\(fraction)"
  }

  /// A value that is mostly whole: `5`, `5.5`, `2.35`.
  static func short(_ value: Rational) -> String {
    if value.denominator == 1 { return "\(value.numerator)" }
    var text = decimal(value.double)
    while text.last == "0" { text.removeLast() }
    return text.last == "." ? String(text.dropLast()) : text
  }

  /// The figure, or in a few words why there is none.
  static func text<Value>(_ figure: Figure<Value>, _ spell: (Value) -> String) -> String {
    switch figure.outcome {
    case .success(let value): spell(value)
    case .failure(let reason): "- (\(text(reason)))"
    }
  }

  static func text(_ reason: Undefined) -> String {
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
    case .tooManyRaters(let most): "more than \(grouped(most)) ratings"
    }
  }

  static func text(_ caution: Caution) -> String {
    switch caution {
    case .smallPanel(let least):
      "fewer than the \(least) raters for which RAND/UCLA is published"
    }
  }

  /// n, rule, parameters, caution, and the value or why there is none.
  static func json<Value>(_ figure: Figure<Value>, _ spell: (Value) -> JSON) -> JSON {
    let value: JSON
    let reason: JSON
    switch figure.outcome {
    case .success(let found): (value, reason) = (spell(found), .null)
    case .failure(let why): (value, reason) = (.null, .string(text(why)))
    }
    return [
      "n": .integer(Int64(figure.count)), "rule": ScaleText.json(figure.rule), "value": value,
      "undefined": reason, "caution": .string(orNull: figure.caution.map(text)),
    ]
  }

  /// A fraction as a decimal number of six places.
  static func json(_ value: Rational) -> JSON { json(value.double) }

  static func json(_ value: Double) -> JSON { .decimal(decimal(value, places: 6)) }
}
