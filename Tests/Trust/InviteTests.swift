import Bytes
import Cryptography
import TestSupport
import Testing

@testable import Trust

@Suite struct InviteTokenTests {
  private let workspace = WorkspaceID(bytes("ws").prefix(16))

  private func token(pin: [UInt8]? = bytes("pin")) throws -> InviteToken {
    let relay = try #require(RelayAddress("wss://relay.example:7788/", pin: pin))
    let secret = InviteSecret(
      SecretBytes(bytes("invite").prefix(16)), workspace: workspace)
    return InviteToken(secret, at: relay)
  }

  @Test(arguments: [bytes("pin"), nil]) func readsWhatItWrites(pin: [UInt8]?) throws {
    let token = try token(pin: pin)
    let read = try InviteToken(parsing: token.text)
    #expect(read.secret.id == token.secret.id)
    #expect(read.secret.workspace == workspace)
    #expect(read.relay == token.relay)
    #expect(read.relay.pin == pin)
  }

  @Test func readsWhatPeopleMakeOfIt() throws {
    let text = try token().text
    var pretty = "  "
    for (index, letter) in text.uppercased().enumerated() {
      pretty += index % 5 == 4 ? "\(letter)-\n" : "\(letter)"
    }
    #expect(try InviteToken(parsing: pretty).secret.id == token().secret.id)
    let misread = text.replacing("0", with: "O").replacing("1", with: "l")
    #expect(try InviteToken(parsing: misread).secret.id == token().secret.id)
  }

  @Test func noticesEveryTypingError() throws {
    let digits = Array("0123456789abcdefghjkmnpqrstvwxyz")
    var letters = Array(try token().text)
    for place in letters.indices {
      let original = letters[place]
      letters[place] = digits[(try #require(digits.firstIndex(of: original)) + 1) % 32]
      #expect(throws: FormatError.self) { try InviteToken(parsing: String(letters)) }
      letters[place] = original
    }
    for count in 0..<letters.count {
      #expect(throws: FormatError.self) { try InviteToken(parsing: String(letters[..<count])) }
    }
    #expect(throws: FormatError.self) {
      try InviteToken(parsing: String(repeating: "0", count: 5_000))
    }
    #expect(throws: FormatError.self) { try InviteToken(parsing: "what?") }
  }

  @Test func anotherWorkspaceMakesAnotherKey() {
    let secret = SecretBytes(bytes("invite").prefix(16))
    let other = WorkspaceID(bytes("other").prefix(16))
    #expect(
      InviteSecret(secret, workspace: workspace).id != InviteSecret(secret, workspace: other).id)
  }
}

@Suite struct RelayAddressTests {
  @Test(
    arguments: [
      ("wss://relay.example:7788/", true, "relay.example", 7788),
      ("wss://relay.example", true, "relay.example", 443),
      ("ws://127.0.0.1:80", false, "127.0.0.1", 80),
      ("ws://localhost/x/y", false, "localhost", 80),
      ("wss://[::1]:7788/", true, "::1", 7788),
      ("wss://[2001:db8::1]", true, "2001:db8::1", 443),
    ] as [(String, Bool, String, UInt16)])
  func takesApart(url: String, isSecure: Bool, host: String, port: UInt16) throws {
    let address = try #require(RelayAddress(url))
    #expect(address.isSecure == isSecure)
    #expect(address.host == host)
    #expect(address.port == port)
    #expect(address.url == url)
    #expect(address.pin == nil)
  }

  @Test(arguments: [
    "", "relay.example", "https://relay.example", "wss://", "wss:///x", "wss://:1", "wss://a:",
    "wss://a:0", "wss://a:65536", "wss://a:1x", "wss://a:+1", "wss://a:1:2", "wss://a b",
    "wss://a#b", "wss://u@a", "wss://a?x", "wss://[::1", "wss://[]:1", "wss://[::1]x",
    "wss://é", "wss://a\u{0}", "wss://a\"", "wss://" + String(repeating: "a", count: 250),
  ])
  func refusesWhatIsNoAddress(url: String) {
    #expect(RelayAddress(url) == nil)
  }

  @Test func refusesAPinOfAnotherLength() {
    #expect(RelayAddress("wss://a", pin: [1, 2]) == nil)
    #expect(RelayAddress("wss://a", pin: [UInt8](repeating: 0, count: 32))?.pin == nil)
    #expect(RelayAddress("wss://a", pin: bytes("pin"))?.pin == bytes("pin"))
  }
}

