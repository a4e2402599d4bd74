import Bytes
import SyncProtocol
import TestSupport
import Trust

/// Random messages of every kind.
struct MessageSamples {
  var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
  }

  mutating func list(of size: Int) -> [[UInt8]] {
    (0..<Int.random(in: 1...3, using: &random)).map { _ in
      bytes(Int.random(in: 0...size, using: &random))
    }
  }

  mutating func number() -> UInt64 { .random(in: 0...(.max), using: &random) }

  mutating func lane() -> Lane { Lane(device: DeviceID(bytes(16)), id: LaneID(rawValue: number())) }

  mutating func membershipHead() -> MembershipHead {
    MembershipHead(count: number(), last: RecordID(bytes(32)))
  }

  mutating func logHead() -> LogHead { LogHead(position: number(), root: LogRoot(bytes(32))) }

  mutating func requests() -> [Request] {
    let lanes = [lane(), lane()].sorted()
    return [
      .hello(version: UInt16(truncatingIfNeeded: number()), workspace: WorkspaceID(bytes(16))),
      .authenticate(
        Request.Proof(
          signer: .device(DeviceID(bytes(16))), spki: bytes(32), signature: bytes(64))),
      .authenticate(
        Request.Proof(signer: .invite(InviteID(bytes(32))), spki: bytes(32), signature: bytes(64))),
      .create(first: number(), records: list(of: 300), token: []),
      .create(first: 0, records: [], token: bytes(32)),
      .pull(after: number(), known: lanes.map { KnownLane(lane: $0, sequence: 7) }),
      .pull(after: 0, known: []),
      .next,
      .push(.fresh, segments: list(of: 500)),
      .push(.carried, segments: list(of: 20)),
      .members(first: number()),
      .append(record: bytes(200)),
      .postJoin(bytes(Limits.joinRequestBytes)),
      .listJoins,
      .joinState,
      .heads(after: nil),
      .heads(after: lane()),
    ]
  }

  mutating func page() -> Reply.Page {
    let after = UInt64.random(in: 0...1_000_000, using: &random)
    let entries: [Reply.Page.Entry] = [.known(SegmentID(bytes(32))), .segment(bytes(300))]
    return Reply.Page(
      after: after, end: LogHead(position: after + 2, root: LogRoot(bytes(32))),
      relayPosition: after + 2 + number() % 1_000, entries: entries)
  }

  mutating func replies() -> [Reply] {
    let lanes = [lane(), lane()].sorted()
    let reasons = Reply.PushRefusal.Reason.allCases
    return [
      .challenge(bytes(32)),
      .welcome(
        Reply.Welcome(
          generation: GenerationID(bytes(16)), log: logHead(), membership: membershipHead(),
          pushesInFlight: 8, bytesLeft: number(), time: number())),
      .page(page()),
      .pushed(logHead()),
      .pushRefused(
        Reply.PushRefusal(
          reason: reasons[Int(number() % UInt64(reasons.count))], sequence: number(),
          id: SegmentID(bytes(32)), membership: membershipHead())),
      .records(first: number(), head: membershipHead(), records: list(of: 300)),
      .recorded(membershipHead()),
      .recordRefused(.cutBehind, head: membershipHead()),
      .joins(list(of: 300)),
      .joinState(.waiting),
      .heads(lanes.map { LaneHead(lane: $0, sequence: 3, id: SegmentID(bytes(32))) }, isLast: true),
      .heads([], isLast: false),
      .hint(Reply.Hint(position: number(), recordCount: number(), joinCount: number())),
      .error(.storageFull, text: "the relay's disk is full é"),
    ]
  }
}
