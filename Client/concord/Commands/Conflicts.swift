import Host
import Replica
import Review

enum ConflictsCommand {
  static let command = Command<Session>(
    "conflicts", "List everything that waits for a person, and how to settle it", topic: "Settle",
    options: [
      .flag("check", "Exit with 3 when something is open"),
      .flag("all", "All of them, where there are more than \(shownMax)"),
    ]
  ) { session, arguments in
    let replica = try session.replica()
    let open = try replica.conflictCounts().open
    let limit = arguments.has("all") || session.wantsJSON ? Int.max : shownMax
    let conflicts = try replica.conflicts(limit: limit)
    try session.show([
      "open": .integer(Int64(open)),
      "conflicts": .array(try conflicts.map { try ConflictScreen(session).json($0) }),
    ]) {
      let console = session.console
      guard open > 0 else {
        console.print("Nothing to settle.")
        return
      }
      console.print(
        "\(open) to settle. Every value below is kept until you choose, and after.")
      let screen = try ConflictScreen(session)
      for conflict in conflicts {
        console.print()
        console.print(try screen.lines(conflict))
      }
      if open > conflicts.count {
        console.print()
        console.print("And \(open - conflicts.count) more: concord conflicts --all")
      }
    }
    return arguments.has("check") && open > 0 ? .waiting : .done
  }

  /// How many conflicts one screen shows: more than anybody settles in one sitting.
  private static let shownMax = 20
}
