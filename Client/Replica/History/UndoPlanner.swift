import Bytes
import ChangeLog
import Cryptography
import Review
import SQLite

/// Works out what undoing a change comes to today: each operation on its own, and only as far as
/// nobody has written over it since.
struct UndoPlanner {
  private let database: Connection
  private let member: MemberID
  private let target: StoredChange
  private let log: ChangeReader
  private var steps: [UndoPlan.Step] = []
  private var skipped: [UndoPlan.Skipped] = []

  /// - Parameter member: Who is going to undo it.
  init(_ target: StoredChange, by member: MemberID, log: ChangeReader) {
    database = log.database
    self.member = member
    self.target = target
    self.log = log
  }

  mutating func plan() throws -> UndoPlan {
    let isUndone = try UndoGraph(database).isUndone(target.row)
    let made = try UndoneObjects(target, in: database)
    var planned: Set<CellKey> = []
    var texts: Set<TextKey> = []
    for operation in isUndone ? [] : target.change.operations {
      switch operation {
      case .put(let key, _, _, _), .clear(let key, _):
        guard planned.insert(key).inserted else { continue }
        if let object = made.owner(of: key.object) {
          if object == key.object, key.field.makesObject { try planDeletion(of: object, made) }
        } else {
          try planCell(key)
        }
      case .text(let key, _, _, _, _):
        guard texts.insert(key).inserted, made.owner(of: key.object) == nil else { continue }
        try planText(key)
      case .unknown:
        skipped.append(UndoPlan.Skipped(object: nil, cell: nil, obstacle: .unknown))
      }
    }
    return UndoPlan(target: target.id, steps: steps, skipped: skipped)
  }

  private mutating func skip(_ key: CellKey, _ obstacle: UndoObstacle) {
    skipped.append(UndoPlan.Skipped(object: key.object, cell: key, obstacle: obstacle))
  }

  private mutating func skip(_ object: ObjectID, _ obstacle: UndoObstacle) {
    skipped.append(UndoPlan.Skipped(object: object, cell: nil, obstacle: obstacle))
  }

  private func isHidden(_ object: ObjectID) throws -> Bool {
    try database.first("SELECT 1 FROM hidden WHERE object = ?1", [.blob(object.bytes)]) { _ in
      true
    } ?? false
  }

  // MARK: Objects that the change made

  private mutating func planDeletion(of object: ObjectID, _ made: UndoneObjects) throws {
    if try made.isDeleted(object) { return skip(object, .deletedSince) }
    if let other = try made.laterWriter(in: object) {
      return skip(object, .writtenSince(by: other))
    }
    let live = try Refresh.liveOperations(of: object, in: database)
    let seen = try live.map { try BothEdited.operation(at: $0, in: database) }
    let deletion = Operation.put(
      CellKey(object, .deleted), .bool(true), replaces: [], seen: seen)
    steps.append(UndoPlan.Step(effect: .deletion(object), operations: [deletion]))
  }

  // MARK: Cells

  private mutating func planCell(_ key: CellKey) throws {
    if key.field == .roundOpening || key.field == .roundClosing { return skip(key, .final) }
    guard Authority.mayWrite(key, by: target.author) else { return skip(key, .hadNoEffect) }
    guard Authority.mayWrite(key, by: member) else {
      return skip(key, key.owner.map { .belongs(to: $0) } ?? .hadNoEffect)
    }
    if key.field != .deleted, try isHidden(key.object) { return skip(key, .deletedSince) }
    // What an undo brings back would lie open to everybody.
    if key.field == .rating, let criterion = key.criterion,
      try OpenRounds(database).round(of: key.object, criterion) != nil
    {
      return skip(key, .inOpenRound)
    }
    let live = try log.liveWrites(key)
    let standing = try live.map { try log.restored(by: $0.id, in: key) }
    var own: Set<Int> = []
    var written = false
    var replaced: [OperationID] = []
    for (index, operation) in target.change.operations.enumerated() {
      switch operation {
      case .put(key, let value, let replaces, _):
        written = true
        if let rating = Rating(value), key.field == .rating, case .opening = rating {
          return skip(key, .final)
        }
        let places = standing.indices.filter {
          standing[$0].contains(OperationID(target.id, index))
        }
        own.formUnion(places)
        if !places.isEmpty { replaced += replaces }
      case .clear(key, let replaces): replaced += replaces
      default: continue
      }
    }
    let isStanding = try written ? !own.isEmpty : live.isEmpty && !wasClearedAgain(key)
    guard isStanding else {
      let latest = live.max { ($0.time, $0.row) < ($1.time, $1.row) }
      return skip(key, .replaced(by: latest?.author))
    }
    try planRestoring(
      key, now: own.sorted().map { live[$0] }, before: try log.writes(replaced, of: key))
  }

