public import Bytes

/// What `concord-relay serve` prints for whoever founds a workspace: `wss://host:port/#PIN.TOKEN`.
///
/// The part behind `#` is never sent by a browser, so that pasting the link there tells nobody.
public struct SetupLink: Hashable, Sendable {
  /// Where the relay is.
  public let relay: RelayAddress
  /// What lets its holder create workspaces; empty where everybody may.
  public let operatorToken: [UInt8]

  /// Creates a link.
  ///
  /// - Precondition: the token has at most ``TrustLimits/operatorTokenBytesMax`` bytes.
  public init(_ relay: RelayAddress, operatorToken: [UInt8]) {
    precondition(operatorToken.count <= TrustLimits.operatorTokenBytesMax, "the token is too long")
    self.relay = relay
    self.operatorToken = operatorToken
  }

  /// The link (docs/format.md §9.3).
  public var text: String {
    let pin = relay.pin.map { Base32.encode($0) } ?? ""
    return "\(relay.url)#\(pin).\(Base32.encode(operatorToken))"
  }

  /// Reads a link; a bare URL is one without pin and token, and one without a dot has no token.
  public init(parsing text: String) throws(FormatError) {
    let bytes = Array(text.utf8)
    let end = bytes.firstIndex(of: UInt8(ascii: "#")) ?? bytes.count
    let secrets = bytes[end...].dropFirst().split(
      separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard secrets.count <= 2 else {
      throw FormatError("a set-up link has a pin and a token behind the #", at: end)
    }
    guard let pin = Self.decode(secrets[0]), pin.isEmpty || pin.count == RelayAddress.pinByteCount
    else { throw FormatError("not the pin of a relay", at: end) }
    guard let token = Self.decode(secrets.count == 2 ? secrets[1] : []),
      token.count <= TrustLimits.operatorTokenBytesMax
    else { throw FormatError("not an operator token", at: end) }
    let url = String(decoding: bytes[..<end], as: UTF8.self)
    guard let relay = RelayAddress(url, pin: pin.isEmpty ? nil : pin) else {
      throw FormatError("not the address of a relay", at: 0)
    }
    self.init(relay, operatorToken: token)
  }

  private static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    // Three times the longest of the two: what is longer is nothing of ours.
    guard text.count <= 3 * TrustLimits.operatorTokenBytesMax else { return nil }
    return Base32.decode(String(decoding: text, as: UTF8.self))
  }
}
