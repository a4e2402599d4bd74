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

/// How many steps of each span a version holds that is moved and grows, counted from the first.
struct TextPrepared: ~Copyable, Sendable {
  /// The first step of each span that the version does not hold; 0 where it holds none.
  private var ends = Pool<Int32>()
  /// All steps up to this one are held.
  private let base: Int

  init(base: Int) { self.base = base }

  func holds(_ place: TextGraph.Place) -> Bool {
    Int(place.step) <= base || (Int(place.span) < ends.count && place.step < ends[place.span])
  }

  /// Says that of a span the steps in front of `end` are held, and no others.
  @inline(__always)
  mutating func set(_ span: Int32, to end: Int32) {
    if ends.count <= Int(span) { ends.append(repeating: 0, count: Int(span) + 1 - ends.count) }
    ends[span] = end
  }

  /// The first step of a span from `start` on that is not held.
  func end(_ span: Int32, from start: Int32) -> Int32 {
    let held = Int(span) < ends.count ? ends[span] : 0
    return max(start, held, Int32(base + 1))
  }
}

extension TextGraph {
  /// As `find`, where the new version holds all of the old one, which `prepared` holds; false when
  /// it cannot tell that it does.
  ///
  /// - Complexity: O(s q) for the s spans of the difference, whatever lies between them, and q the
  ///   places on the way.
  func findAdded(
    _ difference: inout TextDifference, from old: borrowing Pool<Place>,
    to new: borrowing Pool<Place>, _ prepared: borrowing TextPrepared
  ) -> Bool {
    // Every place of the old version must be one of the new. Both ascend.
    var place = 0
    for index in 0..<new.count where place < old.count && new[index].step == old[place].step {
      place += 1
    }
    guard place == old.count else { return false }
    difference.onlyOld.removeAll()
    difference.onlyNew.removeAll()
    difference.queue.removeAll()
    for index in 0..<new.count where !prepared.holds(new[index]) {
      difference.queue.insert(new[index], .new)
    }
    while let entry = difference.queue.popLatest() {
      let span = entry.place.span
      let start = spans[span].start
      let reach = max(prepared.end(span, from: start), difference.queue.latestStep + 1)
      difference.onlyNew.append(
        TextDifference.Stretch(span: span, start: reach, end: entry.place.step + 1))
      guard reach == start else { continue }
      for index in parentRange(of: Int(span)) where !prepared.holds(parents[index]) {
        difference.queue.insert(parents[index], .new)
      }
    }
    return true
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
  /// How many spans were looked at, in all the queue's life; a hundred places that had to be moved
  /// count as one.
  var work = 0

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
      work += (last - index) / 100
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
    work += 1
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
