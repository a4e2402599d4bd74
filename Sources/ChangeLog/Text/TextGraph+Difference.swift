extension TextGraph {
  /// The runs that only one of two versions holds, each list with the later runs first.
  ///
  /// Both versions must hold `base` and all before it, or have nothing above it.
  ///
  /// - Complexity: O(d log d) for the d runs looked at: the difference, and what lies above its
  ///   first run.
  func difference(
    from old: [Int], to new: [Int], above base: Int
  ) -> (onlyOld: [Int], onlyNew: [Int]) {
    var queue = TextGraphQueue(base: base)
    for index in old { queue.insert(index, .old) }
    for index in new { queue.insert(index, .new) }
    var (onlyOld, onlyNew): ([Int], [Int]) = ([], [])
    while let (index, side) = queue.popLatest() {
      if side == .old { onlyOld.append(index) }
      if side == .new { onlyNew.append(index) }
      for parent in nodes[index].parents { queue.insert(parent, side) }
    }
    return (onlyOld, onlyNew)
  }
}

/// Runs to look at, the latest first, until only such are left as both versions hold.
private struct TextGraphQueue {
  struct Side: OptionSet {
    let rawValue: UInt8

    static let old = Side(rawValue: 1)
    static let new = Side(rawValue: 2)
    static let both: Side = [.old, .new]
  }

  private let base: Int
  /// Ascending, so that the next one is the last; branches are few, and so are these.
  private var entries: [(index: Int, side: Side)] = []
  private var oneSidedCount = 0

  init(base: Int) { self.base = base }

  mutating func insert(_ index: Int, _ side: Side) {
    guard index > base else { return }
    var place = entries.count
    while place > 0, entries[place - 1].index > index { place -= 1 }
    if place > 0, entries[place - 1].index == index {
      let united = entries[place - 1].side.union(side)
      if united == .both, entries[place - 1].side != .both { oneSidedCount -= 1 }
      entries[place - 1].side = united
    } else {
      entries.insert((index, side), at: place)
      if side != .both { oneSidedCount += 1 }
    }
  }

  mutating func popLatest() -> (index: Int, side: Side)? {
    guard oneSidedCount > 0, let entry = entries.popLast() else { return nil }
    if entry.side != .both { oneSidedCount -= 1 }
    return entry
  }
}
