import ChangeLog
import SQLite

/// A tag of notes, in the one spelling it has.
public enum Tag {
  /// The longest tag, in UTF-8 bytes.
  public static let bytesMax = 64

  /// The tag that `text` means, or nil when it means none.
  ///
  /// Small letters, without the `#` that screens put before it, and with `-` for spaces: so that
  /// `Law`, `#law` and `law` are one tag, whoever types them.
  public static func spelling(_ text: String) -> String? {
    let words = text.drop { $0 == "#" || $0.isWhitespace }.lowercased()
      .split { $0.isWhitespace || $0.unicodeScalars.contains { $0.value < 32 } }
    let tag = words.joined(separator: "-")
    return tag.isEmpty || tag.utf8.count > bytesMax ? nil : tag
  }
}

extension Replica {
  /// The tags of the notes that are to be seen, in the order of their bytes, and how many notes
  /// have each.
  public func tags() throws -> [(tag: String, count: Int)] {
    try database.rows(
      """
      SELECT element, count(DISTINCT object) FROM cell WHERE field = 'note.tag'
      AND object IN (SELECT object FROM shown_note) GROUP BY element ORDER BY element
      """
    ) { (tag: String(decoding: $0.blob(0), as: UTF8.self), count: Int($0.integer(1))) }
  }
}
