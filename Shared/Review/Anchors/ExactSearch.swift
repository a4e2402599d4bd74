/// Finds a pattern in a text as it is.
///
/// Source: Knuth, Morris and Pratt, "Fast pattern matching in strings" (1977): no text makes it
/// slow.
struct ExactSearch {
  private let pattern: [Unicode.Scalar]
  /// For each length of a beginning of the pattern, that of its longest proper beginning which is
  /// also its end.
  private let borders: [Int]

  /// - Parameter pattern: What is looked for; not empty.
  init(_ pattern: [Unicode.Scalar]) {
    precondition(!pattern.isEmpty, "an empty pattern stands everywhere")
    self.pattern = pattern
    var borders = [0]
    var length = 0
    for scalar in pattern.dropFirst() {
      while length > 0, pattern[length] != scalar { length = borders[length - 1] }
      if pattern[length] == scalar { length += 1 }
      borders.append(length)
    }
    self.borders = borders
  }

  /// Where the pattern begins in `text`, overlapping ones included; of very many the
  /// ``PlacesNear/limit`` nearest to `hint`.
  func starts(in text: [Unicode.Scalar], near hint: Int) -> [Int] {
    var starts = PlacesNear(hint)
    var length = 0
    for (place, scalar) in text.enumerated() {
      while length > 0, pattern[length] != scalar { length = borders[length - 1] }
      if pattern[length] == scalar { length += 1 }
      if length == pattern.count {
        starts.append(place + 1 - length)
        length = borders[length - 1]
      }
    }
    return starts.places
  }
}
