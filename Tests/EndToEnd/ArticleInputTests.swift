import Foundation
import Testing

@Suite("Articles that cannot be imported")
struct ArticleInputTests {
  /// Expects `bytes` to be refused in words, with nothing changed.
  private func expectRefusal(
    of bytes: Data, saying text: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let site = try Site()
    let ana = try site.founder()
    let path = try site.write(bytes, to: "bad.txt")
    try ana.expectRefusal(
      ["import", path], code: 1, saying: text, sourceLocation: sourceLocation)
    try ana.expectRefusal(
      ["import", "-"], code: 1, saying: text, input: .file(path), sourceLocation: sourceLocation)
  }

  @Test("An empty one")
  func empty() throws { try expectRefusal(of: Data(), saying: "holds no text") }

  @Test("One of white space")
  func blank() throws { try expectRefusal(of: Data(" \n\t\n".utf8), saying: "holds no text") }

  @Test("A binary one")
  func binary() throws {
    try expectRefusal(
      of: Data((0..<4_096).map { UInt8(truncatingIfNeeded: $0 &* 167) }),
      saying: "text")
  }

  @Test("One of 100 MB, at once and without reading it whole")
  func huge() throws {
    let site = try Site()
    let ana = try site.founder()
    let huge = Data(repeating: UInt8(ascii: "a"), count: 100_000_000)
    let path = try site.write(huge, to: "huge.txt")
    let start = Date()
    let words = "larger than 16,777,216 bytes"
    try ana.expectRefusal(["import", path], code: 1, saying: words)
    try ana.expectRefusal(["import", "-"], code: 1, saying: words, input: .file(path))
    #expect(Date().timeIntervalSince(start) < 10)
  }

  @Test("A missing one")
  func missing() throws {
    let site = try Site()
    let ana = try site.founder()
    try ana.expectRefusal(["import", "none.txt"], code: 1, saying: "none.txt")
  }

  @Test("A folder")
  func folder() throws {
    let site = try Site()
    let ana = try site.founder()
    try ana.expectRefusal(["import", site.path], code: 1, saying: "folder")
  }

  @Test("One that may not be read")
  func unreadable() throws {
    let site = try Site()
    let ana = try site.founder()
    let path = try site.write(Fixture.article, to: "locked.md")
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
    // Permissions do not bind root: for that, somebody else has to call.
    let isRoot = FileManager.default.isReadableFile(atPath: path)
    guard !isRoot else {
      // The kernel itself refuses to read this one, even to root.
      try ana.expectRefusal(["import", "/proc/self/mem"], code: 1, saying: "/proc/self/mem")
      return
    }
    try ana.expectRefusal(["import", path], code: 1, saying: "permission")
  }
}
