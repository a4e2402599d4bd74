import Bytes
import ChangeLog

/// The fields of a change as they stand in its bytes, each of which a test can spoil alone.
///
/// The offsets in the tests follow from the defaults: with one-byte numbers and no past, the
/// counts stand at 11 and 12, time at 13, author at 14, flags at 30, operations from 31.
struct RawChange {
  var version: UInt8 = 1
  var replica: [UInt8] = Array(repeating: 0xa1, count: 8)
  var number: [UInt8] = [1]
  var lamport: [UInt8] = [1]
  var dependencies: [[UInt8]] = []
  var names: [[UInt8]] = []
  var author: [UInt8] = Array(repeating: 0xd1, count: 16)
  var flags: UInt8 = 0
  /// What stands between the flags and the operations.
  var options: [UInt8] = []
  var operations: [(kind: UInt64, body: [UInt8])] = []
  var trailing: [UInt8] = []

  var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.writeByte(version)
    writer.writeBytes(replica)
    writer.writeBytes(number)
    writer.writeBytes(lamport)
    for list in [dependencies, names] {
      writer.writeCount(list.count)
      for id in list { writer.writeBytes(id) }
    }
    writer.writeVarint(5)
    writer.writeBytes(author)
    writer.writeByte(flags)
    writer.writeBytes(options)
    writer.writeCount(operations.count)
    for operation in operations {
      writer.writeVarint(operation.kind)
      writer.writeCountedBytes(operation.body)
    }
    writer.writeBytes(trailing)
    return writer.bytes
  }

  /// Where the operations of a change without options start.
  static let operationsStart = 31

  /// A change id of 32 equal bytes.
  static func id(_ byte: UInt8) -> [UInt8] { Array(repeating: byte, count: 32) }

  static let object: [UInt8] = Array(repeating: 0x0b, count: 16)

  /// The cell of the tests: a field called `f`.
  static let cell: [UInt8] = object + [1, 0x66, 0]
  static let text: [UInt8] = object + [1, 0x66]
}
