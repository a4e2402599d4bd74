/// Neighbouring scalars of one run, with one fate so far.
struct TextItem: Equatable {
  /// The number of the run that inserted them; -1 is the tracker's base text.
  let run: Int
  /// How many scalars that the run inserted, or of the base text, stand before them.
  let offset: Int
  var count: Int
  /// The numbers of all runs walked so far that delete these scalars, ascending.
  let deleters: [Int]

  /// How many scalars stand in the text at the effect version.
  var survivingCount: Int { deleters.isEmpty ? count : 0 }
}

extension TextTracker {
  /// All that the tracker holds, from left to right.
  ///
  /// - Complexity: O(pieces log pieces), and O(scalars) of what was typed or deleted one by one.
  func items(_ log: borrowing TextLog) -> [TextItem] {
    let stretches = stretchesByPiece(log)
    var items: [TextItem] = []
    var number = pieces.sequence.next(after: TextSequence.none)
    while number != TextSequence.none {
      append(number, deletedBy: stretches[Int(number)], to: &items, log)
      number = pieces.sequence.next(after: number)
    }
    return items
  }

  private func append(
    _ number: Int32, deletedBy stretches: [TrackedDeletions.Stretch], to items: inout [TextItem],
    _ log: borrowing TextLog
  ) {
    let piece = pieces.pieces[number]
    let isBase = piece.operation == 0
    let operation = log.operations[isBase ? 0 : Int(piece.operation) - 1 + firstOperation]
    let isOneByOne =
      (!isBase && operation.isTyped)
      || stretches.contains { log.operations[log.operation(of: Int($0.step))].isTyped }
    for id in stride(
      from: piece.id, to: piece.id + piece.count, by: isOneByOne ? 1 : Int(piece.count))
    {
      let deleters = stretches.map { log.run(of: $0.step(deleting: id)) }.sorted()
      var item = TextItem(
        run: isBase ? -1 : log.run(of: step(of: id)),
        offset: isBase ? Int(id) : operation.isTyped ? 0 : step(of: id) - Int(operation.start),
        count: isOneByOne ? 1 : Int(piece.count), deleters: deleters)
      if let last = items.last, last.run == item.run, last.offset + last.count == item.offset,
        last.deleters == deleters
      {
        items.removeLast()
        item = TextItem(
          run: last.run, offset: last.offset, count: last.count + item.count, deleters: deleters)
      }
      items.append(item)
    }
  }

  /// The stretches of deletions that delete each piece.
  private func stretchesByPiece(_ log: borrowing TextLog) -> [[TrackedDeletions.Stretch]] {
    var result: [[TrackedDeletions.Stretch]] = Array(repeating: [], count: pieces.pieces.count)
    for index in 0..<deletions.stretches.count {
      let stretch = deletions.stretches[index]
      let operation = Int(stretch.targetOperation)
      var number = pieces.piece(
        holding: stretch.target, of: operation, start: startID(ofLocal: operation, log: log))
      while number != TextSequence.none,
        pieces.pieces[number].id < stretch.target + stretch.count
      {
        result[Int(number)].append(stretch)
        number = pieces.pieces[number].next
      }
    }
    return result
  }
}

extension TrackedDeletions.Stretch {
  /// The step that deletes the scalar `id`.
  fileprivate func step(deleting id: Int32) -> Int {
    Int(isBackwards ? step + count - 1 - (id - target) : step + (id - target))
  }
}
