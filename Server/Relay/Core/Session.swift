import Bytes
import SyncProtocol
import Trust

/// What the relay knows of one connection.
struct Session {
  /// How far the login has come.
  enum Standing {
    /// Nothing was said.
    case new
    /// The workspace is named.
    case greeted
    /// A device signed whose key the relay cannot look up.
    case unproven(Request.Proof)
    case device(DeviceID)
    case invite(InviteID)
  }

  /// The challenge of this connection, which serves one login.
  let challenge: [UInt8]
  /// When the connection was opened, by the relay's clock.
  let time: UInt64
  var standing = Standing.new
  var workspace = WorkspaceID([UInt8](repeating: 0, count: 16))
  var lastNumber: UInt32 = 0
  var stream: PullStream?
  /// The news that the client has.
  var told = Reply.Hint(position: 0, recordCount: 0, joinCount: 0)
  /// Whether a hint was sent to which the client has not reacted.
  var isHinted = false
  var allowance = Allowance()
  /// Requests that wait for the end of the round.
  var waitingCount = 0
  /// Pages that were sent in this round.
  var pageCount = 0
}

/// A client's reading of the log.
struct PullStream {
  /// The last position that was sent.
  var position: UInt64
  /// How far the client holds lanes.
  let known: [Lane: UInt64]
}

/// Bytes that a connection may still send: they flow in at a steady rate, up to a limit.
struct Allowance {
  private var bytes: UInt64?
  private var time: UInt64 = 0

  /// Takes `count` bytes, if they are there.
  mutating func take(_ count: Int, now: UInt64, _ configuration: RelayConfiguration) -> Bool {
    let elapsed = now > time ? min(now - time, 3_600_000) : 0
    time = max(time, now)
    let (inflow, hasOverflow) = configuration.bytesPerSecond.multipliedReportingOverflow(
      by: elapsed)
    let full = configuration.burstBytes
    let before = bytes ?? full
    let rest = hasOverflow ? full : min(full, before + min(full, inflow / 1_000))
    guard rest >= UInt64(count) else {
      bytes = rest
      return false
    }
    bytes = rest - UInt64(count)
    return true
  }
}
