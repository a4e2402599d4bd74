import Bytes
import Cryptography
import TestSupport
import Testing

@testable import Trust

/// Records as bytes that anybody may have sent.
@Suite struct MembershipBytesTests {
  private let team: Team
  /// The next record of each type, and of each option.
  private let records: [[UInt8]]

  init() throws {
    var team = try Team()
    try team.admit("b", as: .writer)
    let b = identity("b")
    try team.log.append(
      try team.log.makeInvite(
        team.invite("c", for: .newMember(.writer)), by: team.founder, time: 1))
    try team.log.append(
      try team.log.makeInvite(
        team.invite("b2", for: .newDevice(of: memberID("b"))), by: b, time: 1))
    let request = try team.request("b2", inviter: b)
    records = [
      try team.addition("c"),
      try team.addition(
        "b2", of: request, as: memberID("b"),
        countersignature: Countersignature(of: request, joining: memberID("b"), by: b)),
      try team.log.makeRoleChange(of: memberID("b"), to: .admin, by: team.founder, time: 1),
      try team.log.makeInvite(
        team.invite("d", for: .newMember(.admin)), by: team.founder, time: 1),
      try team.log.makeInvite(
        team.invite("d", for: .newDevice(of: memberID("a"))), by: team.founder, time: 1),
      try team.log.makeRevocation(of: team.inviteSecret("c").id, by: team.founder, time: 1),
    ]
    self.team = team
  }

  @Test func goodRecordsAreGood() throws {
    for record in records {
      var log = team.log
      try log.append(record)
      #expect(log.records.last?.bytes == record)
    }
  }

  @Test func refusesEveryTruncationAndAnythingBehind() throws {
    for record in records {
      for count in 0..<record.count {
        #expect(throws: MembershipError.self) {
          try MembershipRecord(parsing: Array(record.prefix(count)))
        }
      }
      #expect(throws: MembershipError.malformed(FormatError(.trailing(1), at: record.count))) {
        try MembershipRecord(parsing: record + [0])
      }
    }
  }

  /// One bit of every byte: each costs a signature check.
  @Test func refusesAFlippedBitInEveryByte() {
    for record in records + [team.log.records[0].bytes] {
      let isGenesis = record == team.log.records[0].bytes
      for place in record.indices {
        var changed = record
        changed[place] ^= 1 << UInt8(place % 8)
        var log = team.log
        #expect(throws: MembershipError.self, "byte \(place)") {
          if isGenesis {
            _ = try MembershipLog(genesis: changed)
          } else {
            try log.append(changed)
          }
        }
      }
    }
  }

  /// Signs a body as the next record.
  private func record(_ type: UInt8, _ content: [UInt8]) -> [UInt8] {
    MembershipRecord.make(
      type: type, content: content, in: team.log.workspace, index: UInt64(team.log.count),
      after: team.log.head, by: team.founder, time: 1)
  }

  private func body(of record: [UInt8]) -> [UInt8] { Array(record[89..<record.count - 64]) }

  @Test(arguments: [3, 4, 8, 9, 10, 11, 255] as [UInt8])
  func stopsAtATypeThatNeedsANewerVersion(type: UInt8) {
    var log = team.log
    #expect(throws: MembershipError.needsNewer(type: type)) {
      try log.append(record(type, bytes("anything")))
    }
  }

  @Test func stopsAtAnOptionThatNeedsANewerVersion() throws {
    let promotion = body(of: records[2])
    let invite = body(of: records[3])
    let addition = body(of: records[0])
    var options: [(UInt8, [UInt8])] = []
    options.append((5, promotion.dropLast() + [1]))
    options.append((6, invite[..<32] + [4] + invite[33...] + bytes("wrap")))
    options.append((2, addition[..<96] + [2] + addition[97...]))
    for (type, content) in options {
      var log = team.log
      #expect(throws: MembershipError.needsNewer(type: type)) {
        try log.append(record(type, content))
      }
    }
    let genesis = body(of: team.log.records[0].bytes)
    let withRecovery = MembershipRecord.make(
      type: 1, content: genesis.dropLast() + [1] + bytes("keys"), in: .unfounded, index: 0,
      after: .none, by: team.founder, time: 1)
    #expect(throws: MembershipError.needsNewer(type: 1)) {
      try MembershipLog(genesis: withRecovery)
    }
  }

  @Test func refusesBodiesOutOfBounds() {
    let bad: [(UInt8, [UInt8])] = [
      (0, []), (5, body(of: records[2]) + [0]), (7, bytes("id") + [0]),
      (7, Array(bytes("id").dropLast())),
      (5, memberID("b").bytes + [0, 0]), (5, memberID("b").bytes + [4, 0]),
    ]
    for (type, content) in bad {
      #expect(throws: MembershipError.self) { try MembershipRecord(parsing: record(type, content)) }
    }
    let large = [UInt8](repeating: 0, count: TrustLimits.recordBodyBytesMax + 1)
    #expect(throws: MembershipError.self) { try MembershipRecord(parsing: record(3, large)) }
    #expect(throws: MembershipError.needsNewer(type: 3)) {
      try MembershipRecord(parsing: record(3, Array(large.dropLast())))
    }
  }

  /// Mutates records and signs them again, so that damage gets past the signature.
  ///
  /// Method: nothing traps, and a record that is refused leaves the log as it was.
  @Test(arguments: seeds(20))
  func damagedRecordsNeverTrap(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<50 {
      let original = try #require(records.randomElement(using: &random))
      let content = damaged(body(of: original), using: &random)
      let type =
        Bool.random(using: &random) ? original[4] : UInt8.random(in: 0...12, using: &random)
      var log = team.log
      do {
        try log.append(record(type, content))
      } catch {
        #expect(log.count == team.log.count)
        #expect(log.members == team.log.members)
        #expect(log.invites == team.log.invites)
        #expect(log.devices.count == team.log.devices.count)
      }
    }
  }

  private func damaged(_ content: [UInt8], using random: inout SplitMix64) -> [UInt8] {
    var content = content
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      guard let place = content.indices.randomElement(using: &random) else { break }
      switch Int.random(in: 0..<4, using: &random) {
      case 0: content[place] = UInt8.random(in: 0...255, using: &random)
      case 1: content[place] = [0, 1, 0xff].randomElement(using: &random) ?? 0
      case 2: content.removeSubrange(place...)
      default: content.insert(contentsOf: bytes("\(place)").prefix(place % 33), at: place)
      }
    }
    return content
  }
}
