/// A passage that people edited without having seen each other's edits.
public struct BothEditedPassage: Equatable, Sendable {
  /// Where it is in the text now, in scalars; it includes what stands between the edits.
  public let range: Range<Int>
  /// The runs that make it one, in ascending order.
  public let runs: [OperationID]
}

// Two people's runs need a second look when they are concurrent and show close together, until
// somebody has reviewed a version that holds both.
extension TextHistory {
  /// How close together two runs must show for a person to look at what the merge made of them.
  public static let bothEditedDistance = 40

  /// The passages that somebody should read again, from left to right, never overlapping.
  ///
  /// A passage is made of pairs of concurrent runs of different members whose places in the text
  /// now lie at most `distance` scalars apart, where no version in `reviewed` holds both; passages
  /// that overlap or touch are one. A run without a place, because all that it inserted has been
  /// deleted since, makes none. What a reviewed version names that is not there is left out.
  ///
  /// The answer follows from the runs alone, not from the order in which they came.
  ///
  /// - Complexity: O(reviewed versions) when no two runs are concurrent; otherwise that of
  ///   walking the history since the first stretch that is open, and O(those runs) for each run
  ///   that has another member's close by.
  public func bothEdited<Member: Hashable>(
    reviewed: [TextVersion] = [], distance: Int = bothEditedDistance,
    memberOf: (OperationID) -> Member
  ) -> [BothEditedPassage] {
    read { state in
      if state.isLinear { return [] }
      let reviews = reviewed.map { state.members(named: $0) }
      let ends = (0..<state.names.runCount).map {
        state.graph.place(of: state.log.steps(ofRun: $0).upperBound - 1)
      }
      let members = ends.indices.map { memberOf(state.names.name(of: $0)) }
      guard let base = state.firstOpenStretch(reviews: reviews, members: members, ends: ends)
      else { return [] }
      let first = Int(state.graph.place(of: base.step + 1).span)
      var finder = BothEditedFinder(state.traces(since: base), distance: distance)
      finder.findPartners { left, right in
        members[left] != members[right]
          && !reviews.contains { $0.contains(ends[left]) && $0.contains(ends[right]) }
      } areConcurrent: { right in
        var version = Pool<TextGraph.Place>()
        version.append(ends[right])
        let seen = state.graph.members(of: version, from: first)
        return { !seen.contains(ends[$0]) }
      }
      return finder.passages { state.names.name(of: $0) }
    }
  }
}

extension TextState {
  /// Whether nobody ever edited at the same time as somebody else.
  fileprivate var isLinear: Bool {
    if graph.stepCount == 0 { return true }
    return criticals.count == 1 && criticals[0].start == 0
      && Int(criticals[0].end) == graph.stepCount
  }

  /// What a version holds; what it names that is not there is left out.
  fileprivate func members(named version: TextVersion) -> TextMembers {
    var places = Pool<TextGraph.Place>()
    for id in version {
      guard let run = names.run(named: id) else { continue }
      places.append(graph.place(of: log.steps(ofRun: run).upperBound - 1))
    }
    return graph.members(of: places)
  }

  /// The critical step before the first stretch of concurrent runs that several members made and
  /// that no reviewed version holds whole, with the length of the text there.
  fileprivate func firstOpenStretch<Member: Hashable>(
    reviews: [TextMembers], members: [Member], ends: [TextGraph.Place]
  ) -> (step: Int, length: Int)? {
    var base = (step: -1, length: 0)
    for place in 0...criticals.count {
      let isLast = place == criticals.count
      let end = isLast ? graph.stepCount : Int(criticals[place].start)
      if base.step + 1 < end {
        let stretch = log.run(of: base.step + 1)...log.run(of: end - 1)
        let isOpen = stretch.contains { members[$0] != members[stretch.lowerBound] }
        let isReviewed = reviews.contains { review in
          stretch.allSatisfy { review.contains(ends[$0]) }
        }
        if isOpen, !isReviewed { return base }
      }
      if !isLast {
        base = (Int(criticals[place].end) - 1, Int(criticals[place].length))
      }
    }
    return nil
  }
}

/// Finds which places lie close to one that they collide with.
private struct BothEditedFinder {
  private let traces: [TextTraces.Trace]
  private let places: [(run: Int, range: Range<Int>)]
  private let distance: Int
  /// What each place makes a passage, together with its partners; nil when it has none.
  private var hulls: [Range<Int>?]

  init(_ traces: TextTraces, distance: Int) {
    self.traces = traces.traces
    places = traces.places
    self.distance = distance
    hulls = Array(repeating: nil, count: places.count)
  }

  /// Finds the partners of every place: `isOpen` says whether two runs would matter if they were
  /// concurrent, `areConcurrent` takes a run, and then earlier ones to compare with it.
  mutating func findPartners(
    isOpen: (Int, Int) -> Bool, areConcurrent: (Int) -> (Int) -> Bool
  ) {
    // One run after the other, since what a run has seen is costly to find and large to keep.
    let byRun = traces.indices.sorted { (traces[$0].run, $0) < (traces[$1].run, $1) }
    var test: (run: Int, isConcurrent: (Int) -> Bool)?
    for index in byRun {
      let run = traces[index].run
      for other in neighbours(of: index) where traces[other].run < run {
        guard isOpen(traces[other].run, run) else { continue }
        if test?.run != run { test = (run, areConcurrent(run)) }
        if test?.isConcurrent(traces[other].run) == true {
          pair(traces[index].place, traces[other].place)
        }
      }
    }
  }

  func passages(id: (Int) -> OperationID) -> [BothEditedPassage] {
    let parts = zip(places, hulls).compactMap { place, hull in hull.map { (id(place.run), $0) } }
    var passages: [(range: Range<Int>, runs: Set<OperationID>)] = []
    for (run, hull) in parts.sorted(by: { $0.1.lowerBound < $1.1.lowerBound }) {
      if let last = passages.indices.last, hull.lowerBound <= passages[last].range.upperBound {
        let end = max(passages[last].range.upperBound, hull.upperBound)
        passages[last].range = passages[last].range.lowerBound..<end
        passages[last].runs.insert(run)
      } else {
        passages.append((hull, [run]))
      }
    }
    return passages.map { BothEditedPassage(range: $0.range, runs: $0.runs.sorted()) }
  }

  private func neighbours(of index: Int) -> Range<Int> {
    var (first, end) = (index, index + 1)
    let range = traces[index].range
    while first > 0, range.lowerBound - traces[first - 1].range.upperBound <= distance {
      first -= 1
    }
    while end < traces.count, traces[end].range.lowerBound - range.upperBound <= distance {
      end += 1
    }
    return first..<end
  }

  private mutating func pair(_ left: Int, _ right: Int) {
    let (one, other) = (places[left].range, places[right].range)
    let start = min(one.lowerBound, other.lowerBound)
    let end = max(one.upperBound, other.upperBound)
    for place in [left, right] {
      let hull = hulls[place] ?? start..<end
      hulls[place] = min(hull.lowerBound, start)..<max(hull.upperBound, end)
    }
  }
}
