import Testing

/// Every check finds what it is for, and lets pass what only looks like it.
@Suite struct CheckTests {
  private func problems(_ findings: [Finding]) -> [String] { findings.map(\.problem) }

  private func swift(_ text: String, at path: String = "Sources/X/X.swift") -> TextFile {
    TextFile(path: path, text: text)
  }

  private func document(_ text: String, at path: String = "docs/x.md") -> TextFile {
    TextFile(path: path, text: text)
  }

  // MARK: Taking source apart

  @Test(arguments: [
    ("a // b\nc", "a \nc", "// b\n"),
    ("a /* b /* c */ d */ e", "a  e", "/* b /* c */ d */"),
    (#"f("// \" try!") + 1"#, "f() + 1", ""),
    (##"f(#"a "quoted" \ word"#) + 1"##, "f() + 1", ""),
    (#"f("\(g("}") ?? "x") {") + 1"#, "f() + 1", ""),
    ("f(\"\"\"\n  a \"b\"\n  \"\"\") + 1", "f(\n\n) + 1", "\n\n"),
  ])
  func sourceIsTakenApart(text: String, code: String, comments: String) {
    let source = SwiftSource(text)
    #expect(source.code == code)
    #expect(source.comments == comments)
  }

  // MARK: Lengths

  @Test func longFilesAreFound() {
    let line = "let a = 1\n"
    #expect(Lengths.check(swift(String(repeating: line, count: 600))).isEmpty)
    #expect(
      problems(Lengths.check(swift(String(repeating: line, count: 601))))
        == ["has 601 lines; at most 600"])
  }

  @Test func longLinesAreFound() {
    #expect(Lengths.check(swift(String(repeating: "é", count: 100))).isEmpty)
    #expect(
      problems(Lengths.check(swift(String(repeating: "é", count: 101))))
        == ["101 characters; at most 100"])
  }

  @Test(arguments: ["func f(_ a: [Int] = [1]) -> Int", "init(a: () -> Void = {})", "deinit"])
  func longFunctionsAreFound(head: String) {
    func text(lines: Int) -> String {
      head + " {\n" + String(repeating: "  if a { b() }\n", count: lines - 2) + "}\n"
    }
    #expect(Lengths.check(swift(text(lines: 60))).isEmpty)
    #expect(
      problems(Lengths.check(swift(text(lines: 61)))) == ["a function of 61 lines; at most 60"])
  }

  @Test func requirementsOfProtocolsHaveNoLength() {
    let code = "protocol P {\n  func f() -> Int\n  init()\n  var x: Int { get }\n}\nfunc g() {\n}"
    let functions = Lengths.functions(in: code)
    #expect(functions.map(\.line) == [6])
    #expect(functions.map(\.lineCount) == [2])
  }

  // MARK: Banned words

  @Test(arguments: [
    ("let a = try! f()", "try! traps on an error"),
    ("let a = b as! Int", "as! traps on another type"),
    ("fatalError()", "fatalError stops without a reason; use precondition"),
    ("// TODO: more", "TODO is unfinished"),
    ("/* FIXME */", "FIXME is unfinished"),
    ("print(a)", "print( writes from a library"),
    ("private import Foundation", "import Foundation is for tests only"),
    ("import FoundationEssentials", "import Foundation is for tests only"),
  ])
  func bannedWordsAreFound(text: String, problem: String) {
    #expect(problems(BannedCode.check(swift(text))) == [problem])
  }

  @Test(arguments: [
    "let a = try? f()", "let a = \"try! as! fatalError TODO\"", "// calls try! and print(",
    "console.print(a)", "func print(_ a: Int) {}\nfunc f() { print(1) }", "sprint(1)",
    "let isTODO = 1",
  ])
  func wordsThatOnlyLookBannedPass(text: String) {
    #expect(BannedCode.check(swift(text)).isEmpty)
  }

