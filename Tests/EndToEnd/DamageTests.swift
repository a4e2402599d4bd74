import Foundation
import SQLite
import Testing

@Suite("A damaged replica")
struct DamageTests {
  /// Somebody whose 20 notes are all in the main file, so that damage to it is damage to them.
  private func founder(_ site: Site) throws -> Person {
    let ana = try site.founder()
    for index in 0..<20 {
      try ana.note("Note \(index), pelican " + Fixture.noise(3_000, seed: UInt64(index)))
    }
    try Connection(path: ana.database).execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return ana
  }

  /// Expects commands to fail with exit 5 in words, and to leave the file as it is.
  private func expectIntegrityError(
    _ ana: Person, _ commands: [[String]], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = FileManager.default.contents(atPath: ana.database)
    for words in commands {
      let outcome = try ana.call(words)
      #expect(outcome.code == 5, "\(outcome)", sourceLocation: sourceLocation)
      #expect(outcome.errors.contains("error:"), "\(outcome)", sourceLocation: sourceLocation)
    }
    #expect(FileManager.default.contents(atPath: ana.database) == before)
  }

  private func change(_ path: String, _ body: (inout Data) -> Void) throws {
    var bytes = try #require(FileManager.default.contents(atPath: path))
    body(&bytes)
    try bytes.write(to: URL(fileURLWithPath: path))
  }

  @Test("An overwritten header is exit 5, and the file is left as it is")
  func header() throws {
    let site = try Site()
    let ana = try founder(site)
    try change(ana.database) { $0.replaceSubrange(0..<100, with: Data(repeating: 7, count: 100)) }
    try expectIntegrityError(
      ana, [["status"], ["doctor"], ["rate", "R1", "feas=7"], ["show"]])
  }

  @Test("A file cut short is exit 5, and left as it is")
  func truncated() throws {
    let site = try Site()
    let ana = try founder(site)
    try change(ana.database) { $0 = $0.prefix($0.count / 3) }
    try expectIntegrityError(ana, [["doctor"]])
  }

  @Test("Flipped pages are found by the doctor, with exit 5")
  func pages() throws {
    let site = try Site()
    let ana = try founder(site)
    try change(ana.database) { bytes in
      for index in stride(from: 8_192, to: bytes.count, by: 97) { bytes[index] ^= 0xff }
    }
    for words in [["doctor"], ["status"], ["show"], ["note", "list"]] {
      let outcome = try ana.call(words)
      #expect(outcome.code == 5 || outcome.code == 0 || outcome.code == 1, "\(outcome)")
      if words == ["doctor"] { #expect(outcome.code == 5, "\(outcome)") }
    }
  }

  @Test("One changed byte in the log of changes is found by the doctor")
  func oneByte() throws {
    let site = try Site()
    let ana = try founder(site)
    try change(ana.database) { bytes in
      // The word stands in the log and in the views; both are damaged.
      #expect(bytes.range(of: Data("pelican".utf8)) != nil)
      while let place = bytes.range(of: Data("pelican".utf8)) {
        bytes[place.lowerBound] = UInt8(ascii: "q")
      }
    }
    #expect(try ana.call(["doctor"]).code == 5)
  }

  @Test("A file that is no database is refused with exit 5")
  func noDatabase() throws {
    let site = try Site()
    let ana = try founder(site)
    try Data(Fixture.article.utf8).write(to: URL(fileURLWithPath: ana.database))
    try expectIntegrityError(ana, [["status"], ["rate", "R1", "feas=7"]])
  }

  @Test("A lost or damaged identity is an error in words, and nothing is written")
  func identity() throws {
    let site = try Site()
    let ana = try founder(site)
    let path = ana.replica + "/identity"
    try change(path) { $0 = $0.prefix(20) }
    let outcome = try ana.call(["sync"])
    #expect((1...5).contains(outcome.code) && outcome.errors.contains("error:"), "\(outcome)")
    try FileManager.default.removeItem(atPath: path)
    let second = try ana.call(["sync"])
    #expect((1...5).contains(second.code) && second.errors.contains("error:"), "\(second)")
  }
}
