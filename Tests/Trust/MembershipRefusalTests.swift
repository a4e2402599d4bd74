import Bytes
import Cryptography
import Testing

@testable import Trust

/// Every rule of the log, broken once by a record that is good otherwise.
@Suite struct MembershipRefusalTests {
  private static let seed = secret("seed")

  private var team: Team

  init() throws {
    team = try Team()
    try team.admit("b", as: .writer)
    try team.log.append(
      try team.log.makeInvite(
        team.invite("c", for: .newMember(.writer)), by: team.founder, time: 1))
  }

  /// Signs `body` as the next record, whatever the rules say.
  private func record(
    _ body: MembershipBody, by author: DeviceIdentity? = nil, index: UInt64? = nil,
    after previous: RecordID? = nil, in workspace: WorkspaceID? = nil
  ) -> [UInt8] {
    MembershipRecord.make(
      type: body.type, content: body.encoded, in: workspace ?? team.log.workspace,
      index: index ?? UInt64(team.log.count), after: previous ?? team.log.head,
      by: author ?? team.founder, time: 1)
  }

  private func expectRefusal(
    _ rule: MembershipRule, of record: [UInt8], location: SourceLocation = #_sourceLocation
  ) {
    var log = team.log
    #expect(throws: MembershipError.refused(rule), sourceLocation: location) {
      try log.append(record)
    }
    #expect(log.head == team.log.head && log.members == team.log.members, "changed nothing")
  }

  private func wrap(_ device: DeviceIdentity) throws -> EpochWrap {
    try EpochWrap(
      secret("epoch 1"), to: device.keys,
      in: .init(workspace: team.log.workspace, previous: team.log.head, epoch: 1),
      ephemeralSeed: secret("seed"))
  }

  private func addition(
    _ request: JoinRequest, as member: MemberID, countersignature: Countersignature? = nil
  ) throws -> MembershipBody {
    .add(
      .init(
        member: member, wrap: try wrap(identity("c")), countersignature: countersignature,
        request: request))
  }

  @Test func acceptsWhatBreaksNoRule() throws {
    var log = team.log
    try log.append(record(try addition(try team.request("c"), as: memberID("c"))))
    #expect(log.role(of: identity("c").id) == .writer)
  }

  @Test func refusesWhatDoesNotContinueTheLog() throws {
    let body = MembershipBody.role(memberID("b"), .admin)
    expectRefusal(.continuesLog, of: record(body, index: UInt64(team.log.count) + 1))
    expectRefusal(.continuesLog, of: record(body, index: UInt64(team.log.count) - 1))
    expectRefusal(.continuesLog, of: record(body, after: team.log.records[0].id))
    expectRefusal(.continuesLog, of: record(body, after: RecordID(bytes("nothing"))))
    expectRefusal(
      .continuesLog, of: record(body, in: WorkspaceID(bytes("elsewhere").prefix(16))))
    expectRefusal(.continuesLog, of: try #require(team.log.records.last).bytes)
  }

  @Test func refusesAnotherGenesis() throws {
    expectRefusal(.genesisFirst, of: try Team.genesis())
    #expect(throws: MembershipError.refused(.genesisFirst)) {
      try MembershipLog(genesis: team.log.records[1].bytes)
    }
  }

  /// Signed by the founder, but with something before the beginning.
  @Test func refusesAGenesisThatFollowsSomething() throws {
    let genesis = try Team.genesis()
    let content = Array(genesis[89..<genesis.count - 64])
    let headers: [(WorkspaceID, UInt64, RecordID)] = [
      (WorkspaceID(bytes("ws").prefix(16)), 0, .none), (.unfounded, 1, .none),
      (.unfounded, 0, RecordID(bytes("before"))),
    ]
    for (workspace, index, previous) in headers {
      let changed = MembershipRecord.make(
        type: 1, content: content, in: workspace, index: index, after: previous,
        by: team.founder, time: 1)
      #expect(throws: MembershipError.refused(.continuesLog)) {
        try MembershipLog(genesis: changed)
      }
    }
  }

  @Test func refusesAForgedSignature() throws {
    let body = MembershipBody.role(memberID("b"), .admin)
    var forged = record(body)
    forged[forged.count - 1] ^= 1
    expectRefusal(.signed, of: forged)
    // Signed by b in the name of the founder.
    var stolen = record(body, by: identity("b"))
    stolen.replaceSubrange(61..<77, with: team.founder.id.bytes)
    expectRefusal(.signed, of: stolen)
  }

  @Test func refusesAuthorsWhoMayNot() throws {
    let b = identity("b")
    let stranger = identity("stranger")
    let bodies: [MembershipBody] = [
      .role(memberID("b"), .admin),
      .inviteCreate(team.invite("d", for: .newMember(.reader))),
      .inviteRevoke(team.invite("c", for: .newMember(.writer)).id),
      try addition(try team.request("c"), as: memberID("c")),
    ]
    for body in bodies {
      expectRefusal(.authorMay, of: record(body, by: b))
      expectRefusal(.authorMay, of: record(body, by: stranger))
    }
    let foreign = team.invite("d", for: .newDevice(of: memberID("b")))
    expectRefusal(.authorMay, of: record(.inviteCreate(foreign)))
  }

  @Test func refusesAnInviteThatIsNotOpen() throws {
    expectRefusal(
      .inviteIsOpen, of: record(try addition(try team.request("d"), as: memberID("d"))))
    // Used by b already: the same request and another one.
    expectRefusal(
      .inviteIsOpen, of: record(try addition(try team.request("b"), as: memberID("b"))))
    let replay = try JoinRequest(
      by: identity("d"), with: team.inviteSecret("b"), name: "d", inviter: team.founder.keys,
      memberHead: team.log.head, ephemeralSeed: secret("seed"))
    expectRefusal(.inviteIsOpen, of: record(try addition(replay, as: memberID("d"))))
    expectRefusal(.inviteIsOpen, of: record(.inviteRevoke(team.inviteSecret("b").id)))
    expectRefusal(.inviteIsOpen, of: record(.inviteRevoke(team.inviteSecret("d").id)))
  }

  @Test mutating func refusesARevokedInvite() throws {
    try team.log.append(record(.inviteRevoke(team.inviteSecret("c").id)))
    expectRefusal(
      .inviteIsOpen, of: record(try addition(try team.request("c"), as: memberID("c"))))
    expectRefusal(.inviteIsOpen, of: record(.inviteRevoke(team.inviteSecret("c").id)))
  }

  @Test func refusesAnInviteTwice() {
    let again = team.invite("c", for: .newMember(.admin))
    expectRefusal(.inviteIsNew, of: record(.inviteCreate(again)))
    let used = team.invite("b", for: .newMember(.admin))
    expectRefusal(.inviteIsNew, of: record(.inviteCreate(used)))
  }

  @Test func refusesAnInviteWithAKeyOfSmallOrder() {
    let identity = InviteID([1] + [UInt8](repeating: 0, count: 31))
    let invite = Invite(identity, for: .newMember(.admin), expires: 0, isAutomatic: true)
    expectRefusal(.keysAcceptable, of: record(.inviteCreate(invite)))
  }

  @Test(arguments: [0, 1]) func refusesADeviceKeyOfSmallOrder(which: Int) throws {
    var request = try team.request("c").bytes
    let start = 52 + 32 * which
    request.replaceSubrange(start..<start + 32, with: [1] + [UInt8](repeating: 0, count: 31))
    expectRefusal(
      .keysAcceptable,
      of: record(try addition(try JoinRequest(parsing: request), as: memberID("c"))))
  }

  @Test func refusesARequestThatWasChanged() throws {
    let request = try team.request("c").bytes
    for offset in stride(from: 52, to: request.count, by: 1) {
      var changed = request
      changed[offset] ^= 1
      var log = team.log
      #expect(throws: MembershipError.self, "byte \(offset)") {
        try log.append(
          record(try addition(try JoinRequest(parsing: changed), as: memberID("c"))))
      }
    }
    var swapped = Array(request.dropLast(128))
    swapped += request.suffix(64) + request.suffix(128).prefix(64)
    expectRefusal(
      .requestSigned,
      of: record(try addition(try JoinRequest(parsing: swapped), as: memberID("c"))))
  }

  @Test func refusesARequestForAnotherLog() throws {
    for (workspace, head) in [
      (WorkspaceID(bytes("elsewhere").prefix(16)), team.log.head),
      (team.log.workspace, RecordID(bytes("another fork"))),
    ] {
      let secret = InviteSecret(
        SecretBytes(bytes("c invite").prefix(16)), workspace: workspace)
      let request = try JoinRequest(
        by: identity("c"), with: secret, name: "c", inviter: team.founder.keys,
        memberHead: head, ephemeralSeed: Self.seed)
      expectRefusal(.requestMatchesLog, of: record(try addition(request, as: memberID("c"))))
    }
  }

  @Test func refusesADeviceTwice() throws {
    let request = try JoinRequest(
      by: identity("b"), with: team.inviteSecret("c"), name: "b", inviter: team.founder.keys,
      memberHead: team.log.head, ephemeralSeed: Self.seed)
    expectRefusal(.deviceIsNew, of: record(try addition(request, as: memberID("c"))))
  }

  @Test func refusesToMakeAStrangerAMemberThatExists() throws {
    expectRefusal(
      .memberMatchesInvite, of: record(try addition(try team.request("c"), as: memberID("b"))))
  }

  @Test mutating func refusesANewDeviceWithoutItsMembersConsent() throws {
    let b = identity("b")
    try team.log.append(
      record(.inviteCreate(team.invite("b2", for: .newDevice(of: memberID("b")))), by: b))
    let request = try team.request("b2", inviter: b)
    let byFounder = Countersignature(of: request, joining: memberID("b"), by: team.founder)
    let byStranger = Countersignature(
      of: request, joining: memberID("b"), by: identity("stranger"))
    let forAnother = Countersignature(of: request, joining: memberID("a"), by: b)
    let ofAnother = Countersignature(of: try team.request("c"), joining: memberID("b"), by: b)
    for countersignature in [nil, byFounder, byStranger, forAnother, ofAnother] {
      for author in [b, team.founder] {
        let body = try addition(request, as: memberID("b"), countersignature: countersignature)
        expectRefusal(.countersigned, of: record(body, by: author))
      }
    }
    let good = Countersignature(of: request, joining: memberID("b"), by: b)
    expectRefusal(
      .memberMatchesInvite,
      of: record(try addition(request, as: memberID("a"), countersignature: good)))
    try team.admit("d", as: .writer)
    expectRefusal(
      .authorMay,
      of: record(
        try addition(request, as: memberID("b"), countersignature: good), by: identity("d")))
    // An admin may write it down, once b has consented.
    try team.log.append(
      record(try addition(request, as: memberID("b"), countersignature: good)))
    #expect(team.log.member(of: identity("b2").id) == memberID("b"))
  }

  @Test func refusesACountersignatureThatMeansNothing() throws {
    let request = try team.request("c")
    let countersignature = Countersignature(
      of: request, joining: memberID("c"), by: team.founder)
    expectRefusal(
      .countersigned,
      of: record(
        try addition(request, as: memberID("c"), countersignature: countersignature)))
  }

  @Test(arguments: [Role.reader, .writer])
  func refusesARoleThatDoesNotGrow(role: Role) {
    expectRefusal(.roleGrows, of: record(.role(memberID("b"), role)))
    expectRefusal(.roleGrows, of: record(.role(memberID("a"), role)))
    expectRefusal(.memberExists, of: record(.role(memberID("nobody"), role)))
  }

  @Test mutating func boundsOpenInvites() throws {
    let b = identity("b")
    for number in 0..<TrustLimits.openDeviceInvitesMax {
      try team.log.append(
        record(.inviteCreate(team.invite("b\(number)", for: .newDevice(of: memberID("b")))), by: b))
    }
    let next = team.invite("next", for: .newDevice(of: memberID("b")))
    expectRefusal(.inviteIsNew, of: record(.inviteCreate(next), by: b))
    // Others are not kept from theirs.
    let own = team.invite("next", for: .newDevice(of: memberID("a")))
    try team.log.append(record(.inviteCreate(own)))
    try team.log.append(record(.inviteRevoke(team.inviteSecret("b0").id), by: b))
    let freed = team.invite("freed", for: .newDevice(of: memberID("b")))
    try team.log.append(record(.inviteCreate(freed), by: b))
  }

  @Test mutating func boundsTheDevicesOfAMember() throws {
    for number in 1..<TrustLimits.devicesPerMemberMax {
      try team.admit("b\(number)", besides: identity("b"))
    }
    #expect(throws: MembershipError.refused(.roomForDevice)) {
      try team.admit("one too many", besides: identity("b"))
    }
  }

  @Test mutating func boundsTheDevicesOfAWorkspace() throws {
    while team.log.members.count < TrustLimits.devicesMax {
      try team.admit("m\(team.log.members.count)", as: .reader)
    }
    #expect(throws: MembershipError.refused(.roomForDevice)) {
      try team.admit("one too many", as: .reader)
    }
  }
}
