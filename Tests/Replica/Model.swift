import Bytes
import ChangeLog
import Review

/// A replica written for obviousness: a list of changes, from which everything is worked out anew.
///
/// Nothing here remembers, caches or updates; every answer follows a definition of docs/format.md
/// word by word, so that the incremental views have something slow to be compared with.
struct Model {
  let workspace: ObjectID
  let members: [DeviceID: MemberID]
  private(set) var received: [EncodedChange] = []

  init(workspace: ObjectID, members: [DeviceID: MemberID]) {
    self.workspace = workspace
    self.members = members
  }

  mutating func receive(_ change: EncodedChange) {
    if !received.contains(where: { $0.id == change.id }) { received.append(change) }
  }

  /// What the changes received so far come to.
  func state() -> ModelState {
    ModelState(workspace: workspace, members: members, admitted: admitted())
  }

  /// The well-formed changes whose whole past is admitted, in a causal order (§3.7).
  private func admitted() -> [EncodedChange] {
    var admitted: [EncodedChange] = []
    var known: [ChangeID: Change] = [:]
    var hasGrown = true
    while hasGrown {
      hasGrown = false
      for change in received where known[change.id] == nil {
        guard change.change.past.allSatisfy({ known[$0] != nil }),
          Self.isWellFormed(change.change, known)
        else { continue }
        admitted.append(change)
        known[change.id] = change.change
        hasGrown = true
      }
    }
    return admitted
  }

  private static func isWellFormed(_ change: Change, _ known: [ChangeID: Change]) -> Bool {
    let past = change.past.compactMap { known[$0]?.lamport }
    guard change.lamport == (past.max() ?? 0) + 1 else { return false }
    func operation(_ id: OperationID) -> ChangeLog.Operation? {
      guard let operations = known[id.change]?.operations, id.index < operations.count else {
        return nil
      }
      return operations[id.index]
    }
    return change.operations.allSatisfy { named in
      guard named.references.allSatisfy({ operation($0) != nil }) else { return false }
      switch named {
      case .put(_, _, let replaces, _), .clear(_, let replaces):
        return replaces.allSatisfy { if case .put? = operation($0) { true } else { false } }
      case .text(_, let version, _, _, _):
        return version.allSatisfy { if case .text? = operation($0) { true } else { false } }
      case .unknown: return true
      }
    }
  }
}

/// What a set of admitted changes comes to, by the definitions of docs/format.md §4 and §10.6.
struct ModelState {
  struct Write {
    let id: OperationID
    let value: Value
    let seen: [OperationID]
    let replaces: [OperationID]
  }

  let workspace: ObjectID
  let members: [DeviceID: MemberID]
  let admitted: [EncodedChange]
  let cells: [CellKey: [Write]]
  let texts: [TextKey: TextHistory]

  init(workspace: ObjectID, members: [DeviceID: MemberID], admitted: [EncodedChange]) {
    self.workspace = workspace
    self.members = members
    self.admitted = admitted
    cells = Self.cells(of: admitted, members)
    texts = Self.texts(of: admitted)
  }

  // MARK: Cells and texts

  /// Per cell, the effective puts that no effective operation on the cell names.
  private static func cells(
    of admitted: [EncodedChange], _ members: [DeviceID: MemberID]
  ) -> [CellKey: [Write]] {
    var puts: [CellKey: [Write]] = [:]
    var replaced: [CellKey: Set<OperationID>] = [:]
    for change in admitted {
      let author = members[change.change.author]
      for (index, operation) in change.change.operations.enumerated() {
        switch operation {
        case .put(let key, let value, let replaces, let seen) where mayWrite(key, author):
          puts[key, default: []].append(
            Write(
              id: OperationID(change.id, index), value: value, seen: seen, replaces: replaces))
          replaced[key, default: []].formUnion(replaces)
        case .clear(let key, let replaces) where mayWrite(key, author):
          replaced[key, default: []].formUnion(replaces)
        default: continue
        }
      }
    }
    var cells: [CellKey: [Write]] = [:]
    for (key, writes) in puts {
      let live = writes.filter { replaced[key]?.contains($0.id) != true }
      if !live.isEmpty { cells[key] = live.sorted { $0.id < $1.id } }
    }
    return cells
  }

