import Bytes
import ChangeLog
import Review

/// The text of a note as somebody has it before them.
struct NoteText {
  var content = ""
  var version: TextVersion = []
}

/// What a team has written, as far as everybody has it.
///
/// Only what is needed to write on: which writes stand in each cell, and what each note says. A
/// class, because bursts hold it while they are written: copies would cost more than the work.
final class Board {
  private var cells: [CellKey: [OperationID]] = [:]
  private var texts: [ObjectID: NoteText] = [:]
  private var runs: [ObjectID: [TextRun]] = [:]
  private(set) var lamports: [ChangeID: UInt64] = [:]
  /// The changes that no other one follows.
  private(set) var frontier: [ChangeID] = []
  /// The notes that were not deleted, in the order in which they came.
  private(set) var notes: [ObjectID] = []

  /// The writes that stand in a cell.
  func live(_ key: CellKey) -> [OperationID] { cells[key] ?? [] }

  /// What a note says.
  func text(_ note: ObjectID) -> NoteText { texts[note] ?? NoteText() }

  /// Takes over what several people wrote at the same time, each having seen this board.
  func take(_ bursts: [Burst]) throws {
    var writers: [ObjectID: Int] = [:]
    for burst in bursts {
      for change in burst.changes { apply(change) }
      for note in burst.texts.keys { writers[note, default: 0] += 1 }
      notes += burst.newNotes
    }
    for burst in bursts {
      for (note, text) in burst.texts {
        guard writers[note] != 1 else {
          texts[note] = text
          continue
        }
        let history = try TextHistory(runs[note] ?? [])
        texts[note] = NoteText(content: history.text, version: history.frontier)
      }
    }
    let deleted = Set(bursts.flatMap(\.deletedNotes))
    if !deleted.isEmpty { notes.removeAll(where: deleted.contains) }
    let ends = bursts.compactMap(\.changes.last?.id)
    if !ends.isEmpty { frontier = ends.sorted() }
  }

  /// Takes over a change that all that follows has seen.
  func found(_ change: EncodedChange) {
    apply(change)
    frontier = [change.id]
  }

  private func apply(_ encoded: EncodedChange) {
    lamports[encoded.id] = encoded.change.lamport
    for (index, operation) in encoded.change.operations.enumerated() {
      let id = OperationID(encoded.id, index)
      switch operation {
      case .put(let key, _, let replaces, _):
        cells[key] = live(key).filter { !replaces.contains($0) } + [id]
      case .clear(let key, let replaces):
        cells[key] = live(key).filter { !replaces.contains($0) }
      case .text(let key, let version, let position, let deleteCount, let insert):
        let previous = index > 0 ? [OperationID(encoded.id, index - 1)] : []
        let isFirst = runs[key.object] == nil
        runs[key.object, default: []].append(
          TextRun(
            id: id, replica: encoded.change.replica,
            version: version.isEmpty && !isFirst ? previous : version, position: position,
            deleteCount: deleteCount, insert: insert))
      case .unknown: continue
      }
    }
  }
}
