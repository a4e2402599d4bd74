import Foundation
import Testing

@Suite("The command line of concord-relay")
struct RelayOptionTests {
  /// A command line that is refused, and a part of what is said of it.
  struct Mistake: CustomTestStringConvertible {
    let line: String
    let text: String
    var testDescription: String { line }

    init(_ line: String, _ text: String) { (self.line, self.text) = (line, text) }
  }

  /// Calls the program in the folder of `site`.
  private func call(_ line: String, _ site: Site) throws -> Outcome {
    let words = line.split(separator: " ").map(String.init)
    return try site.start([Tools.relay] + words, in: site.path).wait()
  }

  @Test(
    "A line that makes no sense exits with 2, says what is wrong, and makes no folder",
    arguments: [
      Mistake("frob", "no command 'frob'"),
      Mistake("serve", "--data DIR is missing"),
      Mistake("serve --data", "--data needs a value: DIR"),
      Mistake("serve --data data --frob", "takes no option --frob"),
      Mistake("serve --data data more", "'more' is one word too many"),
      Mistake("serve --data data --data other", "--data is given twice"),
      Mistake("serve --data data --open=1", "--open takes no value"),
      Mistake("serve --data data --listen", "--listen needs a value: ADDRESS:PORT"),
      Mistake("serve --data data --listen 127.0.0.1", "--listen takes a host and a port"),
      Mistake("serve --data data --listen 127.0.0.1:", "--listen takes a host and a port"),
      Mistake("serve --data data --listen 127.0.0.1:x", "--listen takes a host and a port"),
      Mistake("serve --data data --listen 127.0.0.1:65536", "--listen takes a host and a port"),
      Mistake("serve --data data --listen 127.0.0.1:-1", "--listen takes a host and a port"),
      Mistake("serve --data data --listen :7788", "--listen takes a host and a port"),
      Mistake("serve --data data --listen ::1:7788", "--listen takes a host and a port"),
      Mistake("serve --data data --advertise relay", "--advertise takes a host and a port"),
      Mistake("serve --data data --tls-cert a", "--tls-cert and --tls-key belong together"),
      Mistake("serve --data data --tls-key a", "--tls-cert and --tls-key belong together"),
      Mistake("serve --data data --tls-spki zz", "--tls-spki takes 64 hexadecimal digits"),
      Mistake("serve --data data --tls-spki 00ff", "--tls-spki takes 64 hexadecimal digits"),
    ])
  func mistakes(mistake: Mistake) throws {
    let site = try Site()
    let outcome = try call(mistake.line, site)
    #expect(outcome.code == 2, "\(outcome)")
    #expect(outcome.errors.hasPrefix("error: "), "\(outcome)")
    #expect(outcome.errors.contains(mistake.text), "\(outcome)")
    #expect(outcome.output.isEmpty, "\(outcome)")
    #expect(!FileManager.default.fileExists(atPath: site.file("data")))
  }

  @Test(
    "What can only be found out by trying exits with 1",
    arguments: [
      Mistake("serve --data data --listen localhost:0", "cannot listen on localhost"),
      Mistake(
        "serve --data data --listen 127.0.0.1:0 --tls-cert none --tls-key none",
        "the certificate and the key cannot be read"),
    ])
  func failures(mistake: Mistake) throws {
    let outcome = try call(mistake.line, try Site())
    #expect(outcome.code == 1, "\(outcome)")
    #expect(outcome.errors.contains(mistake.text), "\(outcome)")
    #expect(outcome.output.isEmpty, "\(outcome)")
  }

  @Test("Help names every option, and its examples are lines as one types them")
  func help() throws {
    let site = try Site()
    for line in ["", "help", "--help", "-h"] {
      let outcome = try call(line, site)
      #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome)")
      #expect(outcome.output.contains("serve       Run the relay"), "\(outcome)")
    }
    let outcome = try call("serve --help", site)
    #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome)")
    let options = [
      "data DIR", "listen ADDRESS:PORT", "advertise HOST:PORT", "tls-cert FILE", "tls-key FILE",
      "tls-spki HEX", "no-pin", "open",
    ]
    for option in options { #expect(outcome.output.contains("\n      --\(option)"), "\(option)") }
    #expect(outcome.output.contains("\n  concord-relay serve --data relay\n"), "\(outcome)")
    #expect(try call("help serve", site).output == outcome.output)
  }

  @Test("The version is one line")
  func version() throws {
    let outcome = try call("--version", try Site())
    #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome)")
    #expect(outcome.output == "concord-relay 1.0\n")
  }

  @Test("The link names where clients reach the relay, and leaves out what it is told to")
  func link() throws {
    let site = try Site()
    let options = ["--advertise", "relay.example:7788"]
    let whole = try RunningRelay(site, data: site.file("whole"), options: options)
    let secret = try #require(whole.link.split(separator: "#").last)
    #expect(whole.link.hasPrefix("wss://relay.example:7788/#"))
    #expect(secret.split(separator: ".").map(\.count) == [52, 26])
    let bare = try RunningRelay(
      site, data: site.file("bare"), options: options + ["--no-pin", "--open"])
    #expect(bare.link == "wss://relay.example:7788/#.")
    #expect(!FileManager.default.fileExists(atPath: bare.data + "/operator-token"))
  }

  @Test("A pin that is given stands in the link")
  func pin() throws {
    let site = try Site()
    let relay = try RunningRelay(
      site, options: ["--tls-spki", String(repeating: "00ff", count: 16)])
    #expect(relay.link.contains("/#03zg1zr0zw0fy07z0"), "\(relay.link)")
  }

  @Test("An IPv6 address stands in brackets")
  func bracketed() throws {
    let site = try Site()
    let child = try site.start(
      [Tools.relay, "serve", "--data", "data", "--listen", "[::1]:0"], in: site.path)
    defer { child.kill() }
    // A machine without IPv6 says that it cannot listen there, which names the address as well.
    try eventually("the relay's answer") {
      child.output.hasPrefix("Set-up link: wss://[::1]:")
        || child.errors.contains("cannot listen on ::1")
    }
  }
}
