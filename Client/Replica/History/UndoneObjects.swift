import Bytes
import ChangeLog
import Review
import SQLite

/// The objects that a change made, which are undone as a whole: by deleting them, as long as
/// nothing else happened to them.
struct UndoneObjects {
  private let database: Connection
  private let target: StoredChange
  /// What each object that the change made is deleted with: itself, or its article.
  private var owners: [ObjectID: ObjectID] = [:]
  /// What the change wrote to each cell.
  private var written: [CellKey: [UInt8]] = [:]

  init(_ target: StoredChange, in database: Connection) throws {
    self.database = database
    self.target = target
    for case .put(let key, let value, let replaces, _) in target.change.operations {
      written[key] = value.encoded
      guard key.field.makesObject, replaces.isEmpty else { continue }
      let article = key.field == .recommendationArticle ? value.bytes : nil
      owners[key.object] = article?.count == 16 ? article.map { ObjectID($0) } : key.object
    }
    for (object, owner) in owners where owners[owner] == nil || owner == object {
      // A recommendation that was added to an article stands for itself.
      owners[object] = object
    }
  }

  /// What `object` is deleted with, or nil when the change did not make it.
  func owner(of object: ObjectID) -> ObjectID? { owners[object] }

  /// Whether there is a live deletion of `object`.
  func isDeleted(_ object: ObjectID) throws -> Bool {
    try database.first(
      "SELECT 1 FROM cell WHERE object = ?1 AND field = 'deleted' LIMIT 1", [.blob(object.bytes)]
    ) { _ in true } ?? false
  }

  /// Somebody who wrote in `object`, or something on it, in another command than the one that
  /// made it; nil when nobody did.
  func laterWriter(in object: ObjectID) throws -> MemberID? {
    if let writer = try otherWriter(in: object) ?? writerOn(object) { return writer }
    let recommendations = try database.rows(
      "SELECT DISTINCT object FROM cell WHERE field = 'rec.article' AND value = ?1 ORDER BY object",
      [.blob(Value.bytes(object.bytes).encoded)]
    ) { ObjectID($0.blob(0)) }
    for recommendation in recommendations {
      if let writer = try otherWriter(in: recommendation) ?? writerOn(recommendation) {
        return writer
      }
    }
    return nil
  }

  /// Who wrote something in `object` that still shows and is not the change's own: what one command
  /// writes has one device and one time, however many changes it takes.
  private func otherWriter(in object: ObjectID) throws -> MemberID? {
    var own: Set<CellKey> = []
    var others: [(key: CellKey, value: [UInt8], author: MemberID)] = []
    try database.query(
      """
      SELECT field, element, value, cell.device, cell.time, device.member FROM cell
      JOIN device ON device.id = cell.device WHERE object = ?1 AND field != 'deleted'
      ORDER BY field, element, value, cell.device
      """, [.blob(object.bytes)]
    ) { row in
      guard let field = Field(row.text(0)) else { return }
      let key = CellKey(object, field, element: row.blob(1))
      if isOwn(DeviceID(row.blob(3)), row.bits(4)) {
        own.insert(key)
      } else {
        others.append((key, row.blob(2), MemberID(row.blob(5))))
      }
    }
    // What an undo brought back is as it was, unless the first write stands beside it.
    let other = others.first { own.contains($0.key) || written[$0.key] != $0.value }
    return try other?.author ?? otherTextWriter(in: object)
  }

  private func otherTextWriter(in object: ObjectID) throws -> MemberID? {
    let fields = try database.rows(
      "SELECT field FROM text WHERE object = ?1 ORDER BY field", [.blob(object.bytes)]
    ) { Field($0.text(0)) }
    for field in fields.compactMap({ $0 }) {
      let past = try TextPast(TextKey(object, field), in: database)
      let others = past.origins.filter { !isOwn($0.device, $0.time) }
      guard let other = others.last else { continue }
      let foreign = Set(others.map(\.change))
      let own = Set(past.history.runs.map(\.id).filter { !foreign.contains($0.change) })
      let isAsMade = past.text(of: own).utf8.elementsEqual(past.history.text.utf8)
      if !isAsMade { return other.author }
    }
    return nil
  }

  private func isOwn(_ device: DeviceID, _ time: UInt64) -> Bool {
    device == target.change.author && time == target.change.time
  }

  /// Who wrote a note on `object`, or a reply to it, that is to be seen.
  private func writerOn(_ object: ObjectID) throws -> MemberID? {
    let value = SQLiteValue.blob(Value.bytes(object.bytes).encoded)
    for field in ["note.on", "note.reply"] {
      let writer = try database.first(
        """
        SELECT device.member FROM cell JOIN device ON device.id = cell.device
        WHERE field = '\(field)' AND value = ?1 AND object NOT IN (SELECT object FROM hidden)
        LIMIT 1
        """, [value]
      ) { MemberID($0.blob(0)) }
      if let writer { return writer }
    }
    return nil
  }
}
