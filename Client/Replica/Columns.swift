import Bytes
import ChangeLog
import SQLite

extension CellKey {
  /// The key as the first three columns of a row.
  var columns: [SQLiteValue] {
    [.blob(object.bytes), .text(field.name), .blob(element)]
  }
}

extension TextKey {
  /// The key as the first two columns of a row.
  var columns: [SQLiteValue] { [.blob(object.bytes), .text(field.name)] }
}

extension Operation {
  static let putByte: UInt8 = 1
  static let textByte: UInt8 = 3

  /// The kind of the operation in the column `kinds`, which tells what a reference points to.
  var kindByte: UInt8 {
    switch self {
    case .put: Self.putByte
    case .clear: 2
    case .text: Self.textByte
    case .unknown: 0
    }
  }
}