@Suite struct SetupLinkTests {
  @Test(arguments: [bytes("pin"), nil], [bytes("token"), [], [1]])
  func readsWhatItWrites(pin: [UInt8]?, token: [UInt8]) throws {
    let relay = try #require(RelayAddress("wss://relay.example:7788/", pin: pin))
    let link = SetupLink(relay, operatorToken: token)
    #expect(try SetupLink(parsing: link.text) == link)
  }

  @Test func readsABareAddress() throws {
    for text in ["wss://relay.example", "wss://relay.example#", "wss://relay.example#."] {
      let link = try SetupLink(parsing: text)
      #expect(link.relay.pin == nil)
      #expect(link.operatorToken == [])
    }
  }

  @Test func readsAPinWithOrWithoutADotBehindIt() throws {
    let relay = try #require(RelayAddress("wss://relay.example", pin: bytes("pin")))
    let link = SetupLink(relay, operatorToken: [])
    #expect(link.text.hasSuffix("."))
    #expect(try SetupLink(parsing: String(link.text.dropLast())) == link)
    // A pin that was cut short is no pin.
    #expect(throws: FormatError.self) { try SetupLink(parsing: String(link.text.dropLast(2))) }
  }

  @Test(arguments: [
    "", "#.", "wss://a#x", "wss://a#zz.zz", "wss://a#.u", "wss://a#..", "wss://a#.0.0",
    "https://a#.", "wss://a#." + String(repeating: "0", count: 1_000),
    "wss://a#" + String(repeating: "0", count: 50) + ".", "wss://a##.",
  ])
  func refusesWhatIsNoLink(text: String) {
    #expect(throws: FormatError.self) { try SetupLink(parsing: text) }
  }
}

@Suite struct IdentityFileTests {
  @Test func readsWhatItWrites() throws {
    let device = identity("a")
    #expect(try DeviceIdentity(decoding: device.encoded()).keys == device.keys)
  }

  @Test func noticesEveryDamage() {
    let file = identity("a").encoded()
    for bit in 0..<file.count * 8 {
      var changed = file
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(throws: FormatError.self) { try DeviceIdentity(decoding: changed) }
    }
    for count in 0..<file.count {
      #expect(throws: FormatError.self) { try DeviceIdentity(decoding: Array(file[..<count])) }
    }
    #expect(throws: FormatError.self) { try DeviceIdentity(decoding: file + [0]) }
  }
}

@Suite struct JoinRequestTests {
  @Test func staysBelowItsLimit() throws {
    let request = try Team().request("b")
    #expect(request.bytes.count <= TrustLimits.joinRequestBytesMax)
    #expect(request.isSigned)
  }

  @Test func allNamesLookTheSame() throws {
    let team = try Team()
    let names = ["", "Ana", "Chloé", String(repeating: "x", count: TrustLimits.nameBytesMax)]
    for name in names {
      let request = try JoinRequest(
        by: identity("b"), with: team.inviteSecret("b"), name: name,
        inviter: team.founder.keys, memberHead: team.log.head, ephemeralSeed: secret("seed"))
      #expect(request.bytes.count == 580)
      #expect(try request.name(openedBy: team.founder) == name)
    }
    #expect(throws: FormatError.self) {
      try JoinRequest(
        by: identity("b"), with: team.inviteSecret("b"),
        name: String(repeating: "é", count: 128), inviter: team.founder.keys,
        memberHead: team.log.head, ephemeralSeed: secret("seed"))
    }
    #expect(throws: FormatError.self) {
      try JoinRequest(
        by: identity("b"), with: team.inviteSecret("b"), name: "\u{1b}[2J",
        inviter: team.founder.keys, memberHead: team.log.head, ephemeralSeed: secret("seed"))
    }
  }

  @Test func refusesEveryTruncation() throws {
    let bytes = try Team().request("b").bytes
    for count in 0..<bytes.count {
      #expect(throws: FormatError.self) { try JoinRequest(parsing: Array(bytes[..<count])) }
    }
    #expect(throws: FormatError.self) { try JoinRequest(parsing: bytes + [0]) }
  }

  @Test func refusesANameThatIsNone() throws {
    let team = try Team()
    let good = try team.request("b")
    for plaintext in [
      [3, 0xff, 0xfe, 0xfd], [1, 0x61, 0x62], [2, 0x1b, 0x5b],
    ] as [[UInt8]] {
      let padded = plaintext + [UInt8](repeating: 0, count: 256 - plaintext.count)
      let sealed = try HPKE.seal(
        padded, to: team.founder.keys.agreement,
        info: Array("concord/v1/join-name".utf8) + team.log.workspace.bytes
          + good.invite.bytes + good.device.id.bytes,
        ephemeralSeed: secret("seed"))
      var forged = good.bytes
      forged.replaceSubrange(148..<452, with: sealed)
      #expect(throws: CryptographyError.notAuthentic) {
        try JoinRequest(parsing: forged).name(openedBy: team.founder)
      }
    }
  }
}

