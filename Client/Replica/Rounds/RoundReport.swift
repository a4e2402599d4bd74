public import Bytes
import ChangeLog
public import Review
import SQLite

/// What was rated in a round, as far as this member may know it.
public struct RoundReport: Sendable {
  /// What became of one member's rating.
  public enum Outcome: Equatable, Sendable {
    /// It is hidden until the round is closed; with what was said, where that is one's own.
    case sealed(own: Rating?)
    /// It was committed to, and this is what was said.
    case opened(Rating)
    /// What was opened is not what was committed to; it counts for nothing.
    case wrongOpening
    /// It was committed to and never opened.
    case missing
    /// There are several from different devices, and no telling which was meant.
    case several
    /// It was not committed to: whoever holds its author's changes could read it at once.
    case plain(Rating)
  }

  /// One member's part in one item.
  public struct Ballot: Equatable, Sendable {
    /// Whose it is.
    public let member: MemberID
    /// What became of it.
    public let outcome: Outcome
    /// Whether it was committed to before the round was closed, so that nobody could tell it.
    public let isBlind: Bool
    /// Whether it came apart from the closing, which had not seen it.
    public let isLate: Bool
    /// The value, where it counts.
    public var value: Int64? {
      switch outcome {
      case .opened(let rating), .plain(let rating): rating.counted
      case .sealed, .wrongOpening, .missing, .several: nil
      }
    }
  }

  /// One criterion of one recommendation.
  public struct Item: Sendable {
    /// The recommendation.
    public let recommendation: Recommendation
    /// The criterion.
    public let criterion: Criterion
    /// Who rated, in the order of the members' ids.
    public let ballots: [Ballot]

    /// The values that count: none before the round is closed.
    public var panel: Panel {
      Panel(values: ballots.compactMap(\.value), on: criterion)
    }
  }

  /// The round.
  public let state: RoundState
  /// What it is about, in the order of recommendations and criteria.
  public let items: [Item]

  /// The item of a recommendation and a criterion, or nil.
  public func item(_ recommendation: ObjectID, _ criterion: String) -> Item? {
    items.first { $0.recommendation.id == recommendation && $0.criterion.name == criterion }
  }
}

extension RoundReport.Item {
  /// How far those who rated in both kept to what they said in `earlier`, the same item of a round
  /// before.
  public func stability(since earlier: RoundReport.Item) -> Figure<Stability.Change> {
    func values(_ item: RoundReport.Item) -> [MemberID: Int64] {
      Dictionary(
        item.ballots.compactMap { ballot in ballot.value.map { (ballot.member, $0) } },
        uniquingKeysWith: { first, _ in first })
    }
    let (before, after) = (values(earlier), values(self))
    let members = Set(before.keys).union(after.keys).sorted()
    return Stability().measure(
      from: members.map { before[$0] }, to: members.map { after[$0] }, on: criterion)
  }
}

extension Replica {
  /// What was rated in the round of `state`; call within one ``read(_:)``.
  ///
  /// - Complexity: O(ratings in the round) and, where some came apart from its closing, the changes
  ///   since.
  public func report(on state: RoundState) throws -> RoundReport {
    let record = try RoundRecord(state, in: self)
    let criteria = try criteria()
    var items: [RoundReport.Item] = []
    for article in try articles() {
      for recommendation in try recommendations(of: article.id) {
        for criterion in criteria where state.round.covers(recommendation.id, criterion.name) {
          items.append(
            RoundReport.Item(
              recommendation: recommendation, criterion: criterion,
              ballots: try record.ballots(recommendation.id, criterion.name)))
        }
      }
    }
    return RoundReport(state: state, items: items)
  }
}

/// Puts together what the log says of one round.
private final class RoundRecord {
  private let state: RoundState
  private let database: Connection
  private let member: MemberID
  private let log: ChangeReader
  private let rounds: OpenRounds
  private let openingSaw: Set<OperationRow>
  private let closingSaw: Set<OperationRow>
  private let graph: ClosedRoundGraph
  private let replica: Replica

