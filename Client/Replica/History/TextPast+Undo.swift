import Bytes
import ChangeLog

// What undoing a change comes to in a text that may have seen undos before.
//
// An undo brings deleted words back as new ones. So where something was undone, the runs of a
// change no longer tell what of it stands: the words may be those of the undo.
extension TextPast {
  /// The edits to the text now that undo `target`; none where nothing of it is left.
  ///
  /// - Returns: Nil where undos and edits lie over each other so that nobody can tell.
  func edits(undoing target: StoredChange, _ graph: UndoGraph) throws -> [TextEdit]? {
    let undos = try origins.filter { try graph.origin(of: $0.row).row != $0.row }.map(\.row)
    let last = try graph.standIn(for: target.row) ?? target.id
    guard let row = origins.first(where: { $0.change == last })?.row else { return [] }
    if !undos.isEmpty {
      // Reads as it did right after the change: then what it read before is what is wanted.
      if isText(of: runs { $0.row <= row }) {
        return TextDiff.edits(from: history.text, to: text(of: runs { $0.row < row }))
      }
      if let edits = try editsWithoutUndos(undoing: target.row, undos, graph) { return edits }
    }
    guard undos.allSatisfy({ $0 <= row }) else { return nil }
    return history.edits(undoing: history.runs.map(\.id).filter { $0.change == last })
  }

  /// The edits that follow from looking at the text as if undone changes, and all undos, had never
  /// been; nil unless it reads the same so.
  private func editsWithoutUndos(
    undoing row: Int64, _ undos: [Int64], _ graph: UndoGraph
  ) throws -> [TextEdit]? {
    let origin = try graph.origin(of: row).row
    // What was written on words that an undo brought back has no place without them.
    guard undos.allSatisfy({ $0 > origin }) else { return nil }
    let standing = try Set(
      origins.map(\.row).filter { try !undos.contains($0) && !graph.isUndone($0) })
    guard isText(of: runs { standing.contains($0.row) }) else { return nil }
    let isBack = try !graph.isUndone(origin, with: row)
    let wanted = runs { $0.row == origin ? isBack : standing.contains($0.row) }
    return TextDiff.edits(from: history.text, to: text(of: wanted))
  }

  private func runs(where isHeld: (Origin) -> Bool) -> Set<OperationID> {
    let held = Set(origins.filter(isHeld).map(\.change))
    return Set(history.runs.map(\.id).filter { held.contains($0.change) })
  }

  private func isText(of runs: Set<OperationID>) -> Bool {
    text(of: runs).utf8.elementsEqual(history.text.utf8)
  }
}
