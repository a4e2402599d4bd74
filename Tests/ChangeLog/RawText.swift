import Bytes

@testable import ChangeLog

/// The bytes of a text from their parts, whether these make sense or not.
struct RawText {
  struct Span {
    var parents: [TextParent] = []
    var entries: [TextEntry]
  }

  var spans: [Span]
  var rows: [TextNameModel.Row]
  var externals: [(origin: Int, index: Int)] = []
  var origins: [ChangeID] = [name(1).change]
  var replicas: [ReplicaID] = [ReplicaID(rawValue: 1)]
  var content: [UInt8] = []

  /// One span whose runs all have names of one change.
  init(_ entries: [TextEntry], content: String = "") {
    spans = [Span(entries: entries)]
    rows = [TextNameModel.Row(count: entries.reduce(0) { $0 + $1.runCount })]
    self.content = Array(content.utf8)
  }

  private var header: TextHeader {
    TextHeader(
      spans: spans.count, content: content.count, origins: origins.count,
      replicas: replicas.count, rows: rows.count, externals: externals.count)
  }

  var bytes: [UInt8] {
    var bits = TextBitWriter()
    var header = header
    header.code(&bits)
    var model = TextSpanModel()
    var entries = TextEntryModel()
    var runEnds = Pool<Int32>()
    var runCount = 0
    for span in spans {
      var parents = Pool<TextParent>()
      for parent in span.parents { parents.append(parent) }
      model.code(
        &parents, of: runEnds.count, externals: externals.count, runEnds, &bits)
      _ = model.codeEntryCount(span.entries.count, &bits)
      for entry in span.entries {
        _ = entries.code(entry, &bits)
        runCount += entry.runCount
      }
      runEnds.append(Int32(truncatingIfNeeded: runCount))
    }
    var names = TextNameModel()
    for row in rows { _ = names.code(row, runEnds, &bits) }
    for external in externals {
      _ = names.code(origin: external.origin, index: external.index, &bits)
    }
    return assemble(bits)
  }

  /// The bytes of the header, and then of whatever `body` writes.
  func bytes(_ body: (inout TextBitWriter) -> Void) -> [UInt8] {
    var bits = TextBitWriter()
    var header = header
    header.code(&bits)
    body(&bits)
    return assemble(bits)
  }

  private func assemble(_ bits: TextBitWriter) -> [UInt8] {
    var bits = bits
    bits.finish()
    return TextHeader.magic + [TextHeader.version] + bits.bytes + origins.flatMap(\.bytes)
      + replicas.flatMap { replica in
        (0..<8).map { UInt8(truncatingIfNeeded: replica.rawValue >> UInt64(56 - 8 * $0)) }
      } + content
  }
}

extension TextEntry {
  var runCount: Int {
    switch kind {
    case .wholeInsertion, .wholeDeletion, .wholeReplacement, .nothing: 1
    default: deleteCount + insertCount
    }
  }
}
