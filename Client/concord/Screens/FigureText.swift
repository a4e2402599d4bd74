import Host
import Review

/// How statistics are spelled on screens and in JSON.
enum FigureText {
  /// `value` with `places` decimals, rounded half away from zero.
  static func decimal(_ value: Double, places: Int = 2) -> String {
    FigureWords.decimal(value, places: places)
  }

  /// A value that is mostly whole: `5`, `5.5`, `2.35`.
  static func short(_ value: Rational) -> String {
    FigureWords.short(value)
  }

  /// The figure, or in a few words why there is none.
  static func text<Value>(_ figure: Figure<Value>, _ spell: (Value) -> String) -> String {
    switch figure.outcome {
    case .success(let value): spell(value)
    case .failure(let reason): "- (\(text(reason)))"
    }
  }

  static func text(_ reason: Undefined) -> String {
    if case .tooManyRaters(let most) = reason { return "more than \(grouped(most)) ratings" }
    return FigureWords.text(reason)
  }

  static func text(_ caution: Caution) -> String {
    FigureWords.text(caution)
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

  static func json(_ summary: Panel.Summary) -> JSON {
    [
      "median": json(summary.median), "least": .integer(summary.least),
      "greatest": .integer(summary.greatest), "lowerQuartile": json(summary.lowerQuartile),
      "upperQuartile": json(summary.upperQuartile),
    ]
  }

  static func json(_ verdict: Verdict) -> JSON {
    [
      "verdict": .string(verdict.word),
      "numbers": .object(verdict.details.map { .init($0.name, json($0.value)) }),
    ]
  }

  /// A fraction as a decimal number of six places.
  static func json(_ value: Rational) -> JSON { json(value.double) }

  static func json(_ value: Double) -> JSON { .decimal(decimal(value, places: 6)) }
}
