import Bytes
import Cryptography
import Testing

@testable import Trust

private struct MembershipVectors: Decodable {
  let identity, workspace, head, request, backward, token, link: String
  let login_device, login_invite, root_0, root_1: String
  let records: [String]
}

/// Agreement with Vectors/reference.py, which was written from the description alone.
@Suite struct MembershipVectorTests {
  private let reference: MembershipVectors
  private let workspace: WorkspaceID

  init() throws {
    reference = try vectors("membership", of: MembershipVectors.self)
    workspace = WorkspaceID(hex(reference.workspace))
  }

  /// Builds the log of the reference; its last records are an unused invite, and its revocation.
  private func makeTeam() throws -> Team {
    var team = try Team()
    try team.admit("b", as: .reader)
    try team.log.append(
      try team.log.makeRoleChange(
        of: memberID("b"), to: .writer, by: team.founder, time: Team.time + 3))
    try team.admit("b2", besides: identity("b"))
    let spare = Invite(
      team.inviteSecret("c").id, for: .newMember(.admin), expires: 0, isAutomatic: true)
    try team.log.append(
      try team.log.makeInvite(spare, by: team.founder, time: Team.time + 4))
    try team.log.append(
      try team.log.makeRevocation(of: spare.id, by: team.founder, time: Team.time + 5))
    return team
  }

  @Test func writesTheSameRecords() throws {
    let team = try makeTeam()
    for (own, theirs) in zip(team.log.records, reference.records) {
      #expect(own.bytes == hex(theirs), "record \(own.index)")
    }
    #expect(team.log.count == reference.records.count)
    #expect(team.log.workspace == workspace)
    #expect(team.log.head.bytes == hex(reference.head))
  }

  @Test func readsTheirRecords() throws {
    var log = try MembershipLog(genesis: hex(reference.records[0]))
    for record in reference.records.dropFirst() { try log.append(hex(record)) }
    #expect(log.workspace == workspace)
    #expect(log.members.map(\.role) == [.admin, .writer])
    #expect(log.member(of: identity("b2").id) == memberID("b"))
    for device in ["a", "b", "b2"].map(identity) {
      #expect(try log.keyring(for: device)[1]?.secret == secret("epoch 1"))
    }
  }

  @Test func writesTheSameIdentityFile() {
    #expect(identity("a").encoded() == hex(reference.identity))
  }

  @Test func writesTheSameBackwardLink() throws {
    let first = EpochKeys(1, secret: secret("epoch 1"), workspace: workspace)
    let second = EpochKeys(2, secret: secret("epoch 2"), workspace: workspace)
    let link = BackwardLink(to: first, under: second, salt: bytes("salt"))
    #expect(link.bytes == hex(reference.backward))
  }

  @Test func writesTheSameJoinRequest() throws {
    var team = try Team()
    try team.log.append(hex(reference.records[1]))
    #expect(try team.request("b").bytes == hex(reference.request))
  }

  @Test func writesTheSameTokenAndLink() throws {
    let relay = try #require(RelayAddress("wss://relay.example:7788/", pin: bytes("pin")))
    let secret = InviteSecret(
      SecretBytes(bytes("b invite").prefix(16)), workspace: workspace)
    #expect(InviteToken(secret, at: relay).text == reference.token)
    let link = SetupLink(relay, operatorToken: Array(bytes("token").prefix(16)))
    #expect(link.text == reference.link)
  }

  @Test func signsTheSameLogins() {
    let statement = LoginStatement(
      workspace: workspace, challenge: bytes("challenge"), relayKeyHash: bytes("relay key"))
    #expect(statement.signature(by: identity("a")) == hex(reference.login_device))
    let secret = InviteSecret(
      SecretBytes(bytes("b invite").prefix(16)), workspace: workspace)
    #expect(statement.signature(by: secret) == hex(reference.login_invite))
  }

  @Test func computesTheSameLogRoots() {
    let generation = GenerationID(bytes("generation").prefix(16))
    let start = LogRoot.start(of: workspace, in: generation)
    #expect(start.bytes == hex(reference.root_0))
    #expect(start.appending(SegmentID(bytes("segment")), at: 1).bytes == hex(reference.root_1))
  }
}
