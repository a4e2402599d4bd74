/// Guesses which known word a mistyped one stands for.
public enum Suggestion {
  /// The candidate nearest to `word`, or nil when none is near enough to be what was meant.
  ///
  /// Near enough is one slip, and one more for every three letters beyond the third. Of two equally
  /// near candidates the earlier one wins.
  public static func nearest(to word: String, among candidates: [String]) -> String? {
    var best: (word: String, distance: Int)?
    for candidate in candidates {
      let distance = distance(word, candidate)
      let allowed = 1 + max(0, min(word.count, candidate.count) - 3) / 3
      if distance <= allowed, best.map({ distance < $0.distance }) ?? true {
        best = (candidate, distance)
      }
    }
    return best?.word
  }

  /// How many letters must be inserted, removed, replaced or swapped with their neighbour.
  ///
  /// Damerau and Levenshtein's distance in its restricted form (no letter is touched twice), in
  /// time proportional to the product of the lengths.
  static func distance(_ first: String, _ second: String) -> Int {
    let a = Array(first.unicodeScalars)
    let b = Array(second.unicodeScalars)
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        let replaced = last[j] + (a[i] == b[j] ? 0 : 1)
        var cost = min(replaced, last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          cost = min(cost, beforeLast[j - 1] + 1)
        }
        row.append(cost)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
