import Bytes
import ChangeLog
import Review
import SQLite

/// Brings the views that follow from live writes up to date: open conflicts, hidden objects.
///
/// Each row is a function of the live writes and runs of one object, so it is worked out anew for
/// what a transaction touched and for nothing else.
struct Refresh {
  let database: Connection
  let hash: HashFunction

  func refresh(_ touched: Touched) throws {
    var placed: Set<ObjectID> = []
    var pairs: Set<CellKey> = []
    var rounds: Set<ObjectID> = []
    var objects: Set<ObjectID> = []
    var replies: Set<ObjectID> = []
    for key in touched.cells.sorted() {
      try refreshCollision(key)
      objects.insert(key.object)
      switch key.field {
      case .rating, .decision:
        if let criterion = key.criterion { pairs.insert(.decision(key.object, criterion)) }
      case .criterion:
        // A new scale can change the verdict on everything rated by it.
        pairs.formUnion(try ratedPairs(criterion: String(decoding: key.element, as: UTF8.self)))
      case .workspaceRule: pairs.formUnion(try ratedPairs())
      case .roundOpening, .roundClosing: rounds.insert(key.object)
      case .noteOn: placed.insert(key.object)
      case .noteReply: replies.insert(key.object)
      case .noteReviewed: try refreshBothEdited(TextKey(key.object, .noteText))
      default: break
      }
    }
    if !rounds.isEmpty { pairs.formUnion(try ratedPairs(in: rounds)) }
    let openRounds = pairs.isEmpty ? OpenRounds.none : try OpenRounds(database)
    for key in pairs.sorted() { try refreshDisagreement(key, openRounds) }
    for key in touched.texts.sorted() {
      objects.insert(key.object)
      // Notes alone can be marked as reviewed, which is what settles this kind of conflict.
      if key.field == .noteText { try refreshBothEdited(key) }
    }
    try refreshDeletions(of: objects, placed: placed, moved: replies)
    try SearchIndex(database: database).mark(touched)
  }

  // MARK: Collisions

  private func refreshCollision(_ key: CellKey) throws {
    // Deletions join by themselves: an object is hidden by all of them together.
    guard key.field != .deleted, key.field != .noteReviewed else { return }
    let values = try database.rows(
      """
      SELECT DISTINCT value FROM cell WHERE object = ?1 AND field = ?2 AND element = ?3 LIMIT 2
      """, key.columns
    ) { $0.blob(0) }
    let isOpen = values.count > 1
    try set(ConflictKey(.collision, key), open: isOpen, owner: isOpen ? key.owner : nil)
  }

  // MARK: Disagreements

  private func ratedPairs(criterion: String) throws -> [CellKey] {
    try database.rows(
      "SELECT DISTINCT object FROM cell WHERE field = 'rating'"
    ) { CellKey.decision(ObjectID($0.blob(0)), criterion) }
  }

  /// Everything that is rated, by every criterion.
  private func ratedPairs() throws -> [CellKey] {
    try database.rows(
      "SELECT DISTINCT object, element FROM cell WHERE field = 'rating' ORDER BY object, element"
    ) { row in
      let object = ObjectID(row.blob(0))
      return CellKey(object, .rating, element: row.blob(1)).criterion.map {
        CellKey.decision(object, $0)
      }
    }.compactMap { $0 }
  }

  /// What is rated and lies in one of `rounds`, which hides or shows it.
  private func ratedPairs(in rounds: Set<ObjectID>) throws -> [CellKey] {
    var found: [Round] = []
    for id in rounds.sorted() {
      found += try database.rows(
        "SELECT opener, value FROM round WHERE id = ?1 LIMIT 1", [.blob(id.bytes)]
      ) { row in
        Round(
          id: id, opener: MemberID(row.blob(0)), try Value(encoded: row.blob(1)), hash: hash)
      }.compactMap { $0 }
    }
    guard !found.isEmpty else { return [] }
    return try ratedPairs().filter { pair in
      found.contains { $0.covers(pair.object, pair.criterion ?? "") }
    }
  }

  private func refreshDisagreement(_ key: CellKey, _ rounds: OpenRounds) throws {
    guard let name = key.criterion else { return }
    let state = try CriterionState(
      database, recommendation: key.object, criterion: name, rounds: rounds)
    try set(ConflictKey(.disagreement, key), open: state.isOpen, owner: nil)
  }

  // MARK: Deletions

  /// Brings up to date which of `objects` are hidden, and which deletions wait for a person.
  ///
  /// - Parameters:
  ///   - placed: Those of them that are notes on something else now.
  ///   - moved: Those of them that became replies, or replies to something else.
  private func refreshDeletions(
    of objects: Set<ObjectID>, placed: Set<ObjectID>, moved: Set<ObjectID>
  ) throws {
    var stubs: Set<ObjectID> = []
    var replies = moved
    for object in objects.sorted() {
      let (isHidden, hasChanged) = try refreshHidden(object)
      if isHidden { stubs.insert(object) }
      if hasChanged { replies.insert(object) }
      if hasChanged || placed.contains(object) { try refreshPlace(object) }
    }
    // What a reply was moved away from is not in its cell any more, but it waited for that reply.
    if !moved.isEmpty { stubs.formUnion(try stubsThatWait()) }
    for reply in replies.sorted() { stubs.formUnion(try hiddenParents(of: reply)) }
    for object in stubs.sorted() {
      let isOpen = try !Self.visibleReplies(to: object, in: database).isEmpty
      try set(ConflictKey(.deletion, CellKey(object, .deleted)), open: isOpen, owner: nil)
    }
  }

