// Taking one run back, whatever has been edited since and by whom.
extension TextHistory {
  /// The edits to the text now that undo the run `id`; none when it is not there or nothing of it
  /// is left.
  ///
  /// What the run inserted and is still there goes; what it deleted, and nobody else did, comes
  /// back where it stood. All other edits stay.
  ///
  /// - Complexity: that of walking the history since the last critical run before `id`.
  public func edits(undoing id: OperationID) -> [TextEdit] {
    guard let run = graph.index(of: id) else { return [] }
    let base = checkpoint(at: run - 1)
    let tracker = walked(since: base)
    let baseText = tracker.items.contains { $0.run == base.run } ? scalars(at: base) : []
    var edits: [TextEdit] = []
    var position = 0
    for item in tracker.items {
      if item.run == run, item.survivingCount > 0 {
        edits.append(delete: item.count, at: position)
      } else if item.deleters == [run], item.run != run {
        let source =
          item.run == base.run ? baseText : Array(graph.nodes[item.run].run.insert.unicodeScalars)
        let restored = source[item.offset..<item.offset + item.count]
        edits.append(restore: String(scalars: restored), at: position)
        position += item.count
      } else {
        position += item.survivingCount
      }
    }
    return edits
  }

  /// The tracker when it has walked all runs after `base`.
  func walked(since base: Checkpoint) -> TextTracker {
    var tracker = TextTracker(base: base.run, length: base.length)
    for index in base.run + 1..<graph.nodes.count { _ = tracker.walk(index, in: graph) }
    return tracker
  }

  /// The text when the critical run `base` had been made.
  private func scalars(at base: Checkpoint) -> [Unicode.Scalar] {
    guard let text = try? text(at: [graph.nodes[base.run].run.id]) else {
      preconditionFailure("a history holds its critical runs")
    }
    return Array(text.unicodeScalars)
  }
}

extension [TextEdit] {
  /// Adds an insertion behind all edits so far, joined with one that ends right there.
  fileprivate mutating func append(restore text: String, at position: Int) {
    if let last = indices.last,
      self[last].position + self[last].insert.unicodeScalars.count == position
    {
      self[last].insert += text
    } else {
      append(TextEdit(position: position, deleteCount: 0, insert: text))
    }
  }
}