@Suite struct InviteTests {
  @Test(arguments: [(0, UInt64.max, false), (10, 9, false), (10, 10, true), (10, 11, true)])
  func endsWhenItSays(expires: UInt64, time: UInt64, hasExpired: Bool) {
    let invite = Invite(
      InviteID(bytes("invite")), for: .newMember(.reader), expires: expires, isAutomatic: false)
    #expect(invite.hasExpired(at: time) == hasExpired)
  }

  @Test func aFingerprintReadsBack() {
    let id = identity("a").id
    #expect(id.fingerprint.split(separator: "-").map(\.count) == [5, 5, 4, 4, 4, 4])
    #expect(Base32.decode(id.fingerprint) == id.bytes)
  }
}

@Suite struct LoginStatementTests {
  private let statement = LoginStatement(
    workspace: WorkspaceID(bytes("ws").prefix(16)), challenge: bytes("challenge"),
    relayKeyHash: bytes("relay key"))

  @Test func isSignedByADevice() {
    let device = identity("a")
    let signature = statement.signature(by: device)
    #expect(statement.isSigned(signature, by: device.keys))
    #expect(!statement.isSigned(signature, by: identity("b").keys))
    #expect(!statement.isSigned(Array(signature.dropLast()), by: device.keys))
  }

  @Test func isSignedByTheHolderOfAnInvite() {
    let secret = InviteSecret(
      SecretBytes(bytes("invite").prefix(16)), workspace: WorkspaceID(bytes("ws").prefix(16)))
    let signature = statement.signature(by: secret)
    #expect(statement.isSigned(signature, by: secret.id))
    #expect(!statement.isSigned(signature, by: InviteID(bytes("other"))))
    let identityPoint = InviteID([1] + [UInt8](repeating: 0, count: 31))
    #expect(
      !statement.isSigned(identityPoint.bytes + [UInt8](repeating: 0, count: 32), by: identityPoint)
    )
  }

  @Test func fitsOneConnectionOnly() {
    let device = identity("a")
    let signature = statement.signature(by: device)
    let others = [
      LoginStatement(
        workspace: WorkspaceID(bytes("other").prefix(16)), challenge: bytes("challenge"),
        relayKeyHash: bytes("relay key")),
      LoginStatement(
        workspace: WorkspaceID(bytes("ws").prefix(16)), challenge: bytes("other"),
        relayKeyHash: bytes("relay key")),
      LoginStatement(
        workspace: WorkspaceID(bytes("ws").prefix(16)), challenge: bytes("challenge"),
        relayKeyHash: LoginStatement.noRelayKeyHash),
    ]
    for other in others { #expect(!other.isSigned(signature, by: device.keys)) }
  }
}

@Suite struct LogRootTests {
  @Test func dependsOnEverythingBefore() {
    let workspace = WorkspaceID(bytes("ws").prefix(16))
    let generation = GenerationID(bytes("generation").prefix(16))
    let start = LogRoot.start(of: workspace, in: generation)
    #expect(
      start.bytes == taggedHash("concord/v1/log", workspace.bytes + generation.bytes))
    let first = start.appending(SegmentID(bytes("1")), at: 1)
    #expect(
      first.bytes
        == taggedHash(
          "concord/v1/log-node", start.bytes + [0, 0, 0, 0, 0, 0, 0, 1] + bytes("1")))
    let roots = [
      start, first, start.appending(SegmentID(bytes("2")), at: 1),
      start.appending(SegmentID(bytes("1")), at: 2),
      first.appending(SegmentID(bytes("1")), at: 2),
      LogRoot.start(of: workspace, in: .none),
    ]
    #expect(Set(roots).count == roots.count)
  }
}
