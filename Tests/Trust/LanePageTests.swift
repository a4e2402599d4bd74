import Bytes
import Cryptography
import TestSupport
import Testing

@testable import Trust

/// Validity must not depend on where a page ended.
@Suite struct LanePageTests {
  /// Cuts a partly forged lane into random pages and hands over again what was not accepted.
  ///
  /// Method: whatever the pages, the accepted segments are those of a model that knows which
  /// segments the author made, and which signatures are good.
  @Test(arguments: seeds(25))
  func pagesMakeNoDifference(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let team = try Team()
    var writer = Writer(team.founder, lane: seed, in: team.log.workspace)
    let start = writer.tip
    let count = Int.random(in: 1...8, using: &random)
    let badAt = Bool.random(using: &random) ? Int.random(in: 0..<count, using: &random) : nil
    var originals: [Segment] = []
    for number in 0..<count {
      let isBad = number == badAt
      let keys =
        try isBad
        ? EpochKeys(1, secret: secret("wrong"), workspace: team.log.workspace) : team.keys
      originals.append(try writer.seal([[1]], head: team.log.head, keys: keys).segment)
    }
    var delivered: [Segment] = []
    for original in originals {
      if Int.random(in: 0..<4, using: &random) == 0 {
        delivered.append(try changed(original, at: 210))  // Forged by the relay.
      }
      let isBare = Int.random(in: 0..<3, using: &random) == 0
      delivered.append(isBare ? try changed(original, at: original.bytes.count - 1) : original)
    }
    let expected = model(originals, delivered: delivered, author: team.founder.keys, badAt: badAt)
    for _ in 0..<6 {
      let accepted = play(delivered, after: start, team: team, using: &random)
      try #require(accepted == expected)
    }
  }

  private func changed(_ segment: Segment, at place: Int) throws -> Segment {
    var bytes = segment.bytes
    bytes[place] ^= 1
    return try Segment(parsing: bytes)
  }

  /// The author's segments up to the last one with a good signature, and before the bad one.
  private func model(
    _ originals: [Segment], delivered: [Segment], author: DeviceKeys, badAt: Int?
  ) -> [SegmentID] {
    let lastSigned = originals.lastIndex { original in
      delivered.contains { $0.id == original.id && $0.isSigned(by: author) }
    }
    let end = min(lastSigned.map { $0 + 1 } ?? 0, badAt ?? originals.count)
    return originals[..<end].map(\.id)
  }

  private func play(
    _ delivered: [Segment], after start: LaneTip, team: Team, using random: inout SplitMix64
  ) -> [SegmentID] {
    let verifier = LaneVerifier(team.log)
    var tip = start
    var accepted: [SegmentID] = []
    var waiting: [Segment] = []
    var rest = delivered[...]
    while !rest.isEmpty {
      let page = rest.prefix(Int.random(in: 1...4, using: &random))
      rest = rest.dropFirst(page.count)
      let run = waiting + page
      let result = verifier.open(run, after: tip, with: team.keyring)
      waiting = []
      for (segment, verdict) in zip(run, result.verdicts) {
        switch verdict {
        case .accepted: accepted.append(segment.id)
        case .held: waiting.append(segment)
        case .quarantined(let fault): if fault.isRetriable { waiting.append(segment) }
        }
      }
      tip = result.tip
    }
    return accepted
  }
}
