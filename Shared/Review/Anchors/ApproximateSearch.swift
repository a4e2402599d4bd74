/// Finds where a pattern ends in a text with the fewest errors.
///
/// An error is a scalar that was inserted, deleted or replaced.
///
/// Source: Myers, "A fast bit-vector algorithm for approximate string matching based on dynamic
/// programming" (J. ACM 46, 1999). A column of the table of distances is kept as differences, 64
/// rows in two words; rows below the last one that can still come to few enough errors are left
/// out (Ukkonen's cut-off).
struct ApproximateSearch {
  /// The pattern's ends, and with how many errors each.
  struct Ends: Equatable {
    let errors: Int
    /// Behind the last scalar of each passage, ascending.
    let places: [Int]
  }

  /// 64 rows of the table of distances, or fewer in the last one, at one column.
  private struct Block {
    /// Where a row's distance is one more than that of the row above.
    var positive: UInt64 = .max
    /// Where it is one less.
    var negative: UInt64 = 0
    /// The distance at the last row.
    var score: Int
    /// The bit of the last row.
    let top: UInt64

    /// Brings the block into the text's next column.
    ///
    /// - Parameters:
    ///   - mask: Which of its rows have the column's scalar.
    ///   - carry: By how much the row above the block differs from the column before.
    /// - Returns: The same of the block's last row.
    @inline(__always)
    mutating func advance(_ mask: UInt64, _ carry: Int) -> Int {
      let (above, below): (UInt64, UInt64) = (carry > 0 ? 1 : 0, carry < 0 ? 1 : 0)
      let vertical = mask | negative
      let equal = mask | below
      let horizontal = (((equal & positive) &+ positive) ^ positive) | equal
      let up = negative | ~(horizontal | positive)
      let down = positive & horizontal
      let result = up & top != 0 ? 1 : down & top != 0 ? -1 : 0
      let shiftedUp = up << 1 | above
      positive = (down << 1 | below) | ~(vertical | shiftedUp)
      negative = shiftedUp & vertical
      score += result
      return result
    }
  }

  private let masks: PatternMasks
  /// Where a match may begin: anywhere, or only where the text does.
  private let isAnchored: Bool
  private var blocks: [Block]
  private var last = 0
  private var errorsMax: Int

  private init(_ pattern: some Collection<Unicode.Scalar>, errorsMax: Int, isAnchored: Bool) {
    masks = PatternMasks(pattern)
    self.isAnchored = isAnchored
    self.errorsMax = min(errorsMax, masks.count)
    blocks = (0..<masks.blockCount).map { [count = masks.count] place in
      let end = min(64 * (place + 1), count)
      return Block(score: end, top: 1 << UInt64((end - 1) % 64))
    }
    last = min(masks.blockCount - 1, max(0, (self.errorsMax + 63) / 64 - 1))
  }

  /// The ends in `text` of the best passages with at most `errorsMax` errors.
  ///
  /// - Parameters:
  ///   - pattern: What is looked for; not empty.
  ///   - isAnchored: Whether a passage has to begin where `text` does.
  ///   - hint: Of very many ends, the ``PlacesNear/limit`` nearest to this place are kept.
  ///   - work: Counts down the steps; the search is given up when it reaches 0.
  /// - Returns: The ends; nil when there is none, or the search was given up.
  /// - Complexity: O(text times errorsMax / 64) for all but made-up texts, where it is O(text
  ///   times pattern / 64) and `work` is the bound.
  static func ends(
    of pattern: some Collection<Unicode.Scalar>, in text: some Collection<Unicode.Scalar>,
    errorsMax: Int, isAnchored: Bool = false, near hint: Int = 0, work: inout Int
  ) -> Ends? {
    precondition(!pattern.isEmpty, "an empty pattern ends everywhere")
    var search = ApproximateSearch(pattern, errorsMax: errorsMax, isAnchored: isAnchored)
    work -= search.masks.masks.count
    var ends = PlacesNear(hint)
    var found: Int?
    for (place, scalar) in text.enumerated() {
      work -= search.last + 1
      guard work >= 0 else { return nil }
      guard let errors = search.step(scalar) else { continue }
      if errors != found { ends.removeAll() }
      found = errors
      ends.append(place + 1)
    }
    return found.map { Ends(errors: $0, places: ends.places) }
  }

  /// Takes the text's next scalar; gives the distance where the whole pattern ends at it with as
  /// few errors as any before.
  private mutating func step(_ scalar: Unicode.Scalar) -> Int? {
    let row = masks.row(of: scalar)
    var carry = isAnchored ? 1 : 0
    for block in 0...last { carry = blocks[block].advance(masks.masks[row + block], carry) }
    let bottom = blocks.count - 1
    if last < bottom, blocks[last].score - carry <= errorsMax,
      carry < 0 || masks.masks[row + last + 1] & 1 != 0
    {
      let above = blocks[last].score - carry
      last += 1
      let height = last == bottom ? masks.count - 64 * bottom : 64
      blocks[last] = Block(score: above + height, top: blocks[last].top)
      _ = blocks[last].advance(masks.masks[row + last], carry)
    } else {
      while last > 0, blocks[last].score >= errorsMax + 64 { last -= 1 }
    }
    guard last == bottom, blocks[last].score <= errorsMax else { return nil }
    errorsMax = blocks[last].score
    return errorsMax
  }
}

/// Of places that come in ascending order, those nearest to one of them, and never very many.
struct PlacesNear {
  /// How many places are kept.
  static let limit = 1_024

  private let hint: Int
  private var stored: [Int] = []
  private var first = 0

  init(_ hint: Int) { self.hint = hint }

  /// The places that were kept, ascending.
  var places: [Int] { Array(stored[first...]) }

  mutating func removeAll() {
    stored.removeAll(keepingCapacity: true)
    first = 0
  }

  mutating func append(_ place: Int) {
    if stored.count - first == Self.limit {
      // They ascend: of those kept, the first is the farthest on its side.
      guard abs(place - hint) < abs(stored[first] - hint) else { return }
      first += 1
      if first == Self.limit {
        stored.removeFirst(first)
        first = 0
      }
    }
    stored.append(place)
  }
}
