public import Bytes

/// The name of a cell's or a text's field: 1 to 32 of `a`-`z`, `0`-`9`, `.` and `-`.
///
/// That is little enough for Swift's string equality to be equality of bytes.
public struct Field: Hashable, Comparable, Sendable, ExpressibleByStringLiteral {
  /// The name.
  public let name: String

  /// Creates the name if it follows the rule.
  public init?(_ name: String) {
    guard (1...Limits.fieldBytesMax).contains(name.utf8.count),
      name.utf8.allSatisfy({ byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
          UInt8(ascii: "."), UInt8(ascii: "-"):
          true
        default: false
        }
      })
    else { return nil }
    self.name = name
  }

  /// Creates the name from a constant, which must follow the rule.
  public init(stringLiteral name: String) {
    guard let field = Field(name) else { preconditionFailure("not a field name: \(name)") }
    self = field
  }

  /// Orders fields by their bytes.
  public static func < (left: Self, right: Self) -> Bool { utf8Precedes(left.name, right.name) }
}

/// Names a cell: a field of an object or, in a set-like field, one element of it.
public struct CellKey: Hashable, Comparable, Sendable {
  /// The object the cell belongs to.
  public let object: ObjectID
  /// Which of the object's fields.
  public let field: Field
  /// The element; empty where the field is not a set.
  public let element: [UInt8]

  /// Creates the name of a cell.
  public init(_ object: ObjectID, _ field: Field, element: [UInt8] = []) {
    self.object = object
    self.field = field
    self.element = element
  }

  /// Orders cells by the bytes of object, field and element.
  public static func < (left: Self, right: Self) -> Bool {
    if left.object != right.object { return left.object < right.object }
    if left.field != right.field { return left.field < right.field }
    return left.element.lexicographicallyPrecedes(right.element)
  }
}

/// Names a text: a field of an object.
public struct TextKey: Hashable, Comparable, Sendable {
  /// The object the text belongs to.
  public let object: ObjectID
  /// Which of the object's fields.
  public let field: Field

  /// Creates the name of a text.
  public init(_ object: ObjectID, _ field: Field) {
    self.object = object
    self.field = field
  }

  /// Orders texts by the bytes of object and field.
  public static func < (left: Self, right: Self) -> Bool {
    left.object != right.object ? left.object < right.object : left.field < right.field
  }
}

/// The smallest part of a change (docs/format.md §3.3).
public enum Operation: Equatable, Sendable {
  /// Writes `value` to a cell in place of exactly the writes in `replaces`.
  ///
  /// `seen` names operations that the writer had in view without replacing them: what a deletion
  /// covers, the ratings behind a decision. Both lists are in ascending order, without repeats.
  case put(CellKey, Value, replaces: [OperationID], seen: [OperationID])
  /// Takes the writes in `replaces` out of a cell and leaves nothing in their place.
  case clear(CellKey, replaces: [OperationID])
  /// At `position` of the text as `version` has it, deletes `deleteCount` scalars, then inserts.
  ///
  /// `version` is the text's frontier as its author saw it; empty means the previous run of this
  /// change on this text or, for the first, the beginning of the text.
  case text(TextKey, version: [OperationID], position: Int, deleteCount: Int, insert: String)
  /// An operation of a kind that is not known here: kept and carried, without effect.
  case unknown(kind: UInt64, bytes: [UInt8])

  /// Whether both are the same, text scalar for scalar.
  ///
  /// The compiler's version would compare `insert` up to canonical equivalence.
  public static func == (left: Self, right: Self) -> Bool {
    switch (left, right) {
    case (
      .put(let key, let value, let replaces, let seen),
      .put(let otherKey, let otherValue, let otherReplaces, let otherSeen)
    ):
      key == otherKey && value == otherValue && replaces == otherReplaces && seen == otherSeen
    case (.clear(let key, let replaces), .clear(let otherKey, let otherReplaces)):
      key == otherKey && replaces == otherReplaces
    case (
      .text(let key, let version, let position, let deleteCount, let insert),
      .text(let otherKey, let otherVersion, let otherPosition, let otherCount, let otherInsert)
    ):
      key == otherKey && version == otherVersion && position == otherPosition
        && deleteCount == otherCount && insert.utf8.elementsEqual(otherInsert.utf8)
    case (.unknown(let kind, let bytes), .unknown(let otherKind, let otherBytes)):
      kind == otherKind && bytes == otherBytes
    default: false
    }
  }

  /// Every operation this one names.
  public var references: [OperationID] {
    switch self {
    case .put(_, _, let replaces, let seen): replaces + seen
    case .clear(_, let replaces): replaces
    case .text(_, let version, _, _, _): version
    case .unknown: []
    }
  }

  /// The same operation with its references in ascending order, each once.
  var normalized: Operation {
    func sorted(_ references: [OperationID]) -> [OperationID] {
      references.count < 2 ? references : Set(references).sorted()
    }
    return switch self {
    case .put(let key, let value, let replaces, let seen):
      .put(key, value, replaces: sorted(replaces), seen: sorted(seen))
    case .clear(let key, let replaces): .clear(key, replaces: sorted(replaces))
    case .text(let key, let version, let position, let deleteCount, let insert):
      .text(
        key, version: sorted(version), position: position, deleteCount: deleteCount,
        insert: insert)
    case .unknown: self
    }
  }
}
