import ChangeLog

/// The diffs that ``TextDiff`` is better than: by lines, and by single scalars.
enum PlainDiff {
  static func byLines(_ old: String, _ new: String) -> [TextEdit] {
    edits(from: lines(old), to: lines(new))
  }

  static func byScalars(_ old: String, _ new: String) -> [TextEdit] {
    edits(from: old.unicodeScalars.map { [$0] }, to: new.unicodeScalars.map { [$0] })
  }

  private static func lines(_ text: String) -> [[Unicode.Scalar]] {
    var lines: [[Unicode.Scalar]] = [[]]
    for scalar in text.unicodeScalars {
      lines[lines.endIndex - 1].append(scalar)
      if scalar == "\n" { lines.append([]) }
    }
    return lines
  }

  /// The standard library's differences, with those at one place made one edit.
  private static func edits(
    from old: [[Unicode.Scalar]], to new: [[Unicode.Scalar]]
  ) -> [TextEdit] {
    let difference = new.difference(from: old)
    var removed: Set<Int> = []
    for case .remove(let offset, _, _) in difference { removed.insert(offset) }
    var inserted: Set<Int> = []
    for case .insert(let offset, _, _) in difference { inserted.insert(offset) }
    var edits: [TextEdit] = []
    var (oldIndex, newIndex, position) = (0, 0, 0)
    while oldIndex < old.count || newIndex < new.count {
      var edit = TextEdit(position: position, deleteCount: 0, insert: "")
      while removed.contains(oldIndex) || inserted.contains(newIndex) {
        if removed.contains(oldIndex) {
          edit.deleteCount += old[oldIndex].count
          oldIndex += 1
        } else {
          edit.insert.unicodeScalars.append(contentsOf: new[newIndex])
          position += new[newIndex].count
          newIndex += 1
        }
      }
      if edit.deleteCount > 0 || !edit.insert.isEmpty { edits.append(edit) }
      if newIndex < new.count { position += new[newIndex].count }
      (oldIndex, newIndex) = (oldIndex + 1, newIndex + 1)
    }
    return edits
  }
}
