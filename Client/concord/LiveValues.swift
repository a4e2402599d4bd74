import Bytes
import Host
import Replica
import Review

extension Values {
  /// A note's id.
  static let note = live("note")
  /// A conflict's id.
  static let conflict = live("conflict")
  /// A change's id.
  static let change = live("change")
  /// Somebody who asks to join.
  static let request = live("request")
}

/// What only the replica knows of the words that are typed: ids, names, titles.
struct LiveValues {
  /// What each name in a usage line stands for; a command need declare only what differs.
  static let byName: [String: Values] = [
    "Rn": .live("recommendation"), "Rm": .live("recommendation"), "Rn|ARTICLE": .live("place"),
    "ARTICLE|Rn": .live("place"), "ARTICLE": .live("article"), "LABEL": .live("article"),
    "ID": .note, "CHANGE": .change, "NAME": .live("member"), "T": .live("tag"),
    "INVITE": .live("invite"), "CRITERION": .live("criterion"),
    "CRITERION=VALUE": .live("rating"), "VALUE": .live("value"), "FILE": .file, "DIR": .folder,
    "LEVEL": .words(["low", "medium", "high"]), "WHEN": .words(Terminal.Colour.words),
    "SHELL": .words(Completion<Session>.shells),
  ]

  private let session: Session
  private let replica: Replica

  init(_ session: Session) throws {
    self.session = session
    replica = try session.replica()
  }

  /// How many of the latest notes and changes are offered: more than these nobody looks through.
  private static let latestMax = 30

  /// What can stand for a word of the kind `source`, from the start of `line` on.
  func offers(_ source: String, _ line: Completion<Session>.Line) throws -> [Offer] {
    switch source {
    case "recommendation": return try recommendations()
    case "article": return try articles()
    case "place": return try recommendations() + articles()
    case "criterion": return try replica.criteria().map { Offer($0.name, $0.scale) }
    case "rating": return try ratings(line)
    case "value": return try values(line)
    case "note": return try notes(line.start)
    case "conflict": return try conflicts()
    case "change": return try changes()
    case "tag": return try tags()
    case "request":
      return try replica.waitingJoins().map { Offer($0.name, "from the device \($0.fingerprint)") }
    case "member":
      let directory = try replica.directory()
      return directory.members.map { Offer(directory.name($0)) }
    case "invite":
      return try OpenInvites(in: session).spellings.map { Offer($0) }
    default: return []
    }
  }

  private func recommendations() throws -> [Offer] {
    try replica.articles().flatMap { try replica.recommendations(of: $0.id) }
      .map { Offer(try replica.label(of: $0), $0.title) }
  }

  private func articles() throws -> [Offer] {
    try replica.articles().map { Offer($0.label, $0.title) }
  }

  // MARK: Ratings

  /// `feasibility=` for the beginning of a criterion, `feas=7` behind the equals sign.
  private func ratings(_ line: Completion<Session>.Line) throws -> [Offer] {
    let criteria = try replica.criteria()
    guard let end = line.start.firstIndex(of: "=") else {
      if line.operands.count == 2, !line.operands[1].contains("=") { return try values(line) }
      return criteria.map { Offer($0.name + "=", $0.scale) }
    }
    let name = line.start[..<end]
    guard let criterion = criterion(String(name), among: criteria) else { return [] }
    return Self.scale(of: criterion).map { Offer("\(name)=\($0)", criterion.scale) }
  }

  /// The values of the criterion in front.
  private func values(_ line: Completion<Session>.Line) throws -> [Offer] {
    guard let name = line.operands.last,
      let criterion = criterion(name, among: try replica.criteria())
    else { return [] }
    return Self.scale(of: criterion).map { Offer($0, criterion.scale) }
  }

  private func criterion(_ name: String, among criteria: [Criterion]) -> Criterion? {
    try? RateCommand.criterion(name, among: criteria)
  }

  /// A scale may have been declared by anybody: a long one is no list to choose from.
  private static let scaleMax: Int64 = 30

  private static func scale(of criterion: Criterion) -> [String] {
    let (span, overflow) = criterion.highest.subtractingReportingOverflow(criterion.lowest)
    guard !overflow, (0...scaleMax).contains(span) else { return ["no-opinion"] }
    return (criterion.lowest...criterion.highest).map(String.init) + ["no-opinion"]
  }

  // MARK: Ids

  /// The latest notes, and once a digit is typed all that begin so.
  private func notes(_ start: String) throws -> [Offer] {
    let latest = try replica.latestNotes(limit: Self.latestMax)
    let matching = try replica.ids.find(.note, start).map { ObjectID($0) }
    let directory = try replica.directory()
    return try (latest + matching.filter { !latest.contains($0) }).compactMap { id in
      guard let note = try replica.note(id), !note.isDeleted else { return nil }
      let text = note.text.firstLine.trimmed
      return Offer(
        try replica.ids.spell(.note, id.bytes), "\(directory.nameOrYou(note.author)): \(text)")
    }
  }

  private func conflicts() throws -> [Offer] {
    let screen = try ConflictScreen(session)
    return try replica.conflicts(limit: Self.latestMax).map { conflict in
      Offer(
        try replica.ids.spell(.conflict, conflict.id.bytes),
        "\(conflict.key.kind.name), \(try screen.subject(conflict))")
    }
  }

  private func changes() throws -> [Offer] {
    let summary = try ChangeSummary(session)
    return try replica.log(limit: Self.latestMax).map { entry in
      Offer(
        try replica.ids.spell(.change, entry.id.bytes), try summary.text(entry.change))
    }
  }

  /// The tags of the latest notes, each once.
  private func tags() throws -> [Offer] {
    var tags: [String] = []
    for id in try replica.latestNotes(limit: Self.latestMax) {
      for tag in try replica.note(id)?.tags ?? [] where !tags.contains(tag) { tags.append(tag) }
    }
    return tags.map { Offer($0) }
  }
}
