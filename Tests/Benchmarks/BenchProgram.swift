import Glibc
import Host

/// The command line of `concord-bench`: it makes the workspaces that `Scripts/bench` measures in,
/// and measures what needs no other process.
enum BenchProgram {
  static let program = Program<Console>(
    root: Command(
      group: "concord-bench",
      "Make the workspaces that Scripts/bench measures in, and measure the text engine",
      subcommands: [
        WorkloadCommand.command, OfflineCommand.command, TextCommand.command,
        TextHistoryCommand.command, TextMemoryCommand.command,
      ]),
    version: "1")

  /// Runs one command line and ends the process.
  static func run(_ words: [String]) -> Never {
    let console = Console(terminal: .current(.process, colour: .never))
    var code = ExitCode.done
    do {
      switch try program.parse(words) {
      case .version: console.print("concord-bench 1")
      case .help(let command, let path):
        console.print(program.help(command, path: path, width: console.terminal.width))
      case .manual(let command, let path):
        console.print(document: program.manualPage(command, path: path))
      case .run(let command, let arguments): code = try command.run(console, arguments)
      }
    } catch {
      console.report("concord-bench: \(String(describing: error))")
      code = .failed
    }
    exit(console.finish(code).rawValue)
  }
}
