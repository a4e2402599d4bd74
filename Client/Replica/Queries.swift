public import Bytes
public import ChangeLog
public import Review
import SQLite

/// An imported document.
public struct Article: Equatable, Sendable {
  /// Its name, which follows from the body of its first version.
  public let id: ObjectID
  /// The title of its current version.
  public let title: String
  /// Who wrote that.
  public let authors: [String]
  /// The word that stands before a recommendation's number where there are several articles.
  public let label: String
  /// Its versions as they were imported; the first is ``id`` itself.
  public let versions: [ObjectID]
  /// The version that is reviewed today.
  public let current: ObjectID

  /// The number of the current version, from 1.
  public var number: Int { (versions.firstIndex(of: current) ?? 0) + 1 }

  /// Under which element the words of a recommendation stand in a version (docs/format.md §10.9).
  func element(of version: ObjectID) -> [UInt8] { version == id ? [] : version.bytes }

  /// The elements of all versions: the current one's, then from the latest to the first.
  var elementsFromCurrent: [[UInt8]] {
    [element(of: current)] + versions.reversed().filter { $0 != current }.map(element)
  }

  /// A short word for an article, from its title, so that it is the same on every machine.
  static func label(_ title: String) -> String {
    var label = ""
    for word in title.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
      if !label.isEmpty, label.count + word.count > 20 { break }
      label += (label.isEmpty ? "" : "-") + word
    }
    return label.isEmpty ? "article" : String(label.prefix(32))
  }
}

/// One of the things an article proposes.
public struct Recommendation: Equatable, Sendable {
  /// Its name.
  public let id: ObjectID
  /// The article it belongs to.
  public let article: ObjectID
  /// Its number in the article.
  public let number: Int64
  /// How it is called: `R1`, or `R3b` for the second of two that were added apart.
  public let label: String
  /// Its title.
  public let title: String
  /// Whether the article's current version has it no more.
  public let isVanished: Bool
  /// The element under which its words stand: that of the last version which has it.
  let place: [UInt8]
}

/// Prose that an analyst wrote on a recommendation or an article.
public struct Note: Equatable, Sendable {
  /// Its name.
  public let id: ObjectID
  /// What it is on.
  public let on: ObjectID
  /// Who wrote it first.
  public let author: MemberID
  /// When, by that person's clock, in milliseconds since 1970.
  public let time: UInt64
  /// The note it replies to.
  public let reply: ObjectID?
  /// What it says; empty for the stub of a deleted note with replies.
  public let text: String
  /// Its tags, in the order of their bytes.
  public let tags: [String]
  /// The value of its cell `note.quote`.
  let quotation: Value?
  /// The passage it quotes.
  public var quote: String? { quotation?["exact"]?.string }
  /// Whether it was deleted and only stands here for its replies.
  public let isDeleted: Bool
}

/// What screens and commands ask of a replica. Every query costs what it returns, whatever the
/// length of the history.
extension Replica {
  /// The value of the cell: of several live ones the first in the order of their bytes.
  public func value(_ key: CellKey) throws -> Value? {
    try database.first(
      """
      SELECT value FROM cell WHERE object = ?1 AND field = ?2 AND element = ?3
      ORDER BY value LIMIT 1
      """, key.columns
    ) { try Value(encoded: $0.blob(0)) }
  }

  /// The object that stands for the workspace itself.
  public var workspaceObject: ObjectID { ObjectID(workspace.bytes) }

  /// The workspace's title.
  public func title() throws -> String {
    try value(CellKey(workspaceObject, .workspaceTitle))?.string ?? "Untitled workspace"
  }

  /// Who is who.
  public func directory() throws -> Directory {
    try cache.directory(device: device, member: member)
  }

  /// The spelling of ids.
  public var ids: IDBook { IDBook(database: database) }

  /// The criteria, in their order.
  public func criteria() throws -> [Criterion] { try cache.criteria() }

  /// The rule by which ratings disagree in this workspace.
  public func rule() throws -> DisagreementRule { try cache.rule() }

  // MARK: Articles and recommendations

  /// The articles, in the order of their labels.
  public func articles() throws -> [Article] { try cache.catalogue().articles }

  /// The text that an article's recommendations were found in, paragraphs apart by a blank line:
  /// that of its current version, or of `article` itself when it is an earlier one.
  public func body(of article: ObjectID) throws -> String {
    let current = try articles().first { $0.id == article }?.current
    return try ArticleShelf.body(of: current ?? article, in: database)
  }

  /// The recommendations of `article`, in their order.
  public func recommendations(of article: ObjectID) throws -> [Recommendation] {
    try cache.catalogue().recommendations(of: article)
  }

