import Bytes
import ChangeLog
import Review
import SQLite

/// All articles and recommendations, read at once: screens look them up again and again.
struct Catalogue: Sendable {
  /// The articles to be seen, in the order of their labels.
  let articles: [Article]
  /// The recommendations to be seen, in their order, by article.
  private let lists: [ObjectID: [Recommendation]]
  /// All recommendations, deleted ones included, by name.
  private let all: [ObjectID: Recommendation]

  init(_ database: Connection) throws {
    let shelf = try ArticleShelf(database)
    articles = shelf.articles
    let entries = try Self.entries(database, shelf)
    var labels: [ObjectID: String] = [:]
    var lists: [ObjectID: [Entry]] = [:]
    for (article, entries) in Dictionary(grouping: entries, by: \.article) {
      let visible = entries.filter { !$0.isHidden }
      // Under one number, the smaller name came first, on every machine.
      for (_, group) in Dictionary(grouping: visible, by: \.number) {
        for (place, entry) in group.sorted(by: { $0.id < $1.id }).enumerated() {
          labels[entry.id] = "R\(entry.number)" + Self.suffix(place)
        }
      }
      lists[article] = visible.sorted(by: Self.precedes)
    }
    func recommendation(_ entry: Entry) -> Recommendation {
      Recommendation(
        id: entry.id, article: entry.article, number: entry.number,
        label: labels[entry.id] ?? "R\(entry.number)", title: entry.titles[entry.place] ?? "",
        isVanished: entry.isVanished, place: entry.place)
    }
    self.lists = lists.mapValues { $0.map(recommendation) }
    all = Dictionary(uniqueKeysWithValues: entries.map { ($0.id, recommendation($0)) })
    hidden = Set(entries.filter(\.isHidden).map(\.id))
  }

  private let hidden: Set<ObjectID>

  /// The recommendations of `article`, in their order.
  func recommendations(of article: ObjectID) -> [Recommendation] { lists[article] ?? [] }

  /// The recommendation with this name, or nil when there is none.
  func recommendation(_ id: ObjectID, evenHidden: Bool) -> Recommendation? {
    evenHidden || !hidden.contains(id) ? all[id] : nil
  }

  // MARK: Reading

  private struct Entry {
    let id: ObjectID
    let article: ObjectID
    var number: Int64 = 0
    /// By the element of the version: see ``Article/element(of:)``.
    var titles: [[UInt8]: String] = [:]
    var spans: Set<[UInt8]> = []
    /// Under which element its words stand today.
    var place: [UInt8] = []
    var isVanished = false
    var position: [UInt8] = []
    let isHidden: Bool
  }

  private static func entries(
    _ database: Connection, _ shelf: ArticleShelf
  ) throws -> [Entry] {
    var entries: [ObjectID: Entry] = [:]
    // In the order of the values' bytes: of several live ones the first counts, everywhere.
    try database.query(
      """
      SELECT object, value, EXISTS (SELECT 1 FROM hidden WHERE hidden.object = cell.object)
      FROM cell WHERE field = 'rec.article' ORDER BY value
      """
    ) { row in
      let id = ObjectID(row.blob(0))
      guard entries[id] == nil, let bytes = try Value(encoded: row.blob(1)).bytes,
        bytes.count == 16
      else { return }
      entries[id] = Entry(
        id: id, article: shelf.first(ofVersion: ObjectID(bytes)), isHidden: row.integer(2) != 0)
    }
    try database.query(
      """
      SELECT object, field, value, element FROM cell
      WHERE object IN (SELECT object FROM cell WHERE field = 'rec.article')
      AND field IN ('rec.number', 'rec.title', 'rec.position', 'rec.span')
      ORDER BY object, field, value DESC
      """
    ) { row in
      let (id, value) = (ObjectID(row.blob(0)), try Value(encoded: row.blob(2)))
      switch row.text(1) {
      case "rec.number": entries[id]?.number = value.integer ?? 0
      case "rec.title": entries[id]?.titles[row.blob(3)] = value.string ?? ""
      case "rec.span": entries[id]?.spans.insert(row.blob(3))
      default: entries[id]?.position = value.bytes ?? []
      }
    }
    for (id, entry) in entries where entry.position.isEmpty {
      entries[id]?.position = Position.standard(number: entry.number)
    }
    for (id, entry) in entries {
      guard let article = shelf.article(entry.article), article.versions.count > 1 else { continue }
      let elements = article.elementsFromCurrent
      entries[id]?.place = elements.first { entry.titles[$0] != nil } ?? []
      entries[id]?.isVanished = !entry.spans.isEmpty && !entry.spans.contains(elements[0])
    }
    return entries.values.sorted { $0.id < $1.id }
  }