  /// Whether a cell operation on `key` by a device of `author` takes effect (§4.1).
  static func mayWrite(_ key: CellKey, _ author: MemberID?) -> Bool {
    guard let author else { return false }
    switch key.field.name {
    case "member.name": return key.object.bytes == author.bytes
    case "round.opening", "round.closing": return key.element == author.bytes
    case "rating", "dissent":
      return key.element.count > 17 && key.element.suffix(17).elementsEqual([0] + author.bytes)
    default: return true
    }
  }

  private static func texts(of admitted: [EncodedChange]) -> [TextKey: TextHistory] {
    var runs: [TextKey: [TextRun]] = [:]
    for change in admitted {
      for (index, operation) in change.change.operations.enumerated() {
        guard
          case .text(let key, let version, let position, let deleteCount, let insert) =
            operation
        else { continue }
        let earlier = runs[key, default: []]
        // Empty: the run before it in this change. Otherwise: what it names of this text.
        let previous = earlier.last { $0.id.change == change.id }.map { [$0.id] } ?? []
        let named = version.filter { name in earlier.contains { $0.id == name } }
        runs[key, default: []].append(
          TextRun(
            id: OperationID(change.id, index), replica: change.change.replica,
            version: version.isEmpty ? previous : named, position: position,
            deleteCount: deleteCount, insert: insert))
      }
    }
    return runs.compactMapValues { try? TextHistory($0) }
  }

  // MARK: What follows from them

  /// The changes that no other admitted change follows or names.
  var frontier: [EncodedChange] {
    let followed = Set(admitted.flatMap(\.change.past))
    return admitted.filter { !followed.contains($0.id) }
  }

  /// The live deletions of `object`.
  private func deletions(of object: ObjectID) -> [Write] {
    cells.filter { $0.key.object == object && $0.key.field == .deleted }.flatMap(\.value)
  }

  /// Whether all that is live in `object` was seen by its deletions together.
  private func isCovered(_ object: ObjectID) -> Bool {
    let seen = Set(deletions(of: object).flatMap(\.seen))
    let writes = cells.filter { $0.key.object == object && $0.key.field != .deleted }
      .flatMap(\.value)
    guard writes.allSatisfy({ seen.contains($0.id) }) else { return false }
    return texts.filter { $0.key.object == object }.allSatisfy { _, history in
      history.runs.allSatisfy { run in
        seen.contains { $0 == run.id || history.isAncestor(run.id, of: $0) }
      }
    }
  }

  /// Whether something that is to be seen is a reply to `object`.
  private func hasVisibleReply(_ object: ObjectID) -> Bool {
    cells.contains { key, writes in
      key.field == .noteReply && !hidden.contains(key.object)
        && writes.contains { $0.value.bytes == object.bytes }
    }
  }

  private var deletedObjects: Set<ObjectID> {
    Set(cells.keys.filter { $0.field == .deleted }.map(\.object))
  }

  /// The objects that no screen shows.
  var hidden: Set<ObjectID> { deletedObjects.filter(isCovered) }

  /// What waits for a person.
  var conflicts: Set<ConflictKey> {
    var conflicts: Set<ConflictKey> = []
    for (key, writes) in cells where key.field != .deleted && key.field != .noteReviewed {
      if Set(writes.map(\.value.encoded)).count > 1 {
        conflicts.insert(ConflictKey(.collision, key))
      }
    }
    for object in deletedObjects where !isCovered(object) || hasVisibleReply(object) {
      conflicts.insert(ConflictKey(.deletion, CellKey(object, .deleted)))
    }
    for key in cells.keys {
      guard key.field == .rating || key.field == .decision, let criterion = key.criterion else {
        continue
      }
      let decision = CellKey.decision(key.object, criterion)
      if isOpen(decision, criterion) { conflicts.insert(ConflictKey(.disagreement, decision)) }
    }
    for (key, history) in texts where key.field == .noteText {
      if isBothEdited(key, history) {
        conflicts.insert(ConflictKey(.bothEdited, CellKey(key.object, key.field)))
      }
    }
    return conflicts
  }