  /// What `recommendation` says.
  public func text(of recommendation: Recommendation) throws -> String {
    let key = CellKey(
      recommendation.id, .recommendationText, element: recommendation.place)
    return try value(key)?.string ?? ""
  }

  /// The recommendation that `text` names: `R1` where there is one article, `label:R1` elsewhere.
  public func recommendation(named text: String) throws -> Recommendation {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let wanted = (parts.last ?? "").lowercased()
    let articles = try articles().filter { article in
      parts.count < 2 || article.label.hasPrefix(parts[0].lowercased())
    }
    guard !articles.isEmpty else {
      throw parts.count < 2
        ? ReplicaError.refused("there is no article yet", hint: "concord import FILE")
        : ReplicaError.unknownID(text, candidates: try self.articles().map(\.label))
    }
    let found = try articles.flatMap { article in
      try recommendations(of: article.id)
        .filter { $0.label.lowercased() == wanted || "r" + wanted == $0.label.lowercased() }
        .map { (article, $0) }
    }
    guard found.count == 1, let only = found.first else {
      let candidates =
        found.isEmpty
        ? try articles.flatMap { article in
          try recommendations(of: article.id).map { (article, $0) }
        } : found
      let several = try self.articles().count > 1
      let names = candidates.map { several ? "\($0.label):\($1.label)" : $1.label }
      if found.isEmpty { throw ReplicaError.unknownID(text, candidates: names) }
      throw ReplicaError.ambiguousID(text, candidates: names)
    }
    return only.1
  }

  /// The recommendation with this name, or nil when there is none.
  ///
  /// - Parameter evenHidden: Whether a deleted one counts; it then goes by its plain number.
  public func recommendation(
    _ id: ObjectID, evenHidden: Bool = false
  ) throws -> Recommendation? {
    try cache.catalogue().recommendation(id, evenHidden: evenHidden)
  }

  /// How `recommendation` is called on screens, with its article where there are several.
  public func label(of recommendation: Recommendation) throws -> String {
    let articles = try articles()
    guard articles.count > 1,
      let article = articles.first(where: { $0.id == recommendation.article })
    else { return recommendation.label }
    return "\(article.label):\(recommendation.label)"
  }

  // MARK: Ratings

  /// Where one criterion of one recommendation stands.
  public func state(
    of recommendation: ObjectID, _ criterion: String
  ) throws -> CriterionState {
    try CriterionState(
      database, recommendation: recommendation,
      criterion: try criteria().first { $0.name == criterion }, name: criterion,
      rule: try rule(), rounds: try cache.openRounds(), viewer: member)
  }

  /// The dissents on a criterion of a recommendation, in the order of the members' names.
  public func dissents(
    _ recommendation: ObjectID, _ criterion: String
  ) throws -> [(member: MemberID, reason: String)] {
    let element = Array(criterion.utf8)
    return try database.rows(
      """
      SELECT element, value FROM cell WHERE object = ?1 AND field = 'dissent'
      AND element >= ?2 AND element < ?3 ORDER BY element, value
      """, [.blob(recommendation.bytes), .blob(element + [0]), .blob(element + [1])]
    ) { row in
      (
        member: MemberID(row.blob(0).suffix(16)),
        reason: try Value(encoded: row.blob(1)).string ?? ""
      )
    }.filter { !$0.reason.isEmpty }
  }

  /// On how many criteria the team has decided, by recommendation; those without are left out.
  public func decidedCounts() throws -> [ObjectID: Int] {
    Dictionary(
      uniqueKeysWithValues: try database.rows(
        """
        SELECT object, count(DISTINCT element) FROM cell WHERE field = 'decision' GROUP BY object
        """
      ) { (ObjectID($0.blob(0)), Int($0.integer(1))) })
  }

  /// The criteria that this member has said something about, by recommendation.
  public func ownRatedCriteria() throws -> [ObjectID: Set<String>] {
    var criteria: [ObjectID: Set<String>] = [:]
    try database.query(
      """
      SELECT object, element FROM cell
      WHERE \(Schema.ratingFilter) AND substr(element, -16) = ?1
      """, [.blob(member.bytes)]
    ) { row in
      let object = ObjectID(row.blob(0))
      if let criterion = CellKey(object, .rating, element: row.blob(1)).criterion {
        criteria[object, default: []].insert(criterion)
      }
    }
    return criteria
  }

  // MARK: Notes

  /// The notes on `object`, oldest first; a deleted one only where it has replies.
  ///
  /// - Parameter limit: At most so many of those that were placed there last.
  public func notes(on object: ObjectID, latest limit: Int = .max) throws -> [Note] {
    try database.rows(
      """
      SELECT object FROM cell WHERE field = 'note.on' AND value = ?1
      ORDER BY time DESC, object LIMIT ?2
      """, [.blob(Value.bytes(object.bytes).encoded), .integer(limit)]
    ) { ObjectID($0.blob(0)) }.compactMap { try note($0) }
      .sorted { ($0.time, $0.id) < ($1.time, $1.id) }
  }

