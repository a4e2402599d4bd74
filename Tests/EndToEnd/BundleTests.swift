import Foundation
import Testing

@Suite("Bundles")
struct BundleTests {
  /// Three people who have met through a relay.
  private struct Place {
    let site: Site
    let ana, ben, chloe: Person

    init() throws {
      site = try Site()
      let relay = try RunningRelay(site)
      self.relay = relay
      ana = try site.founder(relay: relay.link)
      ben = try site.joiner("Ben", by: ana)
      chloe = try site.joiner("Chloé", by: ana)
      try expectAgreement([ana, ben, chloe])
    }

    private let relay: RunningRelay

    func bytes(_ name: String) throws -> Data {
      try Data(contentsOf: URL(fileURLWithPath: site.file(name)))
    }
  }

  @Test("What goes by a bundle comes with its news, and reaches a third person through the relay")
  func thereAndBack() throws {
    let place = try Place()
    let (ana, ben, chloe) = (place.ana, place.ben, place.chloe)
    try ben.run("rate", "R1", "feas=7")
    try ben.note("Marker-words")
    let file = place.site.file("ben.bundle")
    try ben.run("bundle", "create", file)
    #expect(try place.bytes("ben.bundle").range(of: Data("Marker".utf8)) == nil)
    let applied = try ana.run("bundle", "apply", file)
    #expect(applied.output.contains("Ben: rated R1 feasibility 7"), "\(applied)")
    #expect(try ana.digest() == ben.digest())
    try ana.run("bundle", "apply", file)
    #expect(try ana.digest() == ben.digest())
    try ana.note("An answer")
    let back = place.site.file("ana.bundle")
    try ana.run("bundle", "create", back, "--since", file)
    try ben.run("bundle", "apply", back)
    #expect(try ana.digest() == ben.digest())
    try ana.run("sync")
    try chloe.run("sync")
    #expect(try chloe.digest() == ben.digest())
    try expectAgreement([ana, ben, chloe])
  }

  @Test("A bundle is described anywhere, with names inside its workspace")
  func inspect() throws {
    let place = try Place()
    try place.ben.note("New")
    let file = place.site.file("b")
    try place.ben.run("bundle", "create", file)
    let inside = try place.ana.run("bundle", "inspect", file)
    #expect(inside.output.contains("Ben"), "\(inside)")
    #expect(inside.output.contains("New here"), "\(inside)")
    let stranger = try place.site.person("Dora")
    let outside = try stranger.run("bundle", "inspect", file, "--json")
    #expect(outside.output.contains("\"whole\":true"), "\(outside)")
    #expect(!outside.output.contains("Ben"), "\(outside)")
  }

  @Test("Of a bundle that is cut off, what is there is applied, and the whole completes it")
  func cutOff() throws {
    let place = try Place()
    for index in 0..<3 {
      try place.ben.note("Note \(index)")
      try place.ben.run("bundle", "create", place.site.file("part-\(index)"))
    }
    let whole = try place.bytes("part-2")
    let half = try place.site.write(whole.dropLast(300), to: "half")
    let outcome = try place.ana.run("bundle", "apply", half, expecting: 1)
    #expect(outcome.errors.contains("cut off"), "\(outcome)")
    #expect(try place.ana.notes().count == 2)
    try place.ana.run("bundle", "inspect", half, expecting: 1)
    try place.ana.run("bundle", "apply", place.site.file("part-2"))
    #expect(try place.ana.digest() == place.ben.digest())
    // One that was made earlier brings nothing, and takes nothing back.
    try place.ana.run("bundle", "apply", place.site.file("part-0"))
    #expect(try place.ana.digest() == place.ben.digest())
  }

  @Test("What is no good bundle of the workspace is refused, and nothing is changed")
  func refusals() throws {
    let place = try Place()
    let (site, ana) = (place.site, place.ana)
    try place.ben.note("New")
    try place.ben.run("bundle", "create", site.file("good"))
    let good = try place.bytes("good")
    var flipped = good
    flipped[flipped.count - 400] ^= 4
    var newer = good
    newer[3] = UInt8(ascii: "2")
    var claim = good
    claim.replaceSubrange(121..<125, with: [0xff, 0xff, 0xff, 0xff])
    let other = try site.person("Eve")
    try other.run("init", "--title", "Other", "--as", "Eve")
    try other.run("bundle", "create", site.file("foreign"))
    for (file, code, text) in [
      (try site.write(flipped, to: "flipped"), 5, "damaged"),
      (try site.write(newer, to: "newer"), 1, "newer concord"),
      (try site.write(claim, to: "claim"), 5, "damaged"),
      (try site.write(good + [0], to: "longer"), 5, "damaged"),
      (try site.write("hello", to: "text"), 1, "no bundle"),
      (try site.write(good.prefix(200), to: "start"), 1, "cut off"),
      (site.file("foreign"), 1, "another workspace"),
      (site.file("nothing"), 1, "does not exist"),
      (site.path, 1, "is a folder"),
    ] as [(String, Int32, String)] {
      try ana.expectRefusal(["bundle", "apply", file], code: code, saying: text)
    }
  }

  @Test("A bundle takes no name that is in use, and leaves nothing half where it cannot be written")
  func unwritable() throws {
    let place = try Place()
    let taken = try place.site.write("mine", to: "taken")
    try place.ana.expectRefusal(["bundle", "create", taken], code: 1, saying: "already")
    #expect(try place.bytes("taken") == Data("mine".utf8))
    let nowhere = place.site.file("nowhere/b")
    try place.ana.expectRefusal(["bundle", "create", nowhere], code: 1, saying: "does not exist")
  }

  @Test(
    "A full disk leaves no file behind",
    .enabled(if: Tools.canMount, "needs root, to mount a small file system"))
  func fullDisk() throws {
    let place = try Place()
    for index in 0..<4 { try place.ana.note(Fixture.noise(60_000, seed: UInt64(index))) }
    let disk = try place.site.makeSmallDisk("stick", bytes: 64 << 10)
    let outcome = try place.ana.run("bundle", "create", disk + "/b", expecting: 1)
    #expect(outcome.errors.contains("disk is full"), "\(outcome)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: disk).isEmpty)
  }
}