  /// The criterion called `name`: of several scales the one with the smallest bytes.
  private func criterion(_ name: String) -> Criterion? {
    let key = CellKey(workspace, .criterion, element: Array(name.utf8))
    let values = (cells[key] ?? []).map(\.value)
    return values.min { $0.encoded.lexicographicallyPrecedes($1.encoded) }
      .flatMap { Criterion(name: name, $0) }
  }

  /// The rule in force: of several the one with the smallest bytes, if that can be read.
  private var rule: DisagreementRule {
    let values = (cells[CellKey(workspace, .workspaceRule)] ?? []).map(\.value)
    return values.min { $0.encoded.lexicographicallyPrecedes($1.encoded) }
      .flatMap(DisagreementRule.init) ?? .standard
  }

  private func isOpen(_ key: CellKey, _ name: String) -> Bool {
    guard let criterion = criterion(name) else { return false }
    let decisions = (cells[key] ?? []).compactMap { write in
      Decision(write.value).map { ($0, write) }
    }
    let seen = Set(decisions.flatMap(\.1.seen))
    var values: [Int64] = []
    var unseen: [Int64] = []
    for member in Set(members.values) {
      let writes = cells[.rating(key.object, name, of: member)] ?? []
      // A member with two values is in collision, and does not count.
      guard let first = writes.first, writes.allSatisfy({ $0.value == first.value }),
        let value = Rating(first.value)?.counted, criterion.contains(value),
        writes.contains(where: { counts($0, .rating(key.object, name, of: member)) })
      else { continue }
      values.append(value)
      if !writes.contains(where: { seen.contains($0.id) }) { unseen.append(value) }
    }
    guard let decision = decisions.first?.0 else {
      return rule.disagree(values, on: criterion)
    }
    // Different decisions are a collision, which is listed for itself.
    guard decisions.allSatisfy({ $0.0.encoded == decision.encoded }) else { return false }
    return unseen.contains { decision.rule.disagree($0, decision.value) }
  }

  private func isBothEdited(_ key: TextKey, _ history: TextHistory) -> Bool {
    let reviewed = cells.filter { $0.key.object == key.object && $0.key.field == .noteReviewed }
    let authors = Dictionary(uniqueKeysWithValues: admitted.map { ($0.id, $0.change.author) })
    return !history.bothEdited(
      reviewed: reviewed.flatMap(\.value).map { $0.seen.sorted() },
      memberOf: { authors[$0.change].flatMap { members[$0] } }
    ).isEmpty
  }

  // MARK: The digest

  /// The digest by docs/format.md §11, put together as one array.
  var digest: [UInt8] {
    var content = Array("\u{11}concord/v1/digest".utf8)
    func add(_ value: UInt64) {
      for shift in stride(from: UInt64(56), through: 0, by: -8) {
        content.append(UInt8(truncatingIfNeeded: value >> shift))
      }
    }
    func add(_ bytes: [UInt8]) {
      add(UInt64(bytes.count))
      content += bytes
    }
    for change in admitted.sorted(by: { $0.id < $1.id }) { add(change.id.bytes) }
    add(UInt64.max)
    for key in cells.keys.sorted() {
      for write in cells[key] ?? [] {
        add(key.object.bytes)
        add(Array(key.field.name.utf8))
        add(key.element)
        add(write.id.change.bytes)
        add(UInt64(write.id.index))
        add(write.value.encoded)
      }
    }
    add(UInt64.max)
    for key in texts.keys.sorted() {
      add(key.object.bytes)
      add(Array(key.field.name.utf8))
      add(Array((texts[key]?.text ?? "").utf8))
    }
    add(UInt64.max)
    let ids = conflicts.map { $0.id(hash: PlainSHA256.hash) }
    for id in ids.sorted() { add(id.bytes) }
    add(UInt64.max)
    return PlainSHA256.hash(content)
  }
}
