import Bytes
import Trust

/// How far the search for segments that the relay lacks has come.
struct Carrying {
  /// What the relay holds, by lane.
  var heads: [Lane: LaneHead] = [:]
  /// The last lane that was asked about.
  var lastLane: Lane?
  var hasAllHeads = false
  /// The place of the last held segment that was looked at.
  var place: UInt64 = 0
  /// Held segments that were looked up and not yet looked at.
  var lookedUp: ArraySlice<HeldSegment> = []
  var isAtEnd = false
  /// Lanes that the relay refuses; nothing further of them is offered in this session.
  var refused: Set<Lane> = []
}

// Bringing back what the relay lacks (docs/protocol.md §6).
extension ClientSession {
  /// Asks what the relay holds, pushes what it lacks, and notes that nothing is owed any more.
  mutating func carry() throws {
    guard let state = carrying else {
      carrying = Carrying()
      return send(.heads(after: nil), expecting: .heads)
    }
    guard state.hasAllHeads else {
      return send(.heads(after: state.lastLane), expecting: .heads)
    }
    try fillCarrying()
    guard queue.isEmpty else { return }
    carrying = nil
    var cursor = try cursor()
    cursor.owesCarrying = false
    try store.setCursor(cursor)
  }

  mutating func take(_ heads: [LaneHead], isLast: Bool) throws {
    if let last = carrying?.lastLane, let first = heads.first, first.lane <= last {
      throw SessionFailure.unexpectedReply
    }
    guard isLast || !heads.isEmpty else { throw SessionFailure.unexpectedReply }
    for head in heads { carrying?.heads[head.lane] = head }
    carrying?.lastLane = heads.last?.lane
    carrying?.hasAllHeads = isLast
  }

  mutating func fillCarrying() throws {
    while queue.count(where: { _ in true }) < pushLimit, let (run, isFresh) = try nextCarried() {
      let count = run.segments.count
      send(
        .push(isFresh ? .fresh : .carried, segments: run.segments),
        expecting: isFresh ? .push(run.last, count: count) : .carry(run.last, count: count))
    }
  }

  /// The next run of one lane that the relay lacks, in the order in which it was admitted here.
  ///
  /// That order is causal: whatever a segment depends on was admitted, and so is pushed, before it.
  /// What this device sealed and no relay has acknowledged comes in between, pushed as fresh: what
  /// others wrote on it may have come back in a bundle.
  private mutating func nextCarried() throws -> (run: SealedRun, isFresh: Bool)? {
    var run: SealedRun?
    var isFresh = false
    var byteCount = 0
    while let held = try nextHeld() {
      if let last = run?.last {
        let size = held.byteCount + 5
        guard held.head.lane == last.lane, held.isFresh == isFresh,
          byteCount + size <= Limits.listBytes, run?.segments.count ?? 0 < Limits.pushSegments
        else { break }
      }
      carrying?.lookedUp.removeFirst()
      carrying?.place = held.place
      guard try isLacking(held) else { continue }
      isFresh = held.isFresh
      byteCount += held.byteCount + 5
      run =
        SealedRun(
          last: held.head, segments: (run?.segments ?? []) + [try store.bytes(of: held.head.id)])
      carrying?.heads[held.head.lane] = held.head
    }
    return run.map { ($0, isFresh) }
  }

  private mutating func nextHeld() throws -> HeldSegment? {
    guard let state = carrying, !state.isAtEnd else { return nil }
    if state.lookedUp.isEmpty {
      let held = try store.held(after: state.place, count: 1_000)
      carrying?.lookedUp = held[...]
      carrying?.isAtEnd = held.isEmpty
    }
    return carrying?.lookedUp.first
  }

  private mutating func isLacking(_ held: HeldSegment) throws -> Bool {
    let head = held.head
    guard let state = carrying, !state.refused.contains(head.lane) else { return false }
    guard let relay = state.heads[head.lane] else { return true }
    // An own lane that went another way there is given up when the push is refused.
    if !held.isFresh, relay.sequence == head.sequence, relay.id != head.id {
      carrying?.refused.insert(head.lane)
      try raise(.equivocated(held: head, shown: relay.id))
    }
    return relay.sequence < head.sequence
  }

  mutating func take(_ reply: Reply, toCarried head: LaneHead, count: Int) throws {
    switch reply {
    case .pushed(let log):
      var cursor = try cursor()
      cursor.note(log)
      try store.setCursor(cursor)
      report(.carried(segments: count))
    case .pushRefused(let refusal):
      // Other members' segments are not ours to mend: the rest of their lane stays behind. Bytes
      // that are used up end the session, so that the debt is not forgotten.
      if refusal.reason == .quota { throw SessionFailure.pushRefused(.quota) }
      let isFirst = carrying?.refused.insert(head.lane).inserted ?? false
      if isFirst, refusal.reason == .laneConflict {
        try raise(.equivocated(held: head, shown: refusal.id))
      }
    case .error(let code, let text): throw SessionFailure.relay(code, text: text)
    default: throw SessionFailure.unexpectedReply
    }
    try fillCarrying()
  }
}
