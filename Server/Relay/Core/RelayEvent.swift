public import Bytes
public import SyncProtocol

/// Names a connection for as long as it lasts, and is never used again.
public struct ConnectionNumber: RawRepresentable, Hashable, Comparable, Sendable {
  /// The number.
  public let rawValue: UInt64

  /// Creates the name from a number.
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// Orders connections by their numbers.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// What happens to a relay.
public enum RelayEvent: Sendable {
  /// A connection was accepted; `challenge` is 32 fresh random bytes for its login.
  /// `time` is the relay's clock, in milliseconds since 1970: clients compare theirs with it.
  case opened(ConnectionNumber, challenge: [UInt8], time: UInt64)
  /// A message came; it is worked through when the round ends.
  case received(ConnectionNumber, [UInt8])
  /// A connection ended.
  case closed(ConnectionNumber)
  /// No more messages wait on any socket; `now` is a clock in milliseconds that never goes back.
  case roundEnded(now: UInt64)
}

/// What a relay wants done.
public enum RelayEffect: Equatable, Sendable {
  /// Send these bytes as one message.
  case send(ConnectionNumber, [UInt8])
  /// Close the connection once everything is sent.
  case close(ConnectionNumber)
  /// Write a line to the log.
  case note(RelayNote)
  /// Stop the program with an error: the store is of no further use.
  case stop(RelayStoreError)
}

/// What the relay's log should tell; holds no content and no secrets.
public enum RelayNote: Equatable, Sendable {
  /// A device logged in.
  case loggedIn(ConnectionNumber, WorkspaceID, DeviceID)
  /// The holder of an invite logged in.
  case invited(ConnectionNumber, WorkspaceID)
  /// A workspace was made, or brought back.
  case workspaceCreated(ConnectionNumber, WorkspaceID)
  /// A push was refused.
  case pushRefused(ConnectionNumber, Reply.PushRefusal.Reason)
  /// A request failed.
  case requestFailed(ConnectionNumber, Reply.ErrorCode)
  /// The disk is full; reads go on.
  case storageFull
}
