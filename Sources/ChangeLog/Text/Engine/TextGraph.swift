/// Which steps each author had seen.
///
/// A *step* inserts or deletes one scalar; steps are numbered in the order of arrival, which is a
/// causal one. Steps that each follow the one before and nothing else make a *span*, which is all
/// that is stored. A version is the list of its last steps, ascending, none an ancestor of another.
struct TextGraph: ~Copyable, Sendable {
  /// A step, and the span that it lies in.
  struct Place: BitwiseCopyable, Equatable {
    let step: Int32
    let span: Int32
  }

  struct Span: BitwiseCopyable {
    /// Its first step; its last is the one in front of the next span.
    let start: Int32
    /// The first of its parents in the list of all parents.
    let firstParent: Int32
    /// The first of its operations in the log; no operation belongs to two spans.
    let firstOperation: Int32
  }

  private(set) var spans = Pool<Span>()
  private(set) var parents = Pool<Place>()
  /// The last step of each span that another span follows, or -1.
  private var lastFollowed = Pool<Int32>()
  /// The steps that no other step follows, ascending.
  private(set) var frontier = Pool<Place>()
  /// How many steps there are.
  private(set) var stepCount = 0

  init() {}

  func copy() -> TextGraph {
    var copy = TextGraph()
    copy.spans = spans.copy()
    copy.parents = parents.copy()
    copy.lastFollowed = lastFollowed.copy()
    copy.frontier = frontier.copy()
    copy.stepCount = stepCount
    return copy
  }

  /// Whether steps that follow `version` go on with the last span.
  func continuesLastSpan(_ version: borrowing Pool<Place>) -> Bool {
    stepCount > 0 && version.count == 1 && version[0].step == stepCount - 1
  }

  /// Adds `count` steps, one after the other, the first of which follows `version`.
  mutating func append(_ count: Int, after version: borrowing Pool<Place>, operation: Int) {
    if !continuesLastSpan(version) { startSpan(after: version, operation: operation) }
    stepCount += count
    frontier.removeAll(in: version)
    // The newest step is the largest, so the frontier stays ascending.
    frontier.append(Place(step: Int32(stepCount - 1), span: Int32(spans.count - 1)))
  }

  /// Starts a span whose first step follows `version`; its steps come after.
  mutating func startSpan(after version: borrowing Pool<Place>, operation: Int) {
    spans.append(
      Span(
        start: Int32(stepCount), firstParent: Int32(parents.count),
        firstOperation: Int32(operation)))
    lastFollowed.append(-1)
    for index in 0..<version.count {
      let parent = version[index]
      parents.append(parent)
      // Those below zero are in another history.
      if parent.step >= 0 {
        lastFollowed[parent.span] = max(lastFollowed[parent.span], parent.step)
      }
    }
  }

  /// Adds steps to the last span; `findFrontier` comes after the last of them.
  mutating func add(steps: Int) { stepCount += steps }

  /// Finds the steps that no other follows, when all have been added.
  mutating func findFrontier() {
    var isFollowed = Pool<Bool>(repeating: false, count: spans.count)
    for index in 0..<parents.count {
      let parent = parents[index]
      if parent.step >= 0, Int(parent.step) == steps(of: Int(parent.span)).upperBound - 1 {
        isFollowed[parent.span] = true
      }
    }
    frontier.removeAll()
    for span in 0..<spans.count where !isFollowed[span] {
      frontier.append(Place(step: Int32(steps(of: span).upperBound - 1), span: Int32(span)))
    }
  }

  /// What to return to.
  struct Mark: ~Copyable {
    fileprivate let spans: Int
    fileprivate let parents: Int
    fileprivate let steps: Int
    fileprivate let frontier: Pool<Place>
  }

  func mark() -> Mark {
    Mark(spans: spans.count, parents: parents.count, steps: stepCount, frontier: frontier.copy())
  }

