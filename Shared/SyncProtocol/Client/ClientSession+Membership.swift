import Bytes
import Trust

/// How often a record is made again, because others were faster, before it is dropped.
private let recordAttemptsMax = 16

// Login, and the membership log (docs/protocol.md §3 to §5).
extension ClientSession {
  /// Compares the relay with what this replica knows of it.
  mutating func start(_ welcome: Reply.Welcome) throws {
    isWelcome = true
    report(.relayTime(welcome.time))
    relayMembership = welcome.membership
    pushLimit = max(1, Int(welcome.pushesInFlight))
    guard let cursor = try store.cursor(), cursor.generation == welcome.generation else {
      if try store.cursor() != nil { report(.relayReplaced) }
      return try store.setCursor(
        .start(of: store.workspace, in: welcome.generation, restart: 0))
    }
    let seen = cursor.promised ?? cursor.log
    if welcome.log.position < seen.position {
      try startOver(
        because: .wentBack(generation: cursor.generation, seen: seen, shown: welcome.log))
    } else if welcome.log.position == cursor.log.position, welcome.log.root != cursor.log.root {
      try startOver(
        because: .forked(
          generation: cursor.generation, position: cursor.log.position, seen: cursor.log.root,
          shown: welcome.log.root))
    }
  }

  /// Reads a relay that was caught from its start, and brings back what it lacks.
  mutating func startOver(because evidence: Evidence) throws {
    try raise(evidence)
    // Twice in one session, and it would go on for ever.
    guard !hasRestarted else { throw SessionFailure.relayInconsistent }
    hasRestarted = true
    let cursor = try cursor()
    pulling.abandonStream()
    needs.insert(.pull)
    try store.setCursor(
      .start(of: store.workspace, in: cursor.generation, restart: cursor.restart + 1))
  }

  /// Goes on giving the relay the records that it lacks.
  mutating func continueCreating(_ head: MembershipHead) throws {
    // A relay that takes records and does not move would be sent them for ever.
    guard head.count > createdCount else { throw SessionFailure.unexpectedReply }
    createdCount = head.count
    if isWelcome {
      relayMembership = head
    } else {
      try sendRecords(from: head.count)
    }
  }

  /// Gives the relay records that it lacks, from index `first` on.
  mutating func sendRecords(from first: UInt64) throws {
    let records = try store.records(from: first, byteCount: Limits.listBytes)
    // The relay has all we know, and still does not know this device.
    guard !records.isEmpty else { throw SessionFailure.notAMember }
    send(
      .create(first: first, records: records, token: first == 0 ? token : []),
      expecting: .created)
  }

  /// Brings whichever membership log is behind forward.
  mutating func syncMembership() throws {
    let ours = try store.membershipHead()
    guard let relay = relayMembership, relay.count <= ours.count else {
      return send(.members(first: ours.count), expecting: .records)
    }
    guard try relay.count == 0 || relay.last == store.lastRecord(ofFirst: relay.count) else {
      throw SessionFailure.membershipForked
    }
    if relay.count < ours.count {
      createdCount = relay.count
      try sendRecords(from: relay.count)
    } else {
      needs.remove(.membership)
    }
  }

  mutating func take(_ records: [[UInt8]], from first: UInt64, head: MembershipHead) throws {
    let ours = try store.membershipHead().count
    guard first == ours, first + UInt64(records.count) <= head.count || records.isEmpty else {
      throw SessionFailure.unexpectedReply
    }
    // A log of this length that gives no record would be asked for ever.
    guard !records.isEmpty || head.count <= ours else { throw SessionFailure.unexpectedReply }
    relayMembership = head
    guard try store.admit(records: records, from: first) == .admitted else {
      throw SessionFailure.membershipForked
    }
  }

  /// Appends the next record that this device wants appended.
  mutating func appendRecord() throws {
    guard let record = try store.nextRecord() else {
      needs.remove(.records)
      return
    }
    send(.append(record: record), expecting: .record(record))
  }

  mutating func take(_ reply: Reply, to record: [UInt8]) throws {
    switch reply {
    case .recorded(let head):
      recordAttempts = 0
      relayMembership = head
      let first = try store.membershipHead().count
      guard try store.admit(records: [record], from: first) == .admitted else {
        throw SessionFailure.membershipForked
      }
      // The record went in as offered, but others may have followed in the meantime.
      needs.insert(.membership)
      report(.recorded)
    case .recordRefused(let reason, let head)
    where (reason == .staleHead || reason == .cutBehind) && recordAttempts < recordAttemptsMax:
      recordAttempts += 1
      relayMembership = head
      needs.formUnion([.membership, .pull])
    case .recordRefused(let reason, _):
      recordAttempts = 0
      try store.dropRecord(reason)
      report(.recordRefused(reason))
    case .error(let code, let text): throw SessionFailure.relay(code, text: text)
    default: throw SessionFailure.unexpectedReply
    }
  }
}
