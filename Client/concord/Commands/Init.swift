import Host
import Replica
import Review

enum InitCommand {
  static let command = Command<Session>(
    "init", "Make a workspace here, with you as its first member", topic: "Start",
    details: "Needs no network. A relay can be named now or later, with concord relay set.",
    options: [
      .value(
        "title", "T", "What the workspace is called; asked for on a terminal without it",
        .any),
      .value("as", "NAME", "What you are called; asked for on a terminal without it", .any),
      .value("relay", "LINK", "The set-up link that the relay printed"),
    ],
    examples: ["init --title 'Sea of Japan review' --as Ana"]
  ) { session, arguments in
    let console = session.console
    let title = try session.required(
      arguments, "title", question: "Title of the workspace:")
    let name = try session.required(arguments, "as", question: "Your name:")
    let link = try arguments.value("relay").map { try RelayCommand.parse($0) }
    let replica = try Replica.found(
      in: try session.folder(), title: title, name: name, criteria: Criterion.policyTemplate,
      time: session.time)
    if let link { try replica.setRelay(link) }
    let criteria = try replica.criteria()
    try session.show(["workspace": .string(title), "id": .string(replica.workspaceText)]) {
      console.print("\("Made", .green) the workspace \(title, .bold), with \(name) as its admin.")
      console.print(
        "Rated by \(criteria.map(\.name).joined(separator: ", ")): \(criteria.first?.scale ?? "").")
      session.next(link == nil ? "concord import FILE" : "concord import FILE, concord sync")
    }
    return .done
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
