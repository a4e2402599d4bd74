/// Edits as they are found, joined where one goes on where the last one ended.
struct TextEditList {
  private(set) var edits: [TextEdit] = []
  /// Where the last one ends, in the text that it leaves.
  private var end = -1

  /// Adds a deletion, joined with an edit that ends at its position.
  mutating func append(delete count: Int, at position: Int) {
    guard count > 0 else { return }
    if let last = edits.indices.last, end == position {
      edits[last].deleteCount += count
    } else {
      edits.append(TextEdit(position: position, deleteCount: count, insert: ""))
      end = position
    }
  }

  /// Adds an insertion of `scalars` scalars, in front of a deletion if that is all there is, and
  /// at the same position.
  mutating func append(insert text: String, scalars: Int, at position: Int) {
    if edits.count == 1, edits[0].position == position, edits[0].insert.isEmpty {
      edits[0].insert = text
    } else {
      edits.append(TextEdit(position: position, deleteCount: 0, insert: text))
    }
    end = position + scalars
  }

  /// Adds an insertion behind all edits so far, joined with one that ends right there.
  mutating func append(restore text: String, scalars: Int, at position: Int) {
    if let last = edits.indices.last, end == position {
      edits[last].insert += text
    } else {
      edits.append(TextEdit(position: position, deleteCount: 0, insert: text))
    }
    end = position + scalars
  }
}
