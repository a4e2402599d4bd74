public import Bytes
public import ChangeLog
import Cryptography
public import Review
import SQLite
import Trust

/// Rating blind: committing to a value, hiding it, and opening it when the round is closed.
extension Replica {
  /// The open round in which `recommendation` is rated by `criterion`; nil when there is none.
  public func openRound(of recommendation: ObjectID, _ criterion: String) throws -> Round? {
    try cache.openRounds().round(of: recommendation, criterion)
  }

  // MARK: Committing

  /// Puts this member's `rating` in the cell; a commitment to it where a round is open.
  ///
  /// - Parameters:
  ///   - seen: What the rater had in view: the words that are rated.
  ///   - always: Whether a rating that stands there already is written again.
  func put(
    _ rating: Rating, to key: CellKey, seen: [OperationID] = [], always: Bool = false,
    with builder: ChangeBuilder
  ) throws {
    guard let said = rating.plain.saidBlind, let criterion = key.criterion,
      let round = try openRound(of: key.object, criterion),
      let seal = RatingSeal(workspace, round: round.id, key)
    else { return try builder.put(key, rating.encoded, seen: seen, always: always) }
    let live = try builder.liveWrites(key)
    if !always, live.count == 1, case .commitment(round.id, let digest)? = Rating(live[0].value),
      try SealedRatings(database).opening(of: digest)?.plain == rating.plain
    {
      return
    }
    let opening = Rating.opening(
      said.value, confidence: rating.confidence, reason: rating.reason,
      salt: SecureRandom.bytes(RatingSeal.saltByteCount))
    guard let digest = seal.digest(of: opening, hash: hash) else { return }
    try SealedRatings(database).keep(opening, of: digest, round: round.id, key)
    try builder.put(key, Rating.commitment(round: round.id, digest: digest).encoded, seen: seen)
  }

  // MARK: Opening

  /// Opens what this device committed to in rounds that are closed.
  ///
  /// Does nothing, at the price of a look into an empty table, where there is nothing to open.
  ///
  /// - Returns: How many ratings were opened.
  @discardableResult
  public func publishOpenings(time: UInt64) throws -> Int {
    let due = try database.rows(
      """
      SELECT digest, object, element, opening FROM sealed
      WHERE round IN (SELECT round FROM closing) ORDER BY object, element, digest
      """
    ) { row in
      (
        digest: row.blob(0), key: CellKey(ObjectID(row.blob(1)), .rating, element: row.blob(2)),
        opening: try Value(encoded: row.blob(3))
      )
    }
    guard !due.isEmpty, try mayWrite() else { return 0 }
    return try edit(time: time) { builder in
      var count = 0
      for entry in due {
        let committed = try builder.liveWrites(entry.key).filter { write in
          if case .commitment(_, entry.digest)? = Rating(write.value) { true } else { false }
        }
        if !committed.isEmpty {
          // It was given on the words that its commitment was given on.
          let words = try committed.flatMap { try seen(by: $0.value, in: entry.key) }
          try builder.addCell(
            .put(
              entry.key, entry.opening, replaces: committed.map(\.id).sorted(),
              seen: try builder.operations(at: Set(words).sorted())))
          count += 1
        }
        // What was rated anew, or taken back, is nobody's business.
        try database.run("DELETE FROM sealed WHERE digest = ?1", [.blob(entry.digest)])
      }
      return count
    }.result
  }

  /// What the writers of this live value had in view.
  private func seen(by value: Value, in key: CellKey) throws -> [OperationRow] {
    try database.rows(
      """
      SELECT seen FROM cell WHERE object = ?1 AND field = ?2 AND element = ?3 AND value = ?4
      """, key.columns + [.blob(value.encoded)]
    ) { try References.decode($0.blob(0)) }.flatMap { $0 }
  }

  private func mayWrite() throws -> Bool {
    let role = try database.first("SELECT role FROM device WHERE id = ?1", [.blob(device.bytes)]) {
      Role(rawValue: UInt8(truncatingIfNeeded: $0.integer(0)))
    }
    return (role ?? nil).map { $0 >= .writer } ?? false
  }

  // MARK: Showing

  /// The value of a cell as this member may see it: what open rounds hide of others is hidden, and
  /// one's own commitments are what they say.
  public func shown(_ value: Value, of key: CellKey) throws -> Value {
    guard key.field == .rating, let criterion = key.criterion, let rating = Rating(value) else {
      return value
    }
    if case .commitment(_, let digest) = rating {
      guard key.owner == member else { return value }
      return try SealedRatings(database).opening(of: digest)?.plain.encoded ?? value
    }
    // Whether it stood before the round cannot be told from the value: rather hide too much.
    guard key.owner != member, rating.plain.saidBlind != nil,
      let round = try openRound(of: key.object, criterion), try !isOfClosedRound(rating, key)
    else { return value }
    return Rating.hidden(in: round.id).encoded
  }

  /// Whether `rating` opens what was committed to in a round that is closed.
  private func isOfClosedRound(_ rating: Rating, _ key: CellKey) throws -> Bool {
    guard rating.isOpening else { return false }
    return try database.rows(
      """
      SELECT round, digest FROM ballot WHERE object = ?1 AND element = ?2
      AND round IN (SELECT round FROM closing)
      """, [.blob(key.object.bytes), .blob(key.element)]
    ) { row in
      let seal = RatingSeal(workspace, round: ObjectID(row.blob(0)), key)
      return seal?.digest(of: rating, hash: hash) == row.blob(1)
    }.contains(true)
  }

  /// The events as this member may see them.
  func shown(_ news: [News]) throws -> [News] {
    try news.map { item in
      guard case .rated(let recommendation, let criterion, let rating) = item.event else {
        return item
      }
      let key = CellKey.rating(recommendation, criterion, of: item.member)
      let shown = Rating(try shown(rating.encoded, of: key)) ?? rating
      return News(
        member: item.member,
        event: .rated(recommendation: recommendation, criterion: criterion, shown))
    }
  }
}

extension Rating {
  /// What a commitment would hide of the rating; nil where it says nothing.
  fileprivate var saidBlind: (value: Int64?, Void)? {
    switch self {
    case .value(let value, _, _): (value, ())
    case .noOpinion: (nil, ())
    case .withdrawn, .commitment, .opening: nil
    }
  }
}
