import Bytes
import Cryptography
import Testing

@testable import Trust

@Suite struct MembershipLogTests {
  @Test func startsWithOneAdmin() throws {
    let team = try Team()
    let genesis = try Team.genesis()
    #expect(team.log.count == 1)
    #expect(team.log.workspace == MembershipLog.workspace(foundedBy: genesis))
    #expect(
      team.log.members == [
        .init(id: memberID("a"), role: .admin, devices: [team.founder.id])
      ])
    #expect(team.log.role(of: team.founder.id) == .admin)
    #expect(team.log.keys(of: team.founder.id) == team.founder.keys)
    #expect(team.log.epoch == 1)
    #expect(team.log.index(of: team.log.head) == 0)
  }

  @Test func letsAMemberIn() throws {
    var team = try Team()
    let before = team.log.head
    try team.admit("b", as: .writer)
    let device = identity("b")
    #expect(team.log.role(of: device.id) == .writer)
    #expect(team.log.role(of: device.id, at: before) == nil)
    #expect(team.log.role(of: device.id, at: team.log.head) == .writer)
    #expect(team.log.role(of: device.id, at: 1) == nil)
    #expect(team.log.member(of: device.id) == memberID("b"))
    #expect(team.log.members.map(\.id) == [memberID("a"), memberID("b")])
    #expect(team.log.epoch(at: 0) == 1)
    #expect(team.log.role(of: identity("nobody").id) == nil)
    #expect(team.log.role(of: device.id, at: RecordID(bytes("nothing"))) == nil)
  }

  @Test func givesTheJoinerTheSameKeys() throws {
    var team = try Team()
    try team.admit("b", as: .reader)
    let keyring = try team.log.keyring(for: identity("b"))
    #expect(keyring[1]?.secret == secret("epoch 1"))
    #expect(keyring[1]?.seal == team.keyring[1]?.seal)
    #expect(keyring[1]?.workspace == team.log.workspace)
    #expect(keyring[2] == nil)
    #expect(throws: MembershipError.refused(.authorMay)) {
      try team.log.keyring(for: identity("stranger"))
    }
  }

  @Test func showsTheNameToTheInviterOnly() throws {
    var team = try Team()
    let request = try team.request("b")
    #expect(try request.name(openedBy: team.founder) == "The b")
    try team.admit("c", as: .admin)
    #expect(throws: CryptographyError.notAuthentic) {
      try request.name(openedBy: identity("c"))
    }
  }

  @Test func letsAnotherDeviceOfAMemberIn() throws {
    var team = try Team()
    try team.admit("b", as: .reader)
    try team.admit("b2", besides: identity("b"))
    #expect(team.log.member(of: identity("b2").id) == memberID("b"))
    #expect(team.log.role(of: identity("b2").id) == .reader)
    #expect(team.log.member(memberID("b"))?.devices == [identity("b").id, identity("b2").id])
    #expect(try team.log.keyring(for: identity("b2"))[1]?.secret == secret("epoch 1"))
  }

  @Test func promotesAllDevicesOfAMemberFromThenOn() throws {
    var team = try Team()
    try team.admit("b", as: .reader)
    try team.admit("b2", besides: identity("b"))
    let before = team.log.count - 1
    try team.log.append(
      try team.log.makeRoleChange(
        of: memberID("b"), to: .writer, by: team.founder, time: Team.time))
    for device in ["b", "b2"].map(identity) {
      #expect(team.log.role(of: device.id) == .writer)
      #expect(team.log.role(of: device.id, at: before) == .reader)
    }
    #expect(team.log.member(memberID("b"))?.role == .writer)
  }

  @Test func followsTheStateOfInvites() throws {
    var team = try Team()
    let invite = team.invite("b", for: .newMember(.writer))
    #expect(team.log.invite(invite.id) == nil)
    try team.log.append(try team.log.makeInvite(invite, by: team.founder, time: 1))
    #expect(
      team.log.invite(invite.id)
        == InviteStatus(invite: invite, creator: team.founder.id, state: .open))
    try team.log.append(try team.addition("b"))
    #expect(team.log.invite(invite.id)?.state == .used(by: identity("b").id))
    let other = team.invite("c", for: .newMember(.admin))
    try team.log.append(try team.log.makeInvite(other, by: team.founder, time: 1))
    try team.log.append(try team.log.makeRevocation(of: other.id, by: team.founder, time: 1))
    #expect(team.log.invites.map(\.state) == [.used(by: identity("b").id), .revoked])
  }

  @Test func restoresWhatItHeld() throws {
    var team = try Team()
    try team.admit("b", as: .reader)
    try team.admit("b2", besides: identity("b"))
    var log = try MembershipLog(restoring: team.log.records.map(\.bytes))
    #expect(log.head == team.log.head)
    #expect(log.workspace == team.log.workspace)
    #expect(log.members == team.log.members)
    #expect(log.invites == team.log.invites)
    #expect(throws: MembershipError.refused(.genesisFirst)) { try MembershipLog(restoring: []) }
    // What comes from outside afterwards is checked again.
    var forged = try log.makeInvite(
      team.invite("d", for: .newMember(.admin)), by: team.founder, time: 1)
    forged[forged.count - 1] ^= 1
    #expect(throws: MembershipError.refused(.signed)) { try log.append(forged) }
  }

  @Test func noticesAnotherSecretThanTheOneCommittedTo() throws {
    var team = try Team()
    let invite = team.invite("b", for: .newMember(.writer))
    try team.log.append(try team.log.makeInvite(invite, by: team.founder, time: 1))
    let wrong = EpochKeys(1, secret: secret("wrong"), workspace: team.log.workspace)
    try team.log.append(
      try team.log.makeAddition(
        of: team.request("b"), as: memberID("b"), countersignature: nil, keys: wrong,
        ephemeralSeed: secret("seed"), by: team.founder, time: 1))
    #expect(throws: MembershipError.refused(.epochMatchesCommitment)) {
      try team.log.keyring(for: identity("b"))
    }
  }

  @Test func walksBackOverEpochs() throws {
    let workspace = try Team().log.workspace
    let first = EpochKeys(1, secret: secret("epoch 1"), workspace: workspace)
    let second = EpochKeys(2, secret: secret("epoch 2"), workspace: workspace)
    let link = BackwardLink(to: first, under: second, salt: bytes("salt"))
    #expect(link.bytes.count == BackwardLink.byteCount)
    #expect(try link.open(with: second) == first.secret)
    #expect(throws: CryptographyError.notAuthentic) { try link.open(with: first) }
  }
}
