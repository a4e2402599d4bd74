import Foundation
import Testing

@testable import Host

/// A console whose streams are pipes.
private struct PipedConsole {
  let console: Console
  private let input = Foundation.Pipe()
  private let output = Foundation.Pipe()
  private let error = Foundation.Pipe()

  init(_ terminal: Terminal = Terminal(), typed: String = "") {
    input.fileHandleForWriting.write(Data(typed.utf8))
    try? input.fileHandleForWriting.close()
    console = Console(
      terminal: terminal, input: input.fileHandleForReading.fileDescriptor,
      output: output.fileHandleForWriting.fileDescriptor,
      error: error.fileHandleForWriting.fileDescriptor)
  }

  func closeReader() throws { try output.fileHandleForReading.close() }

  /// What was printed, after which nothing more can be.
  func printed() throws -> (output: String, error: String) {
    (try text(of: output), try text(of: error))
  }

  /// What was reported, after which nothing more can be.
  func reported() throws -> String { try text(of: error) }

  private func text(of pipe: Foundation.Pipe) throws -> String {
    try pipe.fileHandleForWriting.close()
    return String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  }
}

@Suite struct ConsoleTests {
  @Test func writesOutputBeforeLaterMessages() throws {
    let piped = PipedConsole()
    piped.console.print("one \("two", .bold)")
    piped.console.report("three")
    piped.console.print(json: ["a": 1])
    #expect(piped.console.finish(.done) == .done)
    #expect(try piped.printed() == ("one two\n{\"a\":1}\n", "three\n"))
  }

  @Test func showsEscapeSequencesOfADocumentOnlyOnATerminal() throws {
    let document = "a\u{1b}[2J\nb"
    let piped = PipedConsole()
    piped.console.print(document: document)
    _ = piped.console.finish(.done)
    #expect(try piped.printed().output == document)
    let terminal = PipedConsole(Terminal(outputIsTerminal: true))
    terminal.console.print(document: document)
    _ = terminal.console.finish(.done)
    #expect(try terminal.printed().output == "a␛[2J\nb")
  }

  @Test func isQuietAboutAReaderThatWentAway() throws {
    Signals.ignoreClosedPipes()
    let piped = PipedConsole()
    try piped.closeReader()
    piped.console.print("lost")
    #expect(piped.console.finish(.done) == .closedPipe)
    #expect(try piped.reported() == "")
  }

  @Test func saysThatOutputWasLost() throws {
    let full = open("/dev/full", O_WRONLY)
    defer { close(full) }
    let error = Foundation.Pipe()
    let console = Console(
      terminal: Terminal(), output: full, error: error.fileHandleForWriting.fileDescriptor)
    console.print("lost")
    #expect(console.finish(.done) == .failed)
    try error.fileHandleForWriting.close()
    let text = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(text == "error: standard output could not be written: the disk is full\n")
  }

  @Test func asksOnlyOnATerminal() throws {
    let silent = PipedConsole(typed: "Ana\n")
    #expect(try silent.console.ask("Name?") == nil)
    #expect(try silent.console.confirm("Sure?") == false)
    #expect(try silent.console.readLine() == "Ana")
    #expect(try silent.printed().error == "")
    let asking = PipedConsole(Terminal(inputIsTerminal: true), typed: "  Ana \nyes\nno\n")
    #expect(try asking.console.ask("Name?") == "Ana")
    #expect(try asking.console.confirm("Sure?"))
    #expect(try !asking.console.confirm("Sure?"))
    #expect(try asking.console.ask("More?") == nil)
    #expect(try asking.printed().error == "Name? Sure? [y/N] Sure? [y/N] More? ")
  }

  @Test func readsLinesOneByOne() throws {
    let piped = PipedConsole(typed: "one\r\n\ntwo")
    #expect(try piped.console.readLine() == "one")
    #expect(try piped.console.readLine() == "")
    #expect(try piped.console.readLine() == "two")
    #expect(try piped.console.readLine() == nil)
  }

  @Test func showsProgressOnlyOfLongWork() throws {
    let piped = PipedConsole(Terminal(errorIsTerminal: true))
    let clock = TestClock()
    var progress = ProgressLine(piped.console, "pushing", "changes", now: { clock.now })
    for done in stride(from: 0, through: 600, by: 10) {
      clock.now = Int64(done)
      progress.update(done * 100, of: 100_000)
    }
    progress.finish()
    let lines = [30_000, 40_000, 50_000, 60_000].map { done in
      let bar = String(repeating: "#", count: done / 5_000)
      let rest = String(repeating: ".", count: 20 - done / 5_000)
      return "\r\u{1b}[K[\(bar)\(rest)]  \(done / 1_000)%  "
        + "pushing \(grouped(done)) of 100,000 changes"
    }
    #expect(try piped.printed().error == lines.joined() + "\r\u{1b}[K")
  }

