import Bytes
import Relay
import SyncProtocol
import TestSupport
import Trust

/// Segments with random bytes in a few lanes; a store checks nothing, so nothing is signed.
struct StoreSamples {
  let workspace = WorkspaceID([UInt8](repeating: 1, count: 16))
  var random: SplitMix64
  private var position: UInt64 = 0
  private var seqs: [Lane: UInt64] = [:]

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
  }

  mutating func lane() -> Lane {
    let device = DeviceID([UInt8](repeating: .random(in: 0...2, using: &random), count: 16))
    return Lane(device: device, id: LaneID(rawValue: .random(in: 0...1, using: &random) << 63))
  }

  mutating func push(_ count: Int) -> [LogEntry] {
    let lane = lane()
    return (0..<count).map { _ in
      position += 1
      seqs[lane, default: 0] += 1
      return LogEntry(
        id: SegmentID(bytes(32)), lane: lane, sequence: seqs[lane] ?? 0,
        memberHead: RecordID(bytes(32)),
        member: MemberID(lane.device.bytes),
        log: LogHead(position: position, root: LogRoot(bytes(32))),
        bytes: bytes(.random(in: 1...600, using: &random)))
    }
  }
}
