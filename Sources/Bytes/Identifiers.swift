/// A 16-byte name of one `Kind` of thing; names of different kinds cannot be mixed up.
///
/// Ordered as its bytes are.
@frozen
public struct ID16<Kind>: Hashable, Comparable, Sendable {
  /// How many bytes the name has.
  public static var byteCount: Int { 16 }

  @usableFromInline let high: UInt64
  @usableFromInline let low: UInt64

  /// Creates the name from its 16 bytes.
  @inlinable
  public init(_ bytes: some Collection<UInt8>) {
    precondition(bytes.count == 16, "an ID16 has 16 bytes")
    var iterator = bytes.makeIterator()
    high = nextWord(&iterator)
    low = nextWord(&iterator)
  }

  init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// The 16 bytes.
  public var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.writeInteger(high)
    writer.writeInteger(low)
    return writer.bytes
  }

  /// Orders names by their bytes.
  @inlinable
  public static func < (left: Self, right: Self) -> Bool {
    left.high != right.high ? left.high < right.high : left.low < right.low
  }

  /// Whether the bytes are the same.
  @inlinable
  public static func == (left: Self, right: Self) -> Bool {
    left.high == right.high && left.low == right.low
  }

  /// Feeds the bytes to `hasher`.
  @inlinable
  public func hash(into hasher: inout Hasher) {
    hasher.combine(high)
    hasher.combine(low)
  }
}

/// A 32-byte name of one `Kind` of thing, as a rule a SHA-256.
///
/// Ordered as its bytes are.
@frozen
public struct ID32<Kind>: Hashable, Comparable, Sendable {
  @usableFromInline let first: UInt64
  @usableFromInline let second: UInt64
  @usableFromInline let third: UInt64
  @usableFromInline let fourth: UInt64

  /// Creates the name from its 32 bytes.
  @inlinable
  public init(_ bytes: some Collection<UInt8>) {
    precondition(bytes.count == 32, "an ID32 has 32 bytes")
    var iterator = bytes.makeIterator()
    first = nextWord(&iterator)
    second = nextWord(&iterator)
    third = nextWord(&iterator)
    fourth = nextWord(&iterator)
  }

  init(first: UInt64, second: UInt64, third: UInt64, fourth: UInt64) {
    self.first = first
    self.second = second
    self.third = third
    self.fourth = fourth
  }

  /// The 32 bytes.
  public var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.writeInteger(first)
    writer.writeInteger(second)
    writer.writeInteger(third)
    writer.writeInteger(fourth)
    return writer.bytes
  }

  /// Orders names by their bytes.
  @inlinable
  public static func < (left: Self, right: Self) -> Bool {
    if left.first != right.first { return left.first < right.first }
    if left.second != right.second { return left.second < right.second }
    if left.third != right.third { return left.third < right.third }
    return left.fourth < right.fourth
  }

  /// Whether the bytes are the same.
  @inlinable
  public static func == (left: Self, right: Self) -> Bool {
    left.first == right.first && left.second == right.second && left.third == right.third
      && left.fourth == right.fourth
  }

  /// Feeds the bytes to `hasher`.
  @inlinable
  public func hash(into hasher: inout Hasher) {
    // All of them: where others may choose names, they would choose ones that collide.
    hasher.combine(first)
    hasher.combine(second)
    hasher.combine(third)
    hasher.combine(fourth)
  }
}

/// The next eight bytes as a big-endian number.
///
/// Inlinable, as are the initialisers: an unspecialised generic costs a call for each byte, and
/// names are read by the ten thousand.
@inlinable
@inline(__always)
func nextWord(_ bytes: inout some IteratorProtocol<UInt8>) -> UInt64 {
  var word: UInt64 = 0
  for _ in 0..<8 { word = word << 8 | UInt64(bytes.next() ?? 0) }
  return word
}

/// What the identifiers of this module name; never instantiated.
public enum Named {
  /// One machine of a member, with its own keys.
  public enum Device {}
  /// A person in a workspace.
  public enum Member {}
  /// What a team shares.
  public enum Workspace {}
  /// A thing that cells and texts belong to: an article, a note, ...
  public enum Object {}
  /// A change, by the hash of its canonical bytes.
  public enum Change {}
  /// A segment, by the hash of its header and ciphertext.
  public enum Segment {}
  /// A record of the membership log, by its hash.
  public enum Record {}
}

/// Names a device: one machine of a member.
public typealias DeviceID = ID16<Named.Device>
/// Names a member: a person in the workspace.
public typealias MemberID = ID16<Named.Member>
/// Names a workspace, by the hash of its genesis record.
public typealias WorkspaceID = ID16<Named.Workspace>
/// Names an object.
public typealias ObjectID = ID16<Named.Object>
/// Names a change by its hash.
public typealias ChangeID = ID32<Named.Change>
/// Names a segment by its hash.
public typealias SegmentID = ID32<Named.Segment>
/// Names a record of the membership log by its hash.
public typealias RecordID = ID32<Named.Record>

extension ByteReader {
  /// The eight bytes from `start` on as a big-endian number.
  private func word(at start: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in start..<start + 8 { word = word << 8 | UInt64(bytes[index]) }
    return word
  }

  /// Reads the 16 bytes of a name.
  public mutating func readID16<Kind>(
    _ type: ID16<Kind>.Type = ID16<Kind>.self
  ) throws(FormatError) -> ID16<Kind> {
    let start = try take(16).lowerBound
    return ID16(high: word(at: start), low: word(at: start + 8))
  }

  /// Reads the 32 bytes of a name.
  public mutating func readID32<Kind>(
    _ type: ID32<Kind>.Type = ID32<Kind>.self
  ) throws(FormatError) -> ID32<Kind> {
    let start = try take(32).lowerBound
    return ID32(
      first: word(at: start), second: word(at: start + 8), third: word(at: start + 16),
      fourth: word(at: start + 24))
  }
}
