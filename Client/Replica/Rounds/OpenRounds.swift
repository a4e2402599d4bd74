import Bytes
import ChangeLog
import Cryptography
import Review
import SQLite

/// The rounds that are not closed, and which ratings they hide.
struct OpenRounds: Sendable {
  /// A round, and the ratings that stood when it was opened, which are no part of it.
  struct Entry: Sendable {
    let round: Round
    let time: UInt64
    let seen: Set<OperationRow>
  }

  /// In the order of their times and names.
  let entries: [Entry]
  private let closed: Set<ObjectID>

  /// Where there was never a round.
  static let none = OpenRounds(entries: [], closed: [])

  private init(entries: [Entry], closed: Set<ObjectID>) {
    self.entries = entries
    self.closed = closed
  }

  /// - Complexity: O(rounds that are open and the ratings that they saw); one look into an empty
  ///   table where there was never a round.
  init(_ database: Connection) throws {
    var entries: [ObjectID: Entry] = [:]
    try database.query(
      """
      SELECT round.id, opener, value, seen, time FROM round
      JOIN change ON change.row = round.change
      WHERE round.id NOT IN (SELECT round FROM closing)
      """
    ) { row in
      let id = ObjectID(row.blob(0))
      let value = try Value(encoded: row.blob(2))
      guard
        let round = Round(
          id: id, opener: MemberID(row.blob(1)), value, hash: { SHA256.hash($0) })
      else { return }
      // One who opened it on two devices saw what either shows.
      let seen = (entries[id]?.seen ?? []).union(try References.decode(row.blob(3)))
      let time = min(row.bits(4), entries[id]?.time ?? .max)
      entries[id] = Entry(round: round, time: time, seen: seen)
    }
    self.entries = entries.values.sorted { ($0.time, $0.round.id) < ($1.time, $1.round.id) }
    // Where nothing is open, nothing is hidden, and nobody asks.
    closed =
      entries.isEmpty
      ? []
      : Set(try database.rows("SELECT DISTINCT round FROM closing") { ObjectID($0.blob(0)) })
  }

  /// The round in which `recommendation` is rated by `criterion`: of several the first.
  func round(of recommendation: ObjectID, _ criterion: String) -> Round? {
    entries.first { $0.round.covers(recommendation, criterion) }?.round
  }

  /// Whether all of `rounds` are closed, and there is one at least.
  func areClosed(_ rounds: Set<ObjectID>) -> Bool { !rounds.isEmpty && rounds.isSubset(of: closed) }

  /// The first of `rounds` that is open, or nil.
  func open(among rounds: Set<ObjectID>) -> ObjectID? {
    entries.first { rounds.contains($0.round.id) }?.round.id
  }

  /// The round that hides a rating of `recommendation` by `criterion` written at `place`; nil when
  /// none does, or when the rating says nothing that could be hidden.
  ///
  /// It is not asked about the opening of what was committed to in rounds that are closed.
  func hides(
    _ rating: Rating, at place: OperationRow, _ recommendation: ObjectID, _ criterion: String
  ) -> Round? {
    switch rating {
    case .value, .noOpinion, .opening: break
    case .withdrawn, .commitment: return nil
    }
    return entries.first {
      $0.round.covers(recommendation, criterion) && !$0.seen.contains(place)
    }?.round
  }
}