  /// Takes everything away that was added since `mark`.
  mutating func remove(from mark: borrowing Mark) {
    spans.removeAll(from: mark.spans)
    // What is left may tell of steps that are gone: then `reduce` looks in vain, no more.
    lastFollowed.removeAll(from: mark.spans)
    parents.removeAll(from: mark.parents)
    stepCount = mark.steps
    frontier = mark.frontier.copy()
  }

  /// Adds `count` steps, one after the other, the first of which follows all others.
  mutating func appendBehindFrontier(_ count: Int, operation: Int) {
    let version = frontier.copy()
    append(count, after: version, operation: operation)
  }

  /// Adds `count` steps behind the only last one, which is the latest of all.
  @inline(__always)
  mutating func extend(by count: Int) {
    stepCount += count
    frontier[0] = Place(step: Int32(stepCount - 1), span: frontier[0].span)
  }

  /// Whether the latest step is the only one that no other follows.
  var isLinearAtEnd: Bool {
    @inline(__always) get { frontier.count == 1 && Int(frontier[0].step) == stepCount - 1 }
  }

  /// The steps of a span.
  func steps(of span: Int) -> Range<Int> {
    let end = span + 1 < spans.count ? Int(spans[span + 1].start) : stepCount
    return Int(spans[span].start)..<end
  }

  /// Where the parents of a span stand in `parents`.
  func parentRange(of span: Int) -> Range<Int> {
    let end = span + 1 < spans.count ? Int(spans[span + 1].firstParent) : parents.count
    return Int(spans[span].firstParent)..<end
  }

  /// The place of `step`.
  ///
  /// - Complexity: O(log spans).
  func place(of step: Int) -> Place {
    var (low, high) = (0, spans.count)
    if high > 0, Int(spans[high - 1].start) <= step { low = high - 1 }
    while high - low > 1 {
      let middle = (low + high) / 2
      if Int(spans[middle].start) <= step { low = middle } else { high = middle }
    }
    return Place(step: Int32(step), span: Int32(low))
  }

  /// Leaves out of a list of places those that are ancestors of others, and sorts it.
  func reduce(_ version: inout Pool<Place>) {
    var queue = TextGraphQueue()
    reduce(&version, with: &queue)
  }

  /// As `reduce`, with a queue that is used again and again.
  func reduce(_ version: inout Pool<Place>, with queue: inout TextGraphQueue) {
    guard version.count > 1 else { return }
    version.sort()
    if !mayHoldAncestors(version) { return }
    if version.count == 2, let isAncestor = isAncestor(version[0], of: version[1], &queue) {
      if isAncestor { version.remove(at: 0) }
      return
    }
    queue.removeAll()
    for index in 0..<version.count { queue.insert(version[index], .old) }
    // What is reached from a later one is an ancestor; the walk ends below the first.
    let first = version[0].step
    var kept = version.count
    while let entry = queue.popLatest() {
      // The version is sorted, so what stays is found from its end on.
      if entry.side == .old {
        kept -= 1
        version[kept] = entry.place
      }
      let start = spans[entry.place.span].start
      while queue.latestStep >= start { _ = queue.popLatest() }
      if start > first {
        for index in parentRange(of: Int(entry.place.span)) where parents[index].step >= first {
          queue.insert(parents[index], .new)
        }
      }
    }
    version.move(kept..<version.count, to: 0)
    version.removeAll(from: version.count - kept)
  }

  /// Whether one place is an ancestor of a later one; nil when the way back forks.
  private func isAncestor(
    _ ancestor: Place, of place: Place, _ queue: inout TextGraphQueue
  ) -> Bool? {
    var span = place.span
    while spans[span].start > ancestor.step {
      queue.work += 1
      var next: Int32?
      for index in parentRange(of: Int(span)) where parents[index].step >= ancestor.step {
        if next != nil { return nil }
        next = parents[index].span
      }
      guard let parent = next else { return false }
      span = parent
    }
    return true
  }

