/// What the manual pages of a program say that its commands do not declare.
public struct Manual: Sendable {
  /// A word with what is said about it: a variable, a file, an exit code.
  public typealias Entry = (term: String, text: String)

  /// The section that the pages stand in: 1 for what users call, 8 for daemons.
  public let section: Int
  /// The exit codes, in their order.
  public let exitCodes: [Entry]
  /// The environment variables that change what the program does.
  public let environment: [Entry]
  /// The files that it reads and writes.
  public let files: [Entry]
  /// Other manual pages, such as `less(1)`.
  public let seeAlso: [String]

  /// Creates what is said on every page; sections that are left out are empty.
  public init(
    section: Int = 1, exitCodes: [Entry] = [], environment: [Entry] = [], files: [Entry] = [],
    seeAlso: [String] = []
  ) {
    self.section = section
    self.exitCodes = exitCodes
    self.environment = environment
    self.files = files
    self.seeAlso = seeAlso
  }
}

/// The manual page of one command and all below it, in the language of man(7).
struct ManualPage<Context> {
  private let program: Program<Context>
  private let command: Command<Context>
  private let path: [String]
  private var section: Int { program.manual.section }

  init(program: Program<Context>, command: Command<Context>, path: [String]) {
    self.program = program
    self.command = command
    self.path = path
  }

  var text: String {
    var page = Roff()
    let name = path.joined(separator: "-")
    // No date: the same program always writes the same page.
    page.request("TH", [name.uppercased(), "\(section)", "", program.version, program.root.name])
    page.request("SH", ["NAME"])
    page.text("\(name) \\- ", command.summary)
    page.request("SH", ["SYNOPSIS"])
    for (path, command) in all where command.action != nil || path == self.path {
      synopsis(command, path, on: &page)
    }
    page.request("SH", ["DESCRIPTION"])
    page.paragraphs(command.details.isEmpty ? command.summary + "." : command.details)
    subcommands(on: &page)
    page.section("OPTIONS", entries(of: command))
    page.section("GLOBAL OPTIONS", program.globalOptions.map { ($0.listing.trimmed, $0.summary) })
    page.section("EXIT STATUS", program.manual.exitCodes)
    page.section("ENVIRONMENT", program.manual.environment)
    page.section("FILES", program.manual.files)
    examples(on: &page)
    seeAlso(on: &page)
    return page.source
  }

  /// The command and the visible ones below it, each with the words that call it.
  private var all: [(path: [String], command: Command<Context>)] {
    func below(
      _ command: Command<Context>, _ path: [String]
    ) -> [(path: [String], command: Command<Context>)] {
      [(path, command)]
        + command.visibleSubcommands.flatMap { below($0, path + [$0.name]) }
    }
    // The page of a whole program names its commands; their usage is on pages of their own.
    return path.count == 1 && !command.subcommands.isEmpty
      ? [(path, command)] : below(command, path)
  }

  private func synopsis(_ command: Command<Context>, _ path: [String], on page: inout Roff) {
    page.request("HP")
    page.text("\\fB\(Roff.escaped(path.joined(separator: " ")))\\fR ", command.usage([]))
  }

  private func entries(of command: Command<Context>) -> [Manual.Entry] {
    command.operands.map { ($0.usage, $0.summary) }
      + command.options.map { ($0.listing.trimmed, $0.summary) }
  }

  private func subcommands(on page: inout Roff) {
    let commands = command.visibleSubcommands
    if commands.isEmpty { return }
    page.request("SH", ["COMMANDS"])
    for command in commands {
      page.term((path + [command.name]).joined(separator: " "), command.summary + ".")
      // The commands of a program have pages of their own.
      guard path.count > 1 else { continue }
      page.request("RS")
      if !command.details.isEmpty { page.paragraphs(command.details) }
      for entry in entries(of: command) { page.term(entry.term, entry.text + ".") }
      page.request("RE")
    }
  }

  private func examples(on page: inout Roff) {
    let examples = all.flatMap(\.command.examples)
    if examples.isEmpty { return }
    page.request("SH", ["EXAMPLES"])
    page.request("nf")
    for example in examples { page.text("", "\(program.root.name) \(example)") }
    page.request("fi")
  }

  private func seeAlso(on page: inout Roff) {
    let name = program.root.name
    let pages =
      path.count > 1 ? [name] : command.visibleSubcommands.map { "\(name)-\($0.name)" }
    let own = pages.map { "\($0)(\(section))" }
    let names = own + program.manual.seeAlso
    if names.isEmpty { return }
    page.request("SH", ["SEE ALSO"])
    page.text("", names.joined(separator: ", "))
  }
}

/// A document in the language of man(7), written line by line.
private struct Roff {
  private(set) var source = ""

  /// A request or macro with its arguments.
  mutating func request(_ name: String, _ arguments: [String] = []) {
    let words = arguments.map { "\"\(Roff.escaped($0))\"" }
    source += ([".\(name)"] + words).joined(separator: " ") + "\n"
  }

  /// One line: `formatted` as it is, and `plain` with nothing in it obeyed.
  mutating func text(_ formatted: String, _ plain: String) {
    let line = formatted + Roff.escaped(plain)
    // A full stop or an apostrophe at the start would make it a request.
    let isRequest = line.hasPrefix(".") || line.hasPrefix("'")
    source += (isRequest ? "\\&" : "") + line + "\n"
  }

  mutating func paragraphs(_ text: String) {
    for (index, paragraph) in text.split(separator: "\n").enumerated() {
      if index > 0 { request("PP") }
      self.text("", String(paragraph))
    }
  }

  /// A word in bold, with what is said about it below.
  mutating func term(_ term: String, _ text: String) {
    request("TP")
    self.text("\\fB\(Roff.escaped(term))\\fR", "")
    self.text("", text)
  }

  mutating func section(_ title: String, _ entries: [Manual.Entry]) {
    if entries.isEmpty { return }
    request("SH", [title])
    for entry in entries { term(entry.term, entry.text + ".") }
  }

  /// The text with what roff would obey, or print as something else, made plain.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in Sanitising.line(text).unicodeScalars {
      switch scalar {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "'": result += "\\(aq"
      case "\"": result += "\\(dq"
      case "`": result += "\\(ga"
      case "^": result += "\\(ha"
      case "~": result += "\\(ti"
      case _ where scalar.isASCII: result.unicodeScalars.append(scalar)
      default: result += "\\[u\(hexadecimal(scalar.value))]"
      }
    }
    return result
  }

  private static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}

extension String {
  /// The text without spaces in front.
  fileprivate var trimmed: String { String(drop { $0 == " " }) }
}
