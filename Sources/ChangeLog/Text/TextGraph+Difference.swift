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

/// Places to look at, the latest first: a binary heap, since versions may have a thousand.
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

  /// No entry is later than the one at half its index.
  private var entries = Pool<Entry>()
  private var oneSidedCount = 0

  init() {}

  /// Whether some place is reached from one side only.
  var hasOneSided: Bool { oneSidedCount > 0 }

  /// The step of the latest place, or less than any without one.
  var latestStep: Int32 { entries.isEmpty ? .min : entries[0].place.step }

  mutating func removeAll() {
    entries.removeAll()
    oneSidedCount = 0
  }

  mutating func insert(_ place: TextGraph.Place, _ side: Side) {
    let entry = Entry(place: place, side: side)
    if side != .both { oneSidedCount += 1 }
    entries.append(entry)
    var index = entries.count - 1
    while index > 0, entries[(index - 1) / 2].place.step < place.step {
      entries[index] = entries[(index - 1) / 2]
      index = (index - 1) / 2
    }
    entries[index] = entry
  }

  /// Says that the latest place is reached from `side`, too.
  mutating func unite(with side: Side) {
    let united = entries[0].side.union(side)
    if united == .both, entries[0].side != .both { oneSidedCount -= 1 }
    entries[0].side = united
  }

  /// Takes away the latest place, with all sides that it is reached from.
  mutating func popLatest() -> Entry? {
    guard var latest = removeFirst() else { return nil }
    while latestStep == latest.place.step, let same = removeFirst() {
      latest.side.formUnion(same.side)
    }
    return latest
  }

  private mutating func removeFirst() -> Entry? {
    guard !entries.isEmpty else { return nil }
    let first = entries[0]
    if first.side != .both { oneSidedCount -= 1 }
    let moved = entries.last
    let count = entries.count - 1
    entries.removeAll(from: count)
    guard count > 0 else { return first }
    var index = 0
    while true {
      var child = index * 2 + 1
      if child >= count { break }
      if child + 1 < count, entries[child].place.step < entries[child + 1].place.step { child += 1 }
      if entries[child].place.step <= moved.place.step { break }
      entries[index] = entries[child]
      index = child
    }
    entries[index] = moved
    return first
  }
}
