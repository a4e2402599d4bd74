import Host
import Replica
import Review

enum InitCommand {
  static let command = Command<Session>(
    "init", "Make a workspace here, with you as its first member", topic: "Start",
    details: """
      Needs no network. A relay can be named now or later, with concord relay set.

      Templates: \(Template.all.map { "\($0.name) (\($0.summary))" }.joined(separator: "; ")). \
      Your own criteria come from a text file (docs/scales.md).
      """,
    options: [
      .value(
        "title", "T", "What the workspace is called; asked for on a terminal without it",
        .any),
      .value("as", "NAME", "What you are called; asked for on a terminal without it", .any),
      .value("relay", "LINK", "The set-up link that the relay printed"),
      .value("template", "NAME", "What to rate by; \(Template.policy.name) without it"),
      .value("criteria", "FILE", "Your own criteria instead of a template; - reads them"),
    ],
    examples: [
      "init --title 'Sea of Japan review' --as Ana",
      "init --title 'Stroke guideline' --as Ana --template agree2",
      "init --title 'Ports' --as Ana --criteria scales.txt",
    ]
  ) { session, arguments in
    let console = session.console
    let title = try session.required(
      arguments, "title", question: "Title of the workspace:")
    let name = try session.required(arguments, "as", question: "Your name:")
    let chosen = try criteria(arguments, in: session)
    let link = try arguments.value("relay").map { try RelayCommand.parse($0) }
    let replica = try Replica.found(
      in: try session.folder(), title: title, name: name, criteria: chosen,
      time: session.time)
    if let link { try replica.setRelay(link) }
    let criteria = try replica.criteria()
    try session.show(["workspace": .string(title), "id": .string(replica.workspaceText)]) {
      console.print("\("Made", .green) the workspace \(title, .bold), with \(name) as its admin.")
      let legend = ScaleText.legend(criteria)
      let names = criteria.map(\.name).joined(separator: ", ")
      let scale = legend.count == 1 ? ": \(legend[0])" : ""
      console.print(StyledText("Rated by \(names)\(scale).").wrapped(to: session.width))
      for line in legend where legend.count > 1 {
        console.print(StyledText(line).wrapped(to: session.width, indent: 2))
      }
      session.next(link == nil ? "concord import FILE" : "concord import FILE, concord sync")
    }
    return .done
  }

  /// The criteria of the template or the file that was asked for.
  private static func criteria(
    _ arguments: Arguments, in session: Session
  ) throws -> [Criterion] {
    let template = try arguments.choice("template", among: Template.all.map(\.name))
    guard let path = arguments.value("criteria") else {
      return template.flatMap(Template.named)?.criteria ?? Template.policy.criteria
    }
    guard template == nil else { throw arguments.error("give --template or --criteria") }
    return try session.criteria(from: path)
  }
}

extension Session {
  /// The value of an option without which the command can do nothing; asked for on a terminal.
  func required(_ arguments: Arguments, _ option: String, question: String) throws -> String {
    var answer = arguments.value(option)
    if answer == nil, console.terminal.inputIsTerminal {
      answer = try console.ask(StyledText(question))
    }
    guard let text = answer.map({ $0.trimmed }), !text.isEmpty else {
      throw arguments.error("--\(option) is missing")
    }
    guard text.utf8.count <= 1_000 else {
      throw arguments.error("--\(option) takes at most 1,000 bytes")
    }
    return text
  }
}

extension String {
  /// The text without white space at either end.
  var trimmed: String {
    var view = self[...]
    while let last = view.last, last.isWhitespace { view.removeLast() }
    return String(view.drop { $0.isWhitespace })
  }

  /// The first line, or what fits of it.
  var firstLine: String {
    String(split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).first ?? "")
  }
}
