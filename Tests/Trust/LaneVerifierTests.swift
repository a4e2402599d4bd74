import Bytes
import Cryptography
import Testing

@testable import Trust

@Suite struct LaneVerifierTests {
  private var team: Team
  private var writer: Writer
  private let start: LaneTip

  init() throws {
    team = try Team()
    try team.admit("b", as: .writer)
    writer = Writer(identity("b"), lane: 7, in: team.log.workspace)
    start = writer.tip
  }

  private mutating func segments(_ count: Int) throws -> [Segment] {
    try (0..<count).map { number in
      try writer.seal([[UInt8(number)]], head: team.log.head, keys: team.keys).segment
    }
  }

  private func judge(_ run: [Segment], after tip: LaneTip? = nil) -> [String] {
    let verifier = LaneVerifier(team.log)
    let tip = tip ?? start
    let opened = verifier.open(run, after: tip, with: team.keyring).verdicts.map(\.summary)
    #expect(verifier.judgeHeaders(of: run, after: tip).map(\.summary) == opened)
    return opened
  }

  /// The same segment with another signature, which is no good.
  private func unsigned(_ segment: Segment) throws -> Segment {
    var bytes = segment.bytes
    bytes[bytes.count - 1] ^= 1
    return try Segment(parsing: bytes)
  }

  @Test mutating func acceptsARunAndMovesTheTip() throws {
    let run = try segments(3)
    let result = LaneVerifier(team.log).open(run, after: start, with: team.keyring)
    #expect(result.verdicts.map(\.summary) == ["accepted", "accepted", "accepted"])
    #expect(result.tip == writer.tip)
    guard case .accepted(let opened) = result.verdicts[2] else { return }
    #expect(opened.inner.changeBytes == [[2]])
    #expect(judge([], after: start) == [])
  }

  @Test mutating func oneSignatureAtTheTipVouchesForTheLane() throws {
    let run = try segments(3)
    let bare = [try unsigned(run[0]), try unsigned(run[1]), run[2]]
    #expect(judge(bare) == ["accepted", "accepted", "accepted"])
  }

