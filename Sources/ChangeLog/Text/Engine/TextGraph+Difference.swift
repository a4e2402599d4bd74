/// What two versions hold of which the other has nothing.
struct TextDifference: ~Copyable, Sendable {
  /// Neighbouring steps of one span.
  struct Stretch: BitwiseCopyable {
    let span: Int32
    let start: Int32
    let end: Int32
  }

  /// Later steps first.
  var onlyOld = Pool<Stretch>()
  /// Later steps first.
  var onlyNew = Pool<Stretch>()
  var queue = TextGraphQueue()
}

extension TextGraph {
  /// Finds the steps that only one of two versions holds.
  ///
  /// - Complexity: O(s q) for the s spans looked at, which are those of the difference and those
  ///   above its first step, and q the places in the versions on the way.
  func find(
    _ difference: inout TextDifference, from old: borrowing Pool<Place>,
    to new: borrowing Pool<Place>
  ) {
    difference.onlyOld.removeAll()
    difference.onlyNew.removeAll()
    difference.queue.removeAll()
    for index in 0..<old.count { difference.queue.insert(old[index], .old) }
    for index in 0..<new.count { difference.queue.insert(new[index], .new) }
    while difference.queue.hasOneSided, let entry = difference.queue.popLatest() {
      let start = spans[entry.place.span].start
      // Down to the next place in the same span, which has another side, or the span's start.
      let next = difference.queue.latestStep
      let reach = max(start, next + 1)
      let stretch = TextDifference.Stretch(
        span: entry.place.span, start: reach, end: entry.place.step + 1)
      if entry.side == .old { difference.onlyOld.append(stretch) }
      if entry.side == .new { difference.onlyNew.append(stretch) }
      if reach > start {
        difference.queue.unite(with: entry.side)
      } else {
        for index in parentRange(of: Int(entry.place.span)) {
          difference.queue.insert(parents[index], entry.side)
        }
      }
    }
  }
}

/// Places to look at, the latest first.
struct TextGraphQueue: ~Copyable, Sendable {
  struct Side: OptionSet, BitwiseCopyable {
    let rawValue: UInt8

    static let old = Side(rawValue: 1)
    static let new = Side(rawValue: 2)
    static let both: Side = [.old, .new]
  }

  struct Entry: BitwiseCopyable {
    let place: TextGraph.Place
    var side: Side
  }

  /// Ascending, so that the next one is the last.
  ///
  /// Most versions have one place or two; where one
  /// has a thousand, moving a few kilobytes costs less than a heap does.
  private var entries = Pool<Entry>()
  private var oneSidedCount = 0

  init() {}

  /// Whether some place is reached from one side only.
  var hasOneSided: Bool { oneSidedCount > 0 }

  /// The step of the latest place, or less than any without one.
  var latestStep: Int32 { entries.isEmpty ? .min : entries.last.place.step }

  mutating func removeAll() {
    entries.removeAll()
    oneSidedCount = 0
  }

  mutating func insert(_ place: TextGraph.Place, _ side: Side) {
    let last = entries.count
    // As a rule among the latest.
    let least = max(0, last - 8)
    var index = last
    while index > least, entries[index - 1].place.step > place.step { index -= 1 }
    if index == least, least > 0 { index = self.index(behind: place.step, upTo: least) }
    if index > 0, entries[index - 1].place.step == place.step { return unite(index - 1, side) }
    let entry = Entry(place: place, side: side)
    if index < least {
      entries.insert(entry, at: index)
    } else {
      entries.append(entry)
      for moved in stride(from: last, to: index, by: -1) { entries[moved] = entries[moved - 1] }
      entries[index] = entry
    }
    if side != .both { oneSidedCount += 1 }
  }

  /// Says that the latest place is reached from `side`, too.
  mutating func unite(with side: Side) { unite(entries.count - 1, side) }

  @inline(__always)
  mutating func popLatest() -> Entry? {
    guard !entries.isEmpty else { return nil }
    let entry = entries.last
    entries.removeAll(from: entries.count - 1)
    if entry.side != .both { oneSidedCount -= 1 }
    return entry
  }

  /// Where the places begin that are later than `step`, none of them at `end` or behind.
  private func index(behind step: Int32, upTo end: Int) -> Int {
    var (low, high) = (0, end)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].place.step <= step { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private mutating func unite(_ index: Int, _ side: Side) {
    let united = entries[index].side.union(side)
    if united == .both, entries[index].side != .both { oneSidedCount -= 1 }
    entries[index].side = united
  }
}
