public import Bytes
public import ChangeLog
import Review
import SQLite

/// Where something was found.
public enum SearchKind: String, Sendable, CaseIterable {
  /// In a note or a reply.
  case notes
  /// In the reason of a rating, of a decision, or in a dissent.
  case reasons
  /// In the title or the text of a recommendation.
  case recommendations
  /// In an article's title or its body.
  case article

  /// The kind as the index keeps it.
  var number: Int64 {
    switch self {
    case .notes: 0
    case .reasons: 1
    case .recommendations: 2
    case .article: 3
    }
  }
}

/// Which of the findings count.
public struct SearchFilter: Equatable, Sendable {
  /// Only what one of these members wrote.
  public var members: [MemberID]?
  /// Only notes with one of these tags.
  public var tags: [String]?
  /// Only what is on one of these: recommendations, articles.
  public var places: [ObjectID]?
  /// Only what is one of these kinds.
  public var kinds: [SearchKind]?

  /// Creates a filter that lets everything through.
  public init() {}
}

/// Something that was found.
public struct SearchHit: Equatable, Sendable {
  /// A part of the words around a hit.
  public struct Piece: Equatable, Sendable {
    /// The words.
    public let text: String
    /// Whether they are what was looked for.
    public let isHit: Bool
  }

  /// What kind of thing it is.
  public let kind: SearchKind
  /// The cell that it stands in; for a note, its text.
  public let cell: CellKey
  /// Who wrote it first, as far as that is known.
  public let member: MemberID?
  /// The words around the hits.
  public let context: [Piece]
}

extension Replica {
  /// Among how many of the places that were written last the best are looked for.
  ///
  /// To rank costs for each place, so that a word which stands everywhere would take long, and
  /// nobody reads that many.
  public static let rankedMax = 2_000

  /// What matches `query`, the best first: at most `limit`.
  ///
  /// Ranked by BM25 among the ``rankedMax`` places that were written last. What was deleted is not
  /// found. Takes what was written since the last search into the index first.
  public func search(
    _ query: SearchQuery, _ filter: SearchFilter = SearchFilter(), limit: Int = 20
  ) throws -> [SearchHit] {
    try bringSearchUpToDate()
    return try read { try find(query, filter, limit: limit) }
  }

  /// Takes what was written since the last search into the index.
  ///
  /// While another command is writing, what it brings is left for the next search.
  public func bringSearchUpToDate() throws {
    guard try SearchIndex(database: database).isBehind() else { return }
    do {
      try write { _ in try SearchIndex(database: database).bringUpToDate() }
    } catch ReplicaError.busy {
      return
    }
  }

  private func find(
    _ query: SearchQuery, _ filter: SearchFilter, limit: Int
  ) throws -> [SearchHit] {
    let ranked = try database.rows(
      """
      SELECT row, object, field, element, kind, member FROM (
        SELECT row, object, field, element, kind, member, bm25(word) AS score
        FROM word CROSS JOIN searchable ON searchable.row = word.rowid
        WHERE word MATCH ?1 AND object NOT IN (SELECT object FROM hidden)\(filter.condition)
        ORDER BY word.rowid DESC LIMIT \(Self.rankedMax))
      ORDER BY score, row DESC
      """, [.text(query.expression)]
    ) { row in
      (
        row: row.integer(0), object: ObjectID(row.blob(1)), field: row.text(2),
        element: row.blob(3), kind: row.integer(4),
        member: row.isNull(5) ? nil : MemberID(row.blob(5))
      )
    }
    var hits: [(row: Int64, kind: SearchKind, cell: CellKey, member: MemberID?)] = []
    for found in ranked {
      guard hits.count < limit else { break }
      guard let kind = SearchKind.allCases.first(where: { $0.number == found.kind }),
        let field = Field(found.field), try isToBeSeen(found.object, kind)
      else { continue }
      let cell = CellKey(found.object, field, element: found.element)
      if field == .rating, try isHidden(cell) { continue }
      hits.append((found.row, kind, cell, found.member))
    }
    let contexts = try contexts(of: hits.map(\.row), query)
    return hits.map {
      SearchHit(
        kind: $0.kind, cell: $0.cell, member: $0.member, context: contexts[$0.row] ?? [])
    }
  }

  /// Whether what a finding belongs to is there: articles and notes show once they are whole.
  private func isToBeSeen(_ object: ObjectID, _ kind: SearchKind) throws -> Bool {
    switch kind {
    case .notes: try placeOfNote(object) != nil
    case .reasons, .recommendations: try recommendation(object) != nil
    case .article: try articles().contains { $0.id == object }
    }
  }

  /// Whether an open round hides the rating in `cell`: its reason, too, is for its author alone.
  private func isHidden(_ cell: CellKey) throws -> Bool {
    try database.rows(
      "SELECT value FROM cell WHERE object = ?1 AND field = ?2 AND element = ?3", cell.columns
    ) { try Value(encoded: $0.blob(0)) }
    .contains { try shown($0, of: cell) != $0 }
  }

  /// The words around the hits in each of `rows`.
  ///
  /// One query for all of them: each would read everything that matches again.
  private func contexts(
    of rows: [Int64], _ query: SearchQuery
  ) throws -> [Int64: [SearchHit.Piece]] {
    guard let first = rows.min(), let last = rows.max() else { return [:] }
    var contexts: [Int64: [SearchHit.Piece]] = [:]
    try database.query(
      """
      SELECT rowid,
        snippet(word, 0, char(\(SearchText.hitStart.value)), char(\(SearchText.hitEnd.value)),
          '…', 24)
      FROM word WHERE word MATCH ?1 AND rowid BETWEEN ?2 AND ?3
        AND +rowid IN (\(rows.map { "\($0)" }.joined(separator: ", ")))
      """, [.text(query.expression), .integer(first), .integer(last)]
    ) { contexts[$0.integer(0)] = SearchText.pieces($0.text(1)) }
    return contexts
  }
}

extension SearchFilter {
  /// The filter in SQL; every value is spelled in hexadecimal digits.
  fileprivate var condition: String {
    func list(_ values: [[UInt8]]) -> String {
      values.map { "x'\(Hex.encode($0))'" }.joined(separator: ", ")
    }
    var condition = ""
    if let members { condition += " AND member IN (\(list(members.map(\.bytes))))" }
    if let kinds {
      condition += " AND kind IN (\(kinds.map { "\($0.number)" }.joined(separator: ", ")))"
    }
    if let tags {
      condition += """
         AND EXISTS (SELECT 1 FROM cell WHERE cell.object = searchable.object
        AND cell.field = 'note.tag' AND cell.element IN (\(list(tags.map { Array($0.utf8) }))))
        """
    }
    if let places {
      condition += """
         AND ifnull((SELECT place FROM shown_note WHERE shown_note.object = searchable.object),
        searchable.object) IN (\(list(places.map(\.bytes))))
        """
    }
    return condition
  }
}
