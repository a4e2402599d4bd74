import Foundation
import Testing

@Suite("A full disk", .enabled(if: Tools.canMount, "needs root, to mount a small file system"))
struct FullDiskTests {
  /// Fills the file system that holds `folder` to its last byte.
  private func fill(_ folder: String) throws -> String {
    let path = folder + "/filler"
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    let file = try #require(FileHandle(forWritingAtPath: path))
    defer { try? file.close() }
    for size in [1 << 16, 1 << 12, 1] {
      while (try? file.write(contentsOf: Data(repeating: 1, count: size))) != nil {}
    }
    return path
  }

  @Test("A command that finds no room says so, leaves all as it was, and works once there is room")
  func replica() throws {
    let site = try Site()
    let disk = try site.makeSmallDisk("ana", bytes: 3 << 20)
    let ana = try site.founder()
    try ana.note("Stored before")
    let before = try ana.digest()
    let filler = try fill(disk)
    let large = ["note", "add", "R1", "-m", Fixture.noise(50_000, seed: 1)]
    for words in [large, ["rate", "R1", "feas=7"]] {
      let outcome = try ana.call(words)
      // What fits in pages that the write-ahead log owns already may succeed.
      #expect(outcome.code == 1 || (outcome.code == 0 && words[0] == "rate"), "\(outcome)")
      if outcome.code == 1 { #expect(outcome.errors.contains("disk is full"), "\(outcome)") }
    }
    #expect(try ana.notes().map(\.text) == ["Stored before"])
    try FileManager.default.removeItem(atPath: filler)
    if try ana.digest() == before { try ana.run("rate", "R1", "feas=7") }
    try ana.note(Fixture.noise(50_000, seed: 1))
    #expect(try ana.notes().count == 2)
    #expect(try ana.isHealthy())
  }

  @Test("An init without room leaves nothing behind")
  func founding() throws {
    let site = try Site()
    let disk = try site.makeSmallDisk("ana", bytes: 64 << 10)
    let ana = try site.person("Ana")
    let outcome = try ana.call(["init", "--title", "T", "--as", "Ana"])
    #expect(outcome.code == 1, "\(outcome)")
    #expect(outcome.errors.contains("full"), "\(outcome)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: disk).isEmpty)
  }

  @Test("A sync that finds no room takes in nothing half, and completes once there is room")
  func pull() throws {
    let site = try Site()
    let relay = try RunningRelay(site)
    let disk = try site.makeSmallDisk("ben", bytes: 24 << 20)
    let ana = try site.founder(relay: relay.link)
    let ben = try site.joiner("Ben", by: ana)
    try expectAgreement([ana, ben])
    let filler = try fill(disk)
    for index in 0..<8 { try ana.note(Fixture.noise(60_000, seed: UInt64(index))) }
    try ana.run("sync")
    let outcome = try ben.call(["sync"])
    #expect(outcome.code == 1, "\(outcome)")
    #expect(outcome.errors.contains("disk is full"), "\(outcome)")
    try FileManager.default.removeItem(atPath: filler)
    try expectAgreement([ana, ben])
  }

  @Test("A relay without room says so, goes on serving, and takes in again once there is room")
  func relay() throws {
    let site = try Site()
    let disk = try site.makeSmallDisk("relay", bytes: 2 << 20)
    let relay = try RunningRelay(site)
    let ana = try site.founder(relay: relay.link)
    let ben = try site.joiner("Ben", by: ana)
    try ben.note("Stored before")
    try ben.run("sync")
    let filler = try fill(disk)
    for index in 0..<8 { try ana.note(Fixture.noise(60_000, seed: UInt64(index))) }
    let outcome = try ana.call(["sync"])
    #expect(outcome.code == 1 || outcome.code == 4, "\(outcome)")
    #expect(outcome.errors.contains("error:"), "\(outcome)")
    #expect(relay.outcome == nil, "the relay goes on")
    #expect(try ana.notes().contains { $0.text == "Stored before" }, "reads are served")
    #expect(try ana.isHealthy())
    try FileManager.default.removeItem(atPath: filler)
    try expectAgreement([ana, ben])
  }
}
