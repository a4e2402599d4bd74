public import Bytes
import ChangeLog
import Review
import SQLite

/// What only documents ask of a replica.
extension Replica {
  /// When the latest change was made, by its author's clock, in milliseconds since 1970.
  ///
  /// - Complexity: O(frontier). A change is no older than what it follows, unless a clock is wrong.
  public func latestChangeTime() throws -> UInt64? {
    try database.first(
      "SELECT time FROM frontier JOIN change ON change.row = frontier.change ORDER BY time DESC"
    ) { $0.bits(0) }
  }

  /// When the text of a note was last changed, by its author's clock.
  public func editTime(ofNote note: ObjectID) throws -> UInt64? {
    try database.first(
      """
      SELECT time FROM run JOIN change ON change.row = run.change
      WHERE object = ?1 AND field = 'note.text' ORDER BY time DESC LIMIT 1
      """, [.blob(note.bytes)]
    ) { $0.bits(0) }
  }

  /// The passage that a note is about, with what stands around it and where.
  public func quote(
    ofNote note: ObjectID
  ) throws -> (
    exact: String, prefix: String, suffix: String, range: Range<Int>?
  )? {
    guard let value = try value(CellKey(note, .noteQuote)), let exact = value["exact"]?.string
    else { return nil }
    var range: Range<Int>?
    if let start = value["start"]?.integer, let end = value["end"]?.integer, start >= 0,
      end >= start
    {
      range = Int(start)..<Int(end)
    }
    return (
      exact, value["prefix"]?.string ?? "", value["suffix"]?.string ?? "", range
    )
  }
}
