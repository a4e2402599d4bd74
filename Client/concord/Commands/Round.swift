import Bytes
import Host
import Replica
import Review

enum RoundCommand {
  static let command = Command<Session>(
    group: "round", "Rate blind: nobody sees a value before the round is closed", topic: "Work",
    subcommands: [open, status, close])

  // MARK: Opening

  private static let open = Command<Session>(
    "open", "Open a round; what stands already is no part of it and stays to be seen",
    details: """
      While it is open, concord rate sends a commitment in place of a value. Others see that you \
      have rated, and nothing else. What is needed to open it stays on this device.
      """,
    operands: [.any("Rn", "What is rated; everything without it")],
    options: [
      .repeated("criterion", "NAME", "By what; by every criterion without it"),
      .value("title", "TEXT", "How to call it"),
    ],
    examples: ["round open", "round open R1 R2 --criterion feasibility --title 'First round'"]
  ) { session, arguments in
    let replica = try session.replica()
    let criteria = try replica.criteria()
    let recommendations = try arguments.operands("Rn").map {
      try replica.recommendation(named: $0).id
    }
    let names = try arguments.values("criterion").map {
      try RateCommand.criterion($0, among: criteria).name
    }
    let round = try replica.openRound(
      arguments.value("title") ?? "", on: recommendations, by: names, time: session.time)
    let screen = try RoundScreen(session)
    let id = try screen.id(round)
    try session.show(screen.json(try screen.state(round.id))) {
      session.console.print("\("Opened", .green) round \(id, .cyan): \(try screen.scope(round)).")
      session.console.print("Ratings in it are hidden until it is closed, and that is for good.")
      let others = try screen.others(round)
      if !others.isEmpty {
        session.console.print(
          "\("Also open", .yellow) on some of it: round \(others.joined(separator: ", ")). "
            + "What is in several counts in the oldest.")
      }
      session.next("concord sync")
    }
    return .done
  }

  // MARK: Closing

  private static let close = Command<Session>(
    "close", "Close a round for good; everybody's ratings open at their next sync",
    details: """
      Only who opened it, who was an admin when it was opened, and the founder may close it.
      """,
    operands: [.optional("ID", "The round; without it the one that is open")],
    examples: ["round close", "round close b4k2"]
  ) { session, arguments in
    let replica = try session.replica()
    let screen = try RoundScreen(session)
    let state = try screen.state(arguments.optionalOperand("ID"), openOnly: true)
    try replica.closeRound(state.round.id, time: session.time)
    let closed = try screen.state(state.round.id)
    try session.show(screen.json(closed)) {
      let id = try screen.id(state.round)
      session.console.print("\("Closed", .green) round \(id, .cyan).")
      session.console.print("Everybody's ratings open when they sync; yours are open now.")
      session.next("concord sync, then: concord round status \(id)")
    }
    return .done
  }

  // MARK: Looking

  private static let status = Command<Session>(
    "status", "Show rounds: who has rated, and once closed, what",
    operands: [.optional("ID", "One round in full; without it the open ones, or a list")],
    examples: ["round status", "round status b4k2 --json"]
  ) { session, arguments in
    let replica = try session.replica()
    let screen = try RoundScreen(session)
    if let text = arguments.optionalOperand("ID") {
      let state = try screen.state(text, openOnly: false)
      try show([state], in: session)
      return .done
    }
    let states = try replica.rounds()
    let open = states.filter(\.isOpen)
    if !open.isEmpty || session.wantsJSON {
      try show(session.wantsJSON ? states : open, in: session)
    }
    if session.wantsJSON { return .done }
    let closed = states.filter { !$0.isOpen }
    if states.isEmpty {
      session.console.print("There was no blind round yet.")
      session.next("concord round open")
    } else if !closed.isEmpty {
      if !open.isEmpty { session.console.print() }
      for state in closed { session.console.print(try screen.headline(state)) }
      if let last = closed.last {
        session.next("concord round status \(try screen.id(last.round))")
      }
    }
    return .done
  }

  private static func show(_ states: [RoundState], in session: Session) throws {
    let replica = try session.replica()
    let screen = try RoundScreen(session)
    // Read at one moment, and printed after.
    let reports = try replica.read {
      try states.map { (now: try replica.report(on: $0), before: try screen.earlier($0)) }
    }
    try session.show([
      "rounds": .array(try reports.map { try screen.json($0.now, since: $0.before) })
    ]) {
      for (place, report) in reports.enumerated() {
        if place > 0 { session.console.print() }
        session.console.print(try screen.lines(report.now, since: report.before))
      }
    }
  }
}
