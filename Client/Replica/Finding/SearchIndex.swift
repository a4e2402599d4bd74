import Bytes
import ChangeLog
import Review
import SQLite

/// What can be found by its words, and how it gets into the index (docs/storage.md §1.2).
///
/// A transaction only notes what it touched, which costs one small row; whoever searches next takes
/// it in. So nobody waits for an index that is never asked.
struct SearchIndex {
  let database: Connection

  /// The fields that can be found, with what `--in` calls them.
  static let kinds: [Field: SearchKind] = [
    .noteText: .notes, .rating: .reasons, .decision: .reasons, .dissent: .reasons,
    .recommendationTitle: .recommendations, .recommendationText: .recommendations,
    .articleTitle: .article, .articlePiece: .article,
  ]

  /// Notes that what was `touched` must be read again.
  func mark(_ touched: Touched) throws {
    for key in touched.cells.sorted() where Self.kinds[key.field] != nil { try mark(key.columns) }
    for key in touched.texts.sorted() where Self.kinds[key.field] != nil {
      try mark(key.columns + [.blob([])])
    }
  }

  private func mark(_ key: [SQLiteValue]) throws {
    try database.run("INSERT OR IGNORE INTO unindexed VALUES (?1, ?2, ?3)", key)
  }

  /// Whether something was touched since the index was brought up to date.
  func isBehind() throws -> Bool {
    try database.first("SELECT 1 FROM unindexed LIMIT 1") { _ in true } ?? false
  }

  /// Reads again what was touched; inside a write transaction.
  func bringUpToDate() throws {
    // In pages, because a statement that is being read must not see its table written.
    while true {
      let keys = try database.rows(
        "SELECT object, field, element FROM unindexed LIMIT 1000"
      ) { (object: $0.blob(0), field: $0.text(1), element: $0.blob(2)) }
      guard !keys.isEmpty else { return }
      for key in keys {
        guard let field = Field(key.field) else { continue }
        try index(CellKey(ObjectID(key.object), field, element: key.element))
        try database.run(
          "DELETE FROM unindexed WHERE object = ?1 AND field = ?2 AND element = ?3",
          [.blob(key.object), .text(key.field), .blob(key.element)])
      }
    }
  }

  private func index(_ key: CellKey) throws {
    let row = try database.first(
      "DELETE FROM searchable WHERE object = ?1 AND field = ?2 AND element = ?3 RETURNING row",
      key.columns
    ) { $0.integer(0) }
    if let row { try database.run("DELETE FROM word WHERE rowid = ?1", [.integer(row)]) }
    guard let kind = Self.kinds[key.field], let (text, member) = try content(key), !text.isEmpty
    else { return }
    try database.run(
      "INSERT INTO searchable (object, field, element, kind, member) VALUES (?1, ?2, ?3, ?4, ?5)",
      key.columns + [.integer(kind.number), .blob(orNull: member?.bytes)])
    try database.run(
      "INSERT INTO word (rowid, text) VALUES (?1, ?2)",
      [.integer(database.lastInsertedRow), .text(SearchText.fold(text))])
  }

  /// The words that stand under `key` now, and whose they are; of values that collide, all.
  private func content(_ key: CellKey) throws -> (text: String, member: MemberID?)? {
    if key.field == .noteText {
      return try database.first(
        "SELECT content FROM text WHERE object = ?1 AND field = ?2",
        TextKey(key.object, key.field).columns
      ) { $0.text(0) }.map { ($0, try Replica.firstAuthor(of: key.object, in: database)?.0) }
    }
    let values = try database.rows(
      """
      SELECT value, (SELECT member FROM device WHERE id = cell.device) FROM cell
      WHERE object = ?1 AND field = ?2 AND element = ?3 GROUP BY value ORDER BY value
      """, key.columns
    ) { row in
      (
        text: Self.words(try Value(encoded: row.blob(0)), of: key.field),
        member: row.isNull(1) ? nil : MemberID(row.blob(1))
      )
    }
    guard let first = values.first else { return nil }
    let text = values.map(\.text).filter { !$0.isEmpty }.joined(separator: "\n")
    return (text, key.owner ?? first.member)
  }

  /// What a value says in words.
  private static func words(_ value: Value, of field: Field) -> String {
    switch field {
    case .rating: Rating(value)?.reason ?? ""
    case .decision: Decision(value)?.reason ?? ""
    default: value.string ?? ""
    }
  }
}