  @Test mutating func holdsATipForWhichNobodyVouches() throws {
    let run = try segments(4)
    #expect(
      judge([run[0], run[1], try unsigned(run[2]), try unsigned(run[3])])
        == ["accepted", "accepted", "held", "held"])
    #expect(judge([try unsigned(run[0])]) == ["held"])
  }

  @Test mutating func aHeldTipKeepsNobodyOut() throws {
    let run = try segments(3)
    var forgedBytes = run[1].bytes
    forgedBytes[200] ^= 1
    let forged = try Segment(parsing: forgedBytes)
    #expect(judge([run[0], forged]) == ["accepted", "held"])
    #expect(judge([run[0], forged, run[2]]) == ["accepted", "held", "gap"])
    #expect(
      judge([run[0], forged, run[1], run[2]])
        == ["accepted", "unsigned", "accepted", "accepted"])
    #expect(
      judge([run[0], run[1], forged, run[2]])
        == ["accepted", "accepted", "unsigned", "accepted"])
  }

  @Test mutating func asksForWhatIsMissing() throws {
    let run = try segments(3)
    #expect(judge([run[0], run[2]]) == ["accepted", "gap"])
    #expect(judge([run[1], run[2]]) == ["gap", "gap"])
  }

  @Test mutating func reportsAnAuthorWhoSignsTwice() throws {
    var clone = writer
    let run = try segments(2)
    let other = try clone.seal([[99]], head: team.log.head, keys: team.keys).segment
    #expect(judge([run[0], other, run[1]]) == ["accepted", "equivocation", "accepted"])
    #expect(judge([other], after: run[0].header.tip(as: run[0].id)) == ["equivocation"])
  }

  @Test mutating func neverTakesARepetitionForEquivocation() throws {
    let run = try segments(2)
    #expect(judge([run[0], run[0], run[1]]).filter { $0 == "accepted" }.count == 2)
    #expect(!judge([run[0], run[0], run[1]]).contains("equivocation"))
    #expect(judge([run[0]], after: run[0].header.tip(as: run[0].id)) == ["duplicate"])
    #expect(judge([run[0]], after: run[1].header.tip(as: run[1].id)) == ["duplicate"])
  }

  @Test mutating func keepsLanesAndWorkspacesApart() throws {
    let run = try segments(1)
    var other = Writer(identity("b"), lane: 8, in: team.log.workspace)
    let stray = try other.seal([[1]], head: team.log.head, keys: team.keys).segment
    #expect(judge([run[0], stray]) == ["accepted", "elsewhere"])
    let elsewhere = EpochKeys(
      1, secret: secret("epoch 1"), workspace: WorkspaceID(bytes("elsewhere").prefix(16)))
    var foreign = Writer(identity("b"), lane: 7, in: elsewhere.workspace)
    let stranger = try foreign.seal([[1]], head: team.log.head, keys: elsewhere).segment
    #expect(judge([stranger]) == ["elsewhere"])
  }

  @Test mutating func theOrderOfARunMakesNoDifference() throws {
    let run = try segments(3)
    #expect(judge([run[2], run[0], run[1]]) == ["accepted", "accepted", "accepted"])
  }

  @Test mutating func refusesAChainThatWasSwapped() throws {
    let run = try segments(3)
    // The second names the third as its number says, signed by the author, but chained wrongly.
    var clone = Writer(identity("b"), lane: 7, in: team.log.workspace)
    clone.tip = LaneTip(
      lane: start.lane, sequence: 1, id: run[2].id, memberHead: team.log.head)
    let swapped = try clone.seal([[9]], head: team.log.head, keys: team.keys).segment
    #expect(judge([run[0], swapped]) == ["accepted", "equivocation"])
  }

  @Test mutating func anotherDeviceVouchesForNothing() throws {
    let segment = try segments(1)[0]
    let stolen = try Segment(
      parsing: segment.bytes.dropLast(64)
        + team.founder.sign(Segment.signedMessage(segment.id)))
    #expect(stolen.id == segment.id)
    #expect(judge([stolen]) == ["held"])
    #expect(judge([stolen, segment]) == ["duplicate", "accepted"])
  }

  @Test func waitsForADeviceItDoesNotKnow() throws {
    var stranger = Writer(identity("c"), lane: 1, in: team.log.workspace)
    let start = stranger.tip
    let segment = try stranger.seal([[1]], head: team.log.head, keys: team.keys).segment
    #expect(judge([segment], after: start) == ["unknown-device"])
    var later = team
    try later.admit("c", as: .writer)
    // Known by now, but a stranger at the record that it named.
    #expect(
      LaneVerifier(later.log).judgeHeaders(of: [segment], after: start).map(\.summary)
        == ["not-writer"])
  }

  @Test mutating func waitsForAMembershipRecordItDoesNotKnow() throws {
    var later = team
    try later.admit("c", as: .writer)
    let first = try writer.seal([[1]], head: team.log.head, keys: team.keys).segment
    let second = try writer.seal([[2]], head: later.log.head, keys: team.keys).segment
    let third = try writer.seal([[3]], head: later.log.head, keys: team.keys).segment
    #expect(
      judge([first, second, third])
        == ["accepted", "unknown-member-head", "waits-for-predecessor"])
    team = later
    #expect(
      judge([second, third], after: first.header.tip(as: first.id)) == [
        "accepted", "accepted",
      ])
  }

  @Test mutating func endsALaneThatGoesBack() throws {
    let old = team.log.head
    try team.admit("c", as: .writer)
    let first = try writer.seal([[1]], head: team.log.head, keys: team.keys).segment
    let second = try writer.seal([[2]], head: old, keys: team.keys).segment
    let third = try writer.seal([[3]], head: team.log.head, keys: team.keys).segment
    #expect(
      judge([first, second, third]) == ["accepted", "member-head-went-back", "follows-invalid"])
    #expect(
      judge([second], after: first.header.tip(as: first.id)) == ["member-head-went-back"])
  }

  @Test mutating func readersDoNotWrite() throws {
    try team.admit("c", as: .reader)
    var reader = Writer(identity("c"), lane: 1, in: team.log.workspace)
    let start = reader.tip
    let before = try reader.seal([[1]], head: team.log.head, keys: team.keys).segment
    try team.log.append(
      try team.log.makeRoleChange(
        of: memberID("c"), to: .writer, by: team.founder, time: 1))
    let after = try reader.seal([[2]], head: team.log.head, keys: team.keys).segment
    #expect(judge([before, after], after: start) == ["not-writer", "follows-invalid"])
    var fresh = Writer(identity("c"), lane: 2, in: team.log.workspace)
    let freshStart = fresh.tip
    let good = try fresh.seal([[1]], head: team.log.head, keys: team.keys).segment
    #expect(judge([good], after: freshStart) == ["accepted"])
  }

  @Test mutating func refusesAnotherEpochThanTheOneInForce() throws {
    let next = EpochKeys(2, secret: secret("epoch 2"), workspace: team.log.workspace)
    let segment = try writer.seal([[1]], head: team.log.head, keys: next).segment
    #expect(judge([segment]) == ["wrong-epoch"])
    #expect(LaneVerifier(team.log).faultOfPush(segment) == .epochNotCurrent)
  }

  @Test mutating func waitsForKeysItDoesNotHave() throws {
    let run = try segments(2)
    let verdicts = LaneVerifier(team.log).open(run, after: start, with: Keyring()).verdicts
    #expect(verdicts.map(\.summary) == ["missing-epoch-key", "waits-for-predecessor"])
  }

  @Test mutating func contentThatDoesNotOpenEndsTheLane() throws {
    let wrong = EpochKeys(1, secret: secret("wrong"), workspace: team.log.workspace)
    let first = try writer.seal([[1]], head: team.log.head, keys: team.keys).segment
    let second = try writer.seal([[2]], head: team.log.head, keys: wrong).segment
    let third = try writer.seal([[3]], head: team.log.head, keys: team.keys).segment
    let result = LaneVerifier(team.log).open(
      [first, second, third], after: start, with: team.keyring)
    #expect(
      result.verdicts.map(\.summary) == ["accepted", "not-authentic", "follows-invalid"])
    #expect(result.tip == first.header.tip(as: first.id))
  }

  @Test mutating func laterKindsStopTheLane() throws {
    var bytes = try segments(1)[0].bytes
    bytes[4] = 2
    var segment = try Segment(parsing: bytes)
    let signature = identity("b").sign(Segment.signedMessage(segment.id))
    bytes.replaceSubrange((bytes.count - 64)..., with: signature)
    segment = try Segment(parsing: bytes)
    #expect(segment.header.kind == .other(2))
    #expect(judge([segment]) == ["needs-newer"])
    #expect(SegmentFault.needsNewer.isRetriable)
  }

  @Test mutating func relaysTakeFromWritersOfTheEpochOnly() throws {
    let segment = try segments(1)[0]
    let verifier = LaneVerifier(team.log)
    #expect(verifier.faultOfPush(segment) == nil)
    try team.admit("c", as: .reader)
    var reader = Writer(identity("c"), lane: 1, in: team.log.workspace)
    let own = try reader.seal([[1]], head: team.log.head, keys: team.keys).segment
    #expect(LaneVerifier(team.log).faultOfPush(own) == .notWriterNow)
    #expect(verifier.faultOfPush(own) == .notWriterNow)
  }
}
