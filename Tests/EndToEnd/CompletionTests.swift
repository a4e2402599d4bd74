import Foundation
import Testing

/// The completion scripts, driven by the shells that they are for.
@Suite("Completion in bash, fish and zsh")
struct CompletionTests {
  /// A workspace whose texts would do harm in any shell that evaluated them.
  private let ana: Person

  init() throws {
    let site = try Site()
    ana = try site.person("$(touch pwned) `touch pwned`; it's \"Ana\"\u{1b}[2J\n!")
    try ana.run("init", "--title", "T", "--as", "Ana\nLee")
    try ana.run("import", try site.write(Fixture.article, to: "article.md"))
    try ana.run(
      "recommend", "add", "--title", "`touch pwned` $(touch pwned)\u{1b}]0;x\u{7}\n'\"; touch pwned"
    )
    try ana.run("note", "add", "R1", "-m", "$(touch pwned)\n\u{1b}[2J", "--tag", "a b;touch pwned")
  }

  private static let paths = [
    "bash": "/usr/bin/bash", "fish": "/usr/bin/fish", "zsh": "/usr/bin/zsh",
  ]

  private static func has(_ shell: String) -> Bool {
    FileManager.default.isExecutableFile(atPath: paths[shell] ?? "")
  }

  /// Runs `script` in a shell that has read the completions; the lines it prints.
  private func run(_ shell: String, _ script: String) throws -> [String] {
    let completions = try ana.run("completion", shell).output
    let file = try ana.site.write(completions + script, to: "script")
    let folder = URL(fileURLWithPath: Tools.concord).deletingLastPathComponent().path
    let flags = ["bash": ["--norc"], "fish": ["--no-config"], "zsh": ["-f"]][shell] ?? []
    let outcome = try ana.site.start(
      [Self.paths[shell] ?? shell] + flags + [file], in: ana.folder,
      environment: ["PATH": "\(folder):/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
    ).wait()
    #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome)")
    let left = try FileManager.default.contentsOfDirectory(atPath: ana.folder)
    #expect(!left.contains("pwned"), "a title was run by \(shell)")
    return outcome.output.split(separator: "\n").map(String.init)
  }

  /// What bash puts in place of the last of `words`, broken up as bash breaks up a line.
  private func bash(_ words: [String], type: Int = 9) throws -> [String] {
    let quoted = (["concord"] + words).map {
      "'" + $0.replacingOccurrences(of: "'", with: "'\\''") + "'"
    }.joined(separator: " ")
    return try run(
      "bash",
      """
      compopt() { echo "option: $*"; }
      COMP_WORDS=(\(quoted)); COMP_CWORD=\(words.count); COMP_TYPE=\(type)
      _concord; printf '%s\\n' "${COMPREPLY[@]}"
      """)
  }

  @Test("bash: commands, recommendations, criteria, values, files")
  func bashOffers() throws {
    #expect(try bash(["ra"]) == ["rate", "ratings"])
    #expect(try bash(["show", "R"]) == ["R1", "R2", "R3"])
    #expect(try bash(["rate", "R1", "f"]) == ["option: -o nospace", "feasibility="])
    // The equals sign is a word of its own to bash, and stays where it is.
    #expect(try bash(["rate", "R1", "feas", "=", "no"]) == ["no-opinion"])
    #expect(try bash(["rate", "R1", "feas", "="]).count == 10)
    #expect(try bash(["import", "a"]) == ["option: -o default"])
    #expect(try bash(["-C", "a"]) == ["option: -o dirnames"])
    #expect(try bash(["note", "show", "n"]) == [try ana.notes()[0].id])
    #expect(try bash(["nonsense", ""]).isEmpty)
  }

  @Test("bash: titles are listed beside the words, and never in the line")
  func bashLists() throws {
    let listed = try bash(["show", "R"], type: 63)
    #expect(listed[0] == "R1  (Plant trees along the quay)")
    #expect(!listed.joined().unicodeScalars.contains { $0.value < 32 })
    #expect(listed[2].contains("touch pwned"))
    // One word only goes into the line, so nothing may stand behind it.
    #expect(try bash(["show", "R3"], type: 63) == ["R3"])
    #expect(try bash(["show", "R"], type: 37) == ["R1", "R2", "R3"])
  }

  @Test("bash: what others wrote is quoted where it enters the line")
  func bashQuotes() throws {
    #expect(try bash(["note", "list", "--tag", ""]) == ["a-b\\;touch-pwned"])
    #expect(try bash(["note", "list", "--tag", "a-b\\;t"]) == ["a-b\\;touch-pwned"])
    #expect(try bash(["note", "list", "--tag", "'a"]) == ["a-b;touch-pwned"])
    try ana.run("note", "add", "R1", "-m", "x", "--tag", "it's `touch pwned`")
    // Inside the user's own quotes a word that would end them is not offered.
    #expect(try bash(["note", "list", "--tag", "'it"]).isEmpty)
    #expect(
      try run(
        "bash",
        """
        COMP_WORDS=(concord note list --tag it); COMP_CWORD=4; _concord
        eval "set -- ${COMPREPLY[0]}"; printf '%s|%s\\n' "$#" "$1"
        """) == ["1|it's-`touch-pwned`"])
  }

