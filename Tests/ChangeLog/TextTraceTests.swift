import Bytes
import ChangeLog
import Foundation
import Testing

/// Real editing histories, from the folder that `CONCORD_SAMPLES` names.
///
/// `traces/NAME.json.gz` holds `{"kind": "seq", "end", "patches": [[position, deleteCount,
/// insert]]}` or `{"kind": "conc", "end", "txns": [{"agent", "parents": [index], "patches"}]}`.
/// They come from https://github.com/josephg/editing-traces, not from this repository.
@Suite(
  .enabled(
    if: ProcessInfo.processInfo.environment["CONCORD_SAMPLES"] != nil,
    "CONCORD_SAMPLES names no folder with editing traces"))
struct TextTraceTests {
  @Test(arguments: ["automerge-paper", "rustcode", "sveltecomponent", "friendsforever"])
  func endsInTheTextThatTheTraceEndedIn(name: String) throws {
    let trace = try Trace(named: name)
    let history = try TextHistory(trace.runs)
    #expect(history.text.utf8.elementsEqual(trace.end.utf8))
    #expect(history.frontier == trace.frontier)
    #expect(history.mergedAnew().utf8.elementsEqual(trace.end.utf8))
  }

  /// Its end holds insertions at one place, which engines may order differently.
  @Test func endsInOneTextFromTwoOrdersOfDelivery() throws {
    let trace = try Trace(named: "git-makefile")
    let runs = trace.runs
    // By agent, as far as each run's parents are there.
    var history = TextHistory()
    var waiting = runs.sorted { ($0.replica, $0.id) < ($1.replica, $1.id) }
    while !waiting.isEmpty {
      for run in waiting where run.version.allSatisfy(history.contains) { try history.add(run) }
      waiting.removeAll { history.contains($0.id) }
    }
    #expect(history.text.utf8.elementsEqual(try TextHistory(runs).text.utf8))
    #expect(history.text.utf8.elementsEqual(history.mergedAnew().utf8))
    #expect(history.count == trace.end.unicodeScalars.count)
    #expect(try TextHistory(encoded: history.encoded()).text.utf8.elementsEqual(history.text.utf8))
  }
}

private struct Trace: Decodable {
  struct Patch: Decodable {
    let position: Int
    let deleteCount: Int
    let insert: String

    init(from decoder: any Decoder) throws {
      var values = try decoder.unkeyedContainer()
      position = try values.decode(Int.self)
      deleteCount = try values.decode(Int.self)
      insert = try values.decode(String.self)
    }
  }

  struct Transaction: Decodable {
    let agent: Int
    let parents: [Int]
    let patches: [Patch]
  }

  enum CodingKeys: CodingKey {
    case kind, end, patches, txns
  }

  let end: String
  let transactions: [Transaction]

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    end = try values.decode(String.self, forKey: .end)
    if try values.decode(String.self, forKey: .kind) == "seq" {
      let patches = try values.decode([Patch].self, forKey: .patches)
      transactions = [Transaction(agent: 0, parents: [], patches: patches)]
    } else {
      transactions = try values.decode([Transaction].self, forKey: .txns)
    }
  }

  init(named name: String) throws {
    let folder = ProcessInfo.processInfo.environment["CONCORD_SAMPLES"] ?? ""
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/gunzip")
    process.arguments = ["-c", "\(folder)/traces/\(name).json.gz"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let json = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "no trace \(name)")
    self = try JSONDecoder().decode(Trace.self, from: json)
  }

  /// The patches as runs, each behind the one before it in its transaction.
  var runs: [TextRun] {
    var runs: [TextRun] = []
    // The last run of each transaction.
    var ends: [TextVersion] = []
    for transaction in transactions {
      var version = transaction.parents.flatMap { ends[$0] }
      for patch in transaction.patches {
        let run = TextRun(
          id: Self.name(runs.count), replica: ReplicaID(rawValue: UInt64(transaction.agent)),
          version: version, position: patch.position, deleteCount: patch.deleteCount,
          insert: patch.insert)
        version = [run.id]
        runs.append(run)
      }
      ends.append(version)
    }
    return runs
  }

  var frontier: TextVersion {
    let runs = runs
    return Set(runs.map(\.id)).subtracting(runs.flatMap(\.version)).sorted()
  }

  private static func name(_ number: Int) -> OperationID {
    let bytes = (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
    return OperationID(ChangeID(bytes + Array(repeating: 0, count: 28)), 0)
  }
}
