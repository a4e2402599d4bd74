import Bytes
import ChangeLog
import Host
import Replica
import Review

enum LogCommand {
  static let command = Command<Session>(
    "log", "List the latest changes, whoever made them", topic: "Read",
    options: [.value("limit", short: "n", "N", "How many; 20 without it")]
  ) { session, arguments in
    let replica = try session.replica()
    let directory = try replica.directory()
    let entries = try replica.log(
      limit: try arguments.integer("limit", in: 1...1_000_000) ?? 20)
    try session.show([
      "changes": .array(
        try entries.map { entry in
          [
            "id": .string(try replica.ids.spell(.change, entry.id.bytes)),
            "hash": .string(Hex.encode(entry.id.bytes)),
            "author": .string(directory.name(entry.author)),
            "time": .string(TimeFormat.iso8601(Int64(clamping: entry.time))),
            "sent": .bool(entry.isSent), "lamport": .integer(Int64(entry.change.lamport)),
            "summary": .string(try ChangeSummary(session).text(entry.change)),
          ]
        })
    ]) {
      let summary = try ChangeSummary(session)
      var table = Table([.init(), .init(), .init(), .init()])
      for entry in entries {
        table.add([
          StyledText(try replica.ids.spell(.change, entry.id.bytes), .cyan),
          StyledText(session.moment(entry.time), .dim),
          StyledText(
            directory.nameOrYou(entry.author)
              + (entry.device == directory.localDevice || entry.author != directory.localMember
                ? "" : ", \(directory.deviceLabel(entry.device))")),
          StyledText((entry.isSent ? "" : "(to send) ") + (try summary.text(entry.change))),
        ])
      }
      session.console.print(table.lines(width: session.width))
    }
    return .done
  }
}