  init(_ state: RoundState, in replica: Replica) throws {
    self.state = state
    self.replica = replica
    database = replica.database
    member = replica.member
    log = ChangeReader(database)
    rounds = try OpenRounds(database)
    let id = state.round.id.bytes
    func seen(_ sql: String) throws -> Set<OperationRow> {
      Set(
        try replica.database.rows(sql, [.blob(id)]) { try References.decode($0.blob(0)) }.joined())
    }
    openingSaw = try seen("SELECT seen FROM round WHERE id = ?1")
    closingSaw = try seen("SELECT seen FROM closing WHERE round = ?1")
    let closings = try database.rows(
      "SELECT change FROM closing WHERE round = ?1", [.blob(id)]
    ) { $0.integer(0) }
    graph = ClosedRoundGraph(closings: Set(closings), log: log)
  }

  private struct Commitment {
    let place: OperationRow
    let digest: [UInt8]
    var opening: OperationRow?
    var hasWrongOpening = false
    var isReplaced = false
  }

  func ballots(_ recommendation: ObjectID, _ criterion: String) throws -> [RoundReport.Ballot] {
    var ballots: [MemberID: RoundReport.Ballot] = [:]
    for (member, commitments) in try commitments(recommendation, criterion) {
      let standing = commitments.filter { !$0.isReplaced }
      guard let only = standing.first else { continue }
      ballots[member] = RoundReport.Ballot(
        member: member, outcome: standing.count > 1 ? .several : try outcome(only, of: member),
        isBlind: true, isLate: isLate(only.place))
    }
    var plain = try plain(recommendation, criterion)
    for (member, entries) in try seenAtTheEnd(recommendation, criterion)
    where plain[member] == nil && ballots[member] == nil { plain[member] = entries }
    for (member, entries) in plain {
      let isAlone = entries.count == 1 && ballots[member] == nil
      ballots[member] = RoundReport.Ballot(
        member: member, outcome: isAlone ? entries[0].outcome : .several, isBlind: false,
        isLate: entries.contains { isLate($0.place) })
    }
    return ballots.values.sorted { $0.member < $1.member }
  }

  private func isLate(_ place: OperationRow) -> Bool {
    !state.isOpen && !closingSaw.contains(place)
  }

  // MARK: Commitments

  private func range(_ recommendation: ObjectID, _ criterion: String) -> [SQLiteValue] {
    let element = Array(criterion.utf8)
    return [
      .blob(recommendation.bytes), .blob(element + [0]), .blob(element + [1]),
      .integer(element.count + 1 + MemberID.byteCount),
    ]
  }

  /// The commitments to this round that were made before it was closed, by member.
  private func commitments(
    _ recommendation: ObjectID, _ criterion: String
  ) throws -> [MemberID: [Commitment]] {
    let range = range(recommendation, criterion)
    var commitments = try database.rows(
      """
      SELECT element, change, operation, digest FROM ballot WHERE object = ?1
      AND element >= ?2 AND element < ?3 AND length(element) = ?4 AND round = ?5
      ORDER BY element, change, operation
      """, range + [.blob(state.round.id.bytes)]
    ) { row in
      (
        member: MemberID(row.blob(0).suffix(MemberID.byteCount)),
        commitment: Commitment(
          place: OperationRow(change: row.integer(1), index: Int(row.integer(2))),
          digest: row.blob(3))
      )
    }.filter { try !graph.isAfterClosing($0.commitment.place.change) }
    guard !commitments.isEmpty else { return [:] }
    let ends = try database.rows(
      """
      SELECT change, operation, ballot, place, kind FROM ballot_end WHERE object = ?1
      AND element >= ?2 AND element < ?3 AND length(element) = ?4
      """, range
    ) { row in
      (
        by: OperationRow(change: row.integer(0), index: Int(row.integer(1))),
        of: OperationRow(change: row.integer(2), index: Int(row.integer(3))),
        kind: BallotEnd(rawValue: row.integer(4))
      )
    }
    for end in ends {
      guard let index = commitments.firstIndex(where: { $0.commitment.place == end.of }) else {
        continue
      }
      switch end.kind {
      case .opening: commitments[index].commitment.opening = end.by
      case .wrongOpening: commitments[index].commitment.hasWrongOpening = true
      case .replacement, nil:
        // What somebody rates after the round leaves what they said in it.
        if try !graph.isAfterClosing(end.by.change) {
          commitments[index].commitment.isReplaced = true
        }
      }
    }
    return Dictionary(grouping: commitments, by: \.member).mapValues { $0.map(\.commitment) }
  }

