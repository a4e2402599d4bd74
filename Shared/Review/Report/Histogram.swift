/// Draws how many raters gave each value of a scale, with the median and the decided value.
///
/// The plot has a title and the numbers as its description, for those who cannot see it.
struct Histogram {
  let item: ReviewRecord.Item
  /// A name for the plot that no other on the page has.
  let name: String

  /// Beyond so many values, neighbours share a bar.
  private static let barsMax: Int64 = 21
  private static let (left, base, top) = (4.0, 44.0, 16.0)
  private static let width = 180.0

  /// How many values share a bar.
  private var valuesPerBar: Int64 {
    let count = item.criterion.valueCount
    return (count + Self.barsMax - 1) / Self.barsMax
  }

  private var barCount: Int {
    Int((item.criterion.valueCount + valuesPerBar - 1) / valuesPerBar)
  }

  private var step: Double { (Self.width - 2 * Self.left) / Double(barCount) }

  private func bar(of value: Int64) -> Int {
    Int((value - item.criterion.lowest) / valuesPerBar)
  }

  /// How many raters each bar stands for.
  private var counts: [Int] {
    var counts = Array(repeating: 0, count: barCount)
    for tally in item.panel.distribution { counts[bar(of: tally.value)] += tally.count }
    return counts
  }

  func draw(into page: inout Markup) {
    page.element(
      "svg",
      [
        ("class", "plot"), ("viewBox", "0 0 180 60"), ("width", "180"), ("height", "60"),
        ("role", "img"), ("aria-labelledby", "\(name)-t \(name)-d"),
      ]
    ) { plot in
      plot.element("title", [("id", "\(name)-t")], text: "Ratings of \(item.criterion.name)")
      plot.element("desc", [("id", "\(name)-d")], text: description)
      axis(&plot)
      bars(&plot)
      if let median = item.summary.value?.median { mark(median: median.double, &plot) }
      if let decision = item.decision { mark(decided: decision.decision.value, &plot) }
    }
  }

  /// The plot in words.
  var description: String {
    let counts = item.panel.distribution.map {
      "\(item.criterion.text(of: $0.value)): \($0.count)"
    }.joined(separator: ", ")
    let median = item.summary.value.map { "; median \(FigureWords.short($0.median))" } ?? ""
    let decided = item.decision.map { "; decided \($0.decision.value)" } ?? ""
    return (counts.isEmpty ? "nobody rated" : counts) + median + decided
  }

  private func bars(_ plot: inout Markup) {
    let most = Double(max(counts.max() ?? 0, 1))
    for (place, count) in counts.enumerated() where count > 0 {
      let height = (Self.base - Self.top) * Double(count) / most
      let x = Self.left + Double(place) * step
      plot.element(
        "rect",
        [
          ("class", "bar"), ("x", Self.number(x + step * 0.1)),
          ("y", Self.number(Self.base - height)), ("width", Self.number(step * 0.8)),
          ("height", Self.number(height)),
        ]
      ) { _ in }
      label("\(count)", x: x + step / 2, y: Self.base - height - 2, "count", &plot)
    }
  }

  private func axis(_ plot: inout Markup) {
    plot.element(
      "line",
      [
        ("class", "axis"), ("x1", Self.number(Self.left)), ("y1", Self.number(Self.base)),
        ("x2", Self.number(Self.width - Self.left)), ("y2", Self.number(Self.base)),
      ]
    ) { _ in }
    let isSparse = valuesPerBar > 1 || barCount > 11
    for place in 0..<barCount {
      // Where numbers would run into each other, only the ends have one.
      if isSparse, place > 0, place < barCount - 1 { continue }
      let value =
        place == barCount - 1
        ? item.criterion.highest : item.criterion.lowest + Int64(place) * valuesPerBar
      label(
        "\(value)", x: Self.left + (Double(place) + 0.5) * step, y: Self.base + 9, "tick", &plot)
    }
  }

  private func label(
    _ text: String, x: Double, y: Double, _ kind: String, _ plot: inout Markup
  ) {
    plot.element(
      "text", [("class", kind), ("x", Self.number(x)), ("y", Self.number(y))], text: text)
  }

  /// A triangle above the bars, pointing down, clear of the counts.
  private func mark(median: Double, _ plot: inout Markup) {
    let offset = (median - Double(item.criterion.lowest)) / Double(valuesPerBar)
    triangle("median", at: Self.left + (offset + 0.5) * step, tip: 6, foot: 1, &plot)
  }

  /// A triangle below the axis, pointing up, clear of the numbers.
  private func mark(decided value: Int64, _ plot: inout Markup) {
    guard item.criterion.contains(value) else { return }
    let x = Self.left + (Double(bar(of: value)) + 0.5) * step
    triangle("decided", at: x, tip: Self.base + 10.5, foot: Self.base + 15.5, &plot)
  }

  private func triangle(
    _ kind: String, at x: Double, tip: Double, foot: Double, _ plot: inout Markup
  ) {
    let corners = [(x, tip), (x - 4, foot), (x + 4, foot)]
    let points = corners.map { "\(Self.number($0.0)),\(Self.number($0.1))" }
    plot.element(
      "polygon", [("class", kind), ("points", points.joined(separator: " "))]
    ) { _ in }
  }

  /// A coordinate to a tenth.
  private static func number(_ value: Double) -> String {
    FigureWords.decimal(value, places: 1)
  }
}
