/// The bounds on what a change may hold (docs/format.md §3.6); a decoder refuses anything above.
public enum Limits {
  /// Bytes of one canonical change.
  public static let changeBytesMax = 512 << 10
  /// Changes that one change may follow directly.
  public static let dependenciesMax = 1_024
  /// Further changes that the operations of one change may name.
  public static let namesMax = 4_096
  /// Operations in one change.
  public static let operationsMax = 10_000
  /// Operations that one list of references may name.
  public static let referencesMax = 10_000
  /// Bytes of one encoded value.
  public static let valueBytesMax = 64 << 10
  /// UTF-8 bytes of one inserted run of text.
  public static let insertBytesMax = 64 << 10
  /// Bytes of the name of a field.
  public static let fieldBytesMax = 32
  /// Bytes of an element of a set-like field.
  public static let elementBytesMax = 1_024
  /// Bytes of the message of a change.
  public static let messageBytesMax = 1_024
  /// Lists and maps inside each other.
  public static let nestingMax = 32
  /// The largest position or count in a text; keeps every sum of two inside an `Int`.
  public static let positionMax = 1 << 40
}
