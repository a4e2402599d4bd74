import ChangeLog
import TextReference

/// The text engine, with an editor beside it that sees no more than the edits it is given.
struct HistoryTwin: TextTwin {
  /// The editor shows something else than the history.
  struct EditorDiffers: Error {}

  private var history = TextHistory()
  private var editor = ""

  var text: String { history.text }

  mutating func add(_ run: TextRun) throws {
    editor = TextEdit.applying(try TextEngine.add(run, to: &history), to: editor)
    guard editor.utf8.elementsEqual(history.text.utf8) else { throw EditorDiffers() }
  }

  mutating func make(_ run: TextRun) throws {
    let edit = TextEdit(
      position: run.position, deleteCount: run.deleteCount, insert: run.insert)
    try TextEngine.edit(&history, edit, as: run)
    editor = TextEdit.applying([edit], to: editor)
    guard editor.utf8.elementsEqual(history.text.utf8) else { throw EditorDiffers() }
  }
}