  /// Whether a step follows any but the latest of some places, which ascend.
  ///
  /// The latest cannot be an ancestor of another.
  private func mayHoldAncestors(_ version: borrowing Pool<Place>) -> Bool {
    for index in 0..<version.count - 1 {
      let (step, span) = (version[index].step, version[index].span)
      if lastFollowed[span] >= step || Int(step) + 1 < steps(of: Int(span)).upperBound {
        return true
      }
    }
    return false
  }

  /// Whether `version` holds `step`.
  func holds(_ step: Int, in version: borrowing Pool<Place>) -> Bool {
    members(of: version, from: Int(place(of: step).span)).contains(place(of: step))
  }

  /// What `version` holds, from span `first` on.
  ///
  /// - Complexity: O(spans from `first` on).
  func members(of version: borrowing Pool<Place>, from first: Int = 0) -> TextMembers {
    var members = TextMembers(first: first, count: spans.count - first)
    for index in 0..<version.count { members.insert(version[index]) }
    for span in (first..<spans.count).reversed() where members.holdsSome(ofSpan: span) {
      for index in parentRange(of: span) { members.insert(parents[index]) }
    }
    return members
  }
}

/// A set of steps that holds the ancestors of all that it holds: so many of each span, counted from
/// its start.
struct TextMembers {
  private let first: Int
  /// The last step of each span that is in the set, or -1.
  private var lasts: [Int32]

  init(first: Int, count: Int) {
    self.first = first
    lasts = Array(repeating: -1, count: max(0, count))
  }

  /// Whether the set holds a step; those before the first span it cannot know.
  func contains(_ place: TextGraph.Place) -> Bool { place.step <= lasts[Int(place.span) - first] }

  func holdsSome(ofSpan span: Int) -> Bool { lasts[span - first] >= 0 }

  /// The steps of a span that the set holds.
  func steps(ofSpan span: Int, in graph: borrowing TextGraph) -> Range<Int> {
    let start = Int(graph.spans[span].start)
    return start..<max(start, Int(lasts[span - first]) + 1)
  }

  mutating func insert(_ place: TextGraph.Place) {
    let span = Int(place.span) - first
    if span >= 0, lasts[span] < place.step { lasts[span] = place.step }
  }
}

extension Pool<TextGraph.Place> {
  /// Takes away what a version names; both are ascending.
  mutating func removeAll(in version: borrowing Pool) {
    if version.count < count / 16 {
      for index in 0..<version.count { remove(step: version[index].step) }
      return
    }
    var (kept, next) = (0, 0)
    for index in 0..<count {
      let place = self[index]
      while next < version.count, version[next].step < place.step { next += 1 }
      if next < version.count, version[next].step == place.step { continue }
      self[kept] = place
      kept += 1
    }
    removeAll(from: kept)
  }

  private mutating func remove(step: Int32) {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle].step < step { low = middle + 1 } else { high = middle }
    }
    if low < count, self[low].step == step { remove(at: low) }
  }

  func isEqual(to other: borrowing Pool) -> Bool {
    guard count == other.count else { return false }
    for index in 0..<count where self[index].step != other[index].step { return false }
    return true
  }

  /// Sorts the places by step, each once.
  mutating func sort() {
    if count > 16 {
      var places = ContiguousArray<TextGraph.Place>()
      for index in 0..<count { places.append(self[index]) }
      places.sort { $0.step < $1.step }
      for index in places.indices { self[index] = places[index] }
    } else {
      sortFew()
    }
    var kept = 0
    for index in 0..<count where kept == 0 || self[kept - 1].step != self[index].step {
      self[kept] = self[index]
      kept += 1
    }
    removeAll(from: kept)
  }

  private mutating func sortFew() {
    for index in 1..<max(1, count) {
      var place = index
      let moved = self[index]
      while place > 0, self[place - 1].step > moved.step {
        self[place] = self[place - 1]
        place -= 1
      }
      self[place] = moved
    }
  }
}
