import Bytes
import SQLite
public import Trust

/// Which relay a replica is synced through.
extension Replica {
  /// Names the relay for this and every later sync.
  ///
  /// Another relay starts at its beginning: what it lacks is carried to it by the next sync.
  public func setRelay(_ link: SetupLink) throws {
    try setRelay(link.relay, operatorToken: link.operatorToken)
  }

  func setRelay(_ relay: RelayAddress, operatorToken: [UInt8]) throws {
    try write { transaction in
      let meta = Meta(transaction.database)
      try meta.set(.relay, .text(relay.url))
      try meta.set(.pin, .blob(relay.pin ?? []))
      try meta.set(.token, .blob(operatorToken))
    }
  }

  /// The relay, or nil when none is set.
  public func relay() throws -> RelayAddress? {
    let meta = Meta(database)
    guard let url = try meta.first(.relay, { $0.text(0) }) else { return nil }
    let pin = try meta.first(.pin) { $0.blob(0) } ?? []
    guard let relay = RelayAddress(url, pin: pin.isEmpty ? nil : pin) else {
      throw ReplicaError.damaged("the relay's address cannot be read")
    }
    return relay
  }

  /// What lets this client create a workspace at the relay; empty when it has nothing of the kind.
  public func relayToken() throws -> [UInt8] {
    try Meta(database).first(.token) { $0.blob(0) } ?? []
  }

  /// The relay as people call it: host and port.
  public func relayName() throws -> String? { try relay().map { "\($0.host):\($0.port)" } }

  /// Whether a sync would have something to send.
  public func hasWork() throws -> Bool {
    try toSend().count > 0
      || database.first("SELECT 1 FROM proposal LIMIT 1") { _ in true } ?? false
  }

  /// When the relay was last reached, in milliseconds since 1970; nil when it never was.
  public func lastReached() throws -> UInt64? {
    try Meta(database).first(.reached) { $0.bits(0) }
  }

  /// The key epoch in force.
  public func epoch() throws -> UInt32 {
    UInt32(truncatingIfNeeded: try Meta(database).bits(.epoch))
  }
}
