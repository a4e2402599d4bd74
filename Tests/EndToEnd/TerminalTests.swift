import Foundation
import Testing

/// What scripts and terminals get to see.
@Suite("JSON for scripts, and terminals that nobody can take over")
struct TerminalTests {
  private func object(_ text: String) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any], "\(text)")
  }

  @Test("Every command that writes answers with one JSON object")
  func answers() throws {
    let ana = try Site().founder()
    let note = try ana.note("One")
    let other = try ana.note("Two")
    for words in [
      ["rate", "R1", "feas=7"], ["decide", "R1", "feas", "7", "-m", "Agreed"],
      ["dissent", "R1", "feas", "-m", "Not me"], ["note", "reply", note, "-m", "Yes"],
      ["note", "edit", note, "--tag", "law"], ["note", "edit", note, "-m", "New"],
      ["note", "move", other, "R2"], ["note", "rm", other], ["note", "rm", note],
      ["recommend", "edit", "R1", "--title", "New"], ["recommend", "order", "R1"],
      ["recommend", "rm", "R2"], ["relay", "show"], ["status"], ["conflicts"], ["log"], ["show"],
      ["ratings"], ["members"], ["doctor"], ["doctor", "--rebuild"], ["keys", "status"],
    ] {
      let outcome = try ana.run(words + ["--json"])
      #expect(try !object(outcome.output).isEmpty, "\(outcome)")
    }
  }

  @Test("Errors are JSON on standard error, with the exit code and the next step")
  func errors() throws {
    let ana = try Site().founder()
    for (words, code, kind, hint) in [
      (["rate", "R1", "feasibilty=3"], 1, "refused", "feasibility"),
      (["note", "list", "--by", "Anna"], 1, "refused", "Ana"),
      (["note", "show", "nzzz"], 1, "refused", "concord note list"),
      (["statsu"], 2, "usage", "concord status"),
      (["status", "--color", "alwasy"], 2, "usage", "always"),
    ] {
      let outcome = try ana.run(words + ["--json"], expecting: Int32(code))
      #expect(outcome.output.isEmpty, "\(outcome)")
      let error = try #require(try object(outcome.errors)["error"] as? [String: Any])
      #expect(error["code"] as? Int == code && error["kind"] as? String == kind, "\(outcome)")
      #expect((error["hint"] as? String)?.contains(hint) == true, "\(outcome)")
    }
  }

  @Test("No title, note, reason, tag or name reaches a terminal as an escape sequence")
  func hostileTexts() throws {
    let site = try Site()
    let ana = try site.person("Ana")
    let evil = "x\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{202e}\r\n\u{8}y"
    try ana.run("init", "--title", evil, "--as", "Ana" + evil)
    try ana.run("import", try site.write("# T\n\n## Recommendations\n\n1. A.\n", to: "a.md"))
    try ana.run("recommend", "add", "--title", evil, "-m", evil)
    try ana.run("note", "add", "R1", "-m", evil, "--tag", "t\u{1b}[1m")
    try ana.run("rate", "R1", "feas=7", "-m", evil)
    try ana.run("decide", "R1", "feas", "7", "-m", evil)
    for words in [
      "show", "show R1", "show --text", "ratings", "status", "log", "members", "note list",
      "conflicts", "keys status", "note list --by nobody", "export",
    ] {
      // script(1) runs the command on a pseudo-terminal.
      let outcome = try site.start(
        ["script", "-qec", "\(Tools.concord) \(words) --no-pager", "/dev/null"], in: ana.folder,
        environment: ["TERM": "xterm"]
      ).wait()
      let left = outcome.output.replacing(#/\u{1b}\[[0-9;]*m/#, with: "")
        .replacingOccurrences(of: "\r\n", with: "\n")
      let bad = left.unicodeScalars.filter {
        ($0.value < 32 && $0 != "\n") || (0x7f..<0xa0).contains($0.value) || $0 == "\u{202e}"
      }
      #expect(bad.isEmpty && outcome.output.contains("\n"), "\(words): \(bad.map(\.value))")
    }
  }
}

@Suite("Installation")
struct InstallTests {
  @Test("Programs, completions and manual pages are put in place, and the pages are well formed")
  func install() throws {
    let site = try Site()
    let tools = URL(fileURLWithPath: Tools.concord).deletingLastPathComponent().path
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Scripts/install").standardizedFileURL.path
    let outcome = try site.start(
      ["bash", script, site.file("prefix")], in: site.path, environment: ["BIN": tools]
    ).wait()
    #expect(outcome.code == 0, "\(outcome)")
    for path in [
      "bin/concord", "bin/concord-relay", "share/bash-completion/completions/concord",
      "share/fish/vendor_completions.d/concord-relay.fish", "share/zsh/site-functions/_concord",
      "share/man/man1/concord.1", "share/man/man1/concord-relay.1",
      "share/man/man8/concord-relay.8", "share/man/man8/concord-relay-serve.8",
    ] {
      let file = site.file("prefix/\(path)")
      #expect(FileManager.default.fileExists(atPath: file), "\(path)")
    }
    let pages = site.file("prefix/share/man/man1")
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/mandoc") else { return }
    let lint = try site.start(
      ["sh", "-c", "mandoc -Tlint -Werror \(pages)/* \(site.file("prefix"))/share/man/man8/*"],
      in: site.path
    ).wait()
    #expect(lint.code == 0, "\(lint)")
  }
}