  /// Whether a later change emptied the cell for a reason of its own, which an undo has not.
  private func wasClearedAgain(_ key: CellKey) throws -> Bool {
    try database.first(
      """
      SELECT 1 FROM clearing WHERE object = ?1 AND field = ?2 AND element = ?3 AND change > ?4
      AND change NOT IN (SELECT change FROM undoing) LIMIT 1
      """, key.columns + [.integer(target.row)]
    ) { _ in true } ?? false
  }

  /// Puts what stood `before` in place of the change's writes, with what its authors had seen.
  private mutating func planRestoring(
    _ key: CellKey, now: [LiveWrite], before: [EarlierWrite]
  ) throws {
    let replaces = now.map(\.id)
    let view = SeenAgain(key.object, log: log)
    // A commitment that comes back could not be opened any more, and what was opened is a rating
    // like any other now.
    guard !before.contains(where: { $0.value.isCommitment }) else { return skip(key, .final) }
    let restored = before.map { (value: $0.value.withoutSeal, seen: $0.seen) }
    var operations = try restored.map {
      Operation.put(key, $0.value, replaces: replaces, seen: try view.seen($0.seen))
    }
    var values = restored.map(\.value)
    if before.isEmpty {
      guard !replaces.isEmpty else { return skip(key, .hadNoEffect) }
      if key.field == .rating {
        // Nothing before: it is said that nothing is meant now, which a clear would not.
        let withdrawn = Rating.withdrawn.encoded
        guard now.contains(where: { $0.value != withdrawn }) else { return skip(key, .firstValue) }
        operations = [.put(key, withdrawn, replaces: replaces, seen: [])]
        values = [withdrawn]
      } else if key.field == .articlePiece || key.field == .articleBody {
        return skip(key, .articleText)
      } else if key.mayBeEmpty {
        operations = [.clear(key, replaces: replaces)]
      } else {
        return skip(key, .firstValue)
      }
    }
    steps.append(
      UndoPlan.Step(
        effect: .values(key, now: now.map(\.value), before: values), operations: operations))
  }

  // MARK: Texts

  private mutating func planText(_ key: TextKey) throws {
    if try isHidden(key.object) { return skip(key.object, .deletedSince) }
    let past = try TextPast(key, in: database)
    guard let edits = try past.edits(undoing: target, UndoGraph(database)) else {
      return skip(key.object, .replaced(by: nil))
    }
    guard !edits.isEmpty else { return skip(key.object, .nothingLeft) }
    steps.append(
      UndoPlan.Step(
        effect: .text(key, edits, on: past.history.text), version: past.history.frontier))
  }
}

extension Value {
  fileprivate var isCommitment: Bool {
    if case .commitment? = Rating(self) { true } else { false }
  }

  /// The value; of the opening of a rating, the same rating in the open.
  fileprivate var withoutSeal: Value {
    if let rating = Rating(self), rating.isOpening { rating.plain.encoded } else { self }
  }
}

extension Field {
  /// Whether the first write of the field makes an object.
  var makesObject: Bool {
    self == .noteOn || self == .recommendationArticle || self == .articleBody
  }
}

extension CellKey {
  /// Whether nothing in the cell is a state that people know: an element that is not in its set,
  /// an object that is not deleted, a recommendation that was never moved.
  fileprivate var mayBeEmpty: Bool {
    !element.isEmpty || field == .deleted || field == .noteReviewed
      || field == .recommendationPosition
  }
}
