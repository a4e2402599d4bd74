import Bytes
import Cryptography
import Host
import Replica

enum RecommendCommand {
  static let command = Command<Session>(
    group: "recommend", "Repair what an import made of an article's recommendations",
    topic: "Start", subcommands: [add, edit, order, remove])

  private static let add = Command<Session>(
    "add", "Add a recommendation under the next number",
    options: [
      .required("title", "T", "Its title", .any),
      .value("message", short: "m", "TEXT", "What it says; - reads standard input"),
      .value("article", "LABEL", "The article it belongs to, where there are several"),
    ],
    examples: ["recommend add --title 'Open a hotline' -m 'Both capitals should ...'"]
  ) { session, arguments in
    let replica = try session.replica()
    let article = try session.article(arguments.value("article"))
    let title = try arguments.requiredValue("title").trimmed
    let text = try session.message(arguments) ?? ""
    let id = ObjectID(SecureRandom.bytes(16))
    try replica.addRecommendation(
      id, to: article.id, title: title, text: text, time: session.time)
    guard let added = try replica.recommendation(id) else {
      preconditionFailure("a recommendation vanished as it was added")
    }
    try session.show(ShowCommand.json(added, in: replica)) {
      session.console.print("\("Added", .green) \(added.label, .cyan)  \(added.title)")
    }
    return .done
  }

  private static let edit = Command<Session>(
    "edit", "Change what a recommendation is called or says",
    operands: [.required("Rn", "The recommendation")],
    options: [
      .value("title", "T", "Its new title", .any),
      .value("message", short: "m", "TEXT", "What it says now; - reads standard input"),
    ]
  ) { session, arguments in
    let replica = try session.replica()
    let recommendation = try replica.recommendation(named: arguments.operand("Rn"))
    let text = try session.message(arguments)
    guard arguments.value("title") != nil || text != nil else {
      throw arguments.error("give --title or -m")
    }
    try replica.editRecommendation(
      recommendation.id, title: arguments.value("title")?.trimmed, text: text, time: session.time)
    try session.show(
      ShowCommand.json(try replica.recommendation(recommendation.id) ?? recommendation, in: replica)
    ) {
      session.console.print("\("Changed", .green) \(recommendation.label, .cyan).")
    }
    return .done
  }

  private static let order = Command<Session>(
    "order", "Move a recommendation in the list; its number stays",
    operands: [.required("Rn", "The recommendation to move")],
    options: [.value("before", "Rm", "The one it shall stand before; the end without it")]
  ) { session, arguments in
    let replica = try session.replica()
    let recommendation = try replica.recommendation(named: arguments.operand("Rn"))
    let next = try arguments.value("before").map { try replica.recommendation(named: $0) }
    if let next, next.article != recommendation.article {
      throw Failure("\(next.label) belongs to another article", hint: "Nothing was changed.")
    }
    try replica.moveRecommendation(recommendation, before: next, time: session.time)
    let order = try replica.recommendations(of: recommendation.article).map(\.label)
    try session.show(["order": .array(order.map { .string($0) })]) {
      session.console.print("The order is now \(order.joined(separator: ", ")).")
    }
    return .done
  }

  private static let remove = Command<Session>(
    "rm", "Delete a recommendation; what others wrote meanwhile keeps it, as a conflict",
    operands: [.required("Rn", "The recommendation")]
  ) { session, arguments in
    let replica = try session.replica()
    let recommendation = try replica.recommendation(named: arguments.operand("Rn"))
    try replica.delete(recommendation.id, time: session.time)
    try session.show(["label": .string(recommendation.label), "deleted": true]) {
      session.console.print("\("Deleted", .green) \(recommendation.label, .cyan).")
    }
    return .done
  }
}

extension Session {
  /// The article that `label` names; without a label the only one there is.
  func article(_ label: String?) throws -> Article {
    let all = try replica().articles()
    let found = all.filter { label == nil || $0.label.hasPrefix(label?.lowercased() ?? "") }
    if found.count == 1, let article = found.first { return article }
    if all.isEmpty { throw Failure("there is no article yet", hint: "concord import FILE") }
    if found.isEmpty {
      throw ReplicaError.unknownID(label ?? "the article", candidates: all.map(\.label))
    }
    throw ReplicaError.ambiguousID(label ?? "the article", candidates: all.map(\.label))
  }

  /// The text after `-m`, or all of standard input for `-m -`; nil without the option.
  func message(_ arguments: Arguments) throws -> String? {
    guard let text = arguments.value("message") else { return nil }
    guard text == "-" else { return text }
    let bytes = try File.read("-", limit: Self.textBytesMax)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure("standard input is not UTF-8 text", hint: "Nothing was changed.")
    }
    return text.trimmed
  }

  /// The longest text a person can hand to one command.
  static let textBytesMax = 1 << 20
}
