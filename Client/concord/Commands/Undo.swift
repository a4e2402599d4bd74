import Bytes
import Host
import Replica

enum UndoCommand {
  static let command = Command<Session>(
    "undo", "Take a change back, your own or another's, by a new change", topic: "Work",
    details: """
      Without an id, your latest change on this machine that is not undone. What somebody wrote \
      over it since stays as it is, and is named. An undo syncs like any change, and concord redo \
      takes it back.
      """,
    operands: [.optional("ID", "The change, as concord log shows it")],
    options: options,
    examples: ["undo", "undo h3k2 -m 'The wrong recommendation'", "undo h3k2 --dry-run"]
  ) { session, arguments in
    let replica = try session.replica()
    let id: ChangeID
    if let text = arguments.optionalOperand("ID") {
      id = ChangeID(try replica.ids.resolve(.change, text))
    } else if let latest = try replica.latestToUndo() {
      id = latest
    } else {
      throw Failure(
        "there is nothing of yours to undo on this machine",
        hint: "concord log shows all changes; concord undo ID undoes any of them.")
    }
    return try run(id, arguments, in: session)
  }

  static let options: [Option] = [
    .value("message", short: "m", "WHY", "Why, for the log"),
    .flag("dry-run", "Only print what would change"),
  ]

  static func run(
    _ id: ChangeID, _ arguments: Arguments, in session: Session
  ) throws -> ExitCode {
    let replica = try session.replica()
    let screen = try UndoScreen(session)
    // To undo an undo is to do the first change again.
    let (origin, isRedo) = try replica.undoOrigin(of: id)
    let title = try screen.title(origin)
    if arguments.has("dry-run") {
      let plan = try replica.undoPlan(id)
      guard !plan.isEmpty else { throw try screen.failure(plan) }
      try session.show(screen.json(plan, change: nil)) {
        session.console.print(StyledText("\(isRedo ? "Would redo" : "Would undo") \(title)"))
        session.console.print(try screen.lines(plan))
      }
      return .done
    }
    do {
      let (plan, change) = try replica.undo(
        id, message: try session.message(arguments) ?? "", time: session.time)
      try session.show(screen.json(plan, change: change)) {
        session.console.print("\(isRedo ? "Redid" : "Undid", .green) \(title)")
        session.console.print(try screen.lines(plan))
        session.next(
          "concord \(isRedo ? "undo" : "redo") "
            + "\(try replica.ids.spell(.change, origin.bytes)) takes this back")
      }
    } catch let refusal as UndoRefused {
      throw try screen.failure(refusal.plan)
    }
    return .done
  }
}

enum RedoCommand {
  static let command = Command<Session>(
    "redo", "Do again what was undone", topic: "Work",
    details: "Without an id, what you undid last on this machine.",
    operands: [.optional("ID", "The undo, or the change that was undone")],
    options: UndoCommand.options,
    examples: ["redo", "redo h7xw"]
  ) { session, arguments in
    let replica = try session.replica()
    guard let text = arguments.optionalOperand("ID") else {
      guard let latest = try replica.latestToRedo() else {
        throw Failure(
          "there is nothing to redo: you undid nothing on this machine, or redid it all",
          hint: "concord log --kind undo shows what was undone, and by whom.")
      }
      return try UndoCommand.run(latest, arguments, in: session)
    }
    let id = ChangeID(try replica.ids.resolve(.change, text))
    guard let undo = try replica.changeToRedo(id) else {
      throw Failure(
        "\(text) is not undone, and undid nothing",
        hint: "Nothing was changed. concord log --kind undo shows what was undone.")
    }
    return try UndoCommand.run(undo, arguments, in: session)
  }
}
