import Bytes
import Host
import Replica
import Review

enum StatusCommand {
  static let command = Command<Session>(
    "status", "Say where the workspace stands, and what to do next", topic: "Read"
  ) { session, _ in
    let overview = try session.replica().read { try Overview(session) }
    try session.show(overview.json) { overview.print() }
    return .done
  }
}

/// Everything `status` says, gathered once.
private struct Overview {
  let session: Session
  let title: String
  let you: String
  let members: Int
  let articles: [(title: String, labels: [String])]
  let rated: Int
  let toRate: Int
  let missing: [String]
  let decided: Int
  let open: Int
  let own: Int
  let unread: [String]
  let unreadCount: Int
  let toSend: Int
  let oldest: UInt64?
  let relay: String?
  let reached: UInt64?
  let heard: [(name: String, time: UInt64?, unseen: Int?)]
  let epoch: UInt32
  let quarantined: Int
  let evidence: Int
  let held: Int
  let waiting: Int
  let refused: Int

  init(_ session: Session) throws {
    self.session = session
    let replica = try session.replica()
    let directory = try replica.directory()
    title = try replica.title()
    you = directory.name(directory.localMember)
    members = directory.members.count
    let criteria = try replica.criteria().map(\.name)
    let lists = try replica.articles().map { ($0, try replica.recommendations(of: $0.id)) }
    articles = lists.map { ($0.0.title, $0.1.map(\.label)) }
    var missing: [String] = []
    var rated = 0
    var decided = 0
    var toRate = 0
    let ownRated = try replica.ownRatedCriteria()
    let decidedCounts = try replica.decidedCounts()
    for (article, recommendations) in lists {
      for recommendation in recommendations {
        if recommendation.isVanished { continue }
        decided += decidedCounts[recommendation.id] ?? 0
        toRate += criteria.count
        let own = ownRated[recommendation.id] ?? []
        rated += criteria.count { own.contains($0) }
        let label =
          lists.count > 1 ? "\(article.label):\(recommendation.label)" : recommendation.label
        missing += criteria.filter { !own.contains($0) }.map { "\(label) \($0)" }
      }
    }
    self.missing = missing
    self.rated = rated
    self.decided = decided
    self.toRate = toRate
    (open, own) = try replica.conflictCounts()
    unreadCount = try replica.unreadCount()
    unread = try replica.unread(limit: 1).compactMap { entry in
      guard let note = try replica.note(entry.object) else { return nil }
      let id = try replica.ids.spell(.note, note.id.bytes)
      let verb = note.author == entry.author ? "wrote" : "edited"
      let whose = note.author == directory.localMember ? "your note" : "note"
      return "\(directory.name(entry.author)) \(verb) \(whose) \(id) on "
        + (try session.place(of: note))
    }
    (toSend, oldest) = try replica.toSend()
    relay = try replica.relayName()
    reached = try replica.lastReached()
    let unseen = try replica.unseenChanges()
    heard = try replica.heardFrom().map {
      (directory.name($0.member), $0.time, unseen[$0.member])
    }
    held = try replica.heldCount()
    epoch = try replica.epoch()
    evidence = try replica.evidenceCount()
    (quarantined, waiting, refused) = try replica.setAside()
  }

  private var next: String {
    if articles.isEmpty { return "concord import FILE" }
    if open > 0 { return "concord conflicts" }
    if unreadCount > 0 { return "concord note list --unread" }
    if let first = missing.first { return "concord rate \(first) VALUE" }
    if relay == nil { return "concord relay set LINK" }
    if toSend > 0 { return "concord sync" }
    return decided < toRate ? "concord decide --agreed" : "concord export --format md"
  }

