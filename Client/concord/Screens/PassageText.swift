import ChangeLog
import Host
import Replica

/// Shows what was inserted into a text and deleted from it: `{+new+}` and `[-old-]`, as
/// `git diff --word-diff` does.
enum PassageText {
  /// How many scalars of unchanged text stand around a change.
  private static let contextMax = 48

  static func inserted(_ text: String) -> StyledText { StyledText("{+\(flat(text))+}", .green) }
  static func deleted(_ text: String) -> StyledText { StyledText("[-\(flat(text))-]", .red) }

  /// A text with its changes, the unchanged parts shortened; what was deleted stands before what
  /// was inserted at the same place.
  static func line(_ stretches: [Difference.Stretch]) -> StyledText {
    var line: StyledText = ""
    var insertions: StyledText = ""
    for (place, stretch) in stretches.enumerated() {
      switch stretch.fate {
      case .inserted: insertions += inserted(stretch.text)
      case .deleted: line += deleted(stretch.text)
      case .kept:
        line += insertions
        insertions = ""
        line += StyledText(
          shortened(
            flat(stretch.text), isFirst: place == 0, isLast: place == stretches.count - 1))
      }
    }
    return line + insertions
  }

  /// What `edits`, made to `text` in order, insert and delete, with some text around.
  static func line(_ edits: [TextEdit], on text: String) -> StyledText {
    var line: StyledText = ""
    let scalars = Array(text.unicodeScalars)
    var end = 0
    var shift = 0
    for edit in edits {
      let start = min(max(edit.position - shift, end), scalars.count)
      let deletedEnd = min(start + edit.deleteCount, scalars.count)
      line += StyledText(
        shortened(flat(string(scalars[end..<start])), isFirst: end == 0, isLast: false))
      if deletedEnd > start { line += deleted(string(scalars[start..<deletedEnd])) }
      if !edit.insert.isEmpty { line += inserted(edit.insert) }
      end = deletedEnd
      shift += edit.insert.unicodeScalars.count - edit.deleteCount
    }
    return line
      + StyledText(shortened(flat(string(scalars[end...])), isFirst: end == 0, isLast: true))
  }

  /// Line breaks are seen, since they may be all that changed.
  private static func flat(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "↵ ")
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  private static func shortened(_ text: String, isFirst: Bool, isLast: Bool) -> String {
    let limit = contextMax
    let count = text.count
    if isFirst, isLast { return String(text.prefix(limit)) + (count > limit ? "…" : "") }
    if isFirst { return count > limit ? "…" + text.suffix(limit) : text }
    if isLast { return count > limit ? text.prefix(limit) + "…" : text }
    return count > 2 * limit ? text.prefix(limit) + " … " + text.suffix(limit) : text
  }
}

/// How many words some passages have.
func wordCount(_ passages: [String]) -> Int {
  passages.reduce(0) { $0 + $1.split(whereSeparator: \.isWhitespace).count }
}
