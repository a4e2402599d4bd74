import Bytes
import Host
import Trust
import WebSockets

/// What the command line says about how to serve.
struct ServeOptions {
  let data: String
  let listen: HostAndPort
  let advertised: HostAndPort?
  /// A certificate from elsewhere; nil for one of our own.
  let identity: ServerConfiguration.Identity?
  /// The hash of the key that clients see, if it is not ours.
  let keyHash: [UInt8]?
  let hasPin: Bool
  let isOpen: Bool

  init(_ arguments: Arguments) throws(UsageError) {
    data = try arguments.requiredValue("data")
    listen =
      try Self.hostAndPort("listen", arguments) ?? HostAndPort(host: "127.0.0.1", port: 7_788)
    advertised = try Self.hostAndPort("advertise", arguments)
    switch (arguments.value("tls-cert"), arguments.value("tls-key")) {
    case (let certificate?, let key?): identity = .files(certificate: certificate, key: key)
    case (nil, nil): identity = nil
    default: throw arguments.error("--tls-cert and --tls-key belong together")
    }
    let keyHash = arguments.value("tls-spki").map { Hex.decode($0) ?? [] }
    guard keyHash == nil || keyHash?.count == 32 else {
      throw arguments.error("--tls-spki takes 64 hexadecimal digits")
    }
    self.keyHash = keyHash
    hasPin = !arguments.has("no-pin")
    isOpen = arguments.has("open")
  }

  private static func hostAndPort(
    _ option: String, _ arguments: Arguments
  ) throws(UsageError) -> HostAndPort? {
    guard let text = arguments.value(option) else { return nil }
    guard let value = HostAndPort(text) else {
      throw arguments.error("--\(option) takes a host and a port, such as 127.0.0.1:7788")
    }
    return value
  }

  /// Whether the link names this machine by a guess: nobody can connect to "all addresses".
  var guessesHost: Bool { advertised == nil && listen.isEveryAddress }

  /// What to hand to whoever makes a workspace.
  func link(port: UInt16, pin: [UInt8], operatorToken: [UInt8]) -> String {
    let reachable =
      guessesHost
      ? HostAndPort(host: Machine.hostName, port: port)
      : advertised ?? listen.with(port: port)
    let url = "wss://\(reachable)/"
    guard let address = RelayAddress(url, pin: hasPin ? pin : nil) else { return url }
    return SetupLink(address, operatorToken: operatorToken).text
  }
}
