import Bytes
import ChangeLog
import Host
import Replica
import Review

enum LogCommand {
  /// How many changes are listed unless more are asked for.
  private static let usualCount = 50

  static let command = Command<Session>(
    "log", "List the latest changes, whoever made them, or show one in full", topic: "Read",
    details: Session.pointHelp + "\n\nThe kinds are "
      + LogKind.allCases.map(\.rawValue).joined(separator: ", ") + ".",
    operands: [.optional("ID", "The change to show in full")],
    options: [
      .value("limit", short: "n", "N", "How many; \(usualCount) without it"),
      .flag("all", "All of them"), .value("by", "NAME", "Only this member's"),
      .value("on", "Rn|ID", "Only what touches this recommendation, its notes, or this note"),
      .value("since", "POINT", "Only what came after this point"),
      .repeated("kind", "KIND", "Only changes that do this"),
      .flag("graph", "Draw which change follows which"),
    ],
    examples: ["log", "log h3k2", "log --by Ben --since yesterday", "log --on R1 --kind rating"]
  ) { session, arguments in
    let replica = try session.replica()
    if let text = arguments.optionalOperand("ID") {
      let id = ChangeID(try replica.ids.resolve(.change, text))
      try ChangeScreen(session).show(try replica.logEntry(id))
      return .done
    }
    let limit = try arguments.integer("limit", in: 1...1_000_000)
    guard limit == nil || !arguments.has("all") else {
      throw arguments.error("give one of --limit and --all")
    }
    let entries = try replica.log(
      try filter(arguments, in: session),
      limit: arguments.has("all") ? .max : limit ?? usualCount)
    let screen = try ChangeScreen(session)
    try session.show(["changes": .array(try entries.map(screen.json))]) {
      var table = Table(
        (arguments.has("graph") ? [.init()] : []) + [.init(), .init(), .init(), .init()])
      var graph = ChangeGraph()
      for entry in entries {
        let cells = try screen.cells(entry)
        guard arguments.has("graph") else {
          table.add(cells)
          continue
        }
        let (lanes, joints) = graph.add(entry.id, after: entry.change.dependencies)
        table.add([StyledText(lanes, .yellow)] + cells)
        for joint in joints { table.add([StyledText(joint, .yellow)]) }
      }
      session.console.print(table.lines(width: session.width))
      if entries.isEmpty { session.console.print("No such changes.") }
      if limit == nil, !arguments.has("all"), entries.count == usualCount {
        session.console.print(StyledText("The latest \(usualCount); all of them: --all", .dim))
      }
    }
    return .done
  }

  private static func filter(_ arguments: Arguments, in session: Session) throws -> LogFilter {
    var filter = LogFilter()
    filter.members = try arguments.value("by").map { Set(try session.members(named: $0)) }
    filter.objects = try arguments.value("on").map { [try session.object($0)] }
    filter.since = try arguments.value("since").map(session.point)
    let kinds = try arguments.values("kind").map { word in
      guard let kind = LogKind(rawValue: word.lowercased()) else {
        throw arguments.error(
          "--kind takes \(LogKind.allCases.map(\.rawValue).joined(separator: ", ")); "
            + "not '\(word)'")
      }
      return kind
    }
    filter.kinds = kinds.isEmpty ? nil : Set(kinds)
    return filter
  }
}
