import Glibc
import Host

/// The whole command line of `concord`.
enum ConcordProgram {
  static let version = "0.1.0 (format 1, protocol 1)"

  static let program = Program<Session>(
    root: Command(
      group: "concord", "Review an article's recommendations together, with or without a network",
      subcommands: [
        InitCommand.command, ImportCommand.command, RecommendCommand.command,
        ShowCommand.command, NoteCommand.command, RateCommand.command, RatingsCommand.command,
        AgreementCommand.command, CriteriaCommand.command, RuleCommand.command,
        ConflictsCommand.command, ResolveCommand.command, DecideCommand.command,
        DissentCommand.command, SyncCommand.command, BundleCommand.command,
        StatusCommand.command, LogCommand.command, UndoCommand.command, RedoCommand.command,
        DiffCommand.command, BlameCommand.command,
        RelayCommand.command, InviteCommand.command, JoinCommand.command, MembersCommand.command,
        ExportCommand.command, ReportCommand.command, DoctorCommand.command, KeysCommand.command,
      ]),
    globalOptions: [
      .value("folder", short: "C", "DIR", "Work in DIR, or the workspace that holds it"),
      .flag("json", "Print JSON, for scripts"),
      .flag("no-color", "Print without colours"),
    ],
    version: version)

  /// Runs one command line and ends the process.
  static func run(_ words: [String]) -> Never {
    let environment = Environment.process
    let plain = words.contains("--no-color")
    let console = Console(terminal: .current(environment, colour: plain ? .never : .automatic))
    let code: ExitCode
    do {
      switch try program.parse(words) {
      case .version:
        console.print("concord \(version)")
        code = .done
      case .help(let command, let path):
        console.print(program.help(command, path: path, width: console.terminal.width))
        code = .done
      case .run(let command, let arguments):
        let session = Session(console: console, environment: environment, arguments: arguments)
        code = try command.run(session, arguments)
      }
    } catch {
      let failure = Failure(error)
      console.report(failure.lines)
      exit(console.finish(failure.code).rawValue)
    }
    exit(console.finish(code).rawValue)
  }
}
