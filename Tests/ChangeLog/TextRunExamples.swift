import Bytes
import ChangeLog

/// The name of operation `index` of the change with the given last byte.
func name(_ change: UInt8, _ index: Int = 0) -> OperationID {
  OperationID(ChangeID(Array(repeating: 0, count: 31) + [change]), index)
}

/// A run that inserts `text`.
func insertion(
  _ text: String, id: OperationID, by replica: UInt64 = 1, at version: TextVersion = [],
  position: Int = 0, deleteCount: Int = 0
) -> TextRun {
  TextRun(
    id: id, replica: ReplicaID(rawValue: replica), version: version, position: position,
    deleteCount: deleteCount, insert: text)
}

/// Ranges from left to right, with those that touch made one.
func joined(_ ranges: [Range<Int>]) -> [Range<Int>] {
  var result: [Range<Int>] = []
  for range in ranges {
    if let last = result.last, last.upperBound == range.lowerBound {
      result[result.endIndex - 1] = last.lowerBound..<range.upperBound
    } else {
      result.append(range)
    }
  }
  return result
}
