public import Bytes
public import ChangeLog

/// What can wait for a person; none of it is an error (docs/format.md §10.6).
public enum ConflictKind: UInt8, Sendable, CaseIterable, Comparable {
  /// One cell written concurrently: by one person on two devices, or a team cell by two people.
  case collision = 1
  /// Something was written to an object that somebody else deleted without having seen it, or a
  /// reply is to be seen to a note that is not.
  case deletion = 2
  /// Ratings of different people that diverge by the workspace's rule.
  case disagreement = 3
  /// A passage that two people changed while apart.
  case bothEdited = 4

  /// The word for it.
  public var name: String {
    switch self {
    case .collision: "collision"
    case .deletion: "edit met deletion"
    case .disagreement: "disagreement"
    case .bothEdited: "both edited"
    }
  }

  /// The order in which conflicts are listed.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Names what waits for a person: a kind of conflict and the cell it is about.
///
/// Neither the values nor the place in a list enter into the id, so that a conflict which is
/// settled and re-opens is the same one again.
public struct ConflictKey: Hashable, Comparable, Sendable {
  /// What kind of conflict.
  public let kind: ConflictKind
  /// The cell; for a disagreement that of the decision, for a passage that of the note's text.
  public let cell: CellKey

  /// Creates the name of a conflict.
  public init(_ kind: ConflictKind, _ cell: CellKey) {
    self.kind = kind
    self.cell = cell
  }

  /// The 16 bytes that name the conflict for people and commands.
  public func id(hash: HashFunction) -> ObjectID {
    let tag = Array("concord/v1/conflict".utf8)
    var writer = ByteWriter()
    writer.writeByte(UInt8(tag.count))
    writer.writeBytes(tag)
    writer.writeByte(kind.rawValue)
    writer.writeBytes(cell.object.bytes)
    writer.writeString(cell.field.name)
    writer.writeCountedBytes(cell.element)
    return ObjectID(hash(writer.bytes).prefix(16))
  }

  /// Orders conflicts by kind, then by cell.
  public static func < (left: Self, right: Self) -> Bool {
    left.kind != right.kind ? left.kind < right.kind : left.cell < right.cell
  }
}
