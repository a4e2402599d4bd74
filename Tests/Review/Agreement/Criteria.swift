import Review

/// A criterion for tests, on the scale `lowest` to `highest`.
func criterion(
  _ lowest: Int64 = 1, _ highest: Int64 = 9, level: Criterion.Level = .ordinal
) -> Criterion {
  Criterion(
    name: "feasibility", position: 0, lowest: lowest, highest: highest, lowLabel: "poor",
    highLabel: "good", level: level)
}

/// The panel of `values` on 1 to 9.
func panel(_ values: [Int64]) -> Panel { Panel(values: values, on: criterion()) }

/// Calls `body` with every multiset of `count` of the values 1 to 9, ascending.
func forEachMultiset(of count: Int, _ body: ([Int64]) throws -> Void) rethrows {
  var values = Array(repeating: Int64(1), count: count)
  while true {
    try body(values)
    guard let place = values.lastIndex(where: { $0 < 9 }) else { return }
    let next = values[place] + 1
    for later in place..<count { values[later] = next }
  }
}

extension Figure {
  /// Why there is no figure.
  var reason: Undefined? {
    guard case .failure(let reason) = outcome else { return nil }
    return reason
  }
}
