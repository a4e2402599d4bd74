import Bytes
import ChangeLog
import SQLite

/// A text in a transaction: its content, as long as every run followed the one before.
///
/// A run made on the text's frontier changes the content at once. Any other leaves the content
/// behind, and the text's own log is merged once, when the transaction ends.
struct TextState {
  private(set) var content: String
  private(set) var frontier: [OperationRow]
  /// Whether no two runs of the text are concurrent.
  private(set) var isLinear: Bool
  /// Whether ``content`` is what all runs come to.
  private(set) var isMerged: Bool

  /// Reads the text as it was committed; a text that was never written is empty.
  init(_ key: TextKey, in database: Connection) throws {
    let stored = try database.first(
      "SELECT content, frontier, linear FROM text WHERE object = ?1 AND field = ?2", key.columns
    ) { ($0.text(0), try References.decode($0.blob(1)), $0.integer(2) == 1) }
    content = stored?.0 ?? ""
    frontier = stored?.1 ?? []
    isLinear = stored?.2 ?? true
    isMerged = true
  }

  mutating func apply(_ run: TextRun, at place: OperationRow, parents: [OperationRow]) {
    if parents.sorted() == frontier {
      if isMerged {
        content.replaceScalars(at: run.position, run.deleteCount, with: run.insert)
      }
      frontier = [place]
    } else {
      isMerged = false
      isLinear = false
      let followed = Set(parents)
      frontier = (frontier.filter { !followed.contains($0) } + [place]).sorted()
    }
  }

  /// The whole log of a text.
  static func history(_ key: TextKey, in database: Connection) throws -> TextHistory {
    struct Stored {
      let id: OperationID
      let place: OperationRow
      let replica: ReplicaID
      let version: [OperationRow]
      let position: Int
      let deleteCount: Int
      let insert: String
    }
    // Rows are numbered as changes are applied, so this order respects causality.
    let stored = try database.rows(
      """
      SELECT run.change, run.operation, change.id, change.replica, run.version, run.position,
        run.deleted, run.inserted
      FROM run JOIN change ON change.row = run.change
      WHERE run.object = ?1 AND run.field = ?2 ORDER BY run.change, run.operation
      """, key.columns
    ) { row in
      Stored(
        id: OperationID(ChangeID(row.blob(2)), Int(row.integer(1))),
        place: OperationRow(change: row.integer(0), index: Int(row.integer(1))),
        replica: ReplicaID(rawValue: row.bits(3)), version: try References.decode(row.blob(4)),
        position: Int(row.integer(5)), deleteCount: Int(row.integer(6)), insert: row.text(7))
    }
    let ids = Dictionary(uniqueKeysWithValues: stored.map { ($0.place, $0.id) })
    var history = TextHistory()
    for run in stored {
      let version = try run.version.map { place in
        guard let id = ids[place] else {
          throw ReplicaError.damaged("a run of text was made on one that is not there")
        }
        return id
      }
      try history.add(
        TextRun(
          id: run.id, replica: run.replica, version: version.sorted(), position: run.position,
          deleteCount: run.deleteCount, insert: run.insert))
    }
    return history
  }
}

extension String {
  /// Deletes `count` scalars from scalar `position` on, and puts `replacement` there.
  ///
  /// What lies beyond the end clamps, as in a merge (docs/text.md).
  mutating func replaceScalars(at position: Int, _ count: Int, with replacement: String) {
    let scalars = unicodeScalars
    let start =
      scalars.index(scalars.startIndex, offsetBy: position, limitedBy: scalars.endIndex)
      ?? scalars.endIndex
    let end =
      scalars.index(start, offsetBy: count, limitedBy: scalars.endIndex) ?? scalars.endIndex
    unicodeScalars.replaceSubrange(start..<end, with: replacement.unicodeScalars)
  }
}