  /// Brings up to date whether `object` is hidden, and whether it waits because it is not.
  private func refreshHidden(_ object: ObjectID) throws -> (isHidden: Bool, hasChanged: Bool) {
    let deletions = try database.rows(
      "SELECT seen FROM cell WHERE object = ?1 AND field = 'deleted'", [.blob(object.bytes)]
    ) { try References.decode($0.blob(0)) }
    let covered = Set(deletions.joined())
    let isHidden =
      try !deletions.isEmpty
      && Self.liveOperations(of: object, in: database).allSatisfy(covered.contains)
    let count = try database.run(
      isHidden
        ? "INSERT OR IGNORE INTO hidden VALUES (?1)" : "DELETE FROM hidden WHERE object = ?1",
      [.blob(object.bytes)])
    if isHidden {
      // Nobody needs to read what is not to be seen.
      try database.run("DELETE FROM unread WHERE object = ?1", [.blob(object.bytes)])
    } else {
      let key = ConflictKey(.deletion, CellKey(object, .deleted))
      try set(key, open: !deletions.isEmpty, owner: nil)
    }
    return (isHidden, count > 0)
  }

  /// The hidden objects whose deletion waits for a person.
  private func stubsThatWait() throws -> [ObjectID] {
    try database.rows(
      """
      SELECT object FROM conflict WHERE kind = ?1 AND object IN (SELECT object FROM hidden)
      """, [.integer(Int(ConflictKind.deletion.rawValue))]
    ) { ObjectID($0.blob(0)) }
  }

  /// The hidden objects that `reply` replies to.
  private func hiddenParents(of reply: ObjectID) throws -> [ObjectID] {
    try database.rows(
      "SELECT value FROM cell WHERE object = ?1 AND field = 'note.reply'", [.blob(reply.bytes)]
    ) { try Value(encoded: $0.blob(0)).bytes }
    .compactMap { bytes in
      guard let bytes, bytes.count == 16 else { return nil }
      return try database.first(
        "SELECT object FROM hidden WHERE object = ?1", [.blob(bytes)]
      ) { ObjectID($0.blob(0)) }
    }
  }

  /// The replies to `object` that are to be seen; of a hidden one, they keep a place for it.
  static func visibleReplies(
    to object: ObjectID, in database: Connection
  ) throws -> [ObjectID] {
    try database.rows(
      """
      SELECT DISTINCT object FROM cell WHERE field = 'note.reply' AND value = ?1
      AND object NOT IN (SELECT object FROM hidden) ORDER BY object
      """, [.blob(Value.bytes(object.bytes).encoded)]
    ) { ObjectID($0.blob(0)) }
  }

  /// What a deletion of `object` must have seen: its live writes and the frontiers of its texts.
  ///
  /// A text's frontier stands for all its runs: whoever saw the frontier has seen them.
  static func liveOperations(
    of object: ObjectID, in database: Connection
  ) throws -> [OperationRow] {
    let writes = try database.rows(
      "SELECT change, operation FROM cell WHERE object = ?1 AND field != 'deleted'",
      [.blob(object.bytes)]
    ) { OperationRow(change: $0.integer(0), index: Int($0.integer(1))) }
    let runs = try database.rows(
      "SELECT frontier FROM text WHERE object = ?1", [.blob(object.bytes)]
    ) { try References.decode($0.blob(0)) }
    return writes + runs.joined()
  }

  // MARK: How many notes are where

  private func refreshPlace(_ object: ObjectID) throws {
    let shown = try database.first(
      "SELECT place FROM shown_note WHERE object = ?1", [.blob(object.bytes)]
    ) { $0.blob(0) }
    // Of several live places the one with the smallest bytes counts, as everywhere.
    let place =
      try database.first(
        """
        SELECT value FROM cell WHERE object = ?1 AND field = 'note.on'
        AND object NOT IN (SELECT object FROM hidden) ORDER BY value LIMIT 1
        """, [.blob(object.bytes)]
      ) { try Value(encoded: $0.blob(0)).bytes.flatMap { $0.count == 16 ? $0 : nil } } ?? nil
    guard place != shown else { return }
    if let shown {
      try database.run("DELETE FROM shown_note WHERE object = ?1", [.blob(object.bytes)])
      try database.run("UPDATE note_count SET count = count - 1 WHERE place = ?1", [.blob(shown)])
      try database.run("DELETE FROM note_count WHERE place = ?1 AND count = 0", [.blob(shown)])
    }
    if let place {
      try database.run(
        "INSERT INTO shown_note VALUES (?1, ?2)", [.blob(object.bytes), .blob(place)])
      try database.run(
        """
        INSERT INTO note_count VALUES (?1, 1) ON CONFLICT (place) DO UPDATE SET count = count + 1
        """, [.blob(place)])
    }
  }

  // MARK: Passages edited by two

  private func refreshBothEdited(_ key: TextKey) throws {
    let isLinear =
      try database.first(
        "SELECT linear FROM text WHERE object = ?1 AND field = ?2", key.columns
      ) { $0.integer(0) == 1 } ?? true
    let isOpen = try !isLinear && !BothEdited.passages(key, in: database).isEmpty
    try set(
      ConflictKey(.bothEdited, CellKey(key.object, key.field)), open: isOpen, owner: nil)
  }

  // MARK: The table

  private func set(_ key: ConflictKey, open isOpen: Bool, owner: MemberID?) throws {
    let id = key.id(hash: hash).bytes
    if isOpen {
      try database.run(
        "INSERT OR REPLACE INTO conflict VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        [.blob(id), .integer(Int(key.kind.rawValue))] + key.cell.columns
          + [.blob(orNull: owner?.bytes)])
    } else {
      try database.run("DELETE FROM conflict WHERE id = ?1", [.blob(id)])
    }
  }
}
