import Bytes

/// Writes runs that stand in their one order, with everything joined (`docs/text-format.md`).
struct TextEncoder {
  private var bits = TextBitWriter()

  static func encode(
    _ log: borrowing TextLog, _ graph: borrowing TextGraph, _ names: TextNames,
    externals: ContiguousArray<OperationID> = []
  ) -> [UInt8] {
    var encoder = TextEncoder()
    var origins = names.changes.keys
    var numbers: [Int] = []
    for id in externals {
      // They ascend, so those of one change come together.
      let number =
        names.changes.number(of: id.change) ?? (origins.last == id.change ? origins.count - 1 : nil)
      numbers.append(number ?? origins.count)
      if number == nil { origins.append(id.change) }
    }
    var header = TextHeader(
      spans: graph.spans.count, content: log.content.count, origins: origins.count,
      replicas: names.replicas.count, rows: names.entries.count, externals: externals.count)
    header.code(&encoder.bits)
    if graph.spans.count > 0 {
      let runEnds = log.runEnds(graph)
      encoder.writeSpans(log, graph, runEnds, externals: externals.count)
      var model = encoder.writeNames(names, runEnds)
      for (id, number) in zip(externals, numbers) {
        _ = model.code(origin: number, index: id.index, &encoder.bits)
      }
    }
    encoder.bits.finish()
    return encoder.bytes(origins, names.replicas.keys, log)
  }

  private func bytes(
    _ origins: ContiguousArray<ChangeID>, _ replicas: ContiguousArray<ReplicaID>,
    _ log: borrowing TextLog
  ) -> [UInt8] {
    var writer = ByteWriter()
    writer.writeBytes(TextHeader.magic)
    writer.writeByte(TextHeader.version)
    writer.writeBytes(bits.bytes)
    for id in origins { writer.writeBytes(id.bytes) }
    for replica in replicas { writer.writeInteger(replica.rawValue) }
    log.content.withSpan(0..<log.content.count) { content in
      unsafe content.withUnsafeBufferPointer { unsafe writer.writeBytes($0) }
    }
    return writer.bytes
  }

  private mutating func writeSpans(
    _ log: borrowing TextLog, _ graph: borrowing TextGraph, _ runEnds: borrowing Pool<Int32>,
    externals: Int
  ) {
    var spans = TextSpanModel()
    var model = TextEntryModel()
    var parents = Pool<TextParent>()
    var entries = Pool<TextEntry>()
    for span in 0..<graph.spans.count {
      parents.removeAll()
      for index in graph.parentRange(of: span).reversed() {
        parents.append(parent(graph.parents[index], log, graph, runEnds))
      }
      spans.code(&parents, of: span, externals: externals, runEnds, &bits)
      entries.removeAll()
      log.appendEntries(graph.operations(of: span, in: log), to: &entries)
      _ = spans.codeEntryCount(entries.count, &bits)
      for index in 0..<entries.count { _ = model.code(entries[index], &bits) }
    }
  }

  private func parent(
    _ place: TextGraph.Place, _ log: borrowing TextLog, _ graph: borrowing TextGraph,
    _ runEnds: borrowing Pool<Int32>
  ) -> TextParent {
    let span = Int(place.span)
    guard span >= 0, Int(place.step) < graph.steps(of: span).upperBound - 1 else {
      return TextParent(span: span, runsBehind: 0)
    }
    return TextParent(
      span: span, runsBehind: Int(runEnds[span]) - 1 - log.run(of: Int(place.step)))
  }

  private mutating func writeNames(
    _ names: TextNames, _ runEnds: borrowing Pool<Int32>
  ) -> TextNameModel {
    var model = TextNameModel()
    for number in 0..<names.entries.count {
      let entry = names.entries[number]
      let row = TextNameModel.Row(
        count: names.runs(of: number).count, origin: Int(entry.origin),
        replica: Int(entry.replica), index: entry.index)
      _ = model.code(row, runEnds, &bits)
    }
    return model
  }
}

extension TextLog {
  /// How many runs there are up to the end of each span, of which there is one or more.
  func runEnds(_ graph: borrowing TextGraph) -> Pool<Int32> {
    var ends = Pool<Int32>(capacity: graph.spans.count)
    for span in 1..<graph.spans.count {
      ends.append(operations[graph.spans[span].firstOperation].run)
    }
    ends.append(Int32(runCount))
    return ends
  }

  /// Adds the entries that operations of one span make up.
  func appendEntries(_ range: Range<Int>, to entries: inout Pool<TextEntry>) {
    var mayReplace = false
    var number = range.lowerBound
    while number < range.upperBound {
      let operation = operations[number]
      let count = steps(of: number).count
      let position = Int(operation.position)
      switch operation.kind {
      case .insertion where operation.isTyped:
        if mayReplace, entries.last.position == position {
          entries.last.kind =
            entries.last.kind == .backspace ? .backspaceReplacement : .typedReplacement
          entries.last.insertCount = count
        } else {
          entries.append(TextEntry(.typedInsertion, position, inserting: count))
        }
      case .insertion:
        entries.append(TextEntry(.wholeInsertion, position, inserting: count))
      case .deletion where operation.isTyped:
        entries.append(TextEntry(.typedDeletion, position, deleting: count))
      case .backspace:
        entries.append(TextEntry(.backspace, position, deleting: count))
      case .deletion:
        var entry = TextEntry(.wholeDeletion, position, deleting: count)
        if number + 1 < range.upperBound, operations[number + 1].run == operation.run {
          number += 1
          entry.kind = .wholeReplacement
          entry.insertCount = steps(of: number).count
        }
        entries.append(entry)
      case .nothing: entries.append(TextEntry(.nothing, position))
      }
      let isDeletion = operation.kind == .deletion || operation.kind == .backspace
      mayReplace = operation.isTyped && isDeletion
      number += 1
    }
  }
}
