public import Bytes

/// An atomic group of operations by one replica (docs/format.md §3).
public struct Change: Equatable, Sendable {
  /// The replica that made it.
  public let replica: ReplicaID
  /// Its place among the changes of `replica`, from 1.
  public let number: UInt64
  /// 1 + the largest of those it follows or names; 1 when there are none.
  public let lamport: UInt64
  /// The frontier it was made on, in ascending order.
  public let dependencies: [ChangeID]
  /// What its operations name beyond `dependencies`, in ascending order.
  public let names: [ChangeID]
  /// Milliseconds since 1970 on its author's clock; for display, never for a rule.
  public let time: UInt64
  /// The device that made it.
  public let author: DeviceID
  /// The change that this one undoes.
  public let undoes: ChangeID?
  /// The change of the same author that this one says again, after a cut took its past away.
  public let supersedes: ChangeID?
  /// Why it was made, in its author's words; empty for none.
  public let message: String
  /// What it does, in order.
  public let operations: [Operation]

  /// Creates a change on `dependencies`, which with everything named has the `lamport` before it.
  ///
  /// - Parameter pastLamport: The largest lamport of `dependencies` and of everything named.
  public init(
    replica: ReplicaID, number: UInt64, pastLamport: UInt64, dependencies: [ChangeID],
    time: UInt64, author: DeviceID, undoes: ChangeID? = nil, supersedes: ChangeID? = nil,
    message: String = "", operations: [Operation]
  ) {
    let sorted = dependencies.sorted()
    let known = Set(sorted)
    let operations = operations.map(\.normalized)
    var named = Set(operations.flatMap(\.references).map(\.change))
    if let undoes { named.insert(undoes) }
    self.init(
      replica: replica, number: number, lamport: pastLamport + 1, dependencies: sorted,
      names: named.subtracting(known).sorted(), time: time, author: author, undoes: undoes,
      supersedes: supersedes, message: message, operations: operations)
  }

  init(
    replica: ReplicaID, number: UInt64, lamport: UInt64, dependencies: [ChangeID],
    names: [ChangeID], time: UInt64, author: DeviceID, undoes: ChangeID?, supersedes: ChangeID?,
    message: String, operations: [Operation]
  ) {
    self.replica = replica
    self.number = number
    self.lamport = lamport
    self.dependencies = dependencies
    self.names = names
    self.time = time
    self.author = author
    self.undoes = undoes
    self.supersedes = supersedes
    self.message = message
    self.operations = operations
  }

  /// Whether the canonical bytes are the same.
  public static func == (left: Self, right: Self) -> Bool {
    left.encoded().bytes == right.encoded().bytes
  }

  /// Everything that must be applied before this change.
  public var past: [ChangeID] { dependencies + names }
}

/// A change together with its canonical bytes and the name that follows from them.
public struct EncodedChange: Equatable, Sendable {
  /// The hash of header and operations (docs/format.md §3.5).
  public let id: ChangeID
  /// The change itself.
  public let change: Change
  /// The canonical bytes.
  public let bytes: [UInt8]

  /// Encodes `change`.
  ///
  /// - Throws: `FormatError` when a limit is exceeded; nothing of it may then be stored.
  public init(_ change: Change, hash: HashFunction) throws(FormatError) {
    let (bytes, operationsStart) = change.encoded()
    guard bytes.count <= Limits.changeBytesMax else {
      throw FormatError(.tooLarge(UInt64(bytes.count), limit: UInt64(Limits.changeBytesMax)), at: 0)
    }
    // The decoder knows every other limit; a change it would refuse must not be made here either.
    let (decoded, _) = try Change.decode(bytes)
    precondition(decoded == change, "a change that does not survive its own encoding")
    self.change = change
    self.bytes = bytes
    self.id = Change.id(of: bytes, operationsStart: operationsStart, hash: hash)
  }

  /// Reads a change from its canonical bytes.
  ///
  /// - Throws: `FormatError` with the offset, for anything but the one encoding of a change.
  public init(decoding bytes: [UInt8], hash: HashFunction) throws(FormatError) {
    let (change, operationsStart) = try Change.decode(bytes)
    self.change = change
    self.bytes = bytes
    self.id = Change.id(of: bytes, operationsStart: operationsStart, hash: hash)
  }
}

extension Change {
  private static let tag = Array("concord/v1/change".utf8)

  /// The name of the change in `bytes`: the operations enter by their hash, so that they can be
  /// taken out of a history later without changing any name in it.
  static func id(of bytes: [UInt8], operationsStart: Int, hash: HashFunction) -> ChangeID {
    var input = [UInt8(tag.count)]
    input.reserveCapacity(1 + tag.count + operationsStart + 32)
    input += tag
    input += bytes[..<operationsStart]
    input += hash(Array(bytes[operationsStart...]))
    return ChangeID(hash(input))
  }
}
