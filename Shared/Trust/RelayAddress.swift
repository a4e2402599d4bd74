import Bytes

/// Where a relay is, and by which key its certificate is known.
public struct RelayAddress: Hashable, Sendable {
  /// `wss://host`, with a port and a path where they are not the usual ones; `ws://` without TLS.
  public let url: String
  /// The SHA-256 of the public key of the relay's certificate; nil for any that a certificate
  /// authority of the system vouches for.
  public let pin: [UInt8]?
  /// Whether the connection is encrypted.
  public let isSecure: Bool
  /// The DNS name or IP address, without the brackets of IPv6.
  public let host: String
  /// The TCP port.
  public let port: UInt16

  /// The bytes of a pin.
  public static let pinByteCount = 32

  /// Reads an address; nil when `url` is none.
  ///
  /// - Parameter pin: 32 bytes, or nothing or 32 zeros for the system's authorities.
  public init?(_ url: String, pin: [UInt8]? = nil) {
    guard url.utf8.count <= TrustLimits.urlBytesMax,
      let parts = Self.parts(of: url), pin == nil || pin?.count == Self.pinByteCount
    else { return nil }
    self.url = url
    self.pin = pin.flatMap { pin in pin.allSatisfy { $0 == 0 } ? nil : pin }
    (isSecure, host, port) = parts
  }

  /// The pin as formats carry it.
  var pinOrZeros: [UInt8] { pin ?? [UInt8](repeating: 0, count: Self.pinByteCount) }

  private static func parts(
    of url: String
  ) -> (isSecure: Bool, host: String, port: UInt16)? {
    var rest = Array(url.utf8)[...]
    let isSecure: Bool
    if rest.starts(with: "wss://".utf8) {
      isSecure = true
    } else if rest.starts(with: "ws://".utf8) {
      isSecure = false
    } else {
      return nil
    }
    rest = rest.dropFirst(isSecure ? 6 : 5)
    let isPlain = rest.allSatisfy { $0 > 0x20 && $0 < 0x7f && !Array("#?@\\\"".utf8).contains($0) }
    guard isPlain else { return nil }
    let authority = rest.prefix { $0 != UInt8(ascii: "/") }
    guard let (host, portText) = split(authority), !host.isEmpty else { return nil }
    guard let portText else { return (isSecure, text(host), isSecure ? 443 : 80) }
    guard portText.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let port = UInt16(text(portText)), port > 0
    else { return nil }
    return (isSecure, text(host), port)
  }

  /// Splits `host:port`, where the host of IPv6 stands in brackets.
  private static func split(
    _ authority: ArraySlice<UInt8>
  ) -> (host: ArraySlice<UInt8>, port: ArraySlice<UInt8>?)? {
    let colon = UInt8(ascii: ":")
    if authority.first == UInt8(ascii: "[") {
      guard let end = authority.firstIndex(of: UInt8(ascii: "]")) else { return nil }
      let after = authority[(end + 1)...]
      guard after.isEmpty || after.first == colon else { return nil }
      return (authority.dropFirst()[..<end], after.isEmpty ? nil : after.dropFirst())
    }
    guard let place = authority.firstIndex(of: colon) else { return (authority, nil) }
    return (authority[..<place], authority[(place + 1)...])
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }
}
