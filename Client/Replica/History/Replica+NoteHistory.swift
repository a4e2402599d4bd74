public import Bytes
import ChangeLog
import Review
import SQLite

/// What a note was, and who wrote what of it.
extension Replica {
  /// A change of a note's text.
  public struct NoteVersion: Equatable, Sendable {
    /// The change that made it.
    public let change: ChangeID
    /// Who wrote.
    public let author: MemberID
    /// When, by that person's clock, in milliseconds since 1970.
    public let time: UInt64
    /// What was inserted, in the order in which it stands.
    public let inserted: [String]
    /// What was deleted.
    public let deleted: [String]
  }

  /// The changes of a note's text, in the order in which they came here.
  public func noteVersions(_ id: ObjectID) throws -> [NoteVersion] {
    try noteVersions(of: TextKey(id, .noteText))
  }

  func noteVersions(of key: TextKey) throws -> [NoteVersion] {
    let past = try TextPast(key, in: database)
    var inserted: [ChangeID: [String]] = [:]
    var deleted: [ChangeID: [String]] = [:]
    var last: ChangeID?
    for piece in past.history.pieces() {
      Self.append(
        piece.text, to: &inserted[piece.run.change, default: []],
        joined: last == piece.run.change)
      last = piece.run.change
      for change in Set(piece.deleters.map(\.change)) {
        deleted[change, default: []].append(piece.text)
      }
    }
    return past.origins.map { origin in
      NoteVersion(
        change: origin.change, author: origin.author, time: origin.time,
        inserted: inserted[origin.change] ?? [], deleted: deleted[origin.change] ?? [])
    }
  }

  private static func append(_ text: String, to list: inout [String], joined isJoined: Bool) {
    if isJoined, let last = list.indices.last { list[last] += text } else { list.append(text) }
  }

  /// The text of a note at a point of its history.
  public func noteText(_ id: ObjectID, at point: HistoryPoint) throws -> String {
    let past = try TextPast(TextKey(id, .noteText), in: database)
    return past.text(of: past.runs(at: try PointFilter(point, in: database)))
  }

  /// Whether the note had been written at a point of its history.
  public func noteExisted(_ id: ObjectID, at point: HistoryPoint) throws -> Bool {
    let past = try TextPast(TextKey(id, .noteText), in: database)
    return try !past.runs(at: PointFilter(point, in: database)).isEmpty
  }

  /// A passage of a text, and who wrote it.
  public struct WrittenPassage: Equatable, Sendable {
    /// The words.
    public let text: String
    /// The change that brought them.
    public let change: ChangeID
    /// Who wrote them.
    public let author: MemberID
    /// When, by that person's clock, in milliseconds since 1970.
    public let time: UInt64
  }

  /// Who wrote a note as it stands: passages from left to right, without gaps.
  public func blame(_ id: ObjectID) throws -> [WrittenPassage] {
    let past = try TextPast(TextKey(id, .noteText), in: database)
    var passages: [WrittenPassage] = []
    for piece in past.history.pieces() where piece.deleters.isEmpty {
      guard let origin = past.origin(of: piece.run) else { continue }
      var text = piece.text
      if let last = passages.last, last.change == origin.change {
        text = last.text + text
        passages.removeLast()
      }
      passages.append(
        WrittenPassage(
          text: text, change: origin.change, author: origin.author, time: origin.time))
    }
    return passages
  }
}
