import Bytes
import ChangeLog
import Replica
import Review

/// A team's work over months, in rounds: in each, a few analysts write at the same time, and by
/// the next one all have synced.
final class Workload {
  /// How much there is of everything.
  struct Size {
    let changes: Int
    let members: Int
    let recommendations: Int
    let criteria: Int
    let notes: Int
  }

  private enum Kind { case rating, noteEdit, newNote, other }

  private let size: Size
  private let team: Team
  private var prose: Prose
  private let board = Board()
  private let criteria: [Criterion]
  private let article: ObjectID
  private let recommendations: [Recommendation]
  /// Where each note that was ever written is.
  private var places: [ObjectID: ObjectID] = [:]
  private var kinds: [Kind]
  private var time: UInt64 = 1_750_000_000_000
  /// The notes that somebody else edits in this round.
  private var editedInRound: [ObjectID] = []

  private static let tags = [
    "law", "cost", "risk", "evidence", "region", "timing", "open question",
  ]
  private static let writersPerRound = 3
  private static let burstMax = 19
  /// How many edits of a hundred go to a note that somebody else edits at the same time.
  private static let concurrentPercent = 4

  init(_ size: Size, seed: UInt64, in folder: String) throws {
    self.size = size
    prose = Prose(seed: seed)
    criteria = Self.criteria(size.criteria)
    let replica = try Replica.found(
      in: folder, title: "A long review", name: "Ana", criteria: criteria, time: time)
    team = try Team(replica, count: size.members, time: time)
    let source = try ArticleImport.read(
      Self.article(size.recommendations, &prose), named: "article.md")
    article = try replica.importArticle(source, time: time).article
    recommendations = try replica.recommendations(of: article)
    precondition(
      recommendations.count == size.recommendations, "every recommendation of the file is found")
    kinds = Self.kinds(size, &prose)
  }

  /// Makes all of it, and says what was made.
  func run() throws -> String {
    for change in try team.sealOwn() { board.found(change) }
    try introduceMembers()
    while !kinds.isEmpty {
      let writers = prose.shuffled(Array(team.analysts.indices)).prefix(Self.writersPerRound)
      try round(Array(writers))
    }
    try team.flush()
    return "\(size.changes) changes, \(size.members) members, "
      + "\(recommendations.count) recommendations, \(board.notes.count) notes"
  }

  // MARK: What there is at first

  private static func criteria(_ count: Int) -> [Criterion] {
    let template = Template.policy.criteria
    return (0..<count).map { place in
      guard place >= template.count else { return template[place] }
      return Criterion(
        name: "criterion-\(place + 1)", position: Int64(place), lowest: 1, highest: 9,
        lowLabel: "poor", highLabel: "good", level: .ordinal)
    }
  }

  private static func article(_ recommendations: Int, _ prose: inout Prose) -> [UInt8] {
    var text = "# What should be done\n\n\(prose.text(words: 300))\n\n## Recommendations\n\n"
    for number in 1...recommendations {
      text += "\(number). **\(prose.text(words: 6))** \(prose.text(words: 120))\n\n"
    }
    return Array(text.utf8)
  }

  private static func kinds(_ size: Size, _ prose: inout Prose) -> [Kind] {
    let ratings = size.changes * 6 / 10
    let edits = size.notes == 0 ? 0 : size.changes * 3 / 10
    let notes = min(size.notes, size.changes - ratings - edits)
    let first = min(notes, 100)
    let rest = size.changes - ratings - edits - notes - (size.members - 1)
    return Array(repeating: .newNote, count: first)
      + prose.shuffled(
        Array(repeating: .rating, count: ratings) + Array(repeating: .noteEdit, count: edits)
          + Array(repeating: .newNote, count: notes - first)
          + Array(repeating: .other, count: max(0, rest)))
  }

  private func introduceMembers() throws {
    let others = Array(team.analysts.indices.dropFirst())
    try publish(
      try others.map { place in
        let analyst = team.analysts[place]
        var burst = Burst(on: board, by: analyst)
        burst.put(
          CellKey(ObjectID(analyst.member.bytes), .memberName), .string(analyst.name))
        try burst.commit(time: time)
        return (place, burst)
      })
  }

  // MARK: Rounds

