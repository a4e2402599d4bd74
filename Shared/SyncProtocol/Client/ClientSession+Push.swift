import Bytes
import Trust

/// What of this device's own lanes is on its way.
struct Pushing {
  /// The last segment that was sent, nil when the store shall start with the oldest.
  var last: LaneHead?
  /// A lane that the relay refused for good.
  var refused: Lane?
  /// Whether changes wait for something that this session cannot bring about.
  var isBlocked: Reply.PushRefusal.Reason?
  /// How many lanes were given up without a push that went well in between.
  var abandonedCount = 0
}

// Sending what this device wrote (docs/protocol.md §3).
extension ClientSession {
  /// How many lanes are given up in a row before the session is.
  private static let abandonedLanesMax = 4

  mutating func push() throws {
    if let reason = pushing.isBlocked { throw SessionFailure.pushRefused(reason) }
    if let lane = pushing.refused {
      try store.abandon(lane)
      pushing.refused = nil
    }
    pushing.last = nil
    try fillPushes()
    if queue.isEmpty { needs.remove(.push) }
  }

  private mutating func fillPushes() throws {
    guard pushing.refused == nil, pushing.isBlocked == nil else { return }
    while queue.count(where: { _ in true }) < pushLimit,
      let run = try store.nextPush(after: pushing.last, byteCount: Limits.listBytes)
    {
      pushing.last = run.last
      send(
        .push(.fresh, segments: run.segments),
        expecting: .push(run.last, count: run.segments.count))
    }
  }

  mutating func take(_ reply: Reply, toPushed head: LaneHead, count: Int) throws {
    switch reply {
    case .pushed(let log):
      var cursor = try cursor()
      cursor.note(log)
      try store.acknowledge(head, cursor: cursor)
      pushing.abandonedCount = 0
      // Our own come back as names; what others pushed in between comes whole.
      needs.insert(.pull)
      report(.pushed(segments: count))
    case .pushRefused(let refusal): try take(refusal, of: head.lane)
    case .error(let code, let text): throw SessionFailure.relay(code, text: text)
    default: throw SessionFailure.unexpectedReply
    }
    if carrying != nil { return try fillCarrying() }
    try fillPushes()
  }

  private mutating func take(_ refusal: Reply.PushRefusal, of lane: Lane) throws {
    // What was on its way behind a refused push is refused, too: the first reason is the reason.
    guard pushing.refused == nil, pushing.isBlocked == nil else { return }
    carrying?.refused.insert(lane)
    relayMembership = refusal.membership
    needs.insert(.membership)
    switch refusal.reason {
    case .quota, .notWriter: pushing.isBlocked = refusal.reason
    case .gap, .laneConflict, .invalid, .staleEpoch, .unknownRecord, .beyondCut:
      pushing.abandonedCount += 1
      guard pushing.abandonedCount <= Self.abandonedLanesMax else {
        throw SessionFailure.pushRefused(refusal.reason)
      }
      pushing.refused = lane
      report(.laneAbandoned(refusal.reason))
    }
  }
}
