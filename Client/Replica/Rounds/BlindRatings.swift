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
    if entries.contains(where: { $0.rating.isOpening }) {
      let right = try rightOpenings()
      for index in entries.indices where entries[index].rating.isOpening {
        if !right.contains(entries[index].place) { entries[index].standing = .wrongOpening }
      }
    }
    guard !rounds.entries.isEmpty else { return }
    for index in entries.indices {
      let entry = entries[index]
      if let round = rounds.hides(entry.rating, at: entry.place, recommendation, criterion) {
        entries[index].standing = .hidden(round.id)
      }
    }
  }

  /// The openings that open all commitments they name, of which there is one at least.
  private func rightOpenings() throws -> Set<OperationRow> {
    let element = Array(criterion.utf8)
    return Set(
      try database.rows(
        """
        SELECT change, operation FROM ballot_end
        WHERE object = ?1 AND element >= ?2 AND element < ?3
        GROUP BY element, change, operation HAVING min(kind) = 1 AND max(kind) = 1
        """, [.blob(recommendation.bytes), .blob(element + [0]), .blob(element + [1])]
      ) { OperationRow(change: $0.integer(0), index: Int($0.integer(1))) })
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