  @Test func whatIsBannedDependsOnThePlace() {
    let foundation = "import Foundation"
    #expect(BannedCode.check(swift(foundation, at: "Tests/X/X.swift")).isEmpty)
    #expect(!BannedCode.check(swift(foundation, at: "Tests/TestSupport/X.swift")).isEmpty)
    #expect(BannedCode.check(swift("print(a)", at: "Client/concord/main.swift")).isEmpty)
    #expect(BannedCode.check(swift("import Glibc", at: "Sources/Host/X.swift")).isEmpty)
    #expect(!BannedCode.check(swift("import Glibc", at: "Shared/Trust/X.swift")).isEmpty)
  }

  @Test(arguments: ["import Dispatch", "private import CZlib", "public import struct Review.Note"])
  func theLibraryNeedsNothingButItself(text: String) {
    #expect(BannedCode.check(swift(text, at: "Sources/ChangeLog/X.swift")).count == 1)
    #expect(BannedCode.check(swift(text, at: "Sources/Bytes/X.swift")).count == 1)
    #expect(BannedCode.check(swift(text, at: "Shared/Review/X.swift")).isEmpty)
    #expect(BannedCode.check(swift("public import Bytes", at: "Sources/ChangeLog/X.swift")).isEmpty)
  }

  @Test func flagsThatTurnChecksOffAreFound() {
    #expect(BannedCode.checkFlags(swift("unsafeFlags([\"-O\"])")).isEmpty)
    #expect(!BannedCode.checkFlags(swift("unsafeFlags([\"-O" + "unchecked\"])")).isEmpty)
  }

  // MARK: Layers

  /// A manifest of the layers as they should be, with `more` targets.
  private func manifest(_ more: String = "", changeLog: String = "\"Bytes\"") -> TextFile {
    TextFile(
      path: "Package.swift",
      text: """
        // .target(name: "Comment", dependencies: ["Nothing"]),
        .systemLibrary(name: "CZlib", path: "Sources/CLibraries/CZlib"),
        .target(name: "Bytes", swiftSettings: pure),
        .target(name: "ChangeLog", dependencies: [\(changeLog)], swiftSettings: pure),
        .target(
          name: "Trust", dependencies: [
            "Bytes", "CZlib",
          ], path: "Shared/Trust"),
        .target(name: "Review", dependencies: ["ChangeLog"], path: "Shared/Review"),
        .target(name: "Replica", dependencies: ["Review", "Trust"], path: "Client/Replica"),
        .executableTarget(name: "relay", dependencies: ["Trust"], path: "Server/relay"),
        \(more)
        """)
  }

  @Test func layersAsTheyShouldBePass() {
    #expect(Layering.check(manifest()) == [])
    #expect(PackageManifest(manifest().text).targets.count == 7)
  }

