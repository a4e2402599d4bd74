import Foundation
import Testing

@testable import Host

private let program = Program<Void>(
  root: Command(
    group: "tool", "A tool's tool",
    subcommands: [
      Command(
        group: "note", "Write notes", details: "First.\n\n.Second \\fB — it's `so`.",
        subcommands: [
          Command(
            "add", "Add a note", operands: [.required("Rn", "Where")],
            options: [.value("message", short: "m", "TEXT", "The text")],
            examples: ["note add R1 -m 'Too costly'"]
          ) { _, _ in .done }
        ]),
      Command("secret", "For scripts", isHidden: true) { _, _ in .done },
    ]),
  version: "1.0",
  manual: Manual(
    exitCodes: [("0", "Done")], environment: [("PAGER", "The pager")], files: [("x/", "All")],
    seeAlso: ["less(1)"]))

@Suite struct ManualTests {
  private func page(_ line: String) throws -> String {
    guard
      case .manual(let command, let path) = try program.parse(
        line.split(separator: " ").map(String.init))
    else { throw UsageError("no manual") }
    return program.manualPage(command, path: path)
  }

  @Test func hasASectionForEverything() throws {
    let lines = try page("help --man note").split(separator: "\n").map(String.init)
    #expect(lines[0] == ".TH \"NOTE\" \"1\" \"\" \"1.0\" \"tool\"" || lines[0].contains("TOOL"))
    let sections = lines.filter { $0.hasPrefix(".SH") }.map { $0.dropFirst(4).dropLast() }
    #expect(
      sections.map { $0.drop { $0 == "\"" } } == [
        "NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "GLOBAL OPTIONS", "EXIT STATUS",
        "ENVIRONMENT", "FILES", "EXAMPLES", "SEE ALSO",
      ])
    #expect(lines.contains("\\&.Second \\efB \\[u2014] it\\(aqs \\(gaso\\(ga."))
    #expect(lines.contains("tool note add R1 \\-m \\(aqToo costly\\(aq"))
    #expect(try !page("help --man").contains("secret"))
    #expect(try page("help --man").contains("tool\\-note(1)"))
  }

  /// What man(1) itself prints says the same, with no complaint.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/mandoc")))
  func isWellFormed() throws {
    for line in ["help --man", "help --man note", "help note add --man"] {
      let bytes = Array(try page(line).utf8)
      #expect(try Shell.run("mandoc -Tlint -Werror >&2", input: bytes) == .done)
    }
  }
}