  private static func precedes(_ left: Entry, _ right: Entry) -> Bool {
    left.position == right.position
      ? (left.number, left.id) < (right.number, right.id)
      : left.position.lexicographicallyPrecedes(right.position)
  }

  private static func suffix(_ place: Int) -> String {
    guard place > 0 else { return "" }
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    return place < letters.count ? String(letters[place]) : "-\(place + 1)"
  }
}

/// What was read from the database and holds until somebody writes to it.
final class ViewCache {
  private let database: Connection
  private var dataVersion: Int64 = -1
  private var storedCatalogue: Catalogue?
  private var storedDirectory: Directory?
  private var storedCriteria: [Criterion]?
  private var storedResolver: (version: ObjectID, resolver: AnchorResolver)?
  /// The steps that searches for anchors took here.
  var anchorWork = 0
  private var storedRule: DisagreementRule?
  private var storedRounds: OpenRounds?

  init(_ database: Connection) { self.database = database }

  /// Forgets everything: this connection has written.
  func invalidate() {
    storedCatalogue = nil
    storedDirectory = nil
    storedCriteria = nil
    storedResolver = nil
    storedRule = nil
    storedRounds = nil
  }

  /// Forgets everything if another process has written: SQLite counts that.
  private func refresh() throws {
    let version = try database.first("PRAGMA data_version") { $0.integer(0) } ?? 0
    if version != dataVersion { invalidate() }
    dataVersion = version
  }

  func catalogue() throws -> Catalogue {
    try refresh()
    if let storedCatalogue { return storedCatalogue }
    let catalogue = try Catalogue(database)
    storedCatalogue = catalogue
    return catalogue
  }

  /// The criteria, in their order.
  func criteria() throws -> [Criterion] {
    try refresh()
    if let storedCriteria { return storedCriteria }
    var criteria: [String: Criterion] = [:]
    // Colliding scales: the one with the smallest bytes serves until somebody settles it.
    try database.query(
      """
      SELECT element, value FROM cell WHERE field = 'workspace.criterion'
      AND object = (SELECT value FROM meta WHERE key = 'workspace') ORDER BY element, value
      """
    ) { row in
      guard let name = String(validating: row.blob(0), as: UTF8.self), criteria[name] == nil else {
        return
      }
      criteria[name] = Criterion(name: name, try Value(encoded: row.blob(1)))
    }
    let sorted = criteria.values.sorted { ($0.position, $0.name) < ($1.position, $1.name) }
    storedCriteria = sorted
    return sorted
  }

  /// What looks for anchors in the body of `version`.
  func resolver(_ version: ObjectID) throws -> AnchorResolver {
    try refresh()
    if let storedResolver, storedResolver.version == version { return storedResolver.resolver }
    let resolver = AnchorResolver(try ArticleShelf.body(of: version, in: database))
    storedResolver = (version, resolver)
    return resolver
  }

  /// The rule by which ratings disagree.
  func rule() throws -> DisagreementRule {
    try refresh()
    if let storedRule { return storedRule }
    let rule = try CriterionState.rule(in: database)
    storedRule = rule
    return rule
  }

  /// The rounds that are open.
  func openRounds() throws -> OpenRounds {
    try refresh()
    if let storedRounds { return storedRounds }
    let rounds = try OpenRounds(database)
    storedRounds = rounds
    return rounds
  }

  func directory(device: DeviceID, member: MemberID) throws -> Directory {
    try refresh()
    if let storedDirectory { return storedDirectory }
    let directory = try Directory(database, device: device, member: member)
    storedDirectory = directory
    return directory
  }
}
