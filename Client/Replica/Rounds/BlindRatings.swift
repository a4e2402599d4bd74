import Bytes
import ChangeLog
import Review
import SQLite

/// Tells which ratings by one criterion count, and which are to be seen, while rounds go on.
struct BlindRatings {
  private let database: Connection
  private let recommendation: ObjectID
  private let criterion: String
  private let rounds: OpenRounds

  init(
    _ database: Connection, recommendation: ObjectID, criterion: String, rounds: OpenRounds
  ) {
    self.database = database
    self.recommendation = recommendation
    self.criterion = criterion
    self.rounds = rounds
  }

  /// Sets what each of `entries` may count for; costs nothing where nobody rates blind.
  func judge(_ entries: inout [RatingEntry]) throws {
    let opened = entries.contains { $0.rating.isOpening } ? try openings() : [:]
    for index in entries.indices {
      let entry = entries[index]
      let opening = opened[entry.place]
      if entry.rating.isOpening, opening?.isRight != true {
        entries[index].standing = .wrongOpening
      }
      if let opening, rounds.areClosed(opening.rounds) { continue }
      let hiding =
        opening.flatMap { rounds.open(among: $0.rounds) }
        ?? rounds.hides(entry.rating, at: entry.place, recommendation, criterion)?.id
      if let hiding { entries[index].standing = .hidden(hiding) }
    }
  }

  private struct Opening {
    /// Whether it opens all commitments that it names.
    var isRight: Bool
    /// The rounds of these.
    var rounds: Set<ObjectID>
  }

  /// What replaced a commitment and says that it opens it.
  private func openings() throws -> [OperationRow: Opening] {
    let element = Array(criterion.utf8)
    var openings: [OperationRow: Opening] = [:]
    try database.query(
      """
      SELECT ballot_end.change, ballot_end.operation, kind, round FROM ballot_end JOIN ballot
      ON ballot.object = ballot_end.object AND ballot.element = ballot_end.element
      AND ballot.change = ballot_end.ballot AND ballot.operation = ballot_end.place
      WHERE ballot_end.object = ?1 AND ballot_end.element >= ?2 AND ballot_end.element < ?3
      AND kind != ?4
      """,
      [
        .blob(recommendation.bytes), .blob(element + [0]), .blob(element + [1]),
        .integer(BallotEnd.replacement.rawValue),
      ]
    ) { row in
      let place = OperationRow(change: row.integer(0), index: Int(row.integer(1)))
      let isRight = BallotEnd(rawValue: row.integer(2)) == .opening
      let earlier = openings[place] ?? Opening(isRight: true, rounds: [])
      openings[place] = Opening(
        isRight: earlier.isRight && isRight,
        rounds: earlier.rounds.union([ObjectID(row.blob(3))]))
    }
    return openings
  }

  /// The entries as `viewer` may see them: own commitments open, what is hidden of others not.
  func shown(_ entries: [RatingEntry], to viewer: MemberID) throws -> [RatingEntry] {
    try entries.map { entry in
      var entry = entry
      if entry.member == viewer {
        if case .commitment(let round, let digest) = entry.rating,
          let opening = try SealedRatings(database).opening(of: digest)
        {
          entry.rating = opening.plain
          entry.standing = .hidden(round)
        }
      } else if case .hidden(let round) = entry.standing {
        entry.rating = .hidden(in: round)
      }
      return entry
    }
  }
}

/// What this device committed to, with the salts: local, and in no change before the round's end.
struct SealedRatings {
  private let database: Connection

  init(_ database: Connection) { self.database = database }

  /// The opening of a commitment that was made on this device, or nil.
  func opening(of digest: [UInt8]) throws -> Rating? {
    try database.first(
      "SELECT opening FROM sealed WHERE digest = ?1", [.blob(digest)]
    ) { (try? Value(encoded: $0.blob(0))).flatMap(Rating.init) } ?? nil
  }

  func keep(_ opening: Rating, of digest: [UInt8], round: ObjectID, _ key: CellKey) throws {
    try database.run(
      "INSERT INTO sealed VALUES (?1, ?2, ?3, ?4, ?5)",
      [
        .blob(digest), .blob(round.bytes), .blob(key.object.bytes), .blob(key.element),
        .blob(opening.encoded.encoded),
      ])
  }
}

extension Rating {
  /// Whether it is the opening of a commitment.
  var isOpening: Bool { if case .opening = self { true } else { false } }

  /// The same rating as one that was given in the open.
  var plain: Rating {
    guard case .opening(let value, let confidence, let reason, _) = self else { return self }
    return value.map { .value($0, confidence: confidence, reason: reason) }
      ?? .noOpinion(confidence: confidence, reason: reason)
  }
}
