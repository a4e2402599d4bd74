import Glibc
import Host

/// The whole command line of `concord`.
enum ConcordProgram {
  static let version = "0.1.0 (format 1, protocol 1)"

  static let program: Program<Session> = Program(
    root: Command(
      group: "concord", "Review an article's recommendations together, with or without a network",
      subcommands: [
        InitCommand.command, ImportCommand.command, RecommendCommand.command,
        ShowCommand.command, VersionsCommand.command, AnchorsCommand.command,
        SearchCommand.command, TagsCommand.command, TodoCommand.command,
        NoteCommand.command, RateCommand.command, RatingsCommand.command,
        AgreementCommand.command, CriteriaCommand.command, RuleCommand.command,
        RoundCommand.command,
        ConflictsCommand.command, ResolveCommand.command, DecideCommand.command,
        DissentCommand.command, SyncCommand.command, BundleCommand.command,
        StatusCommand.command, LogCommand.command, UndoCommand.command, RedoCommand.command,
        DiffCommand.command, BlameCommand.command,
        RelayCommand.command, InviteCommand.command, JoinCommand.command, MembersCommand.command,
        ExportCommand.command, ReportCommand.command, DoctorCommand.command,
        KeysCommand.command, CompletionCommand.command, CompleteCommand.command,
      ]),
    globalOptions: [
      .value("folder", short: "C", "DIR", "Work in DIR, or the workspace that holds it"),
      .flag("json", "Print JSON, for scripts"),
      .value("color", "WHEN", "Print with colours: auto, always or never"),
      .flag("no-color", "Print without colours"),
      .flag("no-pager", "Print long output without a pager"),
    ],
    version: version, valuesByName: LiveValues.byName, manual: ConcordManual.manual)

  /// Runs one command line and ends the process.
  static func run(_ words: [String]) -> Never {
    let environment = Environment.process
    let console = Console(terminal: .current(environment, colour: .init(askedBy: words)))
    let code: ExitCode
    do {
      let request = try program.parse(words)
      if request.isPaged, !words.contains("--no-pager"),
        let pager = Pager.command(environment, variables: ["CONCORD_PAGER", "PAGER"])
      {
        console.page(with: pager)
      }
      switch request {
      case .version:
        console.print("concord \(version)")
        code = .done
      case .help(let command, let path):
        console.print(program.help(command, path: path, width: console.terminal.width))
        code = .done
      case .manual(let command, let path):
        console.print(document: program.manualPage(command, path: path))
        code = .done
      case .run(let command, let arguments):
        _ = try arguments.choice("color", among: Terminal.Colour.words)
        let session = Session(console: console, environment: environment, arguments: arguments)
        code = try command.run(session, arguments)
      }
    } catch {
      let failure = Failure(error)
      if words.prefix(while: { $0 != "--" }).contains("--json") {
        console.report(json: failure.json)
      } else {
        console.report(failure.lines)
      }
      exit(console.finish(failure.code).rawValue)
    }
    exit(console.finish(code).rawValue)
  }
}
