public import Bytes

/// What a cell can hold: one of seven kinds, with one encoding each (docs/format.md §3.1).
///
/// There is no floating point, whose equality and spelling differ between machines. Two values are
/// equal when their canonical bytes are.
public enum Value: Equatable, Sendable {
  /// Nothing.
  case null
  /// A truth value.
  case bool(Bool)
  /// A signed 64-bit integer.
  case integer(Int64)
  /// Text, compared by its UTF-8 bytes: no normalisation.
  case string(String)
  /// Bytes.
  case bytes([UInt8])
  /// Values in an order.
  case list([Value])
  /// Values by key; build it with ``map(_:)``, which puts the keys in order.
  case entries([Entry])

  /// One key of a map, and its value.
  public struct Entry: Equatable, Sendable {
    /// The key, compared by its UTF-8 bytes.
    public let key: String
    /// What stands under it.
    public let value: Value

    /// Creates an entry.
    public init(_ key: String, _ value: Value) {
      self.key = key
      self.value = value
    }

    /// Whether keys and values have the same bytes.
    public static func == (left: Self, right: Self) -> Bool {
      left.key.utf8.elementsEqual(right.key.utf8) && left.value == right.value
    }
  }

  /// A map of `pairs`, which must not repeat a key.
  public static func map(_ pairs: [(String, Value)]) -> Value {
    let sorted = pairs.map { Entry($0.0, $0.1) }.sorted { utf8Precedes($0.key, $1.key) }
    for (left, right) in zip(sorted, sorted.dropFirst()) {
      precondition(utf8Precedes(left.key, right.key), "a map with the key \(left.key) twice")
    }
    return .entries(sorted)
  }

  /// Whether the canonical bytes are the same.
  public static func == (left: Self, right: Self) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.integer(let left), .integer(let right)): left == right
    // String's own equality calls é and e + accent the same; their bytes differ.
    case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
    case (.bytes(let left), .bytes(let right)): left == right
    case (.list(let left), .list(let right)): left == right
    case (.entries(let left), .entries(let right)): left == right
    default: false
    }
  }

  /// What stands under `key`, or nil when this is no map or has no such key.
  public subscript(key: String) -> Value? {
    guard case .entries(let entries) = self else { return nil }
    return entries.first { $0.key.utf8.elementsEqual(key.utf8) }?.value
  }

  /// The text, if this is one.
  public var string: String? {
    if case .string(let string) = self { string } else { nil }
  }

  /// The integer, if this is one.
  public var integer: Int64? {
    if case .integer(let integer) = self { integer } else { nil }
  }

  /// The bytes, if these are some.
  public var bytes: [UInt8]? {
    if case .bytes(let bytes) = self { bytes } else { nil }
  }

  /// The values, if this is a list.
  public var list: [Value]? {
    if case .list(let list) = self { list } else { nil }
  }
}

/// Whether `left` stands before `right` in the order of their UTF-8 bytes.
func utf8Precedes(_ left: String, _ right: String) -> Bool {
  left.utf8.lexicographicallyPrecedes(right.utf8)
}

extension Value {
  private enum Tag {
    static let null: UInt8 = 0
    static let no: UInt8 = 1
    static let yes: UInt8 = 2
    static let integer: UInt8 = 3
    static let string: UInt8 = 4
    static let bytes: UInt8 = 5
    static let list: UInt8 = 6
    static let map: UInt8 = 7
  }

  /// The canonical bytes (docs/format.md §3.1).
  public var encoded: [UInt8] {
    var writer = ByteWriter()
    encode(into: &writer)
    return writer.bytes
  }

  /// Reads a value from its canonical bytes.
  public init(encoded: [UInt8]) throws(FormatError) {
    var reader = ByteReader(encoded)
    self = try Self.decode(from: &reader)
    try reader.finish()
  }

  func encode(into writer: inout ByteWriter) {
    switch self {
    case .null: writer.writeByte(Tag.null)
    case .bool(let value): writer.writeByte(value ? Tag.yes : Tag.no)
    case .integer(let value):
      writer.writeByte(Tag.integer)
      writer.writeSignedVarint(value)
    case .string(let value):
      writer.writeByte(Tag.string)
      writer.writeString(value)
    case .bytes(let value):
      writer.writeByte(Tag.bytes)
      writer.writeCountedBytes(value)
    case .list(let values):
      writer.writeByte(Tag.list)
      writer.writeCount(values.count)
      for value in values { value.encode(into: &writer) }
    case .entries(let entries):
      writer.writeByte(Tag.map)
      writer.writeCount(entries.count)
      for entry in entries {
        writer.writeString(entry.key)
        entry.value.encode(into: &writer)
      }
    }
  }

  static func decode(
    from reader: inout ByteReader, depth: Int = 0
  ) throws(FormatError) -> Value {
    let start = reader.offset
    guard depth <= Limits.nestingMax else {
      throw FormatError("a value nested too deep", at: start)
    }
    switch try reader.readByte() {
    case Tag.null: return .null
    case Tag.no: return .bool(false)
    case Tag.yes: return .bool(true)
    case Tag.integer: return .integer(try reader.readSignedVarint())
    case Tag.string: return .string(try reader.readString(limit: Limits.valueBytesMax))
    case Tag.bytes: return .bytes(try reader.readCountedBytes(limit: Limits.valueBytesMax))
    case Tag.list:
      // Each value takes a byte at least, so no claimed count can make us reserve much.
      let count = try reader.readCount(limit: reader.remaining)
      var values: [Value] = []
      for _ in 0..<count { values.append(try decode(from: &reader, depth: depth + 1)) }
      return .list(values)
    case Tag.map:
      let count = try reader.readCount(limit: reader.remaining)
      var entries: [Entry] = []
      for _ in 0..<count {
        let place = reader.offset
        let key = try reader.readString(limit: Limits.valueBytesMax)
        if let last = entries.last, !utf8Precedes(last.key, key) {
          throw FormatError("the keys of a map out of order", at: place)
        }
        entries.append(Entry(key, try decode(from: &reader, depth: depth + 1)))
      }
      return .entries(entries)
    default: throw FormatError("an unknown kind of value", at: start)
    }
  }
}
