import Bytes
import ChangeLog
import Cryptography
import Review
import Trust

/// What one analyst writes between two syncs: a run of changes on the board as it was before.
struct Burst {
  private let board: Board
  private let replica: ReplicaID
  private let author: DeviceID
  private var number: UInt64
  private var cells: [CellKey: [OperationID]] = [:]
  private(set) var texts: [ObjectID: NoteText] = [:]
  private(set) var newNotes: [ObjectID] = []
  private(set) var deletedNotes: [ObjectID] = []
  private(set) var changes: [EncodedChange] = []
  private var operations: [Operation] = []

  init(on board: Board, by analyst: Analyst) {
    self.board = board
    replica = analyst.replica
    author = analyst.identity.id
    number = analyst.changeCount
  }

  /// The writes of a cell that stand where this analyst is.
  func live(_ key: CellKey) -> [OperationID] { cells[key] ?? board.live(key) }

  /// A note as this analyst has it.
  func text(_ note: ObjectID) -> NoteText { texts[note] ?? board.text(note) }

  mutating func put(_ key: CellKey, _ value: Value, seen: [OperationID] = []) {
    operations.append(.put(key, value, replaces: live(key), seen: seen))
  }

  mutating func clear(_ key: CellKey) {
    operations.append(.clear(key, replaces: live(key)))
  }

  mutating func write(_ note: ObjectID, _ text: String) {
    newNotes.append(note)
    edit(note, to: text)
  }

  mutating func edit(_ note: ObjectID, to text: String) {
    let old = self.text(note)
    for (index, edit) in TextDiff.edits(from: old.content, to: text).enumerated() {
      operations.append(
        .text(
          TextKey(note, .noteText), version: index == 0 ? old.version : [],
          position: edit.position, deleteCount: edit.deleteCount, insert: edit.insert))
    }
    texts[note] = NoteText(content: text, version: old.version)
  }

  mutating func delete(_ note: ObjectID, seen: [OperationID]) {
    put(CellKey(note, .deleted), .bool(true), seen: seen + text(note).version)
    deletedNotes.append(note)
  }

  /// Makes one change of what was written since the last one.
  mutating func commit(time: UInt64) throws {
    let past = changes.last.map { [$0.id] } ?? board.frontier
    let named = past + operations.flatMap(\.references).map(\.change)
    let lamport = named.map(lamport).max() ?? 0
    number += 1
    let change = try EncodedChange(
      Change(
        replica: replica, number: number, pastLamport: lamport, dependencies: past, time: time,
        author: author, operations: operations), hash: { SHA256.hash($0) })
    for (index, operation) in operations.enumerated() {
      let id = OperationID(change.id, index)
      switch operation {
      case .put(let key, _, _, _): cells[key] = [id]
      case .clear(let key, _): cells[key] = []
      case .text(let key, _, _, _, _): texts[key.object]?.version = [id]
      case .unknown: continue
      }
    }
    changes.append(change)
    own[change.id] = change.change.lamport
    operations = []
  }

  private var own: [ChangeID: UInt64] = [:]

  private func lamport(_ id: ChangeID) -> UInt64 { own[id] ?? board.lamports[id] ?? 0 }
}
