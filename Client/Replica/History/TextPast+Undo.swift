import Bytes
import ChangeLog

// What undoing a change comes to in a text that may have seen undos before.
//
// An undo brings deleted words back as new ones. So where something was undone, the runs of a
// change no longer tell what of it stands: the words are those of the undo. The text is then
// looked at as if undone changes, and all undos, had never been; as long as it reads the same.
extension TextPast {
  /// The edits to the text now that undo `target`; none where nothing of it is left.
  func edits(undoing target: StoredChange, _ graph: UndoGraph) throws -> [TextEdit] {
    guard let all = try effective(graph) else { return exactEdits(undoing: target.id) }
    if Self.isSame(text(of: all), history.text) {
      let origin = try graph.origin(of: target.row).row
      var left = all.filter { self.origin(of: $0)?.row != origin }
      if try !graph.isUndone(origin, with: target.row) {
        left.formUnion(history.runs.map(\.id).filter { self.origin(of: $0)?.row == origin })
      }
      return TextDiff.edits(from: history.text, to: text(of: left))
    }
    return exactEdits(undoing: try graph.standIn(for: target.row) ?? target.id)
  }

  /// The edits that take the change's own runs back, wherever they are.
  private func exactEdits(undoing change: ChangeID) -> [TextEdit] {
    history.edits(undoing: history.runs.map(\.id).filter { $0.change == change })
  }

  /// The runs of all changes that are neither undone nor undos themselves; nil when nothing was
  /// ever undone here.
  private func effective(_ graph: UndoGraph) throws -> Set<OperationID>? {
    var effective: Set<ChangeID> = []
    for origin in origins {
      let isUndo = try graph.origin(of: origin.row).row != origin.row
      if try !isUndo && !graph.isUndone(origin.row) { effective.insert(origin.change) }
    }
    guard effective.count < origins.count else { return nil }
    return Set(history.runs.map(\.id).filter { effective.contains($0.change) })
  }

  private static func isSame(_ left: String, _ right: String) -> Bool {
    left.utf8.elementsEqual(right.utf8)
  }
}
