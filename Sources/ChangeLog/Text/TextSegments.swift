/// A text that is edited in place, in segments that are short enough to be edited fast anywhere.
///
/// Invariant: no segment is longer than the most that one may have, and only the first may be
/// empty.
struct TextSegments: Sendable {
  private var segments: ContiguousArray<TextBuffer> = [TextBuffer()]
  private let bytesMax: Int

  /// How many scalars the text has.
  private(set) var count = 0

  /// Creates an empty text whose segments have at most `bytesMax` bytes, which must be 8 or more.
  init(bytesMax: Int = 16_384) {
    precondition(bytesMax >= 8, "half a segment must hold any scalar")
    self.bytesMax = bytesMax
  }

  /// The text.
  ///
  /// - Complexity: O(length).
  var text: String { segments.reduce(into: "") { $0 += $1.text } }

  /// Applies an edit that lies inside the text.
  ///
  /// - Complexity: O(length of the edit + segments), of which the latter is one addition each.
  mutating func apply(_ edit: TextEdit) {
    precondition(
      edit.position >= 0 && edit.deleteCount >= 0 && edit.deleteCount <= count - edit.position,
      "the edit lies beyond the text")
    var (index, position) = (0, edit.position)
    while position > segments[index].count {
      position -= segments[index].count
      index += 1
    }
    let deleted = min(edit.deleteCount, segments[index].count - position)
    delete(edit.deleteCount - deleted, from: index + 1)
    let before = segments[index].count
    segments[index].replace(deleted, at: position, with: edit.insert)
    count += segments[index].count - before
    if segments[index].byteCount > bytesMax {
      let pieces = segments[index].pieces(ofBytes: bytesMax / 2)
      segments.replaceSubrange(index...index, with: pieces)
    } else if index > 0, segments[index].count == 0 {
      segments.remove(at: index)
    }
  }

  /// Deletes the first scalars from segment `first` on.
  private mutating func delete(_ deleteCount: Int, from first: Int) {
    guard deleteCount > 0 else { return }
    count -= deleteCount
    var (end, rest) = (first, deleteCount)
    while end < segments.count, rest >= segments[end].count {
      rest -= segments[end].count
      end += 1
    }
    if rest > 0 { segments[end].replace(rest, at: 0, with: "") }
    segments.removeSubrange(first..<end)
  }
}
