import Bytes
import ChangeLog
import Compression
import Host

/// A recorded history of one text, as edits and as the runs that they make.
///
/// The files hold, in JSON and gzip, `{"kind": "seq", "end", "txns": count, "patches": [[position,
/// deleteCount, insert]]}` or `{"kind": "conc", "end", "numAgents", "txns": [{"agent", "parents":
/// [index], "patches"}]}`, from https://github.com/josephg/editing-traces.
struct TextTrace {
  /// The edits, where nothing in the history is concurrent.
  private(set) var edits: [TextEdit] = []
  /// The whole history, in a causal order.
  private(set) var runs: [TextRun] = []
  /// The text when it was recorded.
  private(set) var end = ""
  /// The last run of each transaction.
  private var ends: [TextVersion] = []

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

  /// Two branches of `count` edits each, made apart at random places of one text.
  init(branches count: Int, seed: UInt64) {
    var prose = Prose(seed: seed)
    var length = 2_000
    append(
      [TextEdit(position: 0, deleteCount: 0, insert: String(repeating: "word ", count: 400))],
      by: 0, at: [])
    let start = ends[0]
    for branch in 1...2 {
      length = 2_000
      let edits = (0..<count).map { _ in
        let position = prose.number(0...length - 1)
        let deletes = prose.number(0...3) == 0
        length += deletes ? -1 : 3
        return TextEdit(
          position: position, deleteCount: deletes ? 1 : 0, insert: deletes ? "" : "abc")
      }
      append(edits, by: UInt64(branch), at: start)
    }
  }

  private mutating func readTransaction(_ scanner: inout JSONScanner) throws {
    var (agent, parents): (Int, [Int]) = (0, [])
    try scanner.object { scanner, name in
      switch name {
      case "agent": agent = try scanner.integer()
      case "parents": parents = try scanner.integers()
      default:
        let version = parents.flatMap { ends[$0] }
        append(try Self.patches(&scanner), by: UInt64(agent), at: version)
      }
    }
  }

  private mutating func append(_ edits: [TextEdit], by replica: UInt64, at start: TextVersion) {
    var version = start
    for edit in edits {
      let run = TextRun(
        id: Self.name(runs.count), replica: ReplicaID(rawValue: replica), version: version,
        position: edit.position, deleteCount: edit.deleteCount, insert: edit.insert)
      version = [run.id]
      runs.append(run)
    }
    ends.append(version)
  }

  /// The name of the run with this number.
  static func name(_ number: Int) -> OperationID {
    let bytes = (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
    return OperationID(ChangeID(bytes + Array(repeating: 0, count: 24)), 0)
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
