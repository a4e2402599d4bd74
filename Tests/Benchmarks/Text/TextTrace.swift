import Bytes
import ChangeLog
import Compression
import Host
import TestSupport

/// A recorded history of one text, as edits and as the runs that they make.
///
/// The files hold, in JSON and gzip, `{"kind": "seq", "end", "txns": count, "patches": [[position,
/// deleteCount, insert]]}` or `{"kind": "conc", "end", "numAgents", "txns": [{"agent", "parents":
/// [index], "patches"}]}`, from https://github.com/josephg/editing-traces.
struct TextTrace {
  /// The edits, where nothing in the history is concurrent.
  var edits: [TextEdit] = []
  /// The whole history, in a causal order.
  private(set) var runs: [TextRun] = []
  /// The text when it was recorded.
  private(set) var end = ""
  /// The last run of each transaction.
  private var ends: [TextVersion] = []
  private var authors: [UInt64: Author] = [:]

  init(path: String) throws {
    var scanner = JSONScanner(try Self.unzipped(try File.read(path, limit: 1 << 28)))
    try scanner.object { scanner, name in
      switch name {
      case "kind": _ = try scanner.string()
      case "end": end = try scanner.string()
      case "patches":
        edits = try Self.patches(&scanner)
        append(edits, by: 0, at: [])
      case "txns" where runs.isEmpty && !scanner.isAtNumber:
        try scanner.array { try readTransaction(&$0) }
      default: _ = try scanner.integer()
      }
    }
  }

  /// An empty history, for runs of one's own.
  init() {}

  private mutating func readTransaction(_ scanner: inout JSONScanner) throws {
    var (agent, parents): (Int, [Int]) = (0, [])
    try scanner.object { scanner, name in
      switch name {
      case "agent": agent = try scanner.integer()
      case "parents": parents = try scanner.integers()
      default:
        let version = parents.flatMap { ends[$0] }
        ends.append(append(try Self.patches(&scanner), by: UInt64(agent), at: version))
      }
    }
  }

  /// Adds edits that one agent made one after the other, the first of them at `start`; gives the
  /// version that they end in.
  @discardableResult
  mutating func append(
    _ edits: [TextEdit], by agent: UInt64, at start: TextVersion
  ) -> TextVersion {
    var author = authors[agent] ?? Author(agent: agent)
    var version = start
    for edit in edits {
      let run = TextRun(
        id: author.nextName(), replica: ReplicaID(rawValue: agent), version: version,
        position: edit.position, deleteCount: edit.deleteCount, insert: edit.insert)
      version = [run.id]
      runs.append(run)
    }
    authors[agent] = author
    return version
  }

  private static func patches(_ scanner: inout JSONScanner) throws -> [TextEdit] {
    var edits: [TextEdit] = []
    try scanner.array { scanner in
      try scanner.take("[")
      let position = try scanner.integer()
      try scanner.take(",")
      let deleteCount = try scanner.integer()
      try scanner.take(",")
      let insert = try scanner.string()
      try scanner.take("]")
      edits.append(TextEdit(position: position, deleteCount: deleteCount, insert: insert))
    }
    return edits
  }

  /// The content of a gzip file (RFC 1952) with no optional part but a name.
  private static func unzipped(_ bytes: [UInt8]) throws -> [UInt8] {
    guard bytes.count > 18, bytes.starts(with: [0x1F, 0x8B, 8]), bytes[3] & ~8 == 0 else {
      throw Deflate.Failure.malformed
    }
    var body = bytes[10..<bytes.count - 8]
    if bytes[3] == 8 { body = body.drop { $0 != 0 }.dropFirst() }
    let count = bytes.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    return try Deflate.decompress(Array(body), exactly: count)
  }
}

/// Names the runs of one agent: one origin for all of them, and numbers from 0.
private struct Author {
  private let origin: ChangeID
  private var count = 0

  init(agent: UInt64) {
    var random = SplitMix64(seed: agent)
    origin = ChangeID((0..<32).map { _ in UInt8.random(in: 0...255, using: &random) })
  }

  mutating func nextName() -> OperationID {
    defer { count += 1 }
    return OperationID(origin, count)
  }
}
