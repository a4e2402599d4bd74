import Bytes
import Cryptography
import Foundation
import Testing

@Suite struct CertificateTests {
  @Test func namesItsKeyInBothForms() throws {
    let made = try SelfSignedCertificate.make(hosts: ["relay.example", "127.0.0.1", "::1"])
    #expect(made.spkiHash.count == 32)
    #expect(
      try SelfSignedCertificate.spkiHash(ofCertificatePEM: made.certificatePEM) == made.spkiHash)
    #expect(
      try SelfSignedCertificate.spkiHash(ofCertificateDER: der(made.certificatePEM))
        == made.spkiHash)
    let other = try SelfSignedCertificate.make(hosts: ["relay.example"])
    #expect(other.spkiHash != made.spkiHash)
  }

  /// The `openssl` program is another reader of what we write.
  @Test func agreesWithTheCommandLine() throws {
    let made = try SelfSignedCertificate.make(hosts: ["relay.example", "127.0.0.1", "::1"])
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    let certificate = folder.appending(path: "certificate.pem")
    try made.certificatePEM.write(to: certificate, atomically: true, encoding: .utf8)
    let key = folder.appending(path: "key.pem")
    try made.privateKeyPEM.write(to: key, atomically: true, encoding: .utf8)
    #expect(
      try openssl("verify", "-CAfile", certificate.path(), certificate.path()).hasSuffix(": OK\n"))
    let text = try openssl("x509", "-in", certificate.path(), "-noout", "-text")
    #expect(text.contains("DNS:relay.example, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1"))
    #expect(text.contains("Not After : Dec 31 23:59:59 9999 GMT"))
    #expect(text.contains("CA:FALSE"))
    let publicKey = try openssl("pkey", "-in", key.path(), "-pubout")
    #expect(SHA256.hash(try der(publicKey)) == made.spkiHash)
  }

  @Test(arguments: [
    "", "a,DNS:b", "a b", "a:b", "a\nb", "é.example", String(repeating: "a", count: 254),
  ])
  func refusesAHostThatIsNone(host: String) {
    #expect(throws: CryptographyError.unacceptableHost) {
      try SelfSignedCertificate.make(hosts: [host])
    }
  }

  @Test func refusesWhatIsNoCertificate() throws {
    #expect(throws: CryptographyError.unacceptableHost) {
      try SelfSignedCertificate.make(hosts: [])
    }
    for text in ["", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
      #expect(throws: CryptographyError.malformedCertificate) {
        try SelfSignedCertificate.spkiHash(ofCertificatePEM: text)
      }
    }
    let good = try der(SelfSignedCertificate.make(hosts: ["a"]).certificatePEM)
    for count in 0..<good.count {
      #expect(throws: CryptographyError.malformedCertificate) {
        try SelfSignedCertificate.spkiHash(ofCertificateDER: Array(good.prefix(count)))
      }
    }
    #expect(throws: CryptographyError.malformedCertificate) {
      try SelfSignedCertificate.spkiHash(ofCertificateDER: good + [0])
    }
  }

  private func der(_ pem: String) throws -> [UInt8] {
    let lines = pem.split(separator: "\n").filter { !$0.hasPrefix("-----") }
    return Array(try #require(Data(base64Encoded: lines.joined())))
  }

  private func openssl(_ arguments: String...) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/openssl")
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return String(decoding: text, as: UTF8.self)
  }
}
