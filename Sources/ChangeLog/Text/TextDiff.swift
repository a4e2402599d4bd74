/// Compares two texts the way a person would describe the change.
public enum TextDiff {
  /// The edits that turn `old` into `new`, from left to right.
  public static func edits(from old: String, to new: String) -> [TextEdit] {
    [TextEdit(position: 0, deleteCount: old.unicodeScalars.count, insert: new)]
  }
}
