/// A host with a port, as `host:port` or `[ipv6]:port`.
struct HostAndPort: Equatable, CustomStringConvertible {
  /// The name or address, without brackets.
  let host: String
  let port: UInt16

  init(host: String, port: UInt16) {
    self.host = host
    self.port = port
  }

  /// Reads `text`; nil when it is not a host and a port.
  init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...])
    else { return nil }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      return nil
    }
    guard !host.isEmpty else { return nil }
    self.init(host: String(host), port: port)
  }

  /// Whether it stands for all addresses of the machine, in any spelling: `0.0.0.0`, `::`, `0::0`.
  var isEveryAddress: Bool { host.allSatisfy { "0.:".contains($0) } }

  func with(port: UInt16) -> HostAndPort { HostAndPort(host: host, port: port) }

  var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
