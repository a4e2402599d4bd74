import TestSupport
import Testing

@testable import ChangeLog

@Suite struct TextSequenceTests {
  /// Method: an array of the items in order and one of their lengths, asked by counting.
  @Test(arguments: seeds(12))
  func agreesWithAnArray(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    func lengths() -> TextSequence.Lengths {
      let count = Int32(number(0...4))
      return TextSequence.Lengths(
        inserted: Bool.random(using: &random) ? count : 0, visible: count / 2, surviving: count)
    }
    var sequence = TextSequence()
    var order: [Int32] = []
    var known: [TextSequence.Lengths] = []
    // Everywhere, always in front, or always behind.
    let manner = number(0...2)
    for step in 0..<1500 {
      let place = [number(0...order.count), 0, order.count][manner]
      let left = place == 0 ? TextSequence.none : order[place - 1]
      if step % 3 == 2, place > 0 {
        let moved = half(of: known[Int(left)])
        known[Int(left)] = known[Int(left)] - moved
        known.append(moved)
        order.insert(sequence.split(left, moving: moved), at: place)
      } else {
        known.append(lengths())
        order.insert(sequence.insert(known[step], after: left), at: place)
      }
      let changed = number(0...step)
      let now = lengths()
      sequence.add(now - known[changed], to: Int32(changed))
      known[changed] = now
      guard step % 50 == 0 || step == 1499 else { continue }
      try check(sequence, order: order, lengths: known)
    }
  }

  private func half(of lengths: TextSequence.Lengths) -> TextSequence.Lengths {
    TextSequence.Lengths(
      inserted: lengths.inserted / 2, visible: lengths.visible / 2,
      surviving: lengths.surviving / 2)
  }

  private func check(
    _ sequence: borrowing TextSequence, order: [Int32], lengths: [TextSequence.Lengths]
  ) throws {
    try #require(sequence.total == lengths.reduce(TextSequence.Lengths(), +))
    var surviving = 0
    var visible = 0
    var behind = TextSequence.none
    for (place, item) in order.enumerated() {
      let own = lengths[Int(item)]
      try #require(sequence.next(after: behind) == item)
      try #require(sequence.previous(before: item) == behind)
      try #require(sequence.survivingCount(before: item) == surviving)
      for offset in 0..<Int(own.visible) {
        let found = sequence.item(atVisible: visible + offset)
        try #require(found.item == item && found.offset == offset)
      }
      let inserted = order[(place + 1)...].first { lengths[Int($0)].inserted > 0 }
      try #require(sequence.nextInserted(after: item) == inserted ?? TextSequence.none)
      let other = order[(place * 7 + 3) % order.count]
      if other != item {
        let isBefore = place < (place * 7 + 3) % order.count
        try #require(sequence.precedes(item, other) == isBefore)
      }
      surviving += Int(own.surviving)
      visible += Int(own.visible)
      behind = item
    }
    try #require(sequence.next(after: behind) == TextSequence.none)
    var walked: [Int32] = []
    sequence.forEach { walked.append($0) }
    try #require(walked == order)
  }
}
