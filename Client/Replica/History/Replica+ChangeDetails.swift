public import Bytes
public import ChangeLog
import Review
import SQLite

/// One thing that a change did.
public enum ChangeDetail: Equatable, Sendable {
  /// It wrote a value to a cell in place of others, or only took those away.
  case value(CellKey, before: [Value], after: Value?)
  /// It inserted and deleted passages of a text.
  case text(TextKey, inserted: [String], deleted: [String])
  /// Only a newer Concord knows.
  case unknown
}

extension Replica {
  /// What the change did, in the order of its operations; all of one text's edits together.
  public func details(of id: ChangeID) throws -> [ChangeDetail] {
    let log = ChangeReader(database)
    let target = try log.change(id)
    var details: [ChangeDetail] = []
    var texts: Set<TextKey> = []
    for operation in target.change.operations {
      switch operation {
      case .put(let key, let value, let replaces, _):
        let before = try log.writes(replaces, of: key).map(\.value)
        details.append(.value(key, before: before, after: value))
      case .clear(let key, let replaces):
        let before = try log.writes(replaces, of: key).map(\.value)
        details.append(.value(key, before: before, after: nil))
      case .text(let key, _, _, _, _):
        guard texts.insert(key).inserted else { continue }
        let version = try noteVersions(of: key).first { $0.change == id }
        details.append(
          .text(key, inserted: version?.inserted ?? [], deleted: version?.deleted ?? []))
      case .unknown: details.append(.unknown)
      }
    }
    return details
  }
}