  /// How many notes are to be seen, by what they are on; what has none is left out.
  public func noteCounts() throws -> [ObjectID: Int] {
    var counts: [ObjectID: Int] = [:]
    try database.query("SELECT place, count FROM note_count") { row in
      counts[ObjectID(row.blob(0))] = Int(row.integer(1))
    }
    return counts
  }

  /// The note with this name, or nil when there is none to be seen.
  public func note(_ id: ObjectID) throws -> Note? {
    guard let on = try placeOfNote(id), let (author, time) = try author(ofNote: id) else {
      return nil
    }
    let isDeleted = try isHidden(id)
    if isDeleted, try Refresh.visibleReplies(to: id, in: database).isEmpty { return nil }
    let reply = try value(CellKey(id, .noteReply))?.bytes
    let tags = try database.rows(
      "SELECT DISTINCT element FROM cell WHERE object = ?1 AND field = 'note.tag' ORDER BY element",
      [.blob(id.bytes)]
    ) { String(decoding: $0.blob(0), as: UTF8.self) }
    return Note(
      id: id, on: on, author: author, time: time,
      reply: reply?.count == 16 ? reply.map { ObjectID($0) } : nil,
      text: isDeleted ? "" : try TextState(TextKey(id, .noteText), in: database).content,
      tags: tags, quotation: try value(CellKey(id, .noteQuote)), isDeleted: isDeleted)
  }

  /// What the note with this name is on, deleted or not; nil when there is no such note.
  public func placeOfNote(_ id: ObjectID) throws -> ObjectID? {
    let on = try value(CellKey(id, .noteOn))?.bytes
    return on?.count == 16 ? on.map { ObjectID($0) } : nil
  }

  /// Who wrote a note, and when.
  ///
  /// A note that was moved was placed anew by whoever moved it; its author wrote its first run.
  func author(ofNote note: ObjectID) throws -> (MemberID, UInt64)? {
    if let first = try Self.firstAuthor(of: note, in: database) { return first }
    return try database.first(
      """
      SELECT device.member, time FROM cell JOIN device ON device.id = cell.device
      WHERE object = ?1 AND field = 'note.on' ORDER BY value LIMIT 1
      """, [.blob(note.bytes)]
    ) { (MemberID($0.blob(0)), $0.bits(1)) }
  }

  /// Who wrote the first words of a note, and when; nil when it has none.
  static func firstAuthor(
    of note: ObjectID, in database: Connection
  ) throws -> (MemberID, UInt64)? {
    try database.first(
      """
      SELECT device.member, time FROM run JOIN change ON change.row = run.change
      JOIN device ON device.id = change.author
      WHERE object = ?1 AND field = 'note.text' AND version = x'' ORDER BY change.lamport, change.id
      LIMIT 1
      """, [.blob(note.bytes)]
    ) { (MemberID($0.blob(0)), $0.bits(1)) }
  }

  /// Whether `object` was deleted, with nothing written to it that the deletion had not seen.
  public func isHidden(_ object: ObjectID) throws -> Bool {
    try database.first("SELECT 1 FROM hidden WHERE object = ?1", [.blob(object.bytes)]) { _ in
      true
    } ?? false
  }

  /// A text as it stands, and the version that it stands at.
  public func text(_ key: TextKey) throws -> (content: String, version: TextVersion) {
    let state = try TextState(key, in: database)
    return (
      state.content,
      try state.frontier.map { try BothEdited.operation(at: $0, in: database) }.sorted()
    )
  }
}

/// Fractional indices: bytes between any two of which there is room for another.
public enum Position {
  /// Where the recommendation with this number stands until somebody moves it.
  static func standard(number: Int64) -> [UInt8] {
    var writer = ByteWriter()
    writer.writeInteger(UInt32(truncatingIfNeeded: max(0, number)))
    return writer.bytes + [128]
  }

  /// A position after `low` and before `high`; nil stands for the end on that side.
  public static func between(_ low: [UInt8]?, _ high: [UInt8]?) -> [UInt8] {
    let low = low ?? []
    var result: [UInt8] = []
    var isBounded = high != nil
    var place = 0
    while true {
      let floor = place < low.count ? Int(low[place]) : 0
      let ceiling = isBounded ? high.map { place < $0.count ? Int($0[place]) : 0 } ?? 256 : 256
      if ceiling - floor > 1 {
        result.append(UInt8(floor + (ceiling - floor) / 2))
        return result
      }
      result.append(UInt8(floor))
      if floor < ceiling { isBounded = false }
      place += 1
    }
  }
}
