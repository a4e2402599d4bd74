import Bytes
import ChangeLog
import Review
import SQLite

/// The articles of a workspace, each with its versions (docs/format.md §10.9).
struct ArticleShelf {
  /// The articles to be seen, in the order of their labels.
  let articles: [Article]
  private let places: [ObjectID: Int]
  private let firsts: [ObjectID: ObjectID]

  private struct Entry {
    var title = ""
    var authors: [String] = []
    var of: ObjectID?
    var current: ObjectID?
    var time: UInt64 = 0
  }

  init(_ database: Connection) throws {
    let entries = try Self.entries(database)
    // A version names the first one. What names nothing to be seen, or another version, stands for
    // itself: nothing that is here vanishes, whatever others write.
    var firsts: [ObjectID: ObjectID] = [:]
    for (id, entry) in entries {
      guard let first = entry.of, first != id, let target = entries[first], target.of == nil else {
        continue
      }
      firsts[id] = first
    }
    let versions = Dictionary(grouping: firsts.keys) { firsts[$0] ?? $0 }
    articles = entries.filter { firsts[$0.key] == nil }.map { id, first in
      let later = (versions[id] ?? []).sorted { left, right in
        (entries[left]?.time ?? 0, left) < (entries[right]?.time ?? 0, right)
      }
      let all = [id] + later
      let current = first.current.flatMap { all.contains($0) ? $0 : nil } ?? id
      let shown = entries[current] ?? first
      return Article(
        id: id, title: shown.title, authors: shown.authors, label: Article.label(first.title),
        versions: all, current: current)
    }.sorted { ($0.label, $0.id) < ($1.label, $1.id) }
    places = Dictionary(uniqueKeysWithValues: articles.enumerated().map { ($1.id, $0) })
    self.firsts = firsts
  }

  private static func entries(_ database: Connection) throws -> [ObjectID: Entry] {
    var entries: [ObjectID: Entry] = [:]
    // In falling order of the values' bytes: of several live ones the smallest is taken last.
    try database.query(
      """
      SELECT object, field, value, time FROM cell
      WHERE object IN (SELECT object FROM cell WHERE field = 'article.body')
      AND object NOT IN (SELECT object FROM hidden)
      AND field IN ('article.title', 'article.authors', 'article.body', 'article.of',
        'article.current')
      ORDER BY object, field, value DESC
      """
    ) { row in
      let (id, value) = (ObjectID(row.blob(0)), try Value(encoded: row.blob(2)))
      func object() -> ObjectID? { value.bytes.flatMap { $0.count == 16 ? ObjectID($0) : nil } }
      switch row.text(1) {
      case "article.title": entries[id, default: Entry()].title = value.string ?? ""
      case "article.authors":
        entries[id, default: Entry()].authors = value.list?.compactMap(\.string) ?? []
      case "article.of": entries[id, default: Entry()].of = object()
      case "article.current": entries[id, default: Entry()].current = object()
      default: entries[id, default: Entry()].time = row.bits(3)
      }
    }
    return entries
  }

  /// The article with this name, which is that of its first version.
  func article(_ id: ObjectID) -> Article? { places[id].map { articles[$0] } }

  /// The article that `version` is one of; itself when that is unknown.
  func first(ofVersion version: ObjectID) -> ObjectID { firsts[version] ?? version }

  /// The body of one version.
  static func body(of version: ObjectID, in database: Connection) throws -> String {
    try database.rows(
      """
      SELECT value FROM cell WHERE object = ?1 AND field = 'article.piece' ORDER BY element, value
      """, [.blob(version.bytes)]
    ) { try Value(encoded: $0.blob(0)).string ?? "" }.joined()
  }
}