  private func outcome(
    _ commitment: Commitment, of author: MemberID
  ) throws -> RoundReport.Outcome {
    if state.isOpen {
      let own = author == member ? try SealedRatings(database).opening(of: commitment.digest) : nil
      return .sealed(own: own?.plain)
    }
    if let opening = commitment.opening, let rating = try rating(at: opening) {
      return .opened(rating.plain)
    }
    return commitment.hasWrongOpening ? .wrongOpening : .missing
  }

  private func rating(at place: OperationRow) throws -> Rating? {
    let stored = try log.change(row: place.change)
    guard place.index < stored.change.operations.count,
      case .put(_, let value, _, _) = stored.change.operations[place.index]
    else { return nil }
    return Rating(value)
  }

  // MARK: Ratings in the open

  private struct Plain {
    let place: OperationRow
    let outcome: RoundReport.Outcome
  }

  /// The plain ratings that belong to the round: not there when it was opened, and made without
  /// knowing that it was closed.
  private func plain(
    _ recommendation: ObjectID, _ criterion: String
  ) throws -> [MemberID: [Plain]] {
    var found: [MemberID: [Plain]] = [:]
    let live = try CriterionState(
      database, recommendation: recommendation, criterion: criterion, rounds: rounds)
    for entry in live.ratings where try belongs(entry.rating, entry.place) {
      let isHidden = rounds.hides(entry.rating, at: entry.place, recommendation, criterion) != nil
      let outcome: RoundReport.Outcome =
        isHidden || state.isOpen
        ? .sealed(own: entry.member == member ? entry.rating : nil) : .plain(entry.rating)
      found[entry.member, default: []].append(Plain(place: entry.place, outcome: outcome))
    }
    return found
  }

  private func belongs(_ rating: Rating, _ place: OperationRow) throws -> Bool {
    switch rating {
    case .value, .noOpinion:
      try !openingSaw.contains(place) && !graph.isAfterClosing(place.change)
    case .withdrawn, .commitment, .opening: false
    }
  }

  /// The plain ratings that the closing had seen, by the cell of the decision that they are for.
  private var seen: [CellKey: [MemberID: [Plain]]]?

  /// The plain ratings of one criterion that the closing had seen, replaced since or not.
  private func seenAtTheEnd(
    _ recommendation: ObjectID, _ criterion: String
  ) throws -> [MemberID: [Plain]] {
    let seen = try self.seen ?? readSeen()
    self.seen = seen
    return seen[.decision(recommendation, criterion)] ?? [:]
  }

  private func readSeen() throws -> [CellKey: [MemberID: [Plain]]] {
    var seen: [CellKey: [MemberID: [Plain]]] = [:]
    for place in closingSaw.subtracting(openingSaw).sorted() {
      let stored = try log.change(row: place.change)
      guard place.index < stored.change.operations.count,
        case .put(let key, let value, _, _) = stored.change.operations[place.index],
        key.field == .rating, Authority.mayWrite(key, by: stored.author),
        let criterion = key.criterion, let rating = Rating(value), try belongs(rating, place)
      else { continue }
      seen[.decision(key.object, criterion), default: [:]][stored.author, default: []]
        .append(Plain(place: place, outcome: .plain(rating)))
    }
    return seen
  }
}

/// Tells which changes were made by somebody who knew that the round was closed.
private final class ClosedRoundGraph {
  private let closings: Set<Int64>
  private let log: ChangeReader
  private var known: [Int64: Bool] = [:]

  init(closings: Set<Int64>, log: ChangeReader) {
    self.closings = closings
    self.log = log
  }

  /// Whether a closing is in the past of the change at `row`.
  ///
  /// A past has smaller rows, so nothing before the first closing is looked at.
  func isAfterClosing(_ row: Int64) throws -> Bool {
    guard let first = closings.min(), row > first else { return false }
    var stack = [row]
    while let top = stack.last {
      if known[top] != nil {
        stack.removeLast()
        continue
      }
      let past = try log.pastRows(of: top)
      if past.contains(where: { closings.contains($0) || known[$0] == true }) {
        known[top] = true
      } else {
        let open = past.filter { $0 > first && known[$0] == nil }
        if open.isEmpty { known[top] = false } else { stack += open }
      }
    }
    return known[row] ?? false
  }
}
