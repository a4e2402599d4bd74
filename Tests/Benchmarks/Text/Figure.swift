import Host

/// Something that was measured, once or several times.
struct Figure {
  /// The history that it was measured on.
  let subject: String
  let what: String
  let unit: String
  let values: [Double]
  /// What follows from it, for whoever reads the line.
  var remark = ""

  init(_ subject: String, _ what: String, _ unit: String, _ values: [Double]) {
    precondition(!values.isEmpty, "nothing was measured")
    self.subject = subject
    self.what = what
    self.unit = unit
    self.values = values
  }

  var median: Double { values.sorted()[values.count / 2] }

  /// One line for a person: the median, and the least and the largest where there are several.
  var line: String {
    let sorted = values.sorted()
    let range = "\(Self.text(sorted[0])) to \(Self.text(sorted[sorted.count - 1]))"
    let cells = [
      Self.padded(subject, 26), Self.padded(what, 20),
      Self.padded("\(Self.text(median)) \(unit)", 14),
      Self.padded(values.count > 1 ? range : "", 20), remark,
    ]
    return cells.joined()
  }

  /// All values, for a program.
  var json: JSON {
    [
      "subject": .string(subject), "what": .string(what), "unit": .string(unit),
      "values": .array(values.map { .decimal(Self.digits($0, places: 5)) }),
      "remark": .string(remark),
    ]
  }

  /// Three digits at least.
  private static func text(_ value: Double) -> String {
    digits(value, places: value < 1 ? 4 : value < 100 ? 2 : 0)
  }

  /// `value` with so many digits behind the point.
  static func digits(_ value: Double, places: Int) -> String {
    let scale = (0..<places).reduce(1) { scale, _ in scale * 10 }
    let number = Int((abs(value) * Double(scale)).rounded())
    let whole = (value < 0 ? "-" : "") + String(number / scale)
    let fraction = String(number % scale)
    if places == 0 { return whole }
    return whole + "." + String(repeating: "0", count: places - fraction.count) + fraction
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
}
