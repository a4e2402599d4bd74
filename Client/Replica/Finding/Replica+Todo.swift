public import Bytes
import ChangeLog
import Review
import SQLite

/// What waits for this member.
extension Replica {
  /// A reply to a note of this member that has no answer yet.
  public struct OpenReply: Equatable, Sendable {
    /// The reply.
    public let note: ObjectID
    /// Who wrote it.
    public let author: MemberID
  }

  /// The replies of others to this member's notes that this member did not reply to in turn, the
  /// latest first.
  ///
  /// Costs what this member wrote, whatever the others did. What was written since the last search
  /// must be in the index: ``bringSearchUpToDate()``.
  public func openReplies() throws -> [OpenReply] {
    try database.rows(
      """
      SELECT DISTINCT reply.object, theirs.member FROM searchable AS mine
      CROSS JOIN cell AS reply ON reply.field = 'note.reply'
        AND reply.value = CAST(?2 || mine.object AS BLOB)
      CROSS JOIN searchable AS theirs
        ON theirs.object = reply.object AND theirs.field = 'note.text' AND theirs.element = x''
      WHERE mine.kind = 0 AND mine.member = ?1 AND theirs.member != ?1
      AND reply.object NOT IN (SELECT object FROM hidden)
      AND NOT EXISTS (
        SELECT 1 FROM cell AS answer CROSS JOIN searchable AS own
          ON own.object = answer.object AND own.field = 'note.text' AND own.element = x''
        WHERE answer.field = 'note.reply' AND own.member = ?1
        AND answer.value = CAST(?2 || reply.object AS BLOB))
      ORDER BY reply.time DESC, reply.object
      """, [.blob(member.bytes), .blob(Self.objectPrefix)]
    ) { OpenReply(note: ObjectID($0.blob(0)), author: MemberID($0.blob(1))) }
  }

  /// What stands before the 16 bytes of an object in a cell that names one.
  private static var objectPrefix: [UInt8] {
    Array(Value.bytes([UInt8](repeating: 0, count: 16)).encoded.dropLast(16))
  }

  /// Whether this member has rated `criterion` of `recommendation`, with a value or without.
  public func hasRated(_ recommendation: ObjectID, _ criterion: String) throws -> Bool {
    let value = try value(.rating(recommendation, criterion, of: member))
    return value.flatMap { Rating($0) }.map { $0 != .withdrawn } ?? false
  }
}
