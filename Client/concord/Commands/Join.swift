import Host
import Replica
import Trust

enum JoinCommand {
  static let command = Command<Session>(
    "join", "Join a workspace with an invite that somebody sent you", topic: "Share",
    details: """
      Without a token, or with -, it is read from standard input, so that it does not stay in the \
      history of your shell. Whoever waits already goes on waiting; another invite takes the place \
      of the one they asked with.
      """,
    operands: [.optional("TOKEN", "The invite, or - for standard input")],
    options: [
      .value("as", "NAME", "What you are called; asked for on a terminal without it", .any)
    ],
    examples: ["join --as Ben"], isPaged: false
  ) { session, arguments in
    let folder = try session.folder() + "/" + Replica.folderName
    if try File.status(folder) != nil {
      guard let joining = try Joining(openAt: folder) else {
        throw ReplicaError.workspaceExists(try session.folder())
      }
      guard let token = try anotherToken(than: joining.token, arguments, in: session) else {
        warnOfOtherName(arguments.value("as")?.trimmed, joining, in: session)
        return try go(on: joining, folder: folder, in: session)
      }
      // Before the old request is given up: a name that will not do must not cost its keys.
      let name =
        arguments.value("as") == nil
        ? joining.name : try session.required(arguments, "as", question: "Your name:")
      try Joining.giveUp(folder)
      let next = try Joining.begin(in: try session.folder(), token: token, name: name)
      return try go(on: next, folder: folder, in: session)
    }
    let name = try session.required(arguments, "as", question: "Your name:")
    let token = try token(arguments.optionalOperand("TOKEN"), arguments, in: session)
    let joining = try Joining.begin(in: try session.folder(), token: token, name: name)
    return try go(on: joining, folder: folder, in: session)
  }

  /// The request holds the name already, sealed for whoever made the invite.
  private static func warnOfOtherName(_ name: String?, _ joining: Joining, in session: Session) {
    guard let name, Array(name.utf8) != Array(joining.name.utf8) else { return }
    session.console.report(
      "\("Warning:", .yellow) this folder asks to join as \(joining.name) already. "
        + "That name is kept, and --as \(name) is ignored.")
  }

  private static func token(
    _ word: String?, _ arguments: Arguments, in session: Session
  ) throws -> InviteToken {
    var text = word
    if text == nil || text == "-" {
      if session.console.terminal.inputIsTerminal {
        text = try session.console.ask("Invite:")
      } else {
        text = try session.console.readLine()
      }
    }
    guard let text = text?.trimmed, !text.isEmpty else {
      throw arguments.error("there is no invite: give it on standard input or as TOKEN")
    }
    return try parse(text)
  }

  /// The invite that is given to somebody who waits already with `old`; nil for the same, or none.
  private static func anotherToken(
    than old: InviteToken, _ arguments: Arguments, in session: Session
  ) throws -> InviteToken? {
    var text = arguments.optionalOperand("TOKEN")
    if text == nil || text == "-", !session.console.terminal.inputIsTerminal {
      text = try session.console.readLine()
    }
    guard let text = text?.trimmed, !text.isEmpty, text != "-" else { return nil }
    let token = try parse(text)
    return token.text == old.text ? nil : token
  }

  private static func parse(_ text: String) throws -> InviteToken {
    do {
      return try InviteToken(parsing: text)
    } catch {
      throw Failure(
        "this is not a whole invite: \(error)",
        hint: "Nothing was changed. Copy all of it, from the first letter to the last.")
    }
  }

  /// Asks the relay, and says what came of it.
  static func go(
    on joining: Joining, folder: String, in session: Session
  ) throws -> ExitCode {
    let console = session.console
    do {
      switch try JoinRun.run(joining, in: session) {
      case .waiting:
        try session.show(["joined": false, "waiting": true]) {
          console.print(
            "\("Asked", .green) to join as \(joining.name). Waiting for an admin to approve it.")
          console.print(
            "They will see the device \(joining.deviceText): compare it if you can.")
          session.next("concord sync continues, once they have")
        }
        return .waiting
      case .expired(let end):
        throw Failure(
          "the invite has expired: it was good until \(session.moment(end))",
          hint: "Your keys are kept in \(folder): if an admin approved in time, concord sync still "
            + "lets you in.\nOtherwise ask for a new invite, and give it to: "
            + "concord join --as '\(joining.name)'")
      case .joined(let replica):
        // The folder was opened as a joiner's: from here on it is a replica's.
        let run = try SyncRun(session, replica)
        try run.once()
        _ = try run.takeNews()
        try session.show(["joined": true, "workspace": .string(try replica.title())]) {
          console.print("\("Joined", .green) \(try replica.title(), .bold) as \(joining.name).")
          session.next("concord status")
        }
        return .done
      }
    } catch let void as JoinRun.VoidInvite {
      try Joining.giveUp(folder)
      throw Failure(
        void.reason, hint: "Nothing was kept here. Ask for a new one: concord invite makes it.")
    } catch let failure as Failure where failure.code == .integrity {
      try Joining.giveUp(folder)
      throw failure
    } catch let failure as Failure where failure.code == .network {
      throw Failure(
        failure.message,
        hint: "Your keys and the invite are kept in \(folder). concord sync goes on from here.",
        code: .network)
    }
  }
}
