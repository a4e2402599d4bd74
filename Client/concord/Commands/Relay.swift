import Host
import Replica
import Trust

enum RelayCommand {
  static let command = Command<Session>(
    group: "relay", "The relay that this workspace is synced through", topic: "Share",
    subcommands: [set, show])

  private static let set = Command<Session>(
    "set", "Name the relay, by the set-up link that it printed",
    operands: [.required("LINK", "wss://host:port/#PIN.TOKEN")],
    examples: ["relay set wss://relay.example:7788/#PIN.TOKEN"]
  ) { session, arguments in
    let replica = try session.replica()
    let link = try parse(arguments.operand("LINK"))
    try replica.setRelay(link)
    try session.show(["relay": .string(orNull: try replica.relayName())]) {
      session.console.print(
        "\("Set", .green) the relay to \(link.relay.host):\(link.relay.port).")
      session.next("concord sync")
    }
    return .done
  }

  private static let show = Command<Session>("show", "Print which relay is set") { session, _ in
    let name = try session.replica().relayName()
    try session.show(["relay": .string(orNull: name)]) {
      session.console.print(StyledText(name ?? "No relay is set."))
    }
    return .done
  }

  /// The link that `text` spells.
  static func parse(_ text: String) throws -> SetupLink {
    do {
      return try SetupLink(parsing: text.trimmed)
    } catch {
      throw Failure(
        "this is not a set-up link: \(error)",
        hint: "concord-relay serve prints one: wss://host:port/#PIN.TOKEN. Nothing was changed.",
        code: .usage)
    }
  }
}
