/// The bounds on everything that a peer can make grow (docs/protocol.md §7).
public enum Limits {
  /// Bytes of one message.
  public static let messageBytes = 1 << 20 | 64 << 10
  /// Bytes of one segment: 1 MiB of ciphertext, the header and the signature.
  public static let segmentBytes = 1 << 20 | 224
  /// Bytes of one membership record.
  public static let recordBytes = 257 << 10
  /// Bytes of an operator's token.
  public static let tokenBytes = 64
  /// Bytes of one join request.
  public static let joinRequestBytes = 1 << 10
  /// Bytes of UTF-8 in the text of an error.
  public static let errorTextBytes = 256
  /// Lanes that a pull may name as held.
  public static let knownLanes = 4_096
  /// Entries of one page.
  public static let pageEntries = 8_192
  /// Segments of one push.
  public static let pushSegments = 1_024
  /// Membership records in one message.
  public static let records = 4_096
  /// Join requests in one message.
  public static let joinRequests = 256
  /// Lane heads in one message.
  public static let laneHeads = 8_192
  /// Pulls that a client may have in flight.
  public static let pullsInFlight = 2
  /// Bytes that a message may spend on its list, so that the fields around it still fit.
  public static let listBytes = messageBytes - (1 << 10)
}
