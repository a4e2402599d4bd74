public import Bytes

/// Names the database file that makes changes: 64 random bits, made with the file.
///
/// Never a device id: a file that is restored or copied must go on under a new name, or its changes
/// would claim places in the history that are taken.
public struct ReplicaID: RawRepresentable, Hashable, Comparable, Sendable {
  /// The 64 random bits.
  public let rawValue: UInt64

  /// Creates a replica name from its 64 bits.
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// Orders replicas by their bits, which is the order of their big-endian bytes.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Names one operation: a change and the operation's place in it, from 0.
public struct OperationID: Hashable, Comparable, Sendable {
  /// The change that holds the operation.
  public let change: ChangeID
  /// The operation's place among the operations of `change`.
  public let index: Int

  /// Creates the name of operation `index` of `change`.
  public init(_ change: ChangeID, _ index: Int) {
    self.change = change
    self.index = index
  }

  /// Orders operations by the bytes of their change, then by their place in it.
  public static func < (left: Self, right: Self) -> Bool {
    left.change != right.change ? left.change < right.change : left.index < right.index
  }
}
