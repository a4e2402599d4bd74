import Bytes

/// The segments of a run for which the lane's author vouches: by signing them, or a later one that
/// chains to them.
struct AuthenticChain {
  /// The places of the authentic segments in the run, in the order of the chain.
  let places: [Int]
  /// What becomes of the other segments; of the authentic ones, nothing is said yet.
  let verdicts: [SegmentVerdict<LaneTip>]

  init(in run: [Segment], after tip: LaneTip, workspace: WorkspaceID, author: DeviceKeys) {
    let run = LaneRun(segments: run, workspace: workspace, lane: tip.lane)
    let parents = run.parents(after: tip)
    // The longest chain that ends with a good signature; as a rule, its last segment has one.
    let end = run.order.last { place in
      parents[place] != nil && run.segments[place].isSigned(by: author)
    }
    var places: [Int] = []
    var next = end
    var isAuthentic = [Bool](repeating: false, count: run.segments.count)
    while let place = next {
      places.append(place)
      isAuthentic[place] = true
      next = parents[place]?.place
    }
    self.places = places.reversed()
    let last = end.map { run.segments[$0].header.tip(as: run.segments[$0].id) } ?? tip
    let continuations = run.parents(after: last)
    var known = Set(places.map { run.segments[$0].id })
    known.insert(tip.id)
    var verdicts = run.segments.map { _ in SegmentVerdict<LaneTip>.held }
    for place in run.segments.indices where !isAuthentic[place] && continuations[place] == nil {
      // Below the tip, nothing tells the segment that was accepted from another one.
      let isKnown =
        known.contains(run.segments[place].id)
        || run.isHere(run.segments[place].header)
          && run.segments[place].header.sequence < tip.sequence
      verdicts[place] = .quarantined(
        isKnown ? .duplicate : run.fault(at: place, after: last, author: author))
    }
    self.verdicts = verdicts
  }
}

/// The segments that came of one lane.
private struct LaneRun {
  let segments: [Segment]
  let workspace: WorkspaceID
  let lane: Lane
  /// The places of the segments in ascending sequence.
  let order: [Int]

  init(segments: [Segment], workspace: WorkspaceID, lane: Lane) {
    self.segments = segments
    self.workspace = workspace
    self.lane = lane
    order = segments.placesBySequence
  }

  /// What a segment chains to: the tip, or another segment of the run.
  struct Parent {
    /// Nil for the tip.
    let place: Int?
  }

  /// For each segment that chains to `tip`, directly or through others, its parent.
  func parents(after tip: LaneTip) -> [Parent?] {
    var known = [tip.id: (sequence: tip.sequence, place: Int?.none)]
    var parents = [Parent?](repeating: nil, count: segments.count)
    for place in order {
      let header = segments[place].header
      guard isHere(header), let parent = known[header.previous],
        header.sequence == parent.sequence + 1
      else { continue }
      known[segments[place].id] = (header.sequence, place)
      parents[place] = Parent(place: parent.place)
    }
    return parents
  }

  /// Why the segment at `place`, which does not chain to `tip`, cannot be accepted.
  func fault(at place: Int, after tip: LaneTip, author: DeviceKeys) -> SegmentFault {
    let segment = segments[place]
    guard isHere(segment.header) else { return .elsewhere }
    if segment.header.sequence > tip.sequence + 1 { return .gap }
    return segment.isSigned(by: author) ? .equivocation : .unsigned
  }

  func isHere(_ header: SegmentHeader) -> Bool {
    header.workspace == workspace && header.lane == lane
  }
}

extension [Segment] {
  /// The places of the segments in ascending sequence; those with one number in their own order.
  var placesBySequence: [Int] {
    indices.sorted { left, right in
      let (first, second) = (self[left].header.sequence, self[right].header.sequence)
      return first != second ? first < second : left < right
    }
  }
}