  @Test(arguments: [
    (
      #".target(name: "Low", dependencies: ["Trust"])"#,
      "Low (Sources) depends on Trust (Shared)"
    ),
    (
      #".target(name: "Mid", dependencies: ["Replica"], path: "Shared/Mid")"#,
      "Mid (Shared) depends on Replica (Client)"
    ),
    (
      #".target(name: "Side", dependencies: ["relay"], path: "Client/Side")"#,
      "Side (Client) depends on relay (Server)"
    ),
    (
      #".target(name: "Store", dependencies: ["Review"], path: "Server/Store")"#,
      "Store could read content: it links ChangeLog"
    ),
    (
      #".target(name: "Store", dependencies: ["Review"], path: "Server/Store")"#,
      "Store could read content: it links Review"
    ),
    (#".target(name: "Far", dependencies: ["NIO"])"#, "Far depends on NIO, which is no target"),
    (#".target(name: "Odd", path: "Tools/Odd")"#, "Odd lies in no layer: Tools/Odd"),
    (#".package(url: "https://example.org/x")"#, "needs a package from elsewhere"),
  ])
  func brokenLayersAreFound(more: String, problem: String) {
    #expect(problems(Layering.check(manifest(more))).contains(problem))
  }

  @Test func theChangeLogStaysByItself() {
    #expect(
      problems(Layering.check(manifest(changeLog: "\"Bytes\", \"CZlib\""))) == [
        "ChangeLog depends on more than Bytes", "ChangeLog links the C library CZlib",
      ])
    #expect(!Layering.check(TextFile(path: "Package.swift", text: "")).isEmpty)
  }

  // MARK: Documents

  @Test func missingAndSecondTitlesAreFound() {
    #expect(Documents.checkTitle(document("\n# A\n\n## B\n```\n# a comment\n```\n")).isEmpty)
    #expect(problems(Documents.checkTitle(document("# A\n# B\n"))) == ["a second title"])
    #expect(
      problems(Documents.checkTitle(document("A\n\n# B\n"))) == ["does not start with a title"])
  }

  @Test func brokenLinksAreFound() {
    let paths: Set = ["README.md", "docs", "docs/x.md", "docs/y.md"]
    func check(_ text: String) -> [String] {
      problems(Documents.checkLinks(document(text), paths: paths))
    }
    #expect(check("[a](y.md) [b](../README.md#top) [c](#here) [d](https://example.org/z)") == [])
    #expect(check("[docs](../docs/)\n```\n[a](z.md)\n```\n") == [])
    #expect(check("[a](y.md) and [b](z.md \"title\")") == ["links to nothing: z.md"])
    #expect(check("[a](../docs/z.md)") == ["links to nothing: ../docs/z.md"])
  }

  @Test func citationsOfWhatDoesNotExistAreFound() {
    let x = document("# X\n## 1 One\n### 1.2 Two\n## §3. Three\n```\n## 4 Four\n```\n")
    func check(_ text: String) -> [String] {
      problems(Documents.checkCitations(swift(text), of: [x]))
    }
    #expect(check("// docs/x.md, docs/x.md §1, docs/x.md §1.2, docs/x.md §3.") == [])
    #expect(check("/// docs/x.md\n  /// §1.2") == [])
    #expect(check("/// docs/x.md\n  /// §1.3") == ["no docs/x.md §1.3"])
    #expect(check("// docs/x.md §2 and docs/x.md §4") == ["no docs/x.md §2", "no docs/x.md §4"])
    #expect(check("// docs/z.md") == ["no docs/z.md"])
  }

  @Test func aChangelogWithoutANextReleaseIsFound() {
    #expect(Documents.checkChangelog(document("# Changelog\n\n## [Unreleased]\n")).isEmpty)
    #expect(!Documents.checkChangelog(document("# Changelog\n\n## [1.0.0]\n")).isEmpty)
  }

  // MARK: Files and folders

  @Test(arguments: [
    ["", "work", "x"], ["(", "root", "x"], ["", "tmp", "bash" + "_jobs"], ["cd ..", "shared"],
  ])
  func pathsOfOneMachineAreFound(parts: [String]) {
    #expect(Tree.checkMachinePaths(swift(parts.joined(separator: "/"))).count == 1)
  }

  @Test(arguments: [
    ["https://example.org", "work", "x"], ["", "tmp", "x"], ["..", "Shared"], ["work", "x"],
    ["", "home", "ana"],
  ])
  func otherPathsPass(parts: [String]) {
    #expect(Tree.checkMachinePaths(swift(parts.joined(separator: "/"))) == [])
  }

  @Test func foldersOfTestsWithoutATargetAreFound() {
    let manifest = #".testTarget(name: "ATests", path: "Tests/A")"#
    #expect(
      Tree.checkTestFolders(["Tests", "Tests/A", "Tests/A/A.swift", "x"], manifest: manifest) == [])
    #expect(
      Tree.checkTestFolders(["Tests/A", "Tests/B", "Tests/B/B.swift"], manifest: manifest)
        == [Finding("Tests/B", "belongs to no target")])
  }

  @Test func scriptsThatCannotBeStartedAreFound() {
    let good = TextFile(path: "Scripts/a", text: "#!/bin/sh\n")
    let bad = TextFile(path: "Scripts/a", text: "echo\n")
    #expect(Tree.checkScript(good, isExecutable: true).isEmpty)
    #expect(problems(Tree.checkScript(good, isExecutable: false)) == ["is not executable"])
    #expect(problems(Tree.checkScript(bad, isExecutable: true)) == ["has no #! line"])
    #expect(
      Tree.checkScript(TextFile(path: "Scripts/a.txt", text: "a"), isExecutable: false).isEmpty)
  }
}
