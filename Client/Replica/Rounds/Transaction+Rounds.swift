import Bytes
import ChangeLog
import Review
import SQLite

/// What an operation does to a commitment that it names.
enum BallotEnd: Int64 {
  /// It opens it.
  case opening = 1
  /// It says that it opens it, and what it says is not what was committed to.
  case wrongOpening = 2
  /// It takes its place: another commitment, a plain rating, a withdrawal.
  case replacement = 3
}

/// Keeping the record of blind rounds, which is never taken back (docs/format.md §10.8).
extension Transaction {
  /// Writes down what an operation on `key` that took effect means to a round.
  ///
  /// All of it follows from the operation, its author and what it names, which is in its past: so
  /// it does not depend on the order in which changes come.
  func noteRound(
    _ operation: Operation, _ key: CellKey, _ place: OperationRow, by author: MemberID
  ) throws {
    switch (key.field, operation) {
    case (.roundOpening, .put(_, let value, _, let seen)):
      guard Round(id: key.object, opener: author, value, hash: hash) != nil else { return }
      try database.run(
        "INSERT INTO round VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        [
          .blob(key.object.bytes), .integer(place.change), .integer(place.index),
          .blob(author.bytes), .blob(value.encoded), .blob(References.encode(try rows(of: seen))),
        ])
    case (.roundClosing, .put(_, _, _, let seen)):
      let seen = try rows(of: seen)
      guard try mayClose(key.object, author, having: Set(seen)) else { return }
      try database.run(
        "INSERT INTO closing VALUES (?1, ?2, ?3, ?4)",
        [
          .blob(key.object.bytes), .integer(place.change), .integer(place.index),
          .blob(References.encode(seen)),
        ])
    case (.rating, _): try noteRating(operation, key, place)
    default: return
    }
  }

  /// Whether `author` may close `round`, having seen an opening of it.
  private func mayClose(
    _ round: ObjectID, _ author: MemberID, having seen: Set<OperationRow>
  ) throws -> Bool {
    try database.rows(
      "SELECT change, operation, opener, value FROM round WHERE id = ?1", [.blob(round.bytes)]
    ) { row in
      guard seen.contains(OperationRow(change: row.integer(0), index: Int(row.integer(1)))) else {
        return false
      }
      let opening = Round(
        id: round, opener: MemberID(row.blob(2)), try Value(encoded: row.blob(3)), hash: hash)
      // Or one who lists nobody else could hide everything for ever.
      let founder = try MembershipStore(database).founder()
      return opening.map { $0.closers.contains(author) || founder == author } ?? false
    }.contains(true)
  }

  private func noteRating(
    _ operation: Operation, _ key: CellKey, _ place: OperationRow
  ) throws {
    var rating: Rating?
    if case .put(_, let value, _, _) = operation { rating = Rating(value) }
    if !operation.replaced.isEmpty, try hasAnyBallot() {
      for replaced in Set(try rows(of: operation.replaced)).sorted() {
        try noteEnd(of: replaced, key, place, by: rating)
      }
    }
    guard case .commitment(let round, let digest)? = rating else { return }
    try database.run(
      "INSERT INTO ballot VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
      [
        .blob(key.object.bytes), .blob(key.element), .integer(place.change),
        .integer(place.index), .blob(round.bytes), .blob(digest),
      ])
    hasBallots = true
  }

  private func hasAnyBallot() throws -> Bool {
    if let hasBallots { return hasBallots }
    let found = try database.first("SELECT 1 FROM ballot LIMIT 1") { _ in true } ?? false
    hasBallots = found
    return found
  }

  private func noteEnd(
    of replaced: OperationRow, _ key: CellKey, _ place: OperationRow, by rating: Rating?
  ) throws {
    let ballot = try database.first(
      """
      SELECT round, digest FROM ballot
      WHERE object = ?1 AND element = ?2 AND change = ?3 AND operation = ?4
      """,
      [
        .blob(key.object.bytes), .blob(key.element), .integer(replaced.change),
        .integer(replaced.index),
      ]
    ) { (round: ObjectID($0.blob(0)), digest: $0.blob(1)) }
    guard let ballot else { return }
    var end = BallotEnd.replacement
    if let rating, case .opening = rating {
      let workspace = WorkspaceID(try Meta(database).blob(.workspace, count: 16))
      let seal = RatingSeal(workspace, round: ballot.round, key)
      let isRight = seal?.digest(of: rating, hash: hash) == ballot.digest
      end = isRight ? .opening : .wrongOpening
    }
    try database.run(
      "INSERT INTO ballot_end VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
      [
        .blob(key.object.bytes), .blob(key.element), .integer(place.change),
        .integer(place.index), .integer(replaced.change), .integer(replaced.index),
        .integer(end.rawValue),
      ])
  }
}