  func print() {
    let console = session.console
    var head = Table([.init(wraps: true), .init(), .init()])
    head.add([
      StyledText(title, .bold), StyledText(you), StyledText(counted(members, "member")),
    ])
    console.print(head.lines(width: session.width))
    for (title, labels) in articles {
      console.print("\(title)   \(labels.joined(separator: ", "), .cyan)")
    }
    console.print()
    var table = Table([.init(minimum: 13), .init(minimum: 8), .init(wraps: true)])
    func row(_ name: String, _ value: String, _ rest: String = "") {
      table.add([StyledText(name, .dim), StyledText(value), StyledText(rest)])
    }
    let some = missing.prefix(3).joined(separator: ", ") + (missing.count > 3 ? ", ..." : "")
    row("Your ratings", "\(rated) of \(toRate)", missing.isEmpty ? "" : "missing: \(some)")
    row("Decided", "\(decided) of \(toRate)")
    row("To settle", "\(open)", own > 0 ? "\(own) wait for you alone" : "")
    row("Unread", "\(unreadCount)", unread.first ?? "")
    row(
      "To send", "\(toSend)",
      oldest.map { "changes, the oldest from \(session.moment($0)); safe on this machine" } ?? "")
    console.print(table.lines(width: session.width))
    var facts = Table([.init(minimum: 13), .init(wraps: true)])
    func fact(_ name: String, _ text: String) {
      facts.add([StyledText(name, .dim), StyledText(text)])
    }
    fact("Relay", relayText)
    if !heard.isEmpty {
      fact(
        "Heard from",
        heard.map { "\($0.name) \($0.time.map(session.moment) ?? "never")" }
          .joined(separator: " · "))
    }
    for (name, time, unseen) in heard {
      guard let unseen, unseen > 0 else { continue }
      let changes = unseen == 1 ? "change" : "\(unseen) changes"
      let since = time.map { ", as of \(session.moment($0))" } ?? ""
      fact("Behind", "\(name) has not seen your last \(changes)\(since)")
    }
    fact("Trust", trustText)
    console.print(facts.lines(width: session.width))
    session.next(next)
  }

  private var relayText: String {
    guard let relay else { return "none yet; everything is on this machine only" }
    guard let reached else { return "\(relay), not reached yet" }
    let age = session.times.age(Int64(clamping: reached))
    return "\(relay), last reached \(session.moment(reached)) (\(age))"
  }

  private var trustText: String {
    let aside = quarantined == 0 ? "nothing" : counted(quarantined, "segment")
    var parts = ["key epoch \(epoch)", "\(aside) in quarantine"]
    if evidence > 0 { parts.append("caught breaking a rule: \(evidence)") }
    if held > 0 { parts.append("\(counted(held, "segment")) held until signed") }
    if waiting > 0 { parts.append("\(counted(waiting, "change")) wait for others") }
    if refused > 0 { parts.append("\(counted(refused, "change")) refused") }
    let isClean = quarantined + evidence + held + refused == 0
    return parts.joined(separator: "; ") + (isClean ? "" : ": concord doctor")
  }

  var json: JSON {
    [
      "workspace": .string(title), "you": .string(you), "members": .integer(Int64(members)),
      "articles": .array(
        articles.map { article in
          [
            "title": .string(article.title),
            "recommendations": .array(article.labels.map { .string($0) }),
          ]
        }),
      "rated": .integer(Int64(rated)), "toRate": .integer(Int64(toRate)),
      "missing": .array(missing.map { .string($0) }), "decided": .integer(Int64(decided)),
      "conflicts": .integer(Int64(open)), "waitingForYou": .integer(Int64(own)),
      "unread": .integer(Int64(unreadCount)), "toSend": .integer(Int64(toSend)),
      "relay": .string(orNull: relay), "lastReached": time(reached),
      "heardFrom": .array(
        heard.map { member in
          [
            "member": .string(member.name), "time": time(member.time),
            "unseen": member.unseen.map { .integer(Int64($0)) } ?? .null,
          ]
        }),
      "epoch": .integer(Int64(epoch)), "quarantined": .integer(Int64(quarantined)),
      "evidence": .integer(Int64(evidence)), "held": .integer(Int64(held)),
      "waitingChanges": .integer(Int64(waiting)),
      "refusedChanges": .integer(Int64(refused)),
      "next": .string(next),
    ]
  }

  private func time(_ time: UInt64?) -> JSON {
    time.map { .string(TimeFormat.iso8601(Int64(clamping: $0))) } ?? .null
  }
}
