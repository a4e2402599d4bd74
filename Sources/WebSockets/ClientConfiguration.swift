/// What a ``Client`` asks for, and its limits.
public struct ClientConfiguration: Sendable {
  /// The path of the WebSocket.
  public var path = "/v1/sync"
  /// The only WebSocket subprotocol that is spoken.
  public var subprotocol = "concord.v1"
  /// The largest message that is taken, in bytes; a larger one closes the connection with 1009.
  public var messageBytesMax = (1 << 20) + (64 << 10)
  /// The bytes that may wait to be written; `send` refuses what goes beyond.
  public var pendingBytesMax = 8 << 20
  /// The milliseconds from the start to an open connection.
  public var openMilliseconds = 10_000
  /// The seconds that closing may take.
  public var closeSeconds = 5
  /// The seconds without a sign of life after which a ping is sent.
  public var pingSeconds = 30
  /// The seconds that the answer to a ping may take.
  public var pongSeconds = 10

  /// Creates the default limits.
  public init() {}
}
