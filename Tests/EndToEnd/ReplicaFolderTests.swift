import Foundation
import Testing

@Suite("The folder .concord")
struct ReplicaFolderTests {
  /// The file names in the table at the top of docs/storage.md, drafts as `draft-*.txt`.
  private func documentedNames() throws -> Set<String> {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../docs/storage.md")
    let document = try String(contentsOf: path, encoding: .utf8)
    let rows = document.components(separatedBy: "\n## ")[0].split(separator: "\n")
      .filter { $0.hasPrefix("| `") }
    let cells = rows.compactMap { $0.split(separator: "|").first }
    return Set(cells.flatMap { $0.split(separator: "`").map(String.init) })
  }

  @Test("docs/storage.md names every file in it")
  func files() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let ana = try site.founder(relay: relay.link)
    let watch = try ana.start(["sync", "--watch"])
    try eventually("the watch is there") { relay.log.contains("device logged in") }
    let note = try ana.note("Who pays?")
    try ana.run("sync")
    try ana.run(["note", "edit", note], environment: ["EDITOR": "false"], expecting: 1)
    watch.kill()
    let names = try FileManager.default.contentsOfDirectory(atPath: ana.replica)
      .map { $0.hasPrefix("draft-") ? "draft-*.txt" : $0 }
    // The test would say nothing if one of these were never made.
    #expect(Set(names).isSuperset(of: ["sync.wake", "sync.lock", "draft-*.txt"]), "\(names)")
    let unnamed = Set(names).subtracting(try documentedNames())
    #expect(unnamed.isEmpty, "\(unnamed.sorted())")
  }
}
