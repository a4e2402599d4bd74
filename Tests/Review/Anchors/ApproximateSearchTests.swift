import TestSupport
import Testing

@testable import Review

/// Sellers' table of distances, row by row: the definition that the fast search must meet.
private func sellers(
  _ pattern: [Unicode.Scalar], _ text: [Unicode.Scalar], errorsMax: Int, isAnchored: Bool
) -> ApproximateSearch.Ends? {
  var column = Array(0...pattern.count)
  var best = errorsMax
  var places: [Int] = []
  for (place, scalar) in text.enumerated() {
    var next = [isAnchored ? place + 1 : 0]
    for row in 1...pattern.count {
      let replaced = column[row - 1] + (pattern[row - 1] == scalar ? 0 : 1)
      next.append(min(replaced, column[row] + 1, next[row - 1] + 1))
    }
    column = next
    guard column[pattern.count] <= best else { continue }
    if column[pattern.count] < best { places = [] }
    best = column[pattern.count]
    places.append(place + 1)
  }
  return places.isEmpty ? nil : ApproximateSearch.Ends(errors: best, places: places)
}

private func scalars(_ text: String) -> [Unicode.Scalar] { Array(text.unicodeScalars) }

struct ApproximateSearchTests {
  @Test(arguments: seeds(60)) func findsTheEndsThatTheTableOfDistancesHas(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<6 {
      let letters = scalars("abcdé\u{301}中").prefix(Int.random(in: 2...7, using: &random))
      func text(_ count: Int) -> [Unicode.Scalar] {
        (0..<count).map { _ in letters.randomElement(using: &random) ?? "a" }
      }
      let pattern = text(Int.random(in: 1...200, using: &random))
      var body = text(Int.random(in: 0...300, using: &random))
      // Often with the pattern in it, changed a little, so that few errors occur, too.
      if Bool.random(using: &random) {
        var copy = pattern
        for _ in 0..<Int.random(in: 0...6, using: &random) where !copy.isEmpty {
          let place = copy.indices.randomElement(using: &random) ?? 0
          if Bool.random(using: &random) { copy.remove(at: place) } else { copy[place] = "a" }
        }
        body.insert(contentsOf: copy, at: Int.random(in: 0...body.count, using: &random))
      }
      let errorsMax = Int.random(in: 0...pattern.count, using: &random)
      for isAnchored in [false, true] {
        var work = Int.max
        let ends = ApproximateSearch.ends(
          of: pattern, in: body, errorsMax: errorsMax, isAnchored: isAnchored, work: &work)
        let expected = sellers(pattern, body, errorsMax: errorsMax, isAnchored: isAnchored)
        #expect(ends == expected, "seed \(seed)")
      }
    }
  }

  @Test func ofVeryManyEndsKeepsTheNearest() {
    var work = Int.max
    let ends = ApproximateSearch.ends(
      of: scalars("ab"), in: scalars(String(repeating: "a", count: 5_000)), errorsMax: 1,
      near: 3_000, work: &work)
    let half = PlacesNear.limit / 2
    let isRight = ends?.places == Array(3_000 - half...3_000 + half - 1)
    #expect(isRight)
  }

  @Test func givesUpWhenTheWorkIsDone() {
    var work = 1_000
    let text = scalars(String(repeating: "a", count: 5_000))
    #expect(
      ApproximateSearch.ends(of: scalars("aab"), in: text, errorsMax: 1, work: &work) == nil)
    #expect(work < 0)
  }

  @Test(arguments: seeds(40)) func theExactSearchFindsWhatComparingEveryPlaceFinds(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let letters: [Unicode.Scalar] = ["a", "b"]
    func text(_ count: Int) -> [Unicode.Scalar] {
      (0..<count).map { _ in letters.randomElement(using: &random) ?? "a" }
    }
    let pattern = text(Int.random(in: 1...6, using: &random))
    let body = text(Int.random(in: 0...200, using: &random))
    let expected = body.indices.filter { body[$0...].starts(with: pattern) }
    #expect(ExactSearch(pattern).starts(in: body, near: 0) == expected)
  }
}
