import Foundation
import Testing

@Suite("Leaving with the work")
struct ReportTests {
  /// A workspace of one in which every text is hostile.
  private func review() throws -> Person {
    let ana = try Site().founder()
    try ana.run("rate", "R1", "feas=3", "--confidence", "high", "-m", "=1+1 <script>x</script>")
    try ana.run("rate", "R1", "eff=no-opinion")
    try ana.run("decide", "R1", "feasibility", "7", "-m", "Because, \"surely\"")
    try ana.run("dissent", "R1", "feasibility", "-m", "I keep my three")
    try ana.note("A note \u{202e}turned")
    return ana
  }

  @Test("Every format tells rating, decision and dissent, and is the same each time")
  func exports() throws {
    let ana = try review()
    for format in ["md", "csv", "json"] {
      let text = try ana.run("export", "--format", format).output
      for word in ["no opinion", "I keep my three", "surely", "Ana"] {
        #expect(text.contains(word), "\(format): \(word)")
      }
      #expect(try ana.run("export", "--format", format).output == text)
    }
    let notes = try ana.run("export", "--format", "jsonld").output
    let annotations = try #require(
      JSONSerialization.jsonObject(with: Data(notes.utf8)) as? [String: Any])
    #expect(annotations["@context"] as? String == "http://www.w3.org/ns/anno.jsonld")
    #expect(annotations["total"] as? Int == 1)
    #expect(try ana.run("export", "--format", "csv").output.contains("'=1+1 <script>"))
  }

  @Test("A report is one page without script, and the same each time")
  func report() throws {
    let ana = try review()
    let path = ana.site.file("review.html")
    try ana.run("report", path)
    let page = try String(contentsOfFile: path, encoding: .utf8)
    #expect(page.hasPrefix("<!DOCTYPE html>") && page.hasSuffix("</html>\n"))
    #expect(!page.contains("<script") && page.contains("&lt;script&gt;x"))
    #expect(page.contains("[U+202E]turned") && page.contains("Dissent of Ana"))
    try ana.run("report", path)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == page)
  }

  @Test("A report to a place that cannot be written is refused, and leaves what was there")
  func unwritable() throws {
    let ana = try review()
    try ana.expectRefusal(
      ["report", ana.site.file("none/review.html")], code: 1, saying: "review.html")
    try ana.expectRefusal(["report", ana.folder], code: 1, saying: "folder")
    try ana.expectRefusal(
      ["export", "-o", ana.site.file("none/review.md")], code: 1, saying: "review.md")
    try ana.expectRefusal(["export", "--format", "doc"], code: 2, saying: "jsonld")
    try ana.expectRefusal(["report"], code: 2, saying: "FILE.html")
  }

  @Test(
    "A report to a full disk is refused, and what was there stays",
    .enabled(if: Tools.canMount, "needs root, to mount a small file system"))
  func fullDisk() throws {
    let ana = try review()
    let disk = try ana.site.makeSmallDisk("stick", bytes: 16 << 10)
    let path = disk + "/review.html"
    try "old".write(toFile: path, atomically: false, encoding: .utf8)
    try ana.expectRefusal(["report", path], code: 1, saying: "disk is full")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
    #expect(try FileManager.default.contentsOfDirectory(atPath: disk) == ["review.html"])
  }
}
