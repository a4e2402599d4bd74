/// Turns runs, whose positions count in the text that their author saw, into edits of the text that
/// everything walked so far makes.
///
/// The tracker holds every scalar inserted since its base, the deleted ones too, in the one order
/// that all replicas agree on, and sees them at two versions at once:
/// - the *prepared* version, in which positions are looked up: it moves to each run's own version;
/// - the *effect* version, which is everything walked so far and only grows.
///
/// Runs may be walked in any causal order; `docs/text.md` works an example through.
///
/// Source: Gentle and Kleppmann, "Collaborative Text Editing with Eg-walker", arXiv 2409.14252.
struct TextTracker: Sendable {
  /// The run at which the tracker starts: a critical one, or -1 for the beginning.
  let base: Int
  private var pieces: TrackedPieces
  /// The version in which positions are looked up.
  private var prepared: [Int]

  /// Creates the tracker of a text that had `length` scalars when the run `base` had been made.
  ///
  /// The base must be critical: every other run is before it or has seen it. What stood there then
  /// takes part as one piece with no past, since no run to come can tell the difference.
  init(base: Int, length: Int) {
    self.base = base
    prepared = base < 0 ? [] : [base]
    pieces = TrackedPieces(base: base, length: length)
  }

  /// All pieces, from left to right.
  var items: [TextItem] { pieces.items }

  /// How many scalars stand in the text at the effect version.
  var count: Int { pieces.survivingCount }

  /// Walks run `index`: the edits that bring the text at the effect version up to date with it.
  ///
  /// - Complexity: O(log pieces) for each piece that the run touches, and for each that the runs
  ///   between the version of the run and that of the one walked before touch.
  mutating func walk(_ index: Int, in graph: TextGraph) -> [TextEdit] {
    let node = graph.nodes[index]
    if prepared != node.parents {
      let difference = graph.difference(from: prepared, to: node.parents, above: base)
      for run in difference.onlyOld { pieces.retreat(run) }
      for run in difference.onlyNew { pieces.advance(run) }
    }
    prepared.removeAll(keepingCapacity: true)
    prepared.append(index)
    let position = min(node.run.position, pieces.visibleCount)
    let deleteCount = min(node.run.deleteCount, pieces.visibleCount - position)
    let left = pieces.leftNeighbour(of: position)
    var edits: [TextEdit] = []
    pieces.start(index)
    pieces.delete(deleteCount, at: position, by: index) { count, place in
      edits.append(delete: count, at: place)
    }
    if node.insertCount > 0 {
      let place = pieces.insert(node.insertCount, after: left, by: index, in: graph)
      edits.append(insert: node.run.insert, at: place)
    }
    return edits
  }
}

/// Neighbouring scalars of one run, with one fate so far.
struct TextItem: Sendable {
  /// The run that inserted them.
  let run: Int
  /// How many scalars of the run stand before them.
  let offset: Int
  let count: Int
  /// Every run walked so far that deletes these scalars: at the effect version, none may.
  let deleters: [Int]

  /// How many scalars stand in the text at the effect version.
  var survivingCount: Int { deleters.isEmpty ? count : 0 }
}

extension [TextEdit] {
  /// Adds a deletion, joined with an edit that ends at its position.
  mutating func append(delete count: Int, at position: Int) {
    guard count > 0 else { return }
    if let last = indices.last,
      self[last].position + self[last].insert.unicodeScalars.count == position
    {
      self[last].deleteCount += count
    } else {
      append(TextEdit(position: position, deleteCount: count, insert: ""))
    }
  }

  /// Adds an insertion in front of the deletions, joined with the one at the same position.
  mutating func append(insert text: String, at position: Int) {
    if count == 1, self[0].position == position {
      self[0].insert = text
    } else {
      append(TextEdit(position: position, deleteCount: 0, insert: text))
    }
  }
}