  @Test("Nothing is said outside a workspace, or when the program fails")
  func silence() throws {
    let site = ana.site
    let nobody = try site.person("Nobody")
    for words in [
      ["show", ""], ["rate", "R1", "f"], ["note", "edit", "n"], ["--folder=/no", "x"],
    ] {
      let outcome = try nobody.run(["complete", "--"] + words)
      #expect(outcome.output.isEmpty && outcome.errors.isEmpty, "\(outcome)")
    }
    #expect(try nobody.run("complete", "--", "").output.contains("init\t"))
    try site.write("no database", to: "x")
    let folder = try site.makeFolder("broken/.concord")
    try Data("junk".utf8).write(to: URL(fileURLWithPath: folder + "/replica.db"))
    let outcome = try nobody.run("complete", "--", "-C", site.file("broken"), "show", "")
    #expect(outcome.output.isEmpty && outcome.errors.isEmpty, "\(outcome)")
  }

  @Test("fish: words with what they stand for", .enabled(if: has("fish"), "fish is not installed"))
  func fishOffers() throws {
    func fish(_ line: String) throws -> [String] {
      try run("fish", "complete -C \"concord \(line)\"\n")
    }
    #expect(try fish("ra").map { $0.prefix { $0 != "\t" } } == ["rate", "ratings"])
    #expect(try fish("show R")[0] == "R1\tPlant trees along the quay")
    #expect(try fish("rate R1 feas=no").map { $0.prefix { $0 != "\t" } } == ["feas=no-opinion"])
    #expect(try fish("note list --tag ") == ["a-b;touch-pwned"])
    #expect(try fish("-C /us") == ["/usr/\tDirectory"])
    #expect(try !fish("import /et").isEmpty)
  }

  @Test("zsh: words with what they stand for", .enabled(if: has("zsh"), "zsh is not installed"))
  func zshOffers() throws {
    func zsh(_ words: String...) throws -> [String] {
      let list = words.map { "'\($0)'" }.joined(separator: " ")
      return try run(
        "zsh",
        """
        compadd() { print -r -- "compadd $*"; print -rl -- $offered; print -rl -- $shown }
        _files() { print -r -- "files $*" }
        words=(concord \(list)); CURRENT=\(words.count + 1)
        _concord
        """)
    }
    #expect(
      try zsh("show", "R1") == [
        "compadd -l -V concord -d shown -a offered", "R1", "R1  Plant trees along the quay",
      ])
    #expect(try zsh("rate", "R1", "f")[0] == "compadd -S  -l -V concord -d shown -a offered")
    #expect(try zsh("rate", "R1", "feas=no")[1] == "feas=no-opinion")
    #expect(try zsh("note", "list", "--tag", "")[1] == "a-b;touch-pwned")
    #expect(try zsh("import", "") == ["files "])
    #expect(try zsh("-C", "") == ["files -/"])
  }

  @Test("The relay's commands and options are completed, too")
  func relay() throws {
    let site = ana.site
    func complete(_ words: String...) throws -> String {
      try site.start([Tools.relay, "complete", "--"] + words, in: site.path).wait().output
    }
    #expect(try complete("se").hasPrefix("serve\t"))
    #expect(try complete("serve", "--dat").hasPrefix("--data\t"))
    #expect(try complete("serve", "--data", "") == ":folders\n")
    let script = try site.start([Tools.relay, "completion", "bash"], in: site.path).wait().output
    #expect(script.contains("complete -F _concord_relay concord-relay"))
  }
}
