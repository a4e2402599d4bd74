import Bytes
import Host
import Replica
import Review
import SyncProtocol

/// Says what a sync did, and what came with it.
struct SyncScreen {
  private let session: Session
  private let replica: Replica
  private let directory: Directory

  init(_ session: Session) throws {
    self.session = session
    replica = try session.replica()
    directory = try replica.directory()
  }

  /// How many lines of news are shown for one member.
  private static let itemsMax = 6

  func print(_ run: SyncRun, isWatching: Bool) throws {
    let (news, received) = try run.takeNews()
    let console = session.console
    if session.wantsJSON {
      if !isWatching || !news.isEmpty { console.print(json: try json(run, news, received)) }
      console.flush()
      return
    }
    if run.tally.madeWorkspace, !isWatching { console.print("The relay has the workspace now.") }
    if run.tally.replacedRelay, !isWatching {
      console.print("The relay had lost its data: what it lacked was brought back.")
    }
    for evidence in run.tally.evidence { warn(of: evidence) }
    for refusal in run.tally.refusals {
      console.print("\("Refused", .yellow) by the relay: a membership record (\(refusal))")
    }
    for line in try lines(news) { console.print(line) }
    if !isWatching {
      console.print(
        "\("Synced.", .green) Sent \(counted(run.tally.sent, "change")), "
          + "received \(counted(received, "change")).")
      for join in try replica.waitingJoins() {
        let name = join.name.isEmpty ? "somebody" : join.name
        console.print("\(name, .bold) asks to join, from the device \(join.fingerprint).")
        session.next("concord members approve '\(name)'")
      }
    }
    console.flush()
  }

  func warn(of evidence: Evidence) {
    session.console.print(
      ("\("Warning:", [.bold, .red]) " as StyledText) + StyledText(EvidenceText.text(evidence)))
    session.console.print("The proof is kept here; everything you wrote is safe on this machine.")
  }

  /// One line a member: "Ben: rated R1 feasibility 8; edited your note nk4q (+14 words)".
  func lines(_ news: [News]) throws -> [StyledText] {
    var order: [MemberID] = []
    var items: [MemberID: [String]] = [:]
    for item in news {
      guard let text = try text(item.event) else { continue }
      if items[item.member] == nil { order.append(item.member) }
      items[item.member, default: []].append(text)
    }
    return order.flatMap { member -> [StyledText] in
      let all = items[member] ?? []
      var texts = Array(all.prefix(Self.itemsMax))
      if all.count > texts.count { texts.append("and \(all.count - texts.count) more") }
      return [
        StyledText(directory.name(member), .bold)
          + StyledText(": " + texts.joined(separator: "; "))
      ].flatMap { $0.wrapped(to: session.width, indent: 2) }
    }
  }

  private func text(_ event: News.Event) throws -> String? {
    switch event {
    case .rated(let id, let criterion, let rating):
      return "rated \(try recommendation(id)) \(criterion) \(RatingText.short(rating))"
    case .roundOpened(let id): return "opened round \(try replica.ids.spell(.round, id.bytes))"
    case .roundClosed(let id): return "closed round \(try replica.ids.spell(.round, id.bytes))"
    case .noteAdded(let id, _, let words):
      return "wrote \(try note(id)) (\(counted(words, "word")))"
    case .noteEdited(let id, let added, let removed):
      let change = [
        added > 0 ? "+\(counted(added, "word"))" : "", removed > 0 ? "-\(removed)" : "",
      ].filter { !$0.isEmpty }.joined(separator: " ")
      return "edited \(try note(id)) (\(change))"
    case .decided(let id, let criterion, let value):
      return "decided \(try recommendation(id)) \(criterion) \(value)"
    case .dissented(let id, let criterion):
      return "dissents on \(try recommendation(id)) \(criterion)"
    case .articleAdded(let id):
      let article = try replica.articles().first { $0.versions.contains(id) }
      return article.map { article in
        let place = article.versions.firstIndex(of: id) ?? 0
        return place == 0
          ? "imported “\(article.title)”"
          : "imported version \(place + 1) of “\(article.title)”: concord versions"
      }
    case .deleted(let id):
      return try replica.recommendation(id, evenHidden: true) == nil
        ? "deleted a note" : "deleted \(try recommendation(id))"
    case .named(let name): return "took the name \(name)"
    }
  }

  private func recommendation(_ id: ObjectID) throws -> String {
    try replica.recommendation(id, evenHidden: true).map { try replica.label(of: $0) }
      ?? "a recommendation"
  }

  private func note(_ id: ObjectID) throws -> String {
    guard let note = try replica.note(id) else { return "a note" }
    let whose = note.author == directory.localMember ? "your note" : "note"
    return "\(whose) \(try replica.ids.spell(.note, id.bytes)) on \(try session.place(of: note))"
  }

  private func json(_ run: SyncRun, _ news: [News], _ received: Int) throws -> JSON {
    [
      "sent": .integer(Int64(run.tally.sent)), "received": .integer(Int64(received)),
      "carried": .integer(Int64(run.tally.carried)),
      "news": try json(news),
      "evidence": .array(run.tally.evidence.map { .string(EvidenceText.text($0)) }),
      "conflicts": .integer(Int64(try replica.conflictCounts().open)),
    ]
  }

  func json(_ news: [News]) throws -> JSON {
    .array(
      try news.compactMap { item in
        try text(item.event).map {
          ["member": .string(directory.name(item.member)), "event": .string($0)]
        }
      })
  }
}
