import Bytes

/// An operation, by the row of its change in this database and its place in the change.
struct OperationRow: Hashable, Comparable {
  let change: Int64
  let index: Int

  static func < (left: Self, right: Self) -> Bool {
    (left.change, left.index) < (right.change, right.index)
  }
}

/// Lists of operations in the columns of this database; never on the wire.
enum References {
  static func encode(_ references: [OperationRow]) -> [UInt8] {
    var writer = ByteWriter()
    for reference in references.sorted() {
      writer.writeVarint(UInt64(bitPattern: reference.change))
      writer.writeCount(reference.index)
    }
    return writer.bytes
  }

  static func decode(_ bytes: [UInt8]) throws -> [OperationRow] {
    var reader = ByteReader(bytes)
    var references: [OperationRow] = []
    while !reader.isAtEnd {
      let change = Int64(bitPattern: try reader.readVarint())
      references.append(OperationRow(change: change, index: try reader.readCount(limit: 1 << 20)))
    }
    return references
  }
}