  private func round(_ writers: [Int]) throws {
    editedInRound = []
    let start = time
    try publish(
      try writers.map { place in
        let analyst = team.analysts[place]
        var burst = Burst(on: board, by: analyst)
        time = start
        for kind in kinds.prefix(prose.number(1...Self.burstMax)) {
          time += UInt64(prose.number(5_000...40_000))
          write(kind, as: analyst, to: &burst)
          try burst.commit(time: time)
        }
        kinds.removeFirst(burst.changes.count)
        return (place, burst)
      })
  }

  private func publish(_ bursts: [(Int, Burst)]) throws {
    for (place, burst) in bursts { try team.send(burst.changes, by: place) }
    try board.take(bursts.map { $0.1 })
  }

  // MARK: What an analyst does

  private func write(_ kind: Kind, as analyst: Analyst, to burst: inout Burst) {
    switch kind {
    case .rating: rate(as: analyst, in: &burst)
    case .noteEdit where !board.notes.isEmpty:
      let note = noteToEdit()
      burst.edit(note, to: prose.edited(burst.text(note).content))
    case .other where !board.notes.isEmpty: writeOther(to: &burst)
    case .newNote, .noteEdit, .other: addNote(to: &burst)
    }
  }

  private func rate(as analyst: Analyst, in burst: inout Burst) {
    let criterion = prose.pick(criteria)
    let recommendation = prose.pick(recommendations)
    // The same leaning in all ratings of one recommendation, so that not all of them disagree.
    let leaning = Int(recommendation.number % 7) + 1
    let value = min(9, max(1, leaning + prose.number(-1...2)))
    let rating: Rating =
      prose.happens(3)
      ? .noOpinion(confidence: nil, reason: "")
      : .value(
        Int64(value), confidence: prose.happens(40) ? .medium : nil,
        reason: prose.happens(30) ? prose.text(words: prose.number(3...20)) : "")
    burst.put(.rating(recommendation.id, criterion.name, of: analyst.member), rating.encoded)
  }

  private func noteToEdit() -> ObjectID {
    let note =
      !editedInRound.isEmpty && prose.happens(Self.concurrentPercent)
      ? prose.pick(editedInRound) : prose.pick(board.notes)
    editedInRound.append(note)
    return note
  }

  private func addNote(to burst: inout Burst) {
    let note = ObjectID(prose.bytes(16))
    var place = prose.happens(5) ? article : prose.pick(recommendations).id
    if prose.happens(20), !board.notes.isEmpty {
      let parent = prose.pick(board.notes)
      place = places[parent] ?? place
      burst.put(CellKey(note, .noteReply), .bytes(parent.bytes))
    }
    burst.put(CellKey(note, .noteOn), .bytes(place.bytes))
    if prose.happens(30) { burst.put(tag(note), .bool(true)) }
    burst.write(note, prose.text(words: prose.number(10...400)))
    places[note] = place
  }

  private func tag(_ note: ObjectID) -> CellKey {
    CellKey(note, .noteTag, element: Array(prose.pick(Self.tags).utf8))
  }

  private func writeOther(to burst: inout Burst) {
    let note = prose.pick(board.notes)
    switch prose.number(1...100) {
    case 1...50:
      let key = tag(note)
      if burst.live(key).isEmpty { burst.put(key, .bool(true)) } else { burst.clear(key) }
    case 51...75: decide(in: &burst)
    case 76...85:
      let recommendation = prose.pick(recommendations).id
      if prose.happens(50) {
        burst.put(CellKey(recommendation, .recommendationTitle), .string(prose.text(words: 6)))
      } else {
        burst.put(CellKey(recommendation, .recommendationText), .string(prose.text(words: 120)))
      }
    case 86...95:
      burst.put(
        CellKey(note, .noteReviewed), .bool(true), seen: burst.text(note).version)
    default:
      let cells = [CellKey(note, .noteOn), CellKey(note, .noteReply), CellKey(note, .noteReviewed)]
      let tags = Self.tags.map { CellKey(note, .noteTag, element: Array($0.utf8)) }
      burst.delete(note, seen: (cells + tags).flatMap(burst.live))
    }
  }

  private func decide(in burst: inout Burst) {
    let criterion = prose.pick(criteria)
    let recommendation = prose.pick(recommendations).id
    let decision = Decision(
      kind: .value, value: Int64(prose.number(1...9)), reason: prose.text(words: 12),
      rule: PairRule(criterion))
    let ratings = team.analysts.flatMap {
      burst.live(.rating(recommendation, criterion.name, of: $0.member))
    }
    burst.put(
      .decision(recommendation, criterion.name), decision.encoded, seen: ratings)
  }
}
