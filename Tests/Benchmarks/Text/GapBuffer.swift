import CBenchmarks
import ChangeLog

/// The edits of one sequential history, ready for the gap buffer in C.
final class GapBuffer {
  private let edits: [gap_edit]
  private let inserts: [UInt8]
  private let buffer: OpaquePointer
  /// The number of bytes that the last replay left.
  private var count = 0

  /// Takes edits that lie inside the text; nil without memory.
  init?(_ edits: [TextEdit]) {
    self.edits = Self.inBytes(edits)
    inserts = edits.flatMap { Array($0.insert.utf8) }
    guard let buffer = gap_buffer_create(inserts.count) else { return nil }
    self.buffer = buffer
    precondition(
      gap_buffer_accepts(buffer, self.edits, edits.count), "an edit lies beyond the text")
  }

  deinit { gap_buffer_destroy(buffer) }

  /// Makes all edits, from an empty text.
  func replay() {
    count = gap_buffer_replay(buffer, edits, edits.count, inserts)
  }

  /// What the last replay left.
  var text: String {
    String(unsafeUninitializedCapacity: count) { bytes in
      if let start = bytes.baseAddress { gap_buffer_copy(buffer, start) }
      return count
    }
  }

  /// The edits with their positions in bytes of UTF-8 instead of scalars.
  private static func inBytes(_ edits: [TextEdit]) -> [gap_edit] {
    let isASCII = edits.allSatisfy { $0.insert.utf8.allSatisfy { $0 < 0x80 } }
    // How many bytes each scalar of the text takes.
    var widths: [UInt8] = []
    return edits.map { edit in
      var position = edit.position
      var deleteCount = edit.deleteCount
      if !isASCII {
        let deleted = edit.position..<edit.position + edit.deleteCount
        position = widths[..<edit.position].reduce(0) { $0 + Int($1) }
        deleteCount = widths[deleted].reduce(0) { $0 + Int($1) }
        widths.replaceSubrange(
          deleted, with: edit.insert.unicodeScalars.map { UInt8($0.utf8.count) })
      }
      return gap_edit(
        position: UInt32(position), delete_count: UInt32(deleteCount),
        insert_count: UInt32(edit.insert.utf8.count))
    }
  }
}
