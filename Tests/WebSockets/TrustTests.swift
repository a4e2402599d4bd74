import Testing
import WebSockets

@Suite struct TrustTests {
  @Test func tellsTheKeyThatTheServerHolds() throws {
    let server = try RunningServer()
    let client = try Client.of(server)
    #expect(try client.open() == server.pin)
    #expect(server.pin.count == 32)
  }

  @Test func refusesAnotherKeyBeforeAnythingIsSent() throws {
    let server = try RunningServer()
    let other = [UInt8](repeating: 9, count: 32)
    let client = try Client.of(server, trust: .pin(other))
    #expect(
      client.poll(timeoutMilliseconds: 10_000) == [
        .closed(.wrongKey(expected: other, seen: server.pin))
      ])
    #expect(client.send([1]) == false)
    #expect(server.stop())
    #expect(server.record.addresses.isEmpty)
    #expect(server.record.messages.isEmpty)
  }

  @Test func acceptsAnExpiredCertificateWithTheRightKey() throws {
    let server = try RunningServer(identity: TestIdentity(days: 5))
    #expect(try Client.of(server).open() == server.pin)
  }

  @Test func refusesACertificateThatNobodyVouchesFor() throws {
    let server = try RunningServer()
    let client = try Client.of(server, trust: .authorities(file: nil))
    let selfSigned: Int32 = 18
    #expect(client.ending() == .notTrusted(code: selfSigned))
    #expect(server.record.addresses.isEmpty)
  }

  @Test func acceptsACertificateForTheHostFromAnAuthority() throws {
    let authority = TestIdentity()
    let file = try TemporaryFile(authority.certificate)
    let server = try RunningServer(identity: TestIdentity(issuer: authority))
    #expect(try Client.of(server, trust: .authorities(file: file.path)).open() == server.pin)
    let byName = try Client.of(
      server, host: "localhost", trust: .authorities(file: file.path))
    #expect(try byName.open() == server.pin)
  }

  @Test func refusesACertificateForAnotherHost() throws {
    let authority = TestIdentity()
    let file = try TemporaryFile(authority.certificate)
    let identity = TestIdentity(names: "DNS:elsewhere.example", issuer: authority)
    let server = try RunningServer(identity: identity)
    let hostnameMismatch: Int32 = 62
    let ipMismatch: Int32 = 64
    let byName = try Client.of(
      server, host: "localhost", trust: .authorities(file: file.path))
    #expect(byName.ending() == .notTrusted(code: hostnameMismatch))
    let byAddress = try Client.of(server, trust: .authorities(file: file.path))
    #expect(byAddress.ending() == .notTrusted(code: ipMismatch))
  }

  @Test func refusesAnExpiredCertificateFromAnAuthority() throws {
    let authority = TestIdentity()
    let file = try TemporaryFile(authority.certificate)
    let server = try RunningServer(identity: TestIdentity(days: 5, issuer: authority))
    let expired: Int32 = 10
    let client = try Client.of(server, trust: .authorities(file: file.path))
    #expect(client.ending() == .notTrusted(code: expired))
  }

  @Test func readsTheIdentityFromFiles() throws {
    let identity = TestIdentity()
    let certificate = try TemporaryFile(identity.certificate)
    let key = try TemporaryFile(identity.key)
    let server = try RunningServer {
      $0.identity = .files(certificate: certificate.path, key: key.path)
    }
    #expect(try Client.of(server).open() == server.pin)
  }

  @Test func refusesToStartWithAKeyThatIsNotTheCertificates() {
    let (one, other) = (TestIdentity(), TestIdentity())
    #expect(throws: ServerError.badIdentity) {
      try RunningServer { $0.identity = .pem(certificate: one.certificate, key: other.key) }
    }
    #expect(throws: ServerError.badIdentity) {
      try RunningServer { $0.identity = .files(certificate: "/nowhere", key: "/nowhere") }
    }
  }
}
