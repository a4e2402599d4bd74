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
    let limit = arguments.has("all") || session.wantsJSON ? Int.max : shownMax
    // Read at one moment, and printed after: whoever reads the screen must not hold the database.
    let (open, json, lines) = try replica.read {
      let open = try replica.conflictCounts().open
      let conflicts = try replica.conflicts(limit: limit)
      guard session.wantsJSON else {
        return (open, nil as JSON?, try Self.lines(conflicts, of: open, in: session))
      }
      let screen = try ConflictScreen(session)
      let json: JSON = [
        "open": .integer(Int64(open)),
        "conflicts": .array(try conflicts.map(screen.json)),
      ]
      return (open, json, [])
    }
    if let json { session.console.print(json: json) }
    session.console.print(lines)
    return arguments.has("check") && open > 0 ? .waiting : .done
  }

  /// How many conflicts one screen shows: more than anybody settles in one sitting.
  private static let shownMax = 10

  private static func lines(
    _ conflicts: [Conflict], of open: Int, in session: Session
  ) throws -> [StyledText] {
    guard open > 0 else { return ["Nothing to settle."] }
    let screen = try ConflictScreen(session)
    var lines: [StyledText] = [
      "\(open) to settle. Every value below is kept until you choose, and after."
    ]
    for conflict in conflicts { lines += [""] + (try screen.lines(conflict)) }
    if open > conflicts.count {
      lines += ["", "And \(open - conflicts.count) more: concord conflicts --all"]
    }
    return lines
  }
}