  @Test func showsSparseProgressElsewhere() throws {
    let piped = PipedConsole()
    let clock = TestClock()
    var progress = ProgressLine(piped.console, "reading", "files", now: { clock.now })
    for second in 0..<25 {
      clock.now = Int64(second) * 1_000
      progress.update(second)
    }
    progress.finish()
    #expect(try piped.printed().error == "reading 10 files\nreading 20 files\n")
  }

  @Test func decidesOnColour() {
    func isColoured(_ variables: [String: String], isTerminal: Bool = true) -> Bool {
      Terminal.isColoured(Environment(variables), .automatic, isTerminal: isTerminal)
    }
    #expect(isColoured([:]))
    #expect(!isColoured([:], isTerminal: false))
    #expect(!isColoured(["TERM": "dumb"]))
    #expect(!isColoured(["NO_COLOR": "1"]))
    #expect(isColoured(["NO_COLOR": ""]))
    #expect(isColoured(["CLICOLOR_FORCE": "1"], isTerminal: false))
    #expect(!isColoured(["CLICOLOR_FORCE": "0"], isTerminal: false))
    #expect(!isColoured(["CLICOLOR_FORCE": "1", "NO_COLOR": "1"]))
    #expect(!Terminal.isColoured(Environment([:]), .never, isTerminal: true))
  }

  @Test(arguments: [
    ("log", Terminal.Colour.automatic), ("--no-color log", .never), ("--color always", .always),
    ("--color=never --color auto", .automatic), ("--color=always --no-color", .never),
    ("--color purple", .automatic), ("note -- --no-color", .automatic), ("--color", .automatic),
  ])
  func readsTheColourFromTheCommandLine(line: String, colour: Terminal.Colour) {
    #expect(Terminal.Colour(askedBy: line.split(separator: " ").map(String.init)) == colour)
  }

  @Test func theCommandLineWinsOverTheEnvironment() {
    let none = Environment(["NO_COLOR": "1", "TERM": "dumb"])
    #expect(Terminal.isColoured(none, .always, isTerminal: false))
    let forced = Environment(["CLICOLOR_FORCE": "1"])
    #expect(!Terminal.isColoured(forced, .never, isTerminal: true))
  }

  @Test func choosesThePager() {
    func pager(_ variables: [String: String]) -> String? {
      Pager.command(Environment(variables), variables: ["CONCORD_PAGER", "PAGER"])
    }
    #expect(pager(["PAGER": "more"]) == "more")
    #expect(pager(["CONCORD_PAGER": "most -s", "PAGER": "more"]) == "most -s")
    #expect(pager(["CONCORD_PAGER": "", "PAGER": "more"]) == nil)
    #expect(pager(["PAGER": "cat"]) == nil)
    #expect(pager(["PATH": "/nowhere"]) == nil)
  }

  /// The pager is a program that marks what it is given, and writes it to a file.
  @Test(arguments: [
    (lines: 9, width: 1, isPaged: false), (10, 1, false), (11, 1, true), (5, 40, false),
    (5, 41, true),
  ])
  func pagesOnlyWhatIsLongerThanTheScreen(lines: Int, width: Int, isPaged: Bool) throws {
    let file = FileManager.default.temporaryDirectory.path + "/pager-\(UUID())"
    defer { try? FileManager.default.removeItem(atPath: file) }
    let piped = PipedConsole(Terminal(outputIsTerminal: true, width: 20, height: 11))
    piped.console.page(with: "cat >\(file);")
    for _ in 0..<lines { piped.console.print(StyledText(String(repeating: "x", count: width))) }
    #expect(piped.console.finish(.done) == .done)
    let text = String(repeating: String(repeating: "x", count: width) + "\n", count: lines)
    let shown = FileManager.default.contents(atPath: file).map {
      String(decoding: $0, as: UTF8.self)
    }
    #expect(shown == (isPaged ? text : nil))
    #expect(try piped.printed().output == (isPaged ? "" : text))
  }

  @Test func printsWhatNoPagerCouldShow() throws {
    let piped = PipedConsole(Terminal(outputIsTerminal: true, height: 2))
    piped.console.page(with: "no-such-pager 2>/dev/null")
    piped.console.print(["a", "b", "c"])
    #expect(piped.console.finish(.done) == .done)
    #expect(try piped.printed().output == "a\nb\nc\n")
  }

  @Test func decidesOnTheWidth() {
    #expect(Terminal.width(Environment([:]), reported: nil) == 80)
    #expect(Terminal.width(Environment([:]), reported: 120) == 120)
    #expect(Terminal.width(Environment(["COLUMNS": "100"]), reported: 120) == 100)
    #expect(Terminal.width(Environment(["COLUMNS": "0"]), reported: 120) == 120)
    #expect(Terminal.width(Environment(["COLUMNS": "x"]), reported: 3) == 20)
    #expect(Terminal.width(Environment([:]), reported: 100_000) == 1_000)
  }
}

/// A clock that a test sets.
private final class TestClock {
  var now: Int64 = 0
}
